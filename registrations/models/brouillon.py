"""What a candidate is typing, kept on the server at each step (decision 2)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from .candidature import Candidature
from .gardes import service_ouvert


class Brouillon(models.Model):
    """A draft: not a candidature. One per (account, service), or per candidature being changed.

    `donnees` maps a tab's key to what was typed there, as typed. `revision` grows at each write and
    is sent with each form, so that two browser tabs never overwrite each other silently.
    """

    compte = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brouillons")
    service = models.ForeignKey("sessions_cfg.ServiceInscription", on_delete=models.PROTECT, related_name="+")
    candidature = models.OneToOneField(
        Candidature, null=True, blank=True, on_delete=models.CASCADE, related_name="brouillon"
    )
    donnees = models.JSONField(default=dict)
    onglets_faits = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    version_lue = models.PositiveSmallIntegerField(default=0)
    cle_formulaire = models.UUIDField(default=uuid.uuid4)
    cree_le = models.DateTimeField()
    modifie_le = models.DateTimeField()

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-modifie_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["compte", "service"], name="reg_brouillon_unique", condition=Q(candidature__isnull=True)
            ),
        ]
        triggers = [service_ouvert("brouillon_service_ouvert")]

    def __str__(self) -> str:
        return f"brouillon {self.pk}"
