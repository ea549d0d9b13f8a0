"""The calendar of a session: what happens, who does it, when and where (SIEC's general calendar)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from .service import ServiceInscription


class EtapeCalendrier(models.Model):
    """A step after registration and pieces, whose dates are the service's own.

    `debut` and `fin` are days, both included; `au_mois`: the source gives months only, `debut` is then a
    first day and `fin` a last one. `precision` words what dates cannot (« fin avril, début mai »).
    """

    class Qui(models.TextChoices):
        CANDIDAT = "candidat", "Vous"
        SERVICE = "service", "Le service"

    service = models.ForeignKey(ServiceInscription, on_delete=models.CASCADE, related_name="etapes")
    cle = models.SlugField("clé", max_length=60)
    qui = models.CharField("qui", max_length=10, choices=Qui.choices)
    debut = models.DateField("du")
    fin = models.DateField("au")
    au_mois = models.BooleanField("au mois près", default=False)
    precision = models.CharField("précision", max_length=120, blank=True)
    quoi = models.CharField("quoi", max_length=300)
    lieu = models.CharField("où", max_length=300, blank=True)
    lien = models.URLField("lien", blank=True)
    indicative = models.BooleanField("indicative", default=True)

    class Meta:
        verbose_name = "étape du calendrier"
        verbose_name_plural = "étapes du calendrier"
        ordering = ["service", "debut", "fin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "cle"], name="cfg_etape_unique"),
            models.CheckConstraint(
                name="cfg_etape_commence_avant_de_finir",
                condition=Q(debut__lte=F("fin")),
                violation_error_message="L'étape doit commencer avant de finir.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="etape_revise_le_service",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="UPDATE sessions_cfg_serviceinscription SET revision = revision"
                " WHERE id = COALESCE(NEW.service_id, OLD.service_id); RETURN NULL;",
            )
        ]

    def __str__(self) -> str:
        return self.quoi
