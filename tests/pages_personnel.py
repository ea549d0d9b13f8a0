"""The pages of the staff's own accounts, for `tests.pages`."""

from django.urls import reverse

from accounts.jetons import jeton_invitation
from tests.scenes import Scene
from tests.vues import Vue, a, fixe


def _invitation(scene: Scene) -> str:
    assert scene.invitation is not None
    return reverse("accounts:invitation", args=[jeton_invitation(scene.invitation)])


PERSONNEL: dict[str, list[Vue]] = {
    "accounts:second_facteur": [
        Vue("agent", fixe("accounts:second_facteur"), "commencer"),
        Vue("gestionnaire", fixe("accounts:second_facteur")),
    ],
    "accounts:second_facteur_telephone": [Vue("telephone", fixe("accounts:second_facteur_telephone"))],
    "accounts:second_facteur_verifier": [Vue("a_confirmer", fixe("accounts:second_facteur_verifier"))],
    "accounts:second_facteur_secours": [Vue("a_confirmer", fixe("accounts:second_facteur_secours"))],
    "accounts:invitation": [
        Vue("visiteur", _invitation),
        Vue("visiteur", lambda s: reverse("accounts:invitation", args=["faux"]), "lien-faux"),
    ],
    "gestion:accounts_staffprofile_changelist": [Vue("superviseur", fixe("gestion:accounts_staffprofile_changelist"))],
    "gestion:accounts_staffprofile_add": [
        Vue("superviseur", fixe("gestion:accounts_staffprofile_add")),
        Vue("responsable", fixe("gestion:accounts_staffprofile_add"), "responsable"),
    ],
    "gestion:accounts_staffprofile_change": [
        Vue("superviseur", a("gestion:accounts_staffprofile_change", "membre")),
        Vue("responsable", a("gestion:accounts_staffprofile_change", "membre"), "responsable"),
    ],
    "gestion:accounts_staffprofile_acte": [
        Vue("superviseur", lambda s: reverse("gestion:accounts_staffprofile_acte", args=[s.membre, "reinitialiser"]))
    ],
}
