"""What the public pages read."""

import datetime as dt

from sessions_cfg.models import MessagePonctuel


def messages_ponctuels(instant: dt.datetime) -> list[str]:
    """Texts of the notices to show on the home page at `instant`, oldest first. One query."""
    en_cours = MessagePonctuel.objects.filter(debut__lte=instant, fin__gt=instant)
    return list(en_cours.order_by("debut", "pk").values_list("texte", flat=True))
