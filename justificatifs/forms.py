"""The form of « Envoyer une pièce jointe »."""

from cyclades.common.forms import FichierField, PortailForm

from .scanning import ACCEPT, FORMATS

CONSIGNE = f"La taille du fichier ne doit pas excéder 5 Mo et les formats recommandés sont {FORMATS}."


class PieceJointeForm(PortailForm):
    fichier = FichierField(
        label="Fichier à envoyer",
        accept=ACCEPT,
        help_text=CONSIGNE,
        message_requis="Aucun fichier choisi. Choisissez un fichier, puis cliquez de nouveau sur « Ajouter ».",
    )
