"""Every reason to refuse a file: what is wrong, in plain words, and what to do about it."""

from cyclades.common.errors import Refus

from .noms import nom_affichable

TAILLE = "5 Mo"

PHRASES = {
    "absent": "Aucun fichier choisi. Choisissez un fichier, puis cliquez de nouveau sur « Ajouter ».",
    "disque_plein": "Le portail ne peut garder aucun fichier en ce moment : rien n'a été modifié, et votre fichier "
    "n'est pas en cause. Ajoutez-le de nouveau dans une heure.",
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
    "archive_contenu": "Cette archive contient « {entree} », que nous n'acceptons pas (programme, page web ou autre "
    "archive). Retirez-le de l'archive, ou ajoutez plutôt vos documents en PDF.",
    "pieces_jointes": "Ce PDF contient d'autres fichiers, que le service ne verrait pas. Imprimez-le en PDF, ou "
    "enregistrez-le sans pièces jointes, puis ajoutez-le de nouveau.",
    "trop_de_pages": "Ce document a plus de {nombre} pages. N'ajoutez que celles qui sont demandées.",
    "archive_douteuse": "Ce fichier est construit d'une façon que nous n'acceptons pas. Enregistrez votre document en "
    "PDF, puis ajoutez-le de nouveau.",
    "trop_complexe": "Nous n'arrivons pas à ouvrir ce fichier : il est abîmé, ou trop complexe. Imprimez-le en PDF ou "
    "prenez-le en photo (JPG ou PNG), puis ajoutez-le de nouveau.",
    "trop_de_fichiers": "Vous avez choisi plus de {nombre} fichiers. Ajoutez-en {nombre} au plus pour une même pièce.",
    "melange": "Plusieurs fichiers sont réunis en un seul PDF : choisissez des photos ou des PDF.",
    "ensemble_trop_gros": "Ces fichiers réunis dépassent {taille}. Choisissez-en moins, ou des photos de moins bonne "
    "qualité.",
    "page_absente": "Cette page n'existe pas.",
    "macros": "Ce document contient des macros. Enregistrez-le en PDF, puis ajoutez-le de nouveau.",
}


class FichierRefuse(Refus):
    """The file cannot be taken; `phrase` says why and what to do.

    `details` complete the sentence; `fichier` names the one at fault among several.
    """

    def __init__(self, code: str, *, fichier: str = "", **details: object) -> None:
        phrase = PHRASES[code].format(taille=TAILLE, **details)
        if fichier:
            phrase = f"« {nom_affichable(fichier)} » : {phrase}"
            details["fichier"] = fichier
        super().__init__(phrase, champ="fichier", code=code)
        self.details = details
