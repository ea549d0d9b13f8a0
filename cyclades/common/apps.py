from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "cyclades.common"
    label = "common"

    def ready(self) -> None:
        from . import converters  # noqa: F401  registering needs the URL machinery of a ready Django
