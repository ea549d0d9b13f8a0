"""What an académie gives to read for a spécialité: its note to candidates, its page on the regulation."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .catalogue import Specialite
from .geo import Academie
from .service import Session


class LienSpecialite(models.Model):
    """Shown beside the spécialité in the services of that académie, at once; of one session, or of all.

    One of a session goes with it: the next session's note is another, and nobody is sent to last year's.
    """

    academie = models.ForeignKey(Academie, on_delete=models.CASCADE, related_name="+", verbose_name="académie")
    specialite = models.ForeignKey(Specialite, on_delete=models.CASCADE, related_name="+", verbose_name="spécialité")
    session = models.ForeignKey(
        Session,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="session",
        null=True,
        blank=True,
        help_text="Vide : toutes les sessions. Une note qui porte une année vaut pour sa session seulement.",
    )
    libelle = models.CharField(
        "libellé",
        max_length=160,
        help_text="Ce que lit le candidat : « Note de l'académie aux candidats, session 2027 ».",
    )
    adresse = models.URLField("adresse", max_length=500, help_text="Elle commence par https:// ou http://.")

    class Meta:
        verbose_name = "lien d'une spécialité"
        verbose_name_plural = "liens des spécialités"
        ordering = ["academie", "specialite", "libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["academie", "specialite", "session", "adresse"],
                nulls_distinct=False,
                name="cfg_lien_specialite_unique",
                violation_error_message="Cette adresse est déjà donnée pour cette spécialité.",
            ),
            models.CheckConstraint(
                name="cfg_lien_specialite_sur_le_web",
                condition=Q(adresse__regex=r"^https?://"),
                violation_error_message="L'adresse commence par https:// ou http://.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def clean(self) -> None:
        """The session is one of the spécialité's own exam."""
        if self.session is None or not self.specialite_id:
            return
        if self.session.examen_id != self.specialite.examen_id:
            phrase = f"{self.session} n'est pas une session de l'examen {self.specialite.examen_id}."
            raise ValidationError({"session": phrase})
