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


# What staff publish, one by one or from a file; the candidate is told of each by mail.
PUBLIABLES = (Kind.CONVOCATION, Kind.RELEVE, Kind.AMENAGEMENTS)


class EtatLigne(models.TextChoices):
    """Where a document of a publication stands."""

    A_FAIRE = "a_faire", "En attente"
    FAITE = "faite", "Émis"
    INCHANGEE = "inchangee", "Inchangé"
    ECHEC = "echec", "En échec"
    ARRETEE = "arretee", "Arrêté"


class ActeLot(models.TextChoices):
    """What is done to a publication, for its history."""

    LANCER = "lancer", "Lancée"
    ARRETER = "arreter", "Arrêtée"
    REPRENDRE = "reprendre", "Échecs repris"
    RETIRER = "retirer", "Documents retirés"
    DEPLACER = "deplacer", "Embargo déplacé"
    EXPORTER = "exporter", "Liste téléchargée"


class EtatPapillons(models.TextChoices):
    """Where an edition of papillons stands; only a PRODUIT has a file."""

    EN_PREPARATION = "en_preparation", "En préparation"
    PRODUIT = "produit", "Prêts"
    ECHEC = "echec", "Échec"
    EFFACE = "efface", "Fichier effacé"
