"""The one Celery task: hands a row to `services.traiter`."""

from celery import shared_task

from . import services


@shared_task(name="cyclades.outbox.traiter")  # type: ignore[untyped-decorator]
def traiter(message_id: int) -> None:
    """Do the work of outbox row `message_id`; delivered twice, it is done once."""
    services.traiter(message_id)
