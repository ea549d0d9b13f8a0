"""Work recorded in the same transaction as what it follows, done after commit (I-20, I-21)."""

import uuid

from django.db import models
from django.db.models import F, Q


class Etat(models.TextChoices):
    A_FAIRE = "a_faire", "À faire"
    FAIT = "fait", "Fait"
    REBUT = "rebut", "Rebut"


class Message(models.Model):
    """One piece of work: a kind and ids, never personal data.

    `bail_jusqu_a` is the lease under which the relay handed the row to a worker; past it the row
    goes out again. Leases and retries run on the machine's clock, not on the rehearsal clock.
    """

    cle_unique = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    genre = models.CharField("genre", max_length=60)
    identifiants = models.JSONField("identifiants", default=dict)
    file = models.CharField("file", max_length=20, default="mails")
    cle_dedoublonnage = models.CharField("clé", max_length=200, unique=True)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.A_FAIRE)
    cree_le = models.DateTimeField("créé le")
    a_faire_le = models.DateTimeField("à faire à partir du")
    bail_jusqu_a = models.DateTimeField("bail jusqu'à", null=True, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    fait_le = models.DateTimeField("fait le", null=True, blank=True)
    derniere_erreur = models.CharField("dernière erreur", max_length=200, blank=True)
    panne = models.BooleanField("panne de réseau ou de machine", default=False)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        indexes = [
            models.Index(fields=["a_faire_le"], name="outbox_relais", condition=Q(etat="a_faire")),
            models.Index(F("identifiants__compte"), name="outbox_compte"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_fait_a_une_date", condition=Q(etat="fait", fait_le__isnull=False) | ~Q(etat="fait")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.cle_unique}"


class Battement(models.Model):
    """Last sign of life of a periodic job (relay, purge), for supervision."""

    nom = models.CharField(max_length=40, primary_key=True)
    le = models.DateTimeField("dernier signe de vie")

    class Meta:
        verbose_name = "battement"

    def __str__(self) -> str:
        return self.nom
