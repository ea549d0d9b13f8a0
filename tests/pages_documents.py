"""The pages of documents, theirs to the candidate, to everyone and to staff, for `tests.pages`."""

from django.urls import reverse

from tests.vues import Vue, a, fixe

DOCUMENTS: dict[str, list[Vue]] = {
    "documents:liste": [Vue("candidat", a("documents:liste", "numeros"))],
    "documents:verification": [Vue("visiteur", fixe("documents:verification"))],
    "documents:verifier_code": [
        Vue("visiteur", a("documents:verifier_code", "code")),
        Vue("visiteur", lambda s: reverse("documents:verifier_code", args=["AAAABBBBCCCCDDDD"]), "inconnu"),
    ],
    "gestion:documents_documentversion_changelist": [
        Vue("gestionnaire", fixe("gestion:documents_documentversion_changelist"))
    ],
}
