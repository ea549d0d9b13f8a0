"""Pre-registration: a candidature *À compléter*, entered before the candidate comes (specification §5, guide ch. 8)."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError

from accounts.models import User
from accounts.services.scolaires import creer_comptes_scolaires, empreinte_civile
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from registrations import queries
from registrations.contexte import Contexte
from registrations.enums import Etat, Origine
from registrations.imports.eleve import Eleve, cle_eleve
from registrations.models import Candidature, Journal
from registrations.preinscription import RESERVES, Preinscription
from registrations.saisie import Donnees, premiere
from registrations.states import CANDIDAT, genre_d_acteur
from sessions_cfg.models import Etablissement, ServiceInscription

from .brouillons import saisie_conservable
from .erreurs import DejaInscrit
from .journal import noter
from .naissance import candidature_neuve, geler, naitre, verrouiller
from .transitions import faire_naitre_ensemble

ONGLETS = ("identification", "informations", "qualification", "acquis", "epreuves")
CLASSE_MAX = 60
MANQUES = {
    "categorie": "Indiquez la catégorie du candidat.",
    "etablissement": "Indiquez l'établissement.",
    "specialite": "Indiquez la spécialité.",
}


def preinscrire(
    *,
    compte: User,
    service: ServiceInscription,
    origine: Origine,
    saisie: Mapping[str, Mapping[str, Iterable[str]]],
    par: str,
    classe: str = "",
    motif: str = "",
) -> Candidature:
    """Create a candidature *À compléter* in the name of `par`, `gestionnaire:<id>` or `systeme:<what>`; journaled.

    `saisie` is what is known already, as it would be typed: tab → field → values. From a school it holds at least
    catégorie, établissement (its key) and spécialité, which the candidate will see and not change; a redoublant may
    change everything. The civil status is frozen, as by a first save (I-05). The service may not be open yet.
    `motif` is what the journal adds.
    Raises `Refus`, whose `champ` is the field at fault, `DejaInscrit`, `NumerosEpuises`; nothing is then written.
    """
    if origine is Origine.GRAND_PUBLIC or genre_d_acteur(par) == CANDIDAT:
        raise ValueError("a candidate never pre-registers himself")
    if inconnus := set(saisie) - set(ONGLETS):
        raise ValueError(f"no such tab: {sorted(inconnus)}")
    propre = {onglet: saisie_conservable(valeurs) for onglet, valeurs in saisie.items()}
    try:
        with refus_traduits(), acteur(par):
            avant = Preinscription(origine, propre, classe=classe[:CLASSE_MAX])
            return _preinscrire(compte, service, avant, par, motif)
    except IntegrityError as erreur:
        if "reg_une_active_par_session" in str(erreur):
            raise DejaInscrit(None) from erreur
        raise


def _preinscrire(compte: User, service: ServiceInscription, avant: Preinscription, par: str, motif: str) -> Candidature:
    _refuser_une_archive(service)
    identite = verrouiller(compte)
    compte.profil = identite
    contexte = Contexte(compte=compte, service=service, donnees=avant.saisie, preinscription=avant)
    etablissement = _etablissement(avant.saisie)
    verifier(contexte, etablissement, queries.academies_du_service(service.academie_id))
    maintenant = clock.maintenant()
    candidature = naitre(
        compte=compte,
        service=service,
        etat=Etat.A_COMPLETER,
        maintenant=maintenant,
        **champs(avant, service, etablissement, empreinte_civile(identite)),
    )
    geler(identite, maintenant)
    noter(
        candidature=candidature,
        action="preinscription",
        acteur=par,
        quand=maintenant,
        vers=Etat.A_COMPLETER,
        motif=motif,
    )
    return candidature


def preinscrire_nouveaux(*, eleves: Sequence[Eleve], par: str, motif: str = "") -> list[Candidature]:
    """Make an account and a candidature *À compléter* for each of these pupils, in the same order (6 queries in all).

    Called in the transaction of whoever keeps the file, which names `par`; each was checked by `verifier`. Nobody
    else sees these accounts yet, so that nothing is locked. Raises the `IntegrityError` of
    `reg_un_eleve_par_session` or of `accounts_user.identifiant` when another import did the same at this instant.
    """
    for service in {e.service.pk: e.service for e in eleves}.values():
        _refuser_une_archive(service)
    maintenant = clock.maintenant()
    comptes = creer_comptes_scolaires(etats_civils=[e.etat_civil for e in eleves], gele_le=maintenant)
    candidatures = [
        candidature_neuve(
            compte=compte,
            service=eleve.service,
            numero=1,
            maintenant=maintenant,
            **champs(eleve.preinscription, eleve.service, eleve.ecole, eleve.empreinte),
        )
        for compte, eleve in zip(comptes, eleves, strict=True)
    ]
    faire_naitre_ensemble(candidatures=candidatures, etat=Etat.A_COMPLETER)
    Journal.objects.bulk_create(
        Journal(
            candidature=c,
            quand=maintenant,
            acteur=par,
            action="preinscription",
            vers=Etat.A_COMPLETER,
            motif=motif,
        )
        for c in candidatures
    )
    return candidatures


def champs(
    avant: Preinscription, service: ServiceInscription, etablissement: Etablissement | None, empreinte: str
) -> dict[str, Any]:
    """The columns of a pre-registered candidature that say who entered what."""
    return {
        "origine": avant.origine,
        "specialite_id": premiere(avant.saisie.get("qualification", {}), "specialite") or None,
        "etablissement": str(etablissement)[:200] if etablissement else "",
        "ecole": etablissement if avant.par_l_etablissement else None,
        "cle_eleve": cle_eleve(empreinte, service, avant.saisie) if avant.par_l_etablissement else "",
        "classe": avant.classe,
        "preinscription": avant.saisie,
    }


def _refuser_une_archive(service: ServiceInscription) -> None:
    if service.session.archivee_le is not None:
        raise Refus("Cette session est archivée : personne ne peut plus y être préinscrit.")


def _etablissement(saisie: Donnees) -> Etablissement | None:
    return Etablissement.objects.filter(cle=premiere(saisie.get("informations", {}), "etablissement")).first()


def verifier(contexte: Contexte, etablissement: Etablissement | None, academies: Container[str]) -> None:
    """What was entered must be of this session; the rest is judged when the candidate saves. Raises `Refus`.

    `academies` are those that the service answers for.
    """
    avant = contexte.preinscription
    informations, qualification = (avant.saisie.get(o, {}) for o in ("informations", "qualification"))
    if avant.par_l_etablissement:
        for onglet, champs in RESERVES.items():
            for champ in champs:
                if not avant.donnee(onglet, champ):
                    raise Refus(MANQUES[champ], champ=champ)
        if etablissement is None or etablissement.individuel or etablissement.academie_id not in academies:
            raise Refus("Cet établissement n'est pas une école de cette académie.", champ="etablissement")
        categorie = premiere(informations, "categorie")
        offerte = next((c for c in contexte.categories if c.code == categorie), None)
        if offerte is None:
            raise Refus("Cette catégorie n'est pas celle d'un candidat en établissement.", champ="categorie")
        if not offerte.admise:
            raise Refus(offerte.raison, champ="categorie")
    specialite = premiere(qualification, "specialite")
    if specialite and specialite not in {cle for cle, _ in contexte.snapshot.offertes}:
        raise Refus("Cette spécialité n'est pas proposée à cette session.", champ="specialite")
