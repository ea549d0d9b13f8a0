"""A batch of pre-registrations: the people of a school's file, or of a former session, each done once."""

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from registrations.enums import ActeLotPreinscription, Choix, EtatPreinscription, GenreLot

from .candidature import Candidature


class LotPreinscription(models.Model):
    """What a responsable launched for an académie. Its rows say how far it is: nothing of that is kept here.

    `empreinte` is the sha256 of the file, of which nothing else is kept. `reprises` counts the retries; it tells
    their work in the outbox from the former. `parametres`: what a session was prepared from. `effacees` rows held the
    cells of their line until `efface_le` (`services.conservation`).
    """

    genre = models.CharField("genre", max_length=12, choices=GenreLot.choices)
    academie = models.ForeignKey(
        "sessions_cfg.Academie", on_delete=models.PROTECT, related_name="+", verbose_name="académie"
    )
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nom_fichier = models.CharField("fichier", max_length=200, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    parametres = models.JSONField("choix", default=dict, blank=True)
    cle_formulaire = models.UUIDField("clé du formulaire", unique=True)
    total = models.PositiveIntegerField("personnes")
    reprises = models.PositiveSmallIntegerField("reprises", default=0)
    cree_le = models.DateTimeField("lancé le")
    arrete_le = models.DateTimeField("arrêté le", null=True, blank=True)
    efface_le = models.DateTimeField("lignes effacées le", null=True, blank=True)
    effacees = models.PositiveIntegerField("lignes effacées", default=0)

    class Meta:
        verbose_name = "lot de préinscriptions"
        verbose_name_plural = "préinscriptions par lot"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"lot de préinscriptions n° {self.pk}"

    @property
    def intitule(self) -> str:
        return self.get_genre_display()


class LignePreinscription(models.Model):
    """One person of a batch.

    `ligne` is the number of the line in the file (0: none). `brut` are its cells as read, for the list of what was
    refused; `donnees` is what was understood of them, emptied once the person is pre-registered. `compte` is the
    account recognised by its civil status, or that of a redoublant; `choix` what the responsable decides of it. A
    `candidature` that waits for a decision is one that the line would correct (`services.corrections`).
    """

    lot = models.ForeignKey(LotPreinscription, on_delete=models.PROTECT, related_name="lignes")
    rang = models.PositiveIntegerField("rang")
    ligne = models.PositiveIntegerField("ligne du fichier", default=0)
    brut = models.JSONField("cellules lues", default=dict, blank=True)
    donnees = models.JSONField("contenu compris", default=dict, blank=True, encoder=DjangoJSONEncoder)
    service = models.ForeignKey(
        "sessions_cfg.ServiceInscription", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatPreinscription.choices, default=EtatPreinscription.A_FAIRE
    )
    choix = models.CharField("décision", max_length=10, choices=Choix.choices, blank=True, default="")
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    candidature = models.ForeignKey(
        Candidature, null=True, blank=True, on_delete=models.PROTECT, related_name="preinscriptions"
    )
    erreur = models.CharField("pourquoi", max_length=500, blank=True)

    class Meta:
        verbose_name = "personne d'un lot de préinscriptions"
        verbose_name_plural = "personnes d'un lot de préinscriptions"
        ordering = ["lot", "rang"]
        indexes = [models.Index(fields=["lot", "etat"], name="reg_lot_avancement")]
        constraints = [
            models.UniqueConstraint(fields=["lot", "rang"], name="reg_lot_rang_unique"),
            models.UniqueConstraint(
                fields=["candidature"], condition=Q(etat="faite"), name="reg_lot_candidature_nee_une_fois"
            ),
            models.CheckConstraint(
                name="reg_lot_fait_a_sa_candidature",
                condition=Q(etat__in=["faite", "deja", "corrigee"], candidature__isnull=False)
                | Q(etat="a_decider")
                | ~Q(etat__in=["faite", "deja", "corrigee", "a_decider"]) & Q(candidature=None),
            ),
            models.CheckConstraint(
                name="reg_lot_refus_motive", condition=~Q(etat__in=["refusee", "echec"]) | ~Q(erreur="")
            ),
        ]

    def __str__(self) -> str:
        return f"personne {self.rang} du lot {self.lot_id}"


class EvenementPreinscription(models.Model):
    """Who launched, stopped, retried or decided a batch; rows are only ever added (I-27)."""

    lot = models.ForeignKey(LotPreinscription, on_delete=models.PROTECT, related_name="evenements")
    quand = models.DateTimeField("quand")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acte = models.CharField("acte", max_length=20, choices=ActeLotPreinscription.choices)
    nombre = models.PositiveIntegerField("personnes concernées")

    class Meta:
        verbose_name = "événement d'un lot de préinscriptions"
        verbose_name_plural = "événements des lots de préinscriptions"
        ordering = ["-quand", "-pk"]
        triggers = [pgtrigger.Protect(name="preinscription_ajout_seul", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.acte} {self.lot_id}"
