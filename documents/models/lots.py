"""A publication: the documents that one file of staff asks for, each done once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.enums import PUBLIABLES, ActeLot, EtatLigne, EtatVersion, Kind

from .emis import DocumentVersion


class Lot(models.Model):
    """What was read of one file. Its rows say how far it is: nothing of that is kept here.

    `publie_le` is the instant of the embargo, None: at once. `empreinte` is the sha256 of the file, of which
    nothing else is kept. `reprises` counts the retries; it tells their work in the outbox from the former.
    """

    kind = models.CharField("document", max_length=40, choices=[(k.value, k.label) for k in PUBLIABLES])
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nom_fichier = models.CharField("fichier", max_length=200, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    publie_le = models.DateTimeField("sous embargo jusqu'au", null=True, blank=True)
    cle_formulaire = models.UUIDField("clé du formulaire", unique=True)
    total = models.PositiveIntegerField("documents")
    reprises = models.PositiveSmallIntegerField("reprises", default=0)
    cree_le = models.DateTimeField("lancée le")
    arrete_le = models.DateTimeField("arrêtée le", null=True, blank=True)

    class Meta:
        verbose_name = "publication"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(name="lot_genre_publiable", condition=Q(kind__in=[k.value for k in PUBLIABLES])),
            models.CheckConstraint(
                name="lot_embargo_a_venir", condition=Q(publie_le=None) | Q(publie_le__gte=F("cree_le"))
            ),
        ]

    def __str__(self) -> str:
        return f"publication n° {self.pk}"

    @property
    def intitule(self) -> str:
        return str(Kind(self.kind).label)


class LigneLot(models.Model):
    """One document of a publication: `donnees` is what its lines of the file said, as read (`documents.publication`).

    `version` is what it issued, or the version that said the same already. `lignes` names the lines of the file.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="lignes")
    rang = models.PositiveIntegerField("rang")
    candidature = models.ForeignKey("registrations.Candidature", on_delete=models.PROTECT, related_name="+")
    serie = models.CharField("série", max_length=80, blank=True, default="")
    lignes = models.CharField("lignes du fichier", max_length=60, blank=True)
    donnees = models.JSONField("contenu lu")
    source = models.CharField("empreinte", max_length=64)
    etat = models.CharField("état", max_length=10, choices=EtatLigne.choices, default=EtatLigne.A_FAIRE)
    version = models.ForeignKey(DocumentVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    erreur = models.CharField("erreur", max_length=300, blank=True)

    class Meta:
        verbose_name = "document d'une publication"
        verbose_name_plural = "documents d'une publication"
        ordering = ["lot", "rang"]
        indexes = [models.Index(fields=["lot", "etat"], name="lot_avancement")]
        constraints = [
            models.UniqueConstraint(fields=["lot", "rang"], name="lot_rang_unique"),
            models.UniqueConstraint(fields=["lot", "candidature", "serie"], name="lot_document_unique"),
            models.UniqueConstraint(fields=["version"], condition=Q(etat="faite"), name="lot_version_emise_une_fois"),
            models.CheckConstraint(
                name="lot_fait_a_sa_version",
                condition=Q(etat__in=["faite", "inchangee"], version__isnull=False, erreur="")
                | Q(etat="echec", version=None) & ~Q(erreur="")
                | Q(etat__in=["a_faire", "arretee"], version=None, erreur=""),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.rang} de la publication {self.lot_id}"

    @property
    def motif(self) -> str:
        """Why it failed; "" when it did not."""
        rate = self.version is not None and self.version.etat == EtatVersion.ECHEC
        return "Le PDF n'a pas pu être produit." if rate else self.erreur


class EvenementLot(models.Model):
    """Who launched, stopped, retried or took back a publication, or moved its embargo; rows are only added (I-27)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="evenements")
    quand = models.DateTimeField("quand")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acte = models.CharField("acte", max_length=20, choices=ActeLot.choices)
    nombre = models.PositiveIntegerField("documents concernés")
    motif = models.CharField("motif", max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "événement d'une publication"
        verbose_name_plural = "événements des publications"
        ordering = ["-quand", "-pk"]
        triggers = [pgtrigger.Protect(name="evenement_ajout_seul", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.acte} {self.lot_id}"
