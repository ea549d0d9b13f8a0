"""Files received, and who among the staff opened them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from justificatifs import gardes
from justificatifs.enums import Analyse

from .conserves import FichierConserve, contraintes, index
from .pieces import PieceAttendue


class Depot(FichierConserve):
    """One upload.

    The file itself never changes, and a row is never removed: `supprime_le` says that the candidate
    took it back or replaced it, `efface_le` that its time was over. At most one row per piece is current.
    """

    piece = models.ForeignKey(PieceAttendue, on_delete=models.PROTECT, related_name="depots")
    pages = models.PositiveSmallIntegerField("pages que l'on peut regarder", null=True, blank=True)
    valide_le = models.DateTimeField("transmis le", null=True, blank=True)
    supprime_le = models.DateTimeField("supprimé le", null=True, blank=True)
    analyse = models.CharField("analyse", max_length=20, choices=Analyse.choices, default=Analyse.NON_ANALYSE)

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"
        ordering = ["piece", "-depose_le", "-pk"]
        indexes = [
            models.Index(
                fields=["depose_le"],
                name="jus_depot_sans_verdict",
                condition=Q(analyse__in=["non_analyse", "indetermine"], supprime_le=None),
            ),
            *index("jus_depot"),
        ]
        constraints = [
            *contraintes("jus_depot"),
            models.UniqueConstraint(
                fields=["piece"],
                name="jus_un_depot_courant",
                condition=Q(supprime_le__isnull=True),
                violation_error_message="Un fichier est déjà déposé pour cette pièce.",
            ),
            models.CheckConstraint(
                name="jus_depot_taille", condition=Q(taille__gte=1, taille__lte=settings.TAILLE_MAX_FICHIER)
            ),
            models.CheckConstraint(name="jus_depot_analyse_connue", condition=Q(analyse__in=Analyse.values)),
            models.CheckConstraint(
                name="jus_infecte_retire", condition=~Q(analyse="infecte") | Q(supprime_le__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="depot_garde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[
                    ("fenetre", "record"),
                    ("piece", "record"),
                    ("le_groupe", "bigint"),
                    ("instant", "timestamptz"),
                ],
                func=gardes.DEPOT,
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Consultation(models.Model):
    """A member of staff opened a file; rows are only ever added (I-27)."""

    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="consultations")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quand = models.DateTimeField("quand")

    class Meta:
        verbose_name = "consultation"
        ordering = ["-quand", "-pk"]
        triggers = [gardes.ajout_seul("consultation_ajout_seul")]

    def __str__(self) -> str:
        return f"{self.quand:%d/%m/%Y %H:%M}"
