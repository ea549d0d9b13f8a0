"""What `manage.py check --deploy` says of the pieces."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def antivirus_present(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Files of people unknown are not given to staff unscanned, except in a demonstration (I-16)."""
    if settings.DEMO or settings.ANTIVIRUS:
        return []
    return [
        Error(
            "Aucun antivirus n'est branché : les fichiers déposés sont gardés, mais jamais remis à personne.",
            hint="Renseignez ANTIVIRUS (CYCLADES_ANTIVIRUS).",
            id="justificatifs.E001",
        )
    ]
