"""Closed lists of the documents."""

from django.db import models


class Kind(models.TextChoices):
    """What can be issued about a candidature; labels as candidates read them (guide, chapter 10)."""

    CONFIRMATION = "confirmation", "Confirmation d'inscription"
    DEMANDE_PIECES = "demande-pieces", "Demande de pièces justificatives"
    RELANCE_PIECES = "relance-pieces", "Relance de pièces justificatives"
    AMENAGEMENTS = "amenagements", "Notification de mesures d'aménagements"
    CONVOCATION = "convocation", "Convocation aux épreuves"
    RELEVE = "releve-notes", "Relevé de notes"
    ANNULATION = "avis-annulation", "Avis d'annulation"


class EtatVersion(models.TextChoices):
    EN_PREPARATION = "en_preparation", "En préparation"
    PRODUIT = "produit", "Produit"
    ECHEC = "echec", "Échec"
