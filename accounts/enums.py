"""Closed lists of the accounts app."""

from django.db import models


class Civilite(models.TextChoices):
    MADAME = "MADAME", "Madame"
    MONSIEUR = "MONSIEUR", "Monsieur"


class Role(models.TextChoices):
    GESTIONNAIRE = "gestionnaire", "Gestionnaire"
    RESPONSABLE = "responsable", "Responsable"
    SUPERVISEUR = "superviseur", "Superviseur"


class Evenement(models.TextChoices):
    """What the history of a member of staff tells."""

    CREATION = "creation", "Compte créé"
    DROITS = "droits", "Nom, rôle ou académies modifiés"
    DESACTIVATION = "desactivation", "Compte désactivé"
    REACTIVATION = "reactivation", "Compte réactivé"
    INVITATION = "invitation", "Lien pour choisir un mot de passe envoyé"
    MOT_DE_PASSE = "mot_de_passe", "Premier mot de passe choisi"
    TELEPHONE = "telephone", "Téléphone enregistré pour la connexion"
    CODES = "codes", "Nouveaux codes de secours créés"
    REINITIALISATION = "reinitialisation", "Second facteur réinitialisé"
    CONNEXION = "connexion", "Connexion, par mot de passe"
    CONNEXION_TELEPHONE = "connexion_telephone", "Connexion, confirmée par le téléphone"
    CONNEXION_SECOURS = "connexion_secours", "Connexion, confirmée par un code de secours"
