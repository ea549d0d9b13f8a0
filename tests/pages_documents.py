"""The pages of documents, theirs to the candidate, to everyone and to staff, for `tests.pages`."""

from urllib.parse import urlencode

from django.urls import reverse

from tests.scenes import Scene
from tests.vues import Chemin, Vue, a, fixe


def _classe(page: str, **suite: object) -> Chemin:
    """A page about the class of the scene, which its query names."""

    def chemin(scene: Scene) -> str:
        adresse = reverse(f"gestion:documents_editionpapillons_{page}", args=scene.classe)
        return f"{adresse}?{urlencode({'classe': 'DIV1', **suite})}"

    return chemin


LOTS = "gestion:registrations_lotpreinscription"
DOCUMENTS: dict[str, list[Vue]] = {
    "documents:liste": [Vue("candidat", a("documents:liste", "numeros"))],
    "documents:verification": [Vue("visiteur", fixe("documents:verification"))],
    "documents:verifier_code": [
        Vue("visiteur", a("documents:verifier_code", "code")),
        Vue("visiteur", lambda s: reverse("documents:verifier_code", args=["AAAABBBBCCCCDDDD"]), "inconnu"),
    ],
    "gestion:documents_lot_changelist": [Vue("responsable", fixe("gestion:documents_lot_changelist"))],
    "gestion:registrations_envoi_changelist": [Vue("responsable", fixe("gestion:registrations_envoi_changelist"))],
    "gestion:registrations_envoi_change": [
        Vue("responsable", a("gestion:registrations_envoi_change", "envoi")),
        Vue("responsable", a("gestion:registrations_envoi_change", "envoi_parti"), "parti"),
    ],
    "gestion:documents_editionpapillons_changelist": [
        Vue("responsable", fixe("gestion:documents_editionpapillons_changelist"))
    ],
    "gestion:documents_editionpapillons_classe": [Vue("responsable", _classe("classe"))],
    "gestion:documents_editionpapillons_editer": [
        Vue("responsable", _classe("editer", quoi="classe")),
        Vue("responsable", lambda s: _classe("editer", quoi="eleve", eleve=s.eleve)(s), "eleve"),
    ],
    "gestion:documents_editionpapillons_change": [
        Vue("responsable", a("gestion:documents_editionpapillons_change", "edition")),
        Vue("responsable", a("gestion:documents_editionpapillons_change", "edition_effacee"), "effacee"),
    ],
    "gestion:documents_lot_publier": [Vue("responsable", fixe("gestion:documents_lot_publier"))],
    "gestion:documents_lot_un": [
        Vue("responsable", lambda s: reverse("gestion:documents_lot_un", args=[s.candidature, "convocation"])),
        Vue(
            "responsable",
            lambda s: reverse("gestion:documents_lot_un", args=[s.candidature, "amenagements"]),
            "mesures",
        ),
    ],
    "gestion:documents_lot_change": [
        Vue("responsable", a("gestion:documents_lot_change", "lot")),
        Vue("responsable", a("gestion:documents_lot_change", "lot_en_echec"), "echecs"),
    ],
    "gestion:documents_lot_embargo": [Vue("responsable", a("gestion:documents_lot_embargo", "lot_sous_embargo"))],
    "gestion:documents_lot_acte": [
        Vue("responsable", lambda s: reverse("gestion:documents_lot_acte", args=[s.lot, "retirer"]))
    ],
    "gestion:documents_lot_liste": [
        Vue("responsable", lambda s: reverse("gestion:documents_lot_liste", args=[s.lot, "non-lus"])),
        Vue("responsable", lambda s: reverse("gestion:documents_lot_liste", args=[s.lot_en_echec, "echecs"]), "echecs"),
    ],
    f"{LOTS}_changelist": [Vue("responsable", fixe(f"{LOTS}_changelist"))],
    f"{LOTS}_importer": [Vue("responsable", fixe(f"{LOTS}_importer"))],
    f"{LOTS}_preparer": [
        Vue("responsable", fixe(f"{LOTS}_preparer")),
        Vue("superviseur", fixe(f"{LOTS}_preparer"), "formulaire"),  # exams that allow it, in another académie
    ],
    f"{LOTS}_change": [Vue("responsable", a(f"{LOTS}_change", "preinscriptions"))],
    f"{LOTS}_decider": [
        Vue("responsable", a(f"{LOTS}_decider", "preinscriptions")),
        Vue("responsable", a(f"{LOTS}_decider", "corrections"), "corrections"),
    ],
    f"{LOTS}_acte": [Vue("responsable", lambda s: reverse(f"{LOTS}_acte", args=[s.preinscriptions, "arreter"]))],
    "gestion:documents_documentversion_changelist": [
        Vue("gestionnaire", fixe("gestion:documents_documentversion_changelist"))
    ],
}
