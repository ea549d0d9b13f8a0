from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "cyclades.common"
    label = "common"

    def ready(self) -> None:
        from . import converters, system_checks  # noqa: F401  registering needs a ready Django
