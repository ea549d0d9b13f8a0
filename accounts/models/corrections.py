"""What staff corrected of a civil status that a candidature had locked (I-05)."""

from django.db import models

from .comptes import User
from .gardes import ajout_seul


class CorrectionIdentite(models.Model):
    """One correction: by whom, why, on which proof, from what to what; rows are only ever added (I-27).

    `qui` is what the person concerned reads: the role and its académies, not a name. `differences` are lines
    « Prénoms : Dak → Dack » in three parts, as `registrations.contenu.Difference`.
    """

    compte = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="corrections_identite", verbose_name="personne concernée"
    )
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="agent")
    qui = models.CharField("rôle", max_length=200)
    quand = models.DateTimeField("quand")
    motif = models.CharField("motif", max_length=500)
    preuve = models.CharField("pièce qui le prouve", max_length=200)
    differences = models.JSONField("ce qui a changé", default=list)

    class Meta:
        verbose_name = "correction d'état civil"
        verbose_name_plural = "corrections d'état civil"
        ordering = ["-quand", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accounts_correction_motivee", condition=~models.Q(motif="") & ~models.Q(preuve="")
            )
        ]
        triggers = [ajout_seul()]

    def __str__(self) -> str:
        return f"correction {self.pk}"
