"""The pupils of a school's file, a slice at a time (`services.lots`)."""

from collections.abc import Sequence

from cyclades.common.errors import Refus
from registrations.enums import Choix, EtatPreinscription, Origine
from registrations.imports.controle import connus
from registrations.imports.eleve import Eleve, relire
from registrations.imports.referentiel import Referentiel
from registrations.models import Candidature, LignePreinscription, LotPreinscription

from .erreurs import BrouillonDisparu, DejaInscrit, NumerosEpuises
from .preinscription import preinscrire, preinscrire_nouveaux, verifier

Travail = tuple[LignePreinscription, Eleve]


def preinscrire_lignes(lot: LotPreinscription, lignes: Sequence[LignePreinscription], par: str) -> None:
    """In the caller's transaction: who is new is born, who is known is left, who has an account waits for a decision.

    Sets the state of each row, which the caller writes.
    """
    travaux = list(_verifies(lot, lignes))
    deja = connus([eleve for _, eleve in travaux])
    nouveaux: list[Travail] = []
    for ligne, eleve in travaux:
        if eleve.cle in deja.candidatures:
            finir(ligne, EtatPreinscription.DEJA, deja.candidatures[eleve.cle])
        elif ligne.choix == Choix.RATTACHER:
            _rattacher(ligne, eleve, par, str(lot))
        elif ligne.choix != Choix.CREER and eleve.empreinte in deja.comptes:
            ligne.etat, ligne.compte_id = EtatPreinscription.A_DECIDER, deja.comptes[eleve.empreinte][0]
        else:
            nouveaux.append((ligne, eleve))
    # In one order, whoever imports: two files never wait for each other both ways.
    nouveaux.sort(key=lambda travail: travail[1].cle)
    nes = preinscrire_nouveaux(eleves=[e for _, e in nouveaux], par=par, motif=str(lot)) if nouveaux else []
    for (ligne, _), candidature in zip(nouveaux, nes, strict=True):
        finir(ligne, EtatPreinscription.FAITE, candidature.pk)


def _verifies(lot: LotPreinscription, lignes: Sequence[LignePreinscription]) -> list[Travail]:
    """Those that still hold today; the others are refused with the reason."""
    referentiel = Referentiel(lot.academie_id)
    verifies = []
    for ligne in lignes:
        ecole = referentiel.ecoles.get(ligne.donnees["ecole"])
        if ecole is None or ligne.service is None:
            refuser(ligne, "Cet établissement n'est plus une école de cette académie.")
            continue
        eleve = relire(ligne.donnees, ligne.service, ecole)
        try:
            verifier(referentiel.contexte(eleve), ecole, referentiel.academies)
        except Refus as refus:
            refuser(ligne, refus.phrase)
        else:
            verifies.append((ligne, eleve))
    return verifies


def _rattacher(ligne: LignePreinscription, eleve: Eleve, par: str, motif: str) -> None:
    if ligne.compte is None:
        return refuser(ligne, "Ce compte a été effacé depuis : importez de nouveau cette ligne.")
    try:
        candidature = preinscrire(
            compte=ligne.compte,
            service=eleve.service,
            origine=Origine.ETABLISSEMENT,
            saisie=eleve.saisie,
            classe=eleve.classe,
            par=par,
            motif=motif,
        )
    except DejaInscrit as erreur:
        autre = erreur.candidature or Candidature.objects.get(compte=ligne.compte, session=eleve.service.session_id)
        return refuser(ligne, f"Ce compte a déjà une candidature active à cette session (n° {autre.numero_affiche}).")
    except (NumerosEpuises, BrouillonDisparu):
        return refuser(ligne, "Ce compte ne peut plus recevoir de candidature.")
    except Refus as refus:
        return refuser(ligne, refus.phrase)
    return finir(ligne, EtatPreinscription.FAITE, candidature.pk)


def finir(ligne: LignePreinscription, etat: EtatPreinscription, candidature: int) -> None:
    ligne.etat, ligne.candidature_id, ligne.erreur = etat, candidature, ""


def refuser(ligne: LignePreinscription, phrase: str) -> None:
    ligne.etat, ligne.candidature_id, ligne.erreur = EtatPreinscription.REFUSEE, None, phrase[:500]
