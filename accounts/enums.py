"""Closed lists of the accounts app."""

from django.db import models


class Civilite(models.TextChoices):
    MADAME = "MADAME", "Madame"
    MONSIEUR = "MONSIEUR", "Monsieur"


class Role(models.TextChoices):
    GESTIONNAIRE = "gestionnaire", "Gestionnaire"
    RESPONSABLE = "responsable", "Responsable"
    SUPERVISEUR = "superviseur", "Superviseur"
