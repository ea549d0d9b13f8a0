"""The editions of papillons de connexion: which pupils, which code of each, and the file for as long as it is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.enums import EtatPapillons


class EditionPapillons(models.Model):
    """One PDF of papillons, of a class (`partie` of it) or of one pupil.

    `fichier` is erased once all its codes have served, when one of them is replaced, or after `PAPILLONS_JOURS`.
    `telecharge_le` is the first time; who downloaded is in the accesses of each pupil.
    """

    ecole = models.ForeignKey("sessions_cfg.Etablissement", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey("sessions_cfg.Session", on_delete=models.PROTECT, related_name="+")
    academie = models.ForeignKey("sessions_cfg.Academie", on_delete=models.PROTECT, related_name="+")
    classe = models.CharField("classe", max_length=60, blank=True)
    partie = models.PositiveSmallIntegerField("partie", default=1)
    parties = models.PositiveSmallIntegerField("parties", default=1)
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cle_formulaire = models.UUIDField("clé du formulaire")
    cree_le = models.DateTimeField("demandée le")
    etat = models.CharField("état", max_length=20, choices=EtatPapillons.choices, default=EtatPapillons.EN_PREPARATION)
    fichier = models.CharField("fichier", max_length=120, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    produit_le = models.DateTimeField("produite le", null=True, blank=True)
    telecharge_le = models.DateTimeField("téléchargée le", null=True, blank=True)
    efface_le = models.DateTimeField("fichier effacé le", null=True, blank=True)

    class Meta:
        verbose_name = "édition de papillons de connexion"
        verbose_name_plural = "papillons de connexion"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["ecole", "session", "classe"], name="papillons_classe")]
        constraints = [
            models.UniqueConstraint(fields=["cle_formulaire", "partie"], name="papillons_demandes_une_fois"),
            models.UniqueConstraint(
                fields=["ecole", "session", "classe", "partie"],
                name="papillons_une_edition_a_la_fois",
                condition=Q(etat="en_preparation"),
                violation_error_message="Des papillons de cette classe sont en préparation. Attendez qu'ils soient "
                "prêts, puis recommencez.",
            ),
            models.CheckConstraint(
                name="papillons_fichier_de_l_etat",
                condition=Q(etat="produit", produit_le__isnull=False, efface_le=None) & ~Q(fichier="")
                | Q(etat="efface", efface_le__isnull=False, fichier="")
                | Q(etat__in=["en_preparation", "echec"], produit_le=None, efface_le=None, fichier=""),
            ),
        ]

    def __str__(self) -> str:
        return f"édition n° {self.pk}"

    @property
    def nom_classe(self) -> str:
        return self.classe or "sans classe"


class PapillonEdite(models.Model):
    """One papillon of an edition, in the order of the pages; without `code`, none was drawn for that pupil."""

    edition = models.ForeignKey(EditionPapillons, on_delete=models.PROTECT, related_name="papillons")
    candidature = models.ForeignKey("registrations.Candidature", on_delete=models.PROTECT, related_name="+")
    rang = models.PositiveSmallIntegerField("rang")
    code = models.OneToOneField(
        "accounts.CodePremierAcces", on_delete=models.PROTECT, related_name="papillon", null=True, blank=True
    )

    class Meta:
        verbose_name = "papillon de connexion"
        verbose_name_plural = "papillons édités"
        ordering = ["edition", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "rang"], name="papillon_rang_unique"),
            models.UniqueConstraint(fields=["edition", "candidature"], name="papillon_un_par_eleve"),
        ]

    def __str__(self) -> str:
        return f"papillon {self.rang} de l'édition n° {self.edition_id}"
