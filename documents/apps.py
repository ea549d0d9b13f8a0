from django.apps import AppConfig

from cyclades.outbox.registry import register
from registrations.seams import register_resultats


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        register_resultats("documents.queries.resultats")
        from . import receivers  # noqa: F401  models exist only now

        register("document.demande", "documents.tasks.demander", file="documents")
        register("document.produire", "documents.tasks.produire", file="documents")
        register("document.papillons", "documents.tasks.editer_papillons", file="documents")
        register("document.papillons_effacer", "documents.tasks.effacer_papillons", file="documents")
        register("document.publier", "documents.tasks.publier", file="bulk")
        register("document.publie", "documents.tasks.publie")
