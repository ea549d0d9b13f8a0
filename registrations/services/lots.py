"""Pre-registering many at once: what a file or a former session asks for becomes rows at once, people one slice after
the other by a worker.

A slice is one transaction of the outbox: a worker killed in the middle leaves nothing of it, and the next one finds
the rows still to be done. Who is pre-registered already is not again: the database refuses it.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from accounts.models import User
from accounts.permissions import academies_du_responsable, nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, contrainte
from cyclades.outbox import services as outbox
from registrations.enums import (
    DES_CORRECTIONS,
    SANS_SUITE,
    ActeLotPreinscription,
    Choix,
    EtatPreinscription,
    GenreLot,
)
from registrations.imports.controle import Rapport
from registrations.models import EvenementPreinscription, LignePreinscription, LotPreinscription

from . import lots_eleves, lots_redoublants

journal = logging.getLogger(__name__)
PAR_TRANCHE = 200
ESSAIS = 4
# What two imports that meet at this instant break: the second looks again, and finds the first's.
RENCONTRES = ("accounts_user_identifiant", "reg_un_eleve_par_session", "reg_une_active_par_session")
Lignes = Sequence[LignePreinscription]
# Once somebody is pre-registered, what was read is the candidature's, and is not kept twice.
_ECRIRE = """
UPDATE registrations_lignepreinscription l
   SET etat = v.etat, candidature_id = v.candidature, compte_id = v.compte, erreur = v.erreur,
       donnees = CASE WHEN v.fini THEN '{}' ELSE l.donnees END,
       brut = CASE WHEN v.fini THEN '{}' ELSE l.brut END
  FROM (SELECT *, etat = ANY(%s::text[]) AS fini
          FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[])
               AS t (id, etat, candidature, compte, erreur)) v
 WHERE l.id = v.id
"""
FAIRE: dict[str, Callable[[LotPreinscription, Lignes, str], None]] = {
    GenreLot.ELEVES: lots_eleves.preinscrire_lignes,
    GenreLot.REDOUBLANTS: lots_redoublants.preinscrire_lignes,
}
EN_COURS = (EtatPreinscription.A_FAIRE,)


@transaction.atomic
def lancer_import(
    *, rapport: Rapport, academie: str, par: User, cle: uuid.UUID, nom_fichier: str = "", empreinte: str = ""
) -> LotPreinscription:
    """Record the pupils of a checked file, and ask the worker for those that are right; the wrong ones are kept to be
    given back. The same form twice is one import."""
    if not rapport.justes:
        raise Refus("Aucune ligne n'est juste : corrigez d'abord le fichier.", champ="fichier")
    lignes = [
        LignePreinscription(
            ligne=ligne.numero,
            brut=ligne.brut,
            donnees=ligne.eleve.en_json() if ligne.eleve else {},
            service=ligne.eleve.service if ligne.eleve else None,
            etat=EtatPreinscription.A_FAIRE if ligne.eleve else EtatPreinscription.REFUSEE,
            erreur=" ".join(_dite(e.colonne, e.phrase, e.conseil) for e in ligne.erreurs)[:500],
        )
        for ligne in rapport.lignes
    ]
    return enregistrer(
        genre=GenreLot.ELEVES,
        academie=academie,
        par=par,
        cle=cle,
        lignes=lignes,
        nom_fichier=nom_fichier[:200],
        empreinte=empreinte,
    )


def lancer_redoublants(*, selection: lots_redoublants.Selection, par: User, cle: uuid.UUID) -> LotPreinscription:
    """Record those whom the selection keeps now, and ask the worker for them. The same form twice is one batch."""
    lots_redoublants.verifier(selection)
    prevision = lots_redoublants.prevoir(selection)
    if not prevision.retenues:
        raise Refus("Personne n'est à préinscrire : changez de session ou de filtre.", champ="source")
    return enregistrer(
        genre=GenreLot.REDOUBLANTS,
        academie=selection.service.academie_id,
        par=par,
        cle=cle,
        lignes=lots_redoublants.lignes_de(selection, prevision),
        parametres={
            "source": str(selection.source),
            "cible": str(selection.service.session),
            "specialite": selection.specialite,
            "sans_releve": selection.sans_releve,
        },
    )


def _dite(colonne: str, phrase: str, conseil: str) -> str:
    return " ".join(filter(None, (f"« {colonne} » :" if colonne else "", phrase, conseil)))


@transaction.atomic
def enregistrer(
    *, genre: GenreLot, academie: str, par: User, cle: uuid.UUID, lignes: list[LignePreinscription], **champs: object
) -> LotPreinscription:
    """Write a batch and its people, and ask for every slice; `cle` names the form, sent once."""
    lot, cree = LotPreinscription.objects.get_or_create(
        cle_formulaire=cle,
        defaults={
            "genre": genre,
            "academie_id": academie,
            "auteur": par,
            "total": len(lignes),
            "cree_le": clock.maintenant(),
            **champs,
        },
    )
    if not cree:
        return lot
    for rang, ligne in enumerate(lignes):
        ligne.lot, ligne.rang = lot, rang
    LignePreinscription.objects.bulk_create(lignes, batch_size=1000)
    _demander(lot, range(0, lot.total, PAR_TRANCHE), "0")
    _noter(lot, par, ActeLotPreinscription.LANCER, lot.total)
    return lot


def _demander(lot: LotPreinscription, tranches: Iterable[int], reprise: str) -> None:
    """Ask for these slices, in the caller's transaction."""
    with outbox.en_un_envoi():
        for rang in tranches:
            outbox.post(
                "candidature.preinscrire",
                ids={"lot": lot.pk, "rang": rang},
                cle=f"preinscription:{lot.pk}:{rang}:{reprise}",
            )


def _noter(lot: LotPreinscription, par: User, acte: ActeLotPreinscription, nombre: int) -> None:
    EvenementPreinscription.objects.create(lot=lot, quand=clock.maintenant(), auteur=par, acte=acte, nombre=nombre)


def avancer(*, lot_id: int, rang: int) -> int:
    """Pre-register the people of one slice that are still to be done; how many were looked at.

    In the name of the author, with what he may still do today. Somebody who cannot be is *en échec* with the reason,
    the others go on; the network's and database's failures are raised, and the slice is tried again.
    """
    lot = LotPreinscription.objects.select_related("auteur").get(pk=lot_id)
    nom = nom_d_acteur(lot.auteur)
    with acteur(nom), outbox.en_un_envoi():
        lignes = list(
            LignePreinscription.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(lot=lot, rang__gte=rang, rang__lt=rang + PAR_TRANCHE, etat__in=EN_COURS)
            .select_related("service__session__examen", "service__academie", "compte__profil")
            .order_by("rang")
        )
        if lot.academie_id in academies_du_responsable(lot.auteur):
            _faire(lot, lignes, nom)
        else:
            for ligne in lignes:
                _echouer(ligne, "Qui a lancé ce lot n'a plus ce droit dans cette académie.")
        _ecrire(lignes)
    return len(lignes)


def _ecrire(lignes: Lignes) -> None:
    """Keep what became of these people: one statement, where an ORM's would weigh more than all the rest."""
    with connection.cursor() as curseur:
        curseur.execute(
            _ECRIRE,
            [
                [EtatPreinscription.FAITE, EtatPreinscription.DEJA, EtatPreinscription.CORRIGEE],
                [ligne.pk for ligne in lignes],
                [ligne.etat for ligne in lignes],
                [ligne.candidature_id for ligne in lignes],
                [ligne.compte_id for ligne in lignes],
                [ligne.erreur for ligne in lignes],
            ],
        )


def _faire(lot: LotPreinscription, lignes: Lignes, nom: str) -> None:
    """All together; one after the other when something unforeseen happens to one of them."""
    for essai in range(ESSAIS):
        try:
            with transaction.atomic():
                return FAIRE[lot.genre](lot, lignes, nom)
        except IntegrityError as erreur:
            if contrainte(erreur).startswith(RENCONTRES) and essai + 1 < ESSAIS:
                continue
            raison = type(erreur).__name__
        except (OperationalError, OSError, MemoryError):
            raise
        except (DatabaseError, Exception) as erreur:  # one bad line must not hold the others
            journal.exception("lot de préinscriptions %s", lot.pk)
            raison = type(erreur).__name__
        break
    if len(lignes) == 1:
        return _echouer(lignes[0], f"La préinscription a échoué ({raison}).")
    for ligne in lignes:
        _faire(lot, [ligne], nom)
    return None


def _echouer(ligne: LignePreinscription, phrase: str) -> None:
    ligne.etat, ligne.candidature, ligne.erreur = EtatPreinscription.ECHEC, None, phrase[:500]


def _verrouiller(lot_id: int) -> LotPreinscription:
    return LotPreinscription.objects.select_for_update().get(pk=lot_id)


@transaction.atomic
def arreter(*, lot_id: int, par: User) -> int:
    """Who waits is not pre-registered; who is stays. A slice being done finishes first. How many were stopped."""
    lot = _verrouiller(lot_id)
    attente = LignePreinscription.objects.filter(lot=lot, etat__in=EN_COURS)
    arretees = attente.update(etat=EtatPreinscription.ARRETEE)
    if not arretees:
        raise Refus("Rien n'attend plus dans ce lot : tout est déjà fait, refusé ou à décider.")
    LotPreinscription.objects.filter(pk=lot.pk).update(arrete_le=clock.maintenant())
    _noter(lot, par, ActeLotPreinscription.ARRETER, arretees)
    return arretees


@transaction.atomic
def reprendre(*, lot_id: int, par: User) -> int:
    """Try again who failed, and go on with who was stopped; how many."""
    lot = _verrouiller(lot_id)
    a_reprendre = LignePreinscription.objects.filter(
        lot=lot, etat__in=[EtatPreinscription.ECHEC, EtatPreinscription.ARRETEE]
    )
    rangs = set(a_reprendre.values_list("rang", flat=True))
    if not rangs:
        raise Refus("Rien n'est en échec ni arrêté dans ce lot.")
    a_reprendre.update(etat=EtatPreinscription.A_FAIRE, erreur="")
    lot.reprises, lot.arrete_le = lot.reprises + 1, None
    lot.save(update_fields=["reprises", "arrete_le"])
    _demander(lot, _tranches(rangs), str(lot.reprises))
    _noter(lot, par, ActeLotPreinscription.REPRENDRE, len(rangs))
    return len(rangs)


def _tranches(rangs: Iterable[int]) -> list[int]:
    return sorted({rang - rang % PAR_TRANCHE for rang in rangs})


@transaction.atomic
def decider(*, lot_id: int, par: User, choix: Mapping[int, Choix], vus: Mapping[int, str] | None = None) -> int:
    """What becomes of the pupils who have an account, or are pre-registered otherwise: row → choice.

    `vus`: row → print of the entry that its difference was shown from. How many were decided; decided meanwhile: left.
    """
    lot = _verrouiller(lot_id)
    lignes = list(
        LignePreinscription.objects.select_for_update().filter(lot=lot, pk__in=choix, etat=EtatPreinscription.A_DECIDER)
    )
    for ligne in lignes:
        ligne.choix = choix[ligne.pk]
        if (ligne.choix in DES_CORRECTIONS) != (ligne.candidature_id is not None):
            raise Refus("Ces lignes ont changé entre-temps : relisez-les avant de décider.")
        ligne.etat, ligne.candidature = EtatPreinscription.A_FAIRE, None
        if ligne.choix in SANS_SUITE:
            ligne.etat, ligne.donnees, ligne.brut = EtatPreinscription.IGNOREE, {}, {}
        elif ligne.choix == Choix.CORRIGER:
            ligne.donnees[lots_eleves.VU] = (vus or {}).get(ligne.pk, "")[:64]
    if not lignes:
        raise Refus("Rien n'était plus à décider parmi ces lignes.")
    champs = ["choix", "etat", "candidature", "donnees", "brut"]
    LignePreinscription.objects.bulk_update(lignes, champs, batch_size=500)
    lot.reprises += 1
    lot.save(update_fields=["reprises"])
    _demander(lot, _tranches(ligne.rang for ligne in lignes), str(lot.reprises))
    _noter(lot, par, ActeLotPreinscription.DECIDER, len(lignes))
    return len(lignes)


@transaction.atomic
def noter_export(*, lot: LotPreinscription, par: User, nombre: int) -> None:
    """A list of people leaves the portal as a file."""
    _noter(lot, par, ActeLotPreinscription.EXPORTER, nombre)
