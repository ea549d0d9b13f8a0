"""The pages of a candidate's own account, for `tests.pages`."""

from collections.abc import Callable
from copy import copy

from django.urls import reverse

from accounts.jetons import jeton_activation, jeton_changement, jeton_retablissement
from accounts.models import ChangementAdresse
from accounts.services.connexion import jeton_mot_de_passe
from tests.scenes import Scene
from tests.vues import Chemin, Vue, fixe


def _jeton(scene: Scene) -> str:
    assert scene.attente is not None
    return reverse("accounts:activer", args=[jeton_activation(scene.attente)])


def _jeton_de_candidat(scene: Scene, *, corrections: int = 0) -> str:
    """The link of an account that is active; with `corrections`, one that no account has."""
    candidat = copy(scene.candidat)
    assert candidat is not None
    candidat.corrections = corrections
    return reverse("accounts:activer", args=[jeton_activation(candidat)])


def _nouveau_mot_de_passe(scene: Scene) -> str:
    assert scene.candidat is not None
    return reverse("accounts:mot_de_passe_choisir", args=[scene.candidat.pk, jeton_mot_de_passe(scene.candidat)])


def _changement(nom: str, jeton: Callable[[ChangementAdresse], str], lequel: str) -> Chemin:
    """The link of a change of address of the scene."""
    return lambda scene: reverse(nom, args=[jeton(getattr(scene, lequel))])


COMPTES: dict[str, list[Vue]] = {
    "accounts:creer_envoye": [
        Vue("attente", fixe("accounts:creer_envoye")),
        Vue("attente-fautive", fixe("accounts:creer_envoye"), "adresse-fautive"),
    ],
    "accounts:activer": [
        Vue("visiteur", _jeton),
        Vue("candidat", _jeton, "autre-compte-connecte"),
        Vue("visiteur", _jeton_de_candidat, "deja-actif"),
        Vue("visiteur", lambda s: _jeton_de_candidat(s, corrections=9), "lien-depasse"),
        Vue("visiteur", lambda s: reverse("accounts:activer", args=["faux"]), "lien-faux"),
    ],
    "accounts:mot_de_passe_choisir": [
        Vue("visiteur", _nouveau_mot_de_passe),
        Vue("visiteur", lambda s: reverse("accounts:mot_de_passe_choisir", args=[1, "faux"]), "lien-faux"),
    ],
    "accounts:adresse_confirmer": [
        Vue("visiteur", _changement("accounts:adresse_confirmer", jeton_changement, "attendu")),
        Vue("visiteur", lambda s: reverse("accounts:adresse_confirmer", args=["faux"]), "lien-faux"),
    ],
    "accounts:adresse_retablir": [
        Vue("visiteur", _changement("accounts:adresse_retablir", jeton_retablissement, "confirme")),
        Vue("visiteur", lambda s: reverse("accounts:adresse_retablir", args=["faux"]), "lien-faux"),
    ],
    "accounts:premiere_connexion_choisir": [Vue("papillon", fixe("accounts:premiere_connexion_choisir"))],
    "accounts:supprime": [Vue("visiteur", fixe("accounts:supprime"))],
    "accounts:modifier": [
        Vue("nouveau", fixe("accounts:modifier")),
        Vue("brouillon", fixe("accounts:modifier"), "adresse-en-attente"),
        Vue("candidat", fixe("accounts:modifier"), "verrouille"),
    ],
    "accounts:reprendre": [Vue("reprise", fixe("accounts:reprendre"))],
    "accounts:supprimer": [Vue("nouveau", fixe("accounts:supprimer"))],
}
