"""What the values that rules know are called on the pages of `/gestion/`."""

from collections.abc import Iterator
from typing import Any

from django import forms

DISCIPLINES = {
    "PRO": "Épreuve professionnelle",
    "FR": "Français",
    "FR_HG_EMC": "Français, histoire-géographie, enseignement moral et civique",
    "FR_MONDE": "Expression et connaissance du monde",
    "HG_EMC": "Histoire-géographie, enseignement moral et civique",
    "MATH": "Mathématiques",
    "MATH_PC": "Mathématiques, physique-chimie",
    "PC": "Physique-chimie",
    "LV": "Langue vivante",
    "LV1": "Langue vivante 1",
    "LV2": "Langue vivante 2",
    "LVF": "Langue vivante facultative",
    "EPS": "Éducation physique et sportive",
    "PSE": "Prévention, santé, environnement",
    "ARTS": "Arts appliqués, cultures artistiques",
    "ECO_DROIT": "Économie-droit",
    "ECO_GESTION": "Économie-gestion",
    "MOBILITE": "Unité de mobilité",
}
LISTES = {
    "langue_obligatoire": "Langues de l'épreuve obligatoire",
    "langue_facultative": "Langues de l'épreuve facultative",
    "eps": "Activités physiques",
    "situation_inscription": "Situations à l'inscription",
}
QUESTIONS = {
    "MEME_SPECIALITE": "Même spécialité, déjà présentée",
    "AUTRE_SPECIALITE": "Autre spécialité du même examen, déjà présentée",
    "DIPLOME": "Diplôme obtenu",
    "VAE": "Validation des acquis de l'expérience",
}
MOTS: dict[str, dict[str, str]] = {
    "fiabilite": {"sourced": "établie par ses sources", "partial": "à confirmer par le service"},
    "question": QUESTIONS,
    "c_acquis": QUESTIONS,
    "type_droit": {"dispense": "dispense", "benefice": "bénéfice de notes", "dispense_vae": "dispense par VAE"},
    "origine": {"UE_EEE_AELE": "Union européenne, EEE ou AELE"},
    "effet": {"information": "le candidat est informé", "bloquant": "l'inscription est refusée"},
    "onglet": {"informations": "Informations candidature", "qualification": "Qualification présentée"},
    "champ": {"categorie": "Catégorie du candidat", "forme": "Forme de passage"},
    "famille": {
        "CONFIRMATION": "Confirmation d'inscription",
        "IDENTITE": "Identité",
        "NATIONALITE": "Nationalité",
        "SERVICE_NATIONAL": "Service national",
        "ACQUIS": "Acquis",
        "CONDITIONS": "Conditions d'inscription",
        "AMENAGEMENT": "Aménagement d'épreuves",
    },
    "disciplines": DISCIPLINES | {"*": "toutes"},
}
VIDE = "—"


def mot(champ: str, valeur: str) -> str:
    """The words for a value of a field, the value itself when it has none."""
    return MOTS.get(champ, {}).get(valeur) or valeur or VIDE


def en_mots(formulaire: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """Each field of a form as who may only read it does: its name, its label, its value in words."""
    for nom, champ in formulaire.fields.items():
        valeur = formulaire[nom].value()
        yield nom, str(champ.label or formulaire[nom].label), _lisible(champ, valeur)


def _lisible(champ: forms.Field, valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(champ, forms.ChoiceField):
        choix: Any = champ.choices
        noms = {str(cle): str(nom) for cle, nom in choix}
        choisies = valeur if isinstance(valeur, list | tuple) else [valeur or ""]
        return "\n".join(noms.get(str(v), str(v)) for v in choisies) or VIDE
    return str(champ.prepare_value(valeur) if valeur not in (None, "", []) else VIDE)
