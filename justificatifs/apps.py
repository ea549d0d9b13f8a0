from django.apps import AppConfig


class JustificatifsConfig(AppConfig):
    name = "justificatifs"
    verbose_name = "Justificatifs"

    def ready(self) -> None:
        from cyclades.outbox.registry import register

        from . import receivers, system_checks  # noqa: F401  (they declare themselves when imported)

        register("pieces.analyser", "justificatifs.tasks.analyser", file="scans")
        register("preuves.analyser", "justificatifs.tasks.analyser_preuve", file="scans")
        register("pieces.fichier_retire", "justificatifs.tasks.fichier_retire")
        register("pieces.relance", "justificatifs.tasks.relance")
        register("pieces.non_conforme", "justificatifs.tasks.non_conforme")
        register("pieces.decisions", "justificatifs.tasks.decisions")
