"""Closed lists of the candidature."""

from django.db import models


class Etat(models.TextChoices):
    A_COMPLETER = "a_completer", "À compléter"
    INSCRIT = "inscrit", "Inscrit"
    DESINSCRIT = "desinscrit", "Désinscrit par le candidat"
    ECARTE = "ecarte", "Écarté par le gestionnaire"
    ANNULE = "annule", "Annulé (confirmation non reçue)"


ETATS_ACTIFS = (Etat.A_COMPLETER, Etat.INSCRIT)


class Recevabilite(models.TextChoices):
    AUCUNE = "", "—"
    EN_COURS = "en_cours", "En cours"
    CONFORME = "conforme", "CONFORME"
    NON_CONFORME = "non_conforme", "NON CONFORME"


class Origine(models.TextChoices):
    GRAND_PUBLIC = "grand_public", "Inscription par le candidat"
    ETABLISSEMENT = "etablissement", "Préinscription par l'établissement"
    REDOUBLANT = "redoublant", "Préinscription d'après une session précédente"


class EtatRectification(models.TextChoices):
    """Where a request of rectification stands."""

    DEMANDEE = "demandee", "Demandée"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée par le candidat"


class Position(models.TextChoices):
    """Where a candidate stands for an épreuve (guide, tab « Epreuves »)."""

    INSCRIT = "INSCRIT", "Inscrit"
    DISPENSE = "DISPENSE", "Dispense"
    BENEFICE = "BENEFICE", "Bénéfice"
    REPORT = "REPORT", "Report"
    NON_PRESENTEE = "NON_PRESENTEE", "Non présentée à cette session"
    NON_INSCRIT = "NON_INSCRIT", "Non inscrit"


class GenreLot(models.TextChoices):
    """Where the people of a batch of pre-registrations come from."""

    ELEVES = "eleves", "Import d'élèves"
    REDOUBLANTS = "redoublants", "Session préparée à partir d'une autre"


class EtatPreinscription(models.TextChoices):
    """What became of one person of a batch."""

    A_FAIRE = "a_faire", "En attente"
    FAITE = "faite", "Préinscrit"
    DEJA = "deja", "Déjà préinscrit"
    CORRIGEE = "corrigee", "Préinscription corrigée"
    A_DECIDER = "a_decider", "À décider"
    IGNOREE = "ignoree", "Ignoré"
    REFUSEE = "refusee", "Refusé"
    ECHEC = "echec", "En échec"
    ARRETEE = "arretee", "Arrêté"


class Choix(models.TextChoices):
    """What a responsable decides of a pupil who already has an account, or is pre-registered otherwise."""

    RATTACHER = "rattacher", "Rattacher à ce compte"
    CREER = "creer", "Créer un nouveau compte"
    IGNORER = "ignorer", "Ignorer cette ligne"
    CORRIGER = "corriger", "Corriger la préinscription"
    LAISSER = "laisser", "Laisser comme elle est"


DES_CORRECTIONS = (Choix.CORRIGER, Choix.LAISSER)
DES_COMPTES = (Choix.RATTACHER, Choix.CREER, Choix.IGNORER)
# The line is left there: nothing is done of it, nor kept.
SANS_SUITE = (Choix.IGNORER, Choix.LAISSER)


class ActeLotPreinscription(models.TextChoices):
    LANCER = "lancer", "Lancé"
    ARRETER = "arreter", "Arrêté"
    REPRENDRE = "reprendre", "Repris"
    DECIDER = "decider", "Lignes décidées"
    EXPORTER = "exporter", "Liste téléchargée"
