"""What the home page says for a while."""

from django.db import models


class MessagePonctuel(models.Model):
    """A notice on the home page during a period."""

    texte = models.CharField("texte", max_length=500)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")

    class Meta:
        verbose_name = "message ponctuel"
        verbose_name_plural = "messages ponctuels"
        ordering = ["debut"]

    def __str__(self) -> str:
        return self.texte
