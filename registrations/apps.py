from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = "Candidatures"

    def ready(self) -> None:
        from accounts.seams import register_contact
        from cyclades.outbox.registry import register  # needs a ready Django

        register_contact("registrations.queries.contact_du_compte")
        register("candidature.enregistree", "registrations.tasks.mail_enregistree")
        register("candidature.modifiee", "registrations.tasks.mail_modifiee")
        register("candidature.desinscrite", "registrations.tasks.mail_desinscrite")
        register("candidature.message", "registrations.tasks.mail_du_service")
        register("candidature.decision", "registrations.tasks.mail_decision")
        register("candidature.rectification_refusee", "registrations.tasks.mail_rectification_refusee")
        register("candidature.preinscrire", "registrations.tasks.preinscrire_lot", file="bulk")
        register("candidature.preinscrite", "registrations.tasks.mail_preinscrite")
