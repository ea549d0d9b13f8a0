"""The candidature, its immutable versions, its journal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from registrations.enums import ETATS_ACTIFS, Etat, Origine, Recevabilite
from sessions_cfg.models import ServiceGestionnaire

from .gardes import (
    candidature_de_coordonnees,
    etats_permis,
    jamais_supprimee,
    preinscription_reservee,
    service_ouvert,
    version_de_coordonnees,
)

# Actions of the journal that are verbs of `registrations.states`, in words.
ACTIONS = {
    "completer": "complétée",
    "desinscrire": "désinscription",
    "ecarter": "écartée",
    "annuler": "annulée",
    "retablir": "rétablie",
    "conforme": "dossier déclaré conforme",
    "preinscription": "préinscription",
    "papillon": "papillon de connexion édité",
    "correction": "préinscription corrigée par l'établissement",
}


class Candidature(models.Model):
    """One registration of one person in one service.

    `etat` is written only by `registrations.services.transitions`. `numero` is the N° d'inscription,
    counted per person under the account's lock (I-06). `bureau_suivi` is the office that its version in force was
    given; nobody's before a first version. `origine`, `ecole`, `classe` and `preinscription` say who entered what
    before the candidate came; he never writes them (CY013). `ecole` is the school that registered a pupil, nobody's
    otherwise; `etablissement` is what lists show, whoever chose it. `cle_eleve` names the pupil by his civil status as
    the school gave it: two accounts are never made of one (`services.preinscription`).
    """

    compte = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidatures")
    service = models.ForeignKey(
        "sessions_cfg.ServiceInscription", on_delete=models.PROTECT, related_name="candidatures"
    )
    bureau_suivi = models.ForeignKey(
        "sessions_cfg.ServiceGestionnaire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="service gestionnaire",
    )
    session = models.ForeignKey("sessions_cfg.Session", on_delete=models.PROTECT, related_name="+")
    academie = models.ForeignKey("sessions_cfg.Academie", on_delete=models.PROTECT, related_name="+")
    numero = models.PositiveSmallIntegerField("N° d'inscription")
    etat = models.CharField("état", max_length=20, choices=Etat.choices)
    recevabilite = models.CharField("recevabilité", max_length=20, choices=Recevabilite.choices, blank=True, default="")
    origine = models.CharField("origine", max_length=20, choices=Origine.choices, default=Origine.GRAND_PUBLIC)
    exclusive = models.BooleanField("une seule par session", default=True)
    specialite = models.ForeignKey(
        "sessions_cfg.Specialite",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="spécialité",
    )
    etablissement = models.CharField("établissement", max_length=200, blank=True)
    ecole = models.ForeignKey(
        "sessions_cfg.Etablissement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="établissement qui a inscrit l'élève",
    )
    classe = models.CharField("classe", max_length=60, blank=True)
    cle_eleve = models.CharField("empreinte de l'élève", max_length=160, blank=True, default="", editable=False)
    preinscription = models.JSONField("saisie à la préinscription, onglet par onglet", default=dict, blank=True)
    version_courante = models.PositiveSmallIntegerField("version", default=0)
    motif = models.CharField("motif", max_length=500, blank=True)
    cree_le = models.DateTimeField("créée le")
    modifiee_le = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "candidature"
        ordering = ["compte", "numero"]
        indexes = [
            models.Index(fields=["academie", "etat"], name="reg_candidature_gestion"),
            models.Index(fields=["ecole", "session", "classe"], name="reg_classe", condition=Q(ecole__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["compte", "numero"], name="reg_numero_unique"),
            models.UniqueConstraint(
                fields=["compte", "session"],
                name="reg_une_active_par_session",
                condition=Q(etat__in=ETATS_ACTIFS, exclusive=True),
                violation_error_message="Vous avez déjà une candidature active pour cet examen et cette session.",
            ),
            models.UniqueConstraint(
                fields=["cle_eleve"],
                name="reg_un_eleve_par_session",
                condition=Q(etat__in=ETATS_ACTIFS) & ~Q(cle_eleve=""),
                violation_error_message="Cet élève a déjà une candidature active pour cet examen et cette session.",
            ),
            models.CheckConstraint(
                name="reg_ecole_de_scolaire",
                condition=Q(origine=Origine.ETABLISSEMENT, ecole__isnull=False)
                | ~Q(origine=Origine.ETABLISSEMENT) & Q(ecole=None),
            ),
            models.CheckConstraint(name="reg_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(name="reg_numero_positif", condition=Q(numero__gte=1, numero__lte=999)),
        ]
        triggers = [
            service_ouvert("candidature_service_ouvert"),
            etats_permis(),
            preinscription_reservee(),
            jamais_supprimee(),
            candidature_de_coordonnees(),
        ]

    def __str__(self) -> str:
        return f"candidature {self.pk}"

    @property
    def bureau(self) -> ServiceGestionnaire:
        """The office that answers for it."""
        return self.bureau_suivi or self.service.service_gestionnaire

    @property
    def numero_affiche(self) -> str:
        return f"{self.numero:03d}"

    @property
    def version_affichee(self) -> str:
        return f"{self.version_courante:02d}"

    @property
    def numeros(self) -> str:
        """« 02146028333-001 »; needs `compte` loaded."""
        return f"{self.compte.numero_candidat}-{self.numero:03d}"


class Version(models.Model):
    """What was saved, once and for all (decision 1): see `registrations.contenu.Contenu`.

    `saisie` is what was typed in each tab, from which a later change starts again.
    """

    candidature = models.ForeignKey(Candidature, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveSmallIntegerField("version")
    contenu = models.JSONField("contenu")
    saisie = models.JSONField("saisie, onglet par onglet", default=dict)
    differences = models.JSONField("ce qui a changé", default=list)
    catalogue = models.ForeignKey("sessions_cfg.VersionCatalogue", on_delete=models.PROTECT, related_name="+")
    auteur = models.CharField("auteur", max_length=60)
    cle_formulaire = models.UUIDField("clé du formulaire", unique=True)
    cree_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "version"
        ordering = ["candidature", "numero"]
        constraints = [models.UniqueConstraint(fields=["candidature", "numero"], name="reg_version_unique")]
        triggers = [
            pgtrigger.Protect(name="version_immuable", operation=pgtrigger.Update | pgtrigger.Delete),
            service_ouvert(
                "version_service_ouvert",
                "(SELECT c.service_id FROM registrations_candidature c WHERE c.id = NEW.candidature_id)",
            ),
            version_de_coordonnees(),
        ]

    def __str__(self) -> str:
        return f"version {self.numero:02d}"


class Journal(models.Model):
    """Who did what to a candidature, when and why; rows are only ever added (I-27)."""

    candidature = models.ForeignKey(Candidature, on_delete=models.PROTECT, related_name="journal")
    quand = models.DateTimeField("quand")
    acteur = models.CharField("acteur", max_length=60)
    action = models.CharField("action", max_length=40)
    de = models.CharField("de", max_length=40, blank=True)
    vers = models.CharField("vers", max_length=40, blank=True)
    motif = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "journal"
        ordering = ["-quand", "-pk"]
        triggers = [pgtrigger.Protect(name="journal_ajout_seul", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.action} {self.quand:%d/%m/%Y %H:%M}"

    @property
    def action_affichee(self) -> str:
        """« Écartée »: what was done, in words."""
        return ACTIONS.get(self.action, self.action)

    @property
    def passage(self) -> str:
        """« Inscrit → Écarté par le gestionnaire », « version 02 », or ""."""
        libelles = dict([*Etat.choices, *Recevabilite.choices])
        return " → ".join(str(libelles.get(code, code)) for code in (self.de, self.vers) if code)
