"""Exams, sessions, and the services through which people register, with their calendars."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from sessions_cfg.periodes import mois_de_session

from .geo import Academie

PERIODES_QUI_SE_COUVRENT = "Un autre service de cette académie couvre déjà une partie de cette période."


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _un_point(valeur: Combinable) -> Func:
    """A one-point range: equality for GiST without the btree_gist extension, which some servers lack."""
    return Func(valeur, valeur, Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField())


_EMPREINTE_DU_LIEU = Func(
    Concat(F("academie_id"), Value("/"), F("public")),
    Value(0),
    function="HASHTEXTEXTENDED",
    output_field=models.BigIntegerField(),
)


class ServiceGestionnaire(models.Model):
    """The office that answers for candidatures of an académie.

    An académie may have several, each with a sector: exams (their codes) and groups of spécialités (first digits of
    the NSF group in their BCN code), an empty list meaning all. One without a sector answers as the default of the
    services that name it. `modifiee_le`: written in `/gestion/`, the files leave it alone.
    """

    academie = models.ForeignKey(Academie, on_delete=models.PROTECT, related_name="services", verbose_name="académie")
    nom = models.CharField("nom", max_length=160)
    adresse = models.TextField("adresse postale", blank=True)
    mail = models.CharField("adresse mail", max_length=254, blank=True)
    telephone = models.CharField("téléphone", max_length=40, blank=True)
    examens = models.JSONField("examens suivis", default=list, blank=True)
    groupes = models.JSONField("groupes de spécialités suivis", default=list, blank=True)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)
    source = models.CharField("source", max_length=300, blank=True)

    class Meta:
        verbose_name = "service gestionnaire"
        verbose_name_plural = "services gestionnaires"
        ordering = ["academie", "nom"]
        constraints = [models.UniqueConstraint(fields=["academie", "nom"], name="cfg_service_gestionnaire_unique")]

    def __str__(self) -> str:
        return self.nom

    @property
    def a_un_secteur(self) -> bool:
        return bool(self.examens or self.groupes)

    def precision(self, examen: str, groupe: str) -> int | None:
        """How closely its sector names this exam and NSF group (« 221 »); None when it does not, or has none."""
        if not self.a_un_secteur or (self.examens and examen not in self.examens):
            return None
        prefixes = [len(g) for g in self.groupes if groupe and groupe.startswith(g)]
        if self.groupes and not prefixes:
            return None
        return max(prefixes, default=0) * 2 + bool(self.examens)


class Examen(models.Model):
    code = models.CharField("code", max_length=20, primary_key=True)
    libelle = models.CharField("libellé", max_length=160)
    libelle_cyclades = models.CharField("libellé Cyclades", max_length=160)
    domaine = models.CharField("domaine", max_length=40, default="Examen")
    formes = models.JSONField("formes de passage", default=list)
    notes_validite_sessions = models.PositiveSmallIntegerField("sessions de validité d'une note", null=True, blank=True)
    notes_seuil = models.DecimalField("seuil de bénéfice", max_digits=4, decimal_places=2, null=True, blank=True)
    facultatives_max = models.PositiveSmallIntegerField("épreuves facultatives au plus", null=True, blank=True)
    plusieurs_specialites = models.BooleanField("plusieurs spécialités par session", default=False)
    redoublants = models.BooleanField("candidats préinscrits d'une session à la suivante", default=False)
    source = models.JSONField("source", default=dict, blank=True)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "examen"
        ordering = ["libelle"]

    def __str__(self) -> str:
        return self.libelle_cyclades


class Session(models.Model):
    """« CAP 2022 », held in JUIN 2022."""

    examen = models.ForeignKey(Examen, on_delete=models.PROTECT, related_name="sessions")
    libelle = models.CharField("libellé", max_length=60)
    mois = models.DateField("mois de la session (premier jour)")
    archivee_le = models.DateTimeField("archivée le", null=True, blank=True)

    class Meta:
        verbose_name = "session"
        ordering = ["-mois", "examen"]
        constraints = [models.UniqueConstraint(fields=["examen", "mois"], name="cfg_session_unique")]

    def __str__(self) -> str:
        return self.libelle

    @property
    def annee(self) -> int:
        return self.mois.year

    @property
    def mois_libelle(self) -> str:
        """« JUIN 2022 »."""
        return mois_de_session(self.mois)


class ServiceInscription(models.Model):
    """An opening of registration: which exam session, in which académie, for whom, from when to when.

    `ouverture` is included, `fermeture` excluded; both are instants (UTC in the database), shown in
    `fuseau` with the wording `libelle_heure`. A source that gives a date without an hour is stored as
    the end of that day in `fuseau`. `modalites`: sentences, one each. `revision` and `modifie_le` are the
    database's: it counts every change of the row or of its steps, for the agendas that follow it.
    """

    class Etat(models.TextChoices):
        OUVERT = "ouvert", "Ouvert"
        A_VENIR = "a_venir", "À venir"
        FERME = "ferme", "Fermé"

    class ModePieces(models.TextChoices):
        EN_LIGNE = "EN_LIGNE", "en ligne"
        COURRIER = "COURRIER", "courrier"
        AUTRE = "AUTRE", "autres modalités"

    cle = models.SlugField("clé d'adresse", max_length=80, unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="services")
    academie = models.ForeignKey(
        Academie, on_delete=models.PROTECT, related_name="services_inscription", verbose_name="académie"
    )
    service_gestionnaire = models.ForeignKey(ServiceGestionnaire, on_delete=models.PROTECT, related_name="+")
    par_secteur = models.BooleanField("orienter chaque candidature vers le service de son secteur", default=False)
    public = models.CharField("public", max_length=20, default="GRAND_PUBLIC")
    ouverture = models.DateTimeField("ouverture")
    fermeture = models.DateTimeField("fermeture")
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    libelle_heure = models.CharField("mention de l'heure", max_length=40, default="heure de Paris")
    pieces_mode = models.CharField("mode de retour", max_length=10, choices=ModePieces.choices)
    pieces_ouverture = models.DateTimeField("ouverture du dépôt des pièces", null=True, blank=True)
    pieces_fermeture = models.DateTimeField("fin du dépôt des pièces")
    instructions = models.TextField("instructions de l'académie", blank=True)
    lien_handicap = models.URLField("procédure d'aménagement", blank=True)
    pieces_mode_secours = models.CharField(
        "mode accepté en cas de difficulté technique", max_length=10, choices=ModePieces.choices, blank=True
    )
    cachet_de_la_poste = models.BooleanField("le cachet de la poste fait foi", default=False)
    modalites = models.JSONField("modalités que le candidat accepte", default=list, blank=True)
    relance_j7 = models.BooleanField("relance sept jours avant la fin", default=True)
    relance_j2 = models.BooleanField("relance deux jours avant la fin", default=True)
    relance_jour = models.BooleanField("relance le dernier jour", default=True)
    relance_texte = models.CharField("phrase du service dans ses relances", max_length=600, blank=True)
    sans_depot_annule = models.BooleanField("annulation sans confirmation déposée", default=False)
    mails_pieces = models.BooleanField("mail au candidat à chaque décision sur ses pièces", default=True)
    fictif = models.BooleanField("service fictif de démonstration", default=False)
    dates_indicatives = models.BooleanField("dates indicatives", default=False)
    source = models.JSONField("source", default=dict, blank=True)
    revision = models.PositiveIntegerField("révision du calendrier", default=0, editable=False)
    modifie_le = models.DateTimeField("calendrier modifié le", null=True, editable=False)

    class Meta:
        verbose_name = "service d'inscription"
        verbose_name_plural = "services d'inscription"
        ordering = ["-session__mois", "academie"]
        constraints = [
            models.CheckConstraint(
                name="cfg_service_ouvre_avant_de_fermer",
                condition=Q(ouverture__lt=F("fermeture")),
                violation_error_message="L'ouverture doit précéder la fermeture.",
            ),
            models.CheckConstraint(
                name="cfg_service_pieces_ouvrent_avant_de_fermer",
                condition=Q(pieces_ouverture=None) | Q(pieces_ouverture__lt=F("pieces_fermeture")),
                violation_error_message="Le dépôt des pièces doit s'ouvrir avant de se fermer.",
            ),
            models.CheckConstraint(
                name="cfg_service_secours_autre_que_le_mode",
                condition=~Q(pieces_mode_secours=F("pieces_mode")),
                violation_error_message="Le mode accepté en cas de difficulté doit différer du mode de retour.",
            ),
            models.CheckConstraint(
                name="cfg_service_cachet_par_courrier",
                condition=Q(cachet_de_la_poste=False) | Q(pieces_mode="COURRIER") | Q(pieces_mode_secours="COURRIER"),
                violation_error_message="Le cachet de la poste ne compte que pour un envoi par courrier.",
            ),
            ExclusionConstraint(
                name="cfg_service_periodes_disjointes",
                expressions=[
                    (_un_point(F("session_id")), RangeOperators.OVERLAPS),
                    (_un_point(_EMPREINTE_DU_LIEU), RangeOperators.OVERLAPS),
                    (TsTzRange("ouverture", "fermeture", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=PERIODES_QUI_SE_COUVRENT,
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="service_revise",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.revision = OLD.revision + 1; NEW.modifie_le = cyclades_maintenant(); RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} - {self.academie}"

    def clean(self) -> None:
        """Say beside its field what the constraints refuse.

        Django skips the one on overlaps when a form does not hold all its fields (`/gestion/` shows the session
        without offering it), and cannot even ask it of a period that is upside down.
        """
        if not (self.ouverture and self.fermeture):
            return
        if self.ouverture >= self.fermeture:
            raise ValidationError({"fermeture": "L'ouverture doit précéder la fermeture."})
        voisins = ServiceInscription.objects.filter(
            session=self.session_id,
            academie=self.academie_id,
            public=self.public,
            ouverture__lt=self.fermeture,
            fermeture__gt=self.ouverture,
        )
        if voisins.exclude(pk=self.pk).exists():
            raise ValidationError({"fermeture": PERIODES_QUI_SE_COUVRENT})

    def est_ouvert(self, instant: dt.datetime) -> bool:
        """What a page shows; the database decides again when it writes (I-11)."""
        return self.ouverture <= instant < self.fermeture

    def etat(self, instant: dt.datetime) -> Etat:
        """Open, still to open or closed at `instant`."""
        if instant < self.ouverture:
            return self.Etat.A_VENIR
        return self.Etat.OUVERT if instant < self.fermeture else self.Etat.FERME
