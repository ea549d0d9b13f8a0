from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "cyclades.outbox"
    label = "outbox"
    verbose_name = "Travaux à faire après enregistrement"
