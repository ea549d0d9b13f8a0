"""Closed lists of the documents."""

from django.db import models


class Kind(models.TextChoices):
    """What can be issued about a candidature; labels as candidates read them (guide, chapter 10)."""

    CONFIRMATION = "confirmation", "Confirmation d'inscription"
    CONVOCATION = "convocation", "Convocation aux épreuves"


class EtatVersion(models.TextChoices):
    EN_PREPARATION = "en_preparation", "En préparation"
    PRODUIT = "produit", "Produit"
    ECHEC = "echec", "Échec"
