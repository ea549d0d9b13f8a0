"""Every reason to refuse a file: what is wrong, in plain words, and what to do about it."""

from cyclades.common.errors import Refus

TAILLE = "5 Mo"

PHRASES = {
    "absent": "Aucun fichier choisi. Choisissez un fichier, puis cliquez de nouveau sur « Ajouter ».",
    "trop_gros": "Ce fichier dépasse {taille}. Réduisez-le (photo de moins bonne qualité, numérisation en noir et "
    "blanc), puis ajoutez-le de nouveau.",
    "vide": "Ce fichier est vide : il ne contient rien. Vérifiez-le sur votre appareil, puis ajoutez-le de nouveau.",
    "type_refuse": "Ce type de fichier n'est pas accepté. Enregistrez votre document en PDF, ou prenez-le en photo "
    "(JPG ou PNG), puis ajoutez-le de nouveau.",
    "type_trompeur": "Le nom de ce fichier se termine par « .{annonce} », mais son contenu est d'un autre type "
    "({reel}). Enregistrez-le de nouveau au bon format, puis ajoutez-le.",
    "illisible": "Ce fichier est abîmé ou incomplet : nous n'arrivons pas à le lire. Ouvrez-le sur votre appareil, "
    "enregistrez-le de nouveau, puis ajoutez-le.",
    "mot_de_passe": "Ce fichier est protégé par un mot de passe : le service ne pourrait pas le lire. Enregistrez-le "
    "sans mot de passe, puis ajoutez-le de nouveau.",
    "image_trop_grande": "Cette image est trop grande (plus de {pixels} millions de points). Réduisez ses dimensions, "
    "ou prenez une photo en qualité normale, puis ajoutez-la de nouveau.",
    "archive_demesuree": "Cette archive contient trop de fichiers, ou des fichiers trop gros une fois ouverts. Ajoutez "
    "plutôt vos documents en PDF.",
    "archive_douteuse": "Cette archive est construite d'une façon que nous n'acceptons pas. Ajoutez plutôt vos "
    "documents en PDF.",
    "macros": "Ce document contient des macros. Enregistrez-le en PDF, puis ajoutez-le de nouveau.",
}


class FichierRefuse(Refus):
    """The file cannot be taken; `phrase` says why and what to do."""

    def __init__(self, code: str, **details: object) -> None:
        phrase = PHRASES[code].format(taille=TAILLE, **details)
        super().__init__(phrase, champ="fichier", code=code)
