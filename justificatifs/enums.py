"""Closed lists of the pieces."""

from enum import Enum

from django.db import models


class Mode(models.TextChoices):
    """How a group of pieces comes back (same codes as `ServiceInscription.pieces_mode`)."""

    EN_LIGNE = "EN_LIGNE", "en ligne"
    COURRIER = "COURRIER", "courrier"
    AUTRE = "AUTRE", "autres modalités"


class Statut(models.TextChoices):
    """What the gestionnaire says of a piece (guide, chapter 12: « 4 cas se présentent »)."""

    AUCUN = "", "—"
    RECUE = "recue", "Reçue"
    CONFORME = "conforme", "Conforme"
    NON_CONFORME = "non_conforme", "Non conforme"


# Pieces about which the candidate has nothing left to do.
STATUTS_ACQUIS = (Statut.RECUE, Statut.CONFORME)


class Analyse(models.TextChoices):
    """What the virus scanner says of a file."""

    NON_ANALYSE = "non_analyse", "Non analysé"
    SAIN = "sain", "Sain"
    INFECTE = "infecte", "Infecté"
    INDETERMINE = "indetermine", "Indéterminé"


class Anomalie(models.TextChoices):
    """What the reconciliation of rows and disk says of the file of a row."""

    AUCUNE = "", "—"
    ABSENT = "absent", "Fichier absent"
    ALTERE = "altere", "Fichier altéré"


class Etape(Enum):
    """Where a candidature stands with its pieces, for its owner."""

    RIEN = "rien"  # nothing is asked
    A_DEPOSER = "a_deposer"
    NON_TRANSMISES = "non_transmises"  # every obligatory file is there, « J'ai fourni toutes mes pièces » is not
    A_REMPLACER = "a_remplacer"  # a piece is reopened and waits for a new file
    NON_REMPLACEES = "non_remplacees"  # an obligatory one was not sent again before its own deadline
    TRANSMISES = "transmises"
    CONFORMES = "conformes"
