"""What is done to a candidature without anybody at a page: by a scheduled task, or from another app's queue."""

from collections.abc import Callable

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.outbox.services import post
from registrations.enums import Etat, Recevabilite
from registrations.models import Candidature, Journal

from .journal import noter
from .transitions import transition


def prendre(candidature_id: int) -> Candidature:
    """Lock the account, then the candidature, as every other write does; call it inside the transaction."""
    compte_id = Candidature.objects.values_list("compte_id", flat=True).get(pk=candidature_id)
    User.objects.select_for_update().only("pk").get(pk=compte_id)
    return Candidature.objects.select_for_update().get(pk=candidature_id)


def annuler_d_office(*, candidature: Candidature, acteur: str, motif: str) -> Candidature:
    """*Annulé (confirmation non reçue)* by `acteur`, a `systeme:…` that the caller has told the database; mail."""
    fraiche = transition(candidature=candidature, vers=Etat.ANNULE, acteur=acteur, motif=motif)
    _prevenir(fraiche, "annuler")
    return fraiche


def declarer_conforme(*, candidature_id: int, par: User, complet: Callable[[], bool]) -> bool:
    """Recevabilité CONFORME, in the name of `par`, journaled and told by mail; False when it was so already.

    `complet` locks the pieces and says whether they are all *Conforme*: asked under the candidature's lock, so that
    a piece refused or asked meanwhile leaves the file as it was (I-18), and False is returned.
    The caller has scoped the candidature to the académies of `par`.
    """
    nom = nom_d_acteur(par)
    with acteur(nom):
        candidature = prendre(candidature_id)
        if candidature.etat != Etat.INSCRIT or candidature.recevabilite == Recevabilite.CONFORME or not complet():
            return False
        avant, candidature.recevabilite = candidature.recevabilite, Recevabilite.CONFORME
        candidature.save(update_fields=["recevabilite"])
        noter(
            candidature=candidature,
            action="conforme",
            acteur=nom,
            quand=clock.maintenant(),
            de=avant,
            vers=Recevabilite.CONFORME,
        )
        _prevenir(candidature, "conforme")
    return True


def reprendre_conformite(*, candidature: Candidature, acteur: str, motif: str) -> None:
    """CONFORME no longer: *En cours* again, journaled. The caller holds `prendre` and has named `acteur`."""
    de, candidature.recevabilite = candidature.recevabilite, Recevabilite.EN_COURS
    candidature.save(update_fields=["recevabilite"])
    noter(
        candidature=candidature,
        action="conformité reprise",
        acteur=acteur,
        quand=clock.maintenant(),
        de=de,
        vers=Recevabilite.EN_COURS,
        motif=motif,
    )


def _prevenir(candidature: Candidature, action: str) -> None:
    ligne = (
        Journal.objects.filter(candidature=candidature, action=action).order_by("-pk").values_list("pk", flat=True)[0]
    )
    post("candidature.decision", ids={"journal": ligne}, cle=f"candidature:{candidature.pk}:decision:{ligne}")
