"""Pure rules of each tab, beyond what a single field can tell: forms call them, saving calls them again."""

import re
from collections.abc import Collection

from .saisie import Identification, Informations, Qualification

Erreurs = dict[str, list[str]]

MODALITES_CHANGEES = (
    "Les modalités de l'académie ont changé depuis que vous les avez acceptées : relisez-les, puis cochez la case."
)


def verifier_identification(saisie: Identification, *, francais: bool, ne_a_l_etranger: bool) -> Erreurs:
    """`francais`: is the postal address in a French territory?"""
    erreurs: Erreurs = {}
    if francais and not re.fullmatch(r"[0-9]{5}", saisie.code_postal):
        erreurs["code_postal"] = ["Saisissez un code postal de 5 chiffres."]
    if not ne_a_l_etranger and (saisie.pere or saisie.mere):
        erreurs[""] = ["Les noms des parents ne sont demandés qu'aux personnes nées à l'étranger."]
    return erreurs


def verifier_informations(
    saisie: Informations, *, categories: Collection[str], etablissements: Collection[str], accord: str
) -> Erreurs:
    """`categories` and `etablissements`: what the service offers this person; `accord`: the text to accept."""
    erreurs: Erreurs = {}
    if saisie.categorie not in categories:
        erreurs["categorie"] = ["Cette catégorie n'est pas proposée pour cette inscription."]
    if saisie.etablissement not in etablissements:
        erreurs["etablissement"] = ["Cet établissement n'est pas proposé pour cette inscription."]
    if saisie.handicap and saisie.amenagement_deja_accorde is None:
        erreurs["amenagement_deja_accorde"] = ["Indiquez si un aménagement vous a déjà été accordé."]
    if saisie.modalites != accord:
        erreurs["modalites"] = [MODALITES_CHANGEES]
    return erreurs


def verifier_qualification(saisie: Qualification, *, specialites: Collection[str], formes: Collection[str]) -> Erreurs:
    """`specialites` examined by the session, `formes` open to the catégorie."""
    erreurs: Erreurs = {}
    if saisie.specialite not in specialites:
        erreurs["specialite"] = ["Cette spécialité n'est pas proposée à cette session."]
    if saisie.forme not in formes:
        erreurs["forme"] = ["Cette forme de passage n'est pas ouverte à votre catégorie."]
    return erreurs
