"""The catalogue: what each exam consists of, what earns a dispense, which pieces prove it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from .geo import Academie
from .service import Examen


class VersionCatalogue(models.Model):
    """A published state of the catalogue; a saved candidature keeps the one it was judged by."""

    numero = models.PositiveIntegerField("numéro", unique=True)
    empreinte = models.CharField("empreinte sha256 du contenu", max_length=64)
    publiee_le = models.DateTimeField("publiée le")
    contenu = models.JSONField("contenu figé", default=dict)

    class Meta:
        verbose_name = "version du catalogue"
        verbose_name_plural = "versions du catalogue"
        ordering = ["-numero"]
        triggers = [pgtrigger.Protect(name="version_catalogue_figee", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"catalogue n° {self.numero}"


class LotCharge(models.Model):
    """A group of data files as last loaded: loading the same bytes again writes nothing."""

    nom = models.CharField("nom", max_length=40, primary_key=True)
    empreinte = models.CharField("empreinte sha256", max_length=64)
    charge_le = models.DateTimeField("chargé le")

    class Meta:
        verbose_name = "lot de données chargé"
        verbose_name_plural = "lots de données chargés"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class CategorieCandidat(models.Model):
    code = models.CharField("code", max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=80)
    publique = models.BooleanField("proposée au grand public", default=True)
    mode = models.CharField("mode d'évaluation", max_length=80)
    ponctuel = models.BooleanField("épreuves ponctuelles seulement", default=True)
    formes = models.JSONField("formes de passage", default=list)
    ordre = models.PositiveSmallIntegerField(default=0)
    source = models.JSONField("source", default=dict, blank=True)

    class Meta:
        verbose_name = "catégorie de candidat"
        verbose_name_plural = "catégories de candidat"
        ordering = ["ordre"]

    def __str__(self) -> str:
        return self.libelle


class Etablissement(models.Model):
    """An établissement, or the conventional one of individual candidates of a town or département."""

    cle = models.CharField("clé", max_length=40, unique=True)
    code = models.CharField("code", max_length=10, blank=True)
    libelle = models.CharField("libellé", max_length=160)
    academie = models.ForeignKey(Academie, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    adresse = models.TextField("adresse postale", blank=True, max_length=300, help_text="Une ligne par ligne.")
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    individuel = models.BooleanField("proposé aux candidats individuels", default=True)
    fictif = models.BooleanField("fictif", default=False)
    source = models.CharField("source", max_length=300, blank=True)

    class Meta:
        verbose_name = "établissement"
        ordering = ["libelle"]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.code})" if self.code else self.libelle


class Specialite(models.Model):
    """What an exam examines, with its épreuves: one record, written here or loaded as a whole.

    One that is `retiree` is not published: it is being prepared, or applies no more.
    """

    cle = models.CharField("clé", max_length=60, primary_key=True)
    examen = models.ForeignKey(Examen, on_delete=models.PROTECT, related_name="specialites")
    code_bcn = models.CharField("code BCN", max_length=10)
    libelle = models.CharField("libellé", max_length=200)
    premiere_session = models.PositiveSmallIntegerField("première session", null=True, blank=True)
    derniere_session = models.PositiveSmallIntegerField("dernière session", null=True, blank=True)
    structure_valable = models.CharField("règlement lu pour", max_length=160, blank=True)
    arrete = models.JSONField("arrêté", default=dict, blank=True)
    liens = models.JSONField("liens (libelle, adresse)", default=list, blank=True)
    conditions = models.JSONField("conditions", default=list, blank=True)
    questions = models.JSONField("questions propres", default=list, blank=True)
    note = models.TextField("note", blank=True)
    source = models.JSONField("source", default=dict, blank=True)
    retiree = models.BooleanField(
        "hors du catalogue", default=False, help_text="En préparation, ou ne s'applique plus : elle n'est pas publiée."
    )
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "spécialité"
        ordering = ["libelle"]
        constraints = [
            models.CheckConstraint(
                name="cfg_specialite_commence_avant_de_finir",
                condition=Q(premiere_session=None)
                | Q(derniere_session=None)
                | Q(premiere_session__lte=F("derniere_session")),
                violation_error_message="La dernière session précède la première.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class Epreuve(models.Model):
    """An épreuve or sous-épreuve of a spécialité. An unknown coefficient or duration is NULL, never guessed."""

    specialite = models.ForeignKey(Specialite, on_delete=models.CASCADE, related_name="epreuves")
    code = models.CharField("code", max_length=20)
    ordre = models.PositiveSmallIntegerField("ordre")
    titre = models.CharField("titre", max_length=300)
    discipline = models.CharField("discipline", max_length=30)
    unite = models.CharField("unité", max_length=20, blank=True)
    parent_code = models.CharField("épreuve mère", max_length=20, blank=True)
    nature = models.CharField("nature", max_length=20)
    coefficient = models.DecimalField("coefficient", max_digits=5, decimal_places=2, null=True, blank=True)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    forme = models.CharField("forme", max_length=80, blank=True)
    mode_individuel = models.CharField("mode, candidat individuel", max_length=40, blank=True)
    mode_etablissement = models.CharField("mode, candidat en établissement", max_length=40, blank=True)
    choix = models.JSONField("choix", default=dict, blank=True)
    a_confirmer = models.JSONField("champs à confirmer", default=list, blank=True)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "épreuve"
        ordering = ["specialite", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["specialite", "code"],
                name="cfg_epreuve_unique",
                violation_error_message="Cette spécialité a déjà une épreuve de ce code.",
            ),
            models.CheckConstraint(
                name="cfg_epreuve_nature_connue",
                condition=Q(nature__in=["obligatoire", "facultative"]),
                violation_error_message="Une épreuve est obligatoire ou facultative.",
            ),
            models.CheckConstraint(
                name="cfg_epreuve_coefficient_positif",
                condition=Q(coefficient=None) | Q(coefficient__gt=0),
                violation_error_message="Un coefficient est plus grand que zéro ; inconnu, il reste vide.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} - {self.titre}"


class RegleAcquis(models.Model):
    """What a title, earlier marks or a VAE decision give, and the text that says so.

    Here as in the other tables edited in `/gestion/`, a row with `modifiee_le` was written by a responsable: loading
    the data files again leaves it alone. One that is `retiree` is not published.
    """

    cle = models.CharField("clé", max_length=60, primary_key=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    examens = models.JSONField("examens", default=list)
    question = models.CharField("question", max_length=30)
    titre = models.CharField("titre", max_length=300)
    type_droit = models.CharField("type de droit", max_length=20)
    disciplines = models.JSONField("disciplines", default=list)
    codes = models.JSONField("codes d'épreuves", default=list)
    specialites = models.JSONField("spécialités visées (toutes si vide)", default=list, blank=True)
    validite_sessions = models.PositiveSmallIntegerField("sessions de validité", null=True, blank=True)
    seuil = models.DecimalField("note minimale", max_digits=4, decimal_places=2, null=True, blank=True)
    report_progressif = models.BooleanField("report sous le seuil en forme progressive", default=False)
    apres_validite = models.CharField("ce qui peut servir au-delà", max_length=120, blank=True)
    origine = models.CharField("origine du titre", max_length=30, blank=True)
    questions = models.JSONField("questions au candidat", default=list, blank=True)
    condition = models.TextField("condition", blank=True)
    note = models.TextField("note", blank=True)
    sources = models.JSONField("sources", default=list)
    fiabilite = models.CharField("fiabilité", max_length=20)
    retiree = models.BooleanField("ne s'applique plus", default=False)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "règle d'acquis"
        verbose_name_plural = "règles d'acquis"
        ordering = ["ordre"]

    def __str__(self) -> str:
        return self.titre


class QuestionAcquis(models.Model):
    """A question of the tab Acquis, in the exam's own words."""

    examen = models.ForeignKey(Examen, on_delete=models.CASCADE, related_name="questions_acquis")
    code = models.CharField("code", max_length=30)
    libelle = models.CharField("libellé", max_length=300)
    effet = models.CharField("effet", max_length=30)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "question de l'onglet Acquis"
        verbose_name_plural = "questions de l'onglet Acquis"
        ordering = ["examen", "ordre"]
        constraints = [models.UniqueConstraint(fields=["examen", "code"], name="cfg_question_acquis_unique")]

    def __str__(self) -> str:
        return self.libelle


class RegleEligibilite(models.Model):
    """A condition to register: blocks a tab, or informs."""

    cle = models.CharField("clé", max_length=60, primary_key=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    examens = models.JSONField("examens (tous si vide)", default=list, blank=True)
    specialites = models.JSONField("spécialités visées (toutes si vide)", default=list, blank=True)
    effet = models.CharField("effet", max_length=20)
    onglet = models.CharField("onglet", max_length=30, blank=True)
    champ = models.CharField("champ", max_length=40, blank=True)
    phrase = models.CharField("phrase", max_length=500)
    condition = models.JSONField("condition", default=dict, blank=True)
    sources = models.JSONField("sources", default=list)
    fiabilite = models.CharField("fiabilité", max_length=20)
    retiree = models.BooleanField("ne s'applique plus", default=False)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "condition d'inscription"
        verbose_name_plural = "conditions d'inscription"
        ordering = ["ordre"]

    def __str__(self) -> str:
        return self.phrase


class ReglePiece(models.Model):
    """A piece and when it is asked."""

    cle = models.CharField("clé", max_length=60, primary_key=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    code = models.CharField("code Cyclades", max_length=20, blank=True)
    libelle = models.CharField("libellé", max_length=300)
    famille = models.CharField("famille", max_length=30)
    famille_libelle = models.CharField("libellé de la famille", max_length=160)
    quand = models.CharField("demandée", max_length=300)
    condition = models.JSONField("condition", default=dict)
    obligatoire = models.BooleanField("obligatoire", default=True)
    alternatives = models.JSONField("autres pièces admises", default=list)
    sources = models.JSONField("sources", default=list)
    fiabilite = models.CharField("fiabilité", max_length=20)
    retiree = models.BooleanField("ne s'applique plus", default=False)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "pièce justificative du catalogue"
        verbose_name_plural = "pièces justificatives du catalogue"
        ordering = ["ordre"]

    def __str__(self) -> str:
        return f"{self.code} : {self.libelle}" if self.code else self.libelle


class ListeChoix(models.Model):
    """A list from which an épreuve's option is chosen: languages, EPS activities."""

    cle = models.CharField("clé", max_length=60, primary_key=True)
    valeurs = models.JSONField("valeurs", default=list)
    source = models.TextField("source", blank=True)
    modifiee_le = models.DateTimeField("modifiée ici le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "liste de choix"
        verbose_name_plural = "listes de choix"
        ordering = ["cle"]

    def __str__(self) -> str:
        return self.cle
