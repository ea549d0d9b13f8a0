"""Issued documents: what was published never changes (I-10)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from .enums import EtatVersion, Kind

FIGEES = ("id", "document_id", "numero", "contexte", "gabarit", "code", "nom_fichier", "cree_le", "publie_le")

_SAUF_EFFACEMENT = """
    IF COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
"""


class DocumentImmuable(Exception):
    """An issued document is superseded by a new version, never deleted."""


class Document(models.Model):
    """A kind of document about a candidature, in its successive versions."""

    candidature = models.ForeignKey("registrations.Candidature", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("document", max_length=40, choices=Kind.choices)

    class Meta:
        verbose_name = "document"
        ordering = ["candidature", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "kind"], name="doc_un_par_genre"),
            models.CheckConstraint(name="doc_genre_connu", condition=Q(kind__in=Kind.values)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="document_immuable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"{_SAUF_EFFACEMENT} RAISE EXCEPTION 'document immuable' USING ERRCODE = 'CY010';",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise DocumentImmuable


class DocumentVersion(models.Model):
    """One issue of a document: `contexte` is frozen at the save, the PDF is a pure function of it.

    `numero` is the version of the candidature that it tells. `code` is what `/verification/` asks for,
    unguessable (80 bits). `publie_le` is when the candidate may know of it; `cree_le` is the instant of
    the save, which the document bears. All instants UTC.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveSmallIntegerField("version")
    contexte = models.JSONField("contenu figé")
    gabarit = models.CharField("gabarit", max_length=40)
    code = models.CharField("code de vérification", max_length=16, unique=True)
    nom_fichier = models.CharField("nom du fichier", max_length=200)
    etat = models.CharField("état", max_length=20, choices=EtatVersion.choices, default=EtatVersion.EN_PREPARATION)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    taille = models.PositiveIntegerField("taille en octets", null=True, blank=True)
    fichier = models.CharField("fichier", max_length=120, blank=True)
    cree_le = models.DateTimeField("émis le")
    produit_le = models.DateTimeField("produit le", null=True, blank=True)
    publie_le = models.DateTimeField("publié le")

    class Meta:
        verbose_name = "version de document"
        verbose_name_plural = "documents"
        ordering = ["document", "numero"]
        indexes = [
            models.Index(fields=["cree_le"], name="doc_a_produire", condition=~Q(etat="produit")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "numero"], name="doc_version_unique"),
            models.CheckConstraint(name="doc_version_positive", condition=Q(numero__gte=1)),
            models.CheckConstraint(name="doc_etat_connu", condition=Q(etat__in=EtatVersion.values)),
            models.CheckConstraint(
                name="doc_produit_a_son_fichier",
                condition=Q(etat="produit", sha256__regex=r"^[0-9a-f]{64}$", taille__gt=0, produit_le__isnull=False)
                & ~Q(fichier="")
                | ~Q(etat="produit") & Q(sha256="", taille=None, fichier="", produit_le=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="version_emise_immuable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_SAUF_EFFACEMENT
                + """
                    IF TG_OP = 'DELETE' OR OLD.etat = 'produit' OR ("""
                + ", ".join(f"OLD.{c}" for c in FIGEES)
                + """) IS DISTINCT FROM ("""
                + ", ".join(f"NEW.{c}" for c in FIGEES)
                + """) THEN
                        RAISE EXCEPTION 'document immuable' USING ERRCODE = 'CY010';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.numero:02d}"

    @property
    def est_produite(self) -> bool:
        return self.etat == EtatVersion.PRODUIT

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise DocumentImmuable
