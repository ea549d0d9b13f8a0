"""A mail of staff to a selection of candidates: who, what, by whom; each person once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from .candidature import Candidature


class Envoi(models.Model):
    """A mail written for a selection; a draft until `envoye_le`, and unchangeable from then on.

    `objet` and `corps` may hold variables (`registrations.services.envois.VARIABLES`).
    """

    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objet = models.CharField("objet", max_length=120, blank=True)
    corps = models.TextField("texte", max_length=5000, blank=True)
    cree_le = models.DateTimeField("préparé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "mail à des candidats"
        verbose_name_plural = "mails à des candidats"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="envoi_complet",
                condition=Q(envoye_le=None) | (~Q(objet="") & ~Q(corps="")),
                violation_error_message="Donnez un objet et un texte.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="envoi_parti_immuable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF OLD.envoye_le IS NOT NULL THEN
                        RAISE EXCEPTION 'ce mail est parti' USING ERRCODE = 'CY010';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.objet or f"brouillon n° {self.pk}"


class Destinataire(models.Model):
    """A person of the selection, for one of his candidatures; `parti_le` is when his copy left."""

    envoi = models.ForeignKey(Envoi, on_delete=models.CASCADE, related_name="destinataires")
    compte = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    candidature = models.ForeignKey(Candidature, on_delete=models.PROTECT, related_name="+")
    parti_le = models.DateTimeField("parti le", null=True, blank=True)

    class Meta:
        verbose_name = "destinataire"
        ordering = ["envoi", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["envoi", "compte"], name="envoi_chacun_une_fois"),
        ]

    def __str__(self) -> str:
        return f"destinataire {self.pk}"
