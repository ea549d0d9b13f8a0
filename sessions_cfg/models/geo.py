"""Places: académies, départements, countries, communes of every vintage held."""

import unicodedata

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Academie(models.Model):
    """An académie (BCN code), or a service that runs the exams of several (SIEC)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    libelle = models.CharField("nom court", max_length=80)
    nom_officiel = models.CharField("nom officiel", max_length=160)
    libelle_cyclades = models.CharField("libellé", max_length=120)
    genre = models.CharField("type", max_length=40)
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    gestion = models.ForeignKey(
        "self", verbose_name="examens gérés par", null=True, blank=True, on_delete=models.PROTECT, related_name="gere"
    )
    source = models.JSONField("source", default=dict, blank=True)

    class Meta:
        verbose_name = "académie"
        ordering = ["libelle"]

    def __str__(self) -> str:
        return self.libelle_cyclades


class Departement(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    code_bcn = models.CharField("code BCN", max_length=3)
    nom = models.CharField("nom", max_length=80)
    libelle_cyclades = models.CharField("libellé", max_length=90)
    zone = models.CharField("zone", max_length=10)
    academie = models.ForeignKey(Academie, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "département"
        ordering = ["code_bcn"]

    def __str__(self) -> str:
        return self.libelle_cyclades


class Pays(models.Model):
    iso2 = models.CharField("code ISO 2", max_length=2, primary_key=True)
    iso3 = models.CharField("code ISO 3", max_length=3, unique=True)
    code_insee = models.CharField("code INSEE", max_length=5, blank=True)
    nom = models.CharField("nom", max_length=120)
    libelle_cyclades = models.CharField("libellé", max_length=120)
    nationalite = models.CharField("nationalité", max_length=120, blank=True)
    ue_eee = models.BooleanField("Union européenne, EEE ou AELE", default=False)
    territoire_francais = models.BooleanField("territoire français", default=False)

    class Meta:
        verbose_name = "pays"
        verbose_name_plural = "pays"
        ordering = ["libelle_cyclades"]

    def __str__(self) -> str:
        return self.libelle_cyclades


class Commune(models.Model):
    """A commune of any vintage: current, déléguée, associée, former. Key of a row: code, type and name.

    `actuelle`: the commune that holds this place today, empty for that commune itself or when it is not known.
    """

    code = models.CharField("code INSEE", max_length=5)
    nom = models.CharField("nom", max_length=120)
    cle = models.CharField("clé de recherche", max_length=120)
    genre = models.CharField("type", max_length=30)
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT)
    codes_postaux = models.JSONField("codes postaux", default=list)
    actuelle = models.CharField("commune d'aujourd'hui", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "commune"
        ordering = ["cle", "code"]
        indexes = [
            models.Index(fields=["departement", "cle"], name="cfg_commune_recherche"),
            GinIndex(fields=["codes_postaux"], name="cfg_commune_localites", opclasses=["jsonb_path_ops"]),
        ]
        constraints = [models.UniqueConstraint(fields=["code", "genre", "nom"], name="cfg_commune_unique")]

    def __str__(self) -> str:
        return self.nom

    @property
    def libelle(self) -> str:
        """« MAY-SUR-ORNE »: capitals without accents, as on identity papers and envelopes."""
        decompose = unicodedata.normalize("NFKD", self.nom.upper().replace("Œ", "OE"))
        return "".join(c for c in decompose if not unicodedata.combining(c))
