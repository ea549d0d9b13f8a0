"""Issued documents: what was published never changes (I-10)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from documents.enums import EtatVersion, Kind

# What the issue writes, what the production adds, and what happens to the document afterwards, once.
FIGEES = (
    "id",
    "document_id",
    "numero",
    "contexte",
    "gabarit",
    "code",
    "nom_fichier",
    "auteur",
    "source",
    "cree_le",
)
PRODUITES = ("etat", "sha256", "taille", "fichier", "produit_le")
UNE_FOIS = ("lu_le", "retiree_le")

_SAUF_EFFACEMENT = """
    IF COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
"""


class DocumentImmuable(Exception):
    """An issued document is superseded by a new version, never deleted."""


def _differe(colonnes: tuple[str, ...]) -> str:
    """« OLD and NEW differ in one of these columns », in SQL."""
    anciennes, nouvelles = (", ".join(f"{ligne}.{c}" for c in colonnes) for ligne in ("OLD", "NEW"))
    return f"({anciennes}) IS DISTINCT FROM ({nouvelles})"


class Document(models.Model):
    """A kind of document about a candidature, in its successive versions.

    `serie` tells apart several documents of one kind (« Épreuves générales orales », « Épreuves écrites »
    each have their convocation); empty when the candidature has only one.
    """

    candidature = models.ForeignKey("registrations.Candidature", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("document", max_length=40, choices=Kind.choices)
    serie = models.CharField("série", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "document"
        ordering = ["candidature", "kind", "serie"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "kind", "serie"], name="doc_un_par_genre"),
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

    @property
    def intitule(self) -> str:
        """« Convocation aux épreuves - Épreuves écrites »: how pages and mails name it."""
        return f"{self.get_kind_display()} - {self.serie}" if self.serie else self.get_kind_display()

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise DocumentImmuable


class DocumentVersion(models.Model):
    """One issue of a document: `contexte` is frozen at the issue, the PDF is a pure function of it.

    `numero` counts the versions of this document; that of a confirmation is the version of the candidature
    that it tells, that of a demande de pièces the version of the list. `code` is what `/verification/` asks
    for, unguessable (80 bits). `auteur` is who issued it (`candidat:3`, `gestionnaire:12`, `systeme:…`).
    `source` is the sha256 of what a publication gave: the same twice in a row is refused (CY020).
    `cree_le` is the instant of the issue, which the document bears; `publie_le` when the candidate may know
    of it, later under an embargo (I-25), which may be moved until it ends and never brought back; `lu_le` when he
    first opened it; `retiree_le` when staff took it back, as if it had never been published. All instants UTC.
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
    auteur = models.CharField("émis par", max_length=60, default="systeme:documents", db_default="systeme:documents")
    source = models.CharField("empreinte de ce qui est publié", max_length=64, blank=True, default="", db_default="")
    cree_le = models.DateTimeField("émis le")
    produit_le = models.DateTimeField("produit le", null=True, blank=True)
    publie_le = models.DateTimeField("publié le")
    lu_le = models.DateTimeField("lu le", null=True, blank=True)
    retiree_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "version de document"
        verbose_name_plural = "documents"
        ordering = ["document", "numero"]
        indexes = [
            models.Index(fields=["cree_le"], name="doc_a_produire", condition=~Q(etat="produit")),
            models.Index(fields=["sha256"], name="doc_empreinte", condition=Q(etat="produit")),
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
            models.CheckConstraint(
                name="doc_lu_apres_publication",
                condition=Q(lu_le=None) | Q(etat="produit", lu_le__gte=F("publie_le")),
                violation_error_message="Un document ne peut pas être lu avant sa publication.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="version_emise_immuable",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""{_SAUF_EFFACEMENT}
                    IF TG_OP = 'DELETE' OR {_differe(FIGEES)}
                        OR OLD.etat = 'produit' AND {_differe(PRODUITES)}
                        OR NEW.publie_le <> OLD.publie_le
                            AND (OLD.publie_le <= cyclades_maintenant() OR NEW.publie_le < OLD.cree_le)
                        OR {" OR ".join(f"OLD.{c} IS NOT NULL AND {_differe((c,))}" for c in UNE_FOIS)} THEN
                        RAISE EXCEPTION 'document immuable' USING ERRCODE = 'CY010';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="publication_repetee",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.source <> ''"),
                func="""
                    IF NEW.source = (
                        SELECT v.source FROM documents_documentversion v
                        WHERE v.document_id = NEW.document_id AND v.retiree_le IS NULL
                        ORDER BY v.numero DESC LIMIT 1
                    ) THEN
                        RAISE EXCEPTION 'publication répétée' USING ERRCODE = 'CY020';
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
