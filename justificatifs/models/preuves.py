"""The proof joined to a request of rectification (`registrations.models.Rectification`)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from justificatifs import gardes
from justificatifs.enums import Analyse

from .conserves import FichierConserve, contraintes, index


class Preuve(FichierConserve):
    """One file, given with the request and never changed; served to staff once the antivirus found it clean (I-16)."""

    rectification = models.OneToOneField(
        "registrations.Rectification", on_delete=models.PROTECT, related_name="preuve", verbose_name="demande"
    )
    analyse = models.CharField("analyse", max_length=20, choices=Analyse.choices, default=Analyse.NON_ANALYSE)

    class Meta:
        verbose_name = "preuve d'une demande"
        verbose_name_plural = "preuves des demandes"
        ordering = ["-depose_le", "-pk"]
        indexes = [
            models.Index(
                fields=["depose_le"],
                name="jus_preuve_sans_verdict",
                condition=Q(analyse__in=["non_analyse", "indetermine"]),
            ),
            *index("jus_preuve"),
        ]
        constraints = [
            *contraintes("jus_preuve"),
            models.CheckConstraint(
                name="jus_preuve_taille", condition=Q(taille__gte=1, taille__lte=settings.TAILLE_MAX_FICHIER)
            ),
            models.CheckConstraint(name="jus_preuve_analyse_connue", condition=Q(analyse__in=Analyse.values)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="preuve_garde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("etat", "text")],
                func=gardes.PREUVE,
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def infectee(self) -> bool:
        return self.analyse == Analyse.INFECTE
