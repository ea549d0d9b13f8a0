"""What staff decide about a candidature: set it aside, cancel it, take that back (specification §5)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import est_responsable, nom_d_acteur
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from cyclades.outbox.services import post
from registrations.enums import ETATS_ACTIFS, Etat
from registrations.models import Candidature, Journal
from registrations.states import GESTIONNAIRE, transition_permise

from .transitions import TransitionRefusee, transition

MOTIF_MAX = 500


@dataclass(frozen=True)
class Acte:
    """An act as staff see it. `motifs`: sentences to start from; `pour_responsables`: from which state it needs one."""

    nom: str
    libelle: str
    effet: str
    motifs: tuple[str, ...]
    danger: bool = True
    pour_responsables: frozenset[Etat] = frozenset()

    @property
    def motif_propose(self) -> str:
        """The only usual reason; "" when there are several, so that none is given by oversight."""
        return self.motifs[0] if len(self.motifs) == 1 else ""


ACTES = {
    a.nom: a
    for a in (
        Acte(
            "ecarter",
            "Écarter la candidature",
            "Elle ne sera pas examinée. Le candidat la voit toujours, avec le motif, et peut s'inscrire de nouveau "
            "tant que le service est ouvert.",
            (
                "Vous avez une autre candidature pour le même examen et la même session.",
                "Les conditions d'inscription à cet examen ne sont pas remplies.",
                "Vous nous avez demandé par écrit de retirer votre candidature.",
            ),
        ),
        Acte(
            "annuler",
            "Annuler : confirmation non reçue",
            "La confirmation d'inscription signée n'a pas été reçue à temps. Le candidat voit toujours sa candidature, "
            "avec le motif.",
            ("Votre confirmation d'inscription signée ne nous est pas parvenue avant la date limite.",),
        ),
        Acte(
            "retablir",
            "Rétablir la candidature",
            "Elle redevient active, avec son numéro, ses versions et ses pièces.",
            (
                "Votre confirmation d'inscription signée nous est bien parvenue.",
                "Votre candidature avait été écartée par erreur.",
            ),
            danger=False,
            pour_responsables=frozenset({Etat.ANNULE}),
        ),
    )
}
_VERS = {"ecarter": Etat.ECARTE, "annuler": Etat.ANNULE}


def actes_possibles(*, candidature: Candidature, par: User) -> list[Acte]:
    """The acts that the table of states and the person's role allow now."""
    return [a for a in ACTES.values() if _permis(a, candidature, par)]


def _permis(acte: Acte, candidature: Candidature, par: User) -> bool:
    de = Etat(candidature.etat)
    declaree = transition_permise(de, _destination(acte.nom, candidature), GESTIONNAIRE)
    if declaree is None or declaree.nom != acte.nom:
        return False
    return de not in acte.pour_responsables or est_responsable(par)


def _destination(acte: str, candidature: Candidature) -> Etat:
    """Taken back, a candidature is again what it was: *Inscrit* once a version exists."""
    return _VERS.get(acte) or (Etat.INSCRIT if candidature.version_courante else Etat.A_COMPLETER)


def ecarter(*, candidature_id: int, vu: str, par: User, motif: str) -> Candidature:
    """*Écarté par le gestionnaire*; see `_accomplir`."""
    return _accomplir("ecarter", candidature_id=candidature_id, vu=vu, par=par, motif=motif)


def annuler(*, candidature_id: int, vu: str, par: User, motif: str) -> Candidature:
    """*Annulé (confirmation non reçue)*; see `_accomplir`."""
    return _accomplir("annuler", candidature_id=candidature_id, vu=vu, par=par, motif=motif)


def retablir(*, candidature_id: int, vu: str, par: User, motif: str) -> Candidature:
    """Active again; a responsable's act when it was cancelled. See `_accomplir`."""
    return _accomplir("retablir", candidature_id=candidature_id, vu=vu, par=par, motif=motif)


VERBES = {"ecarter": ecarter, "annuler": annuler, "retablir": retablir}


def _accomplir(acte: str, *, candidature_id: int, vu: str, par: User, motif: str) -> Candidature:
    """Do an act in the name of `par`, with its reason, journaled and told by mail, in one transaction.

    `vu` is the state that was on the page: moved meanwhile, by the candidate or a colleague, nothing is
    written (`Refus` CY009, I-18). Raises `Refus` too when the reason is missing, when the role or the
    table of states does not allow the act, and when another candidature of the same session is active.
    The caller has scoped the candidature to the académies of `par`.
    """
    if not motif.strip():
        raise Refus("Indiquez le motif : le candidat le lira.", champ="motif", code="motif")
    try:
        with refus_traduits(), acteur(nom_d_acteur(par)):
            return _ecrire(ACTES[acte], candidature_id, vu, par, motif.strip()[:MOTIF_MAX])
    except IntegrityError as erreur:
        raise Refus("La candidature n'a pas pu être modifiée. Recommencez.") from erreur


def _ecrire(acte: Acte, candidature_id: int, vu: str, par: User, motif: str) -> Candidature:
    # The account first, as « Enregistrer » does: locks are always taken in that order.
    compte_id = Candidature.objects.values_list("compte_id", flat=True).get(pk=candidature_id)
    User.objects.select_for_update().only("pk").get(pk=compte_id)
    candidature = Candidature.objects.get(pk=candidature_id)
    if candidature.etat != vu:
        raise Refus(
            f"Cette candidature a changé entre-temps : elle est maintenant « {candidature.get_etat_display()} ». "
            "Relisez le dossier avant de décider.",
            code="CY009",
        )
    if not _permis(acte, candidature, par):
        raise Refus("Cet acte n'est pas possible dans l'état actuel de la candidature, ou avec votre rôle.")
    vers = _destination(acte.nom, candidature)
    if vers in ETATS_ACTIFS:
        _refuser_une_seconde_active(candidature)
    try:
        with transaction.atomic():
            fraiche = transition(candidature=candidature, vers=vers, acteur=nom_d_acteur(par), motif=motif)
    except TransitionRefusee as erreur:
        raise Refus("Cet acte n'est pas possible dans l'état actuel de la candidature.") from erreur
    ligne = Journal.objects.filter(candidature=fraiche, action=acte.nom).order_by("-pk").values_list("pk", flat=True)[0]
    post("candidature.decision", ids={"journal": ligne}, cle=f"candidature:{fraiche.pk}:decision:{ligne}")
    return fraiche


def _refuser_une_seconde_active(candidature: Candidature) -> None:
    """One active per session, unless the exam allows more; the database would refuse it less kindly."""
    autres = Candidature.objects.filter(
        compte=candidature.compte_id, session=candidature.session_id, etat__in=ETATS_ACTIFS, exclusive=True
    ).exclude(pk=candidature.pk)
    autre = autres.first() if candidature.exclusive else None
    if autre is not None:
        raise Refus(
            f"Le candidat a depuis une autre candidature active pour cette session, la n° {autre.numero_affiche} : "
            "celle-ci ne peut pas redevenir active."
        )
