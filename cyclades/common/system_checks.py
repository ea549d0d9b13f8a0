"""What `manage.py check --database default` says of the kernel."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from . import clock


@register(Tags.database)
def horloge_permise(app_configs: object, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A rehearsal clock and production settings do not go together (decision 7)."""
    if not databases:
        return []
    try:
        clock.decalage()
    except ImproperlyConfigured as erreur:
        return [Error(str(erreur), id="cyclades.E001")]
    except DatabaseError:  # not migrated yet
        return []
    return []
