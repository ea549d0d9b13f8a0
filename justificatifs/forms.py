"""The form of « Envoyer une pièce jointe »."""

from cyclades.common.forms import FichiersField, PortailForm

from .scanning import ACCEPT, FORMATS

CONSIGNE = (
    f"La taille du fichier ne doit pas excéder 5 Mo et les formats recommandés sont {FORMATS}. "
    "Plusieurs photos (recto et verso, pages d'une lettre) peuvent être choisies ensemble : "
    "elles sont réunies en un seul PDF, dans l'ordre choisi."
)


class PieceJointeForm(PortailForm):
    fichier = FichiersField(
        label="Fichier à envoyer",
        accept=ACCEPT,
        help_text=CONSIGNE,
        message_requis="Aucun fichier choisi. Choisissez un fichier, puis cliquez de nouveau sur « Ajouter ».",
    )
