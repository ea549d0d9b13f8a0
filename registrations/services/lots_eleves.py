"""The pupils of a school's file, a slice at a time (`services.lots`)."""

from collections.abc import Sequence

from cyclades.common.errors import Refus
from registrations.enums import Choix, Etat, EtatPreinscription, Origine
from registrations.imports.controle import connus, ecarts_de
from registrations.imports.ecarts import deja_inscrit
from registrations.imports.eleve import Eleve, relire
from registrations.imports.referentiel import Referentiel
from registrations.models import Candidature, LignePreinscription, LotPreinscription

from .corrections import CorrectionPerimee, corriger
from .erreurs import BrouillonDisparu, DejaInscrit, NumerosEpuises
from .preinscription import preinscrire, preinscrire_nouveaux, verifier

Travail = tuple[LignePreinscription, Eleve]
VU = "vu"  # in `donnees`: the print of the entry that whoever decided had before him


def preinscrire_lignes(lot: LotPreinscription, lignes: Sequence[LignePreinscription], par: str) -> None:
    """In the caller's transaction: who is new is born, who is known as the line says is left, who has an account or is
    pre-registered otherwise waits for a decision.

    Sets the state of each row, which the caller writes.
    """
    referentiel = Referentiel(lot.academie_id)
    # In one order, whoever imports: two files never wait for each other both ways.
    travaux = sorted(_verifies(referentiel, lignes), key=lambda travail: travail[1].cle)
    deja = connus([eleve for _, eleve in travaux])
    nouveaux: list[Travail] = []
    for ligne, eleve in travaux:
        if eleve.cle in deja.candidatures:
            _reprendre(ligne, eleve, deja.candidatures[eleve.cle], referentiel, par)
        elif ligne.choix == Choix.RATTACHER:
            _rattacher(ligne, eleve, par, str(lot))
        elif ligne.choix != Choix.CREER and eleve.empreinte in deja.comptes:
            _faire_decider(ligne, deja.comptes[eleve.empreinte][0])
        else:
            nouveaux.append((ligne, eleve))
    nes = preinscrire_nouveaux(eleves=[e for _, e in nouveaux], par=par, motif=str(lot)) if nouveaux else []
    for (ligne, _), candidature in zip(nouveaux, nes, strict=True):
        finir(ligne, EtatPreinscription.FAITE, candidature.pk)


def _verifies(referentiel: Referentiel, lignes: Sequence[LignePreinscription]) -> list[Travail]:
    """Those that still hold today; the others are refused with the reason."""
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


def _reprendre(
    ligne: LignePreinscription,
    eleve: Eleve,
    candidature: Candidature,
    referentiel: Referentiel,
    par: str,
) -> None:
    """A pupil pre-registered already: as the line says, or to be corrected if somebody so decides."""
    differences = ecarts_de(candidature, eleve, referentiel)
    if not differences:
        return finir(ligne, EtatPreinscription.DEJA, candidature.pk)
    if candidature.etat != Etat.A_COMPLETER:
        return refuser(ligne, deja_inscrit(differences))
    if ligne.choix != Choix.CORRIGER:
        return _faire_decider(ligne, candidature.compte_id, candidature.pk)
    try:
        corrigee = corriger(
            candidature_id=candidature.pk,
            eleve=eleve,
            vu=ligne.donnees.get(VU, ""),
            academies=referentiel.academies,
            par=par,
        )
    except CorrectionPerimee:
        return _faire_decider(ligne, candidature.compte_id, candidature.pk)
    except Refus as refus:
        return refuser(ligne, refus.phrase)
    return finir(ligne, EtatPreinscription.CORRIGEE if corrigee else EtatPreinscription.DEJA, candidature.pk)


def _faire_decider(ligne: LignePreinscription, compte: int, candidature: int | None = None) -> None:
    ligne.etat, ligne.compte_id, ligne.candidature_id = EtatPreinscription.A_DECIDER, compte, candidature


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
