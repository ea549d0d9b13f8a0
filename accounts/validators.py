"""The password rule of the portal: 8 to 20 characters, three kinds of them, neither common nor the name."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator

from cyclades.common.normalisation import cle_recherche

LONGUEUR_MIN, LONGUEUR_MAX = 8, 20
AIDE_MOT_DE_PASSE = (
    "8 à 20 caractères dont majuscule, minuscule et caractère spécial (exemple : . / ! * etc...). "
    "Ni un mot de passe courant, ni votre nom, ni votre adresse mail."
)
_LEET = str.maketrans("013457@$!€", "oleastasie")
_COURANTS_FR = frozenset(
    [
        "motdepasse",
        "azerty",
        "azertyui",
        "azertyuiop",
        "azerty123",
        "bonjour",
        "soleil",
        "loulou",
        "doudou",
        "chouchou",
        "jetaime",
        "marseille",
        "france",
        "cyclades",
        "candidat",
        "examen",
        "baccalaureat",
        "rectorat",
        "education",
        "bienvenue",
        "secret",
        "admin",
    ]
)


def normaliser_mot_de_passe(mot_de_passe: str) -> str:
    """NFC, so that « é » typed on two keyboards is one password; otherwise to the letter."""
    return unicodedata.normalize("NFC", mot_de_passe)


@lru_cache(maxsize=1)
def _courants() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords) | _COURANTS_FR


def _formes(mot_de_passe: str) -> Iterable[str]:
    """What remains of a password once its usual disguises are taken off."""
    base = "".join(c for c in unicodedata.normalize("NFKD", mot_de_passe.casefold()) if not unicodedata.combining(c))
    sans_bords = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", base)
    yield from (base, sans_bords)
    yield re.sub(r"[\W_]", "", base)
    yield re.sub(r"[\W_]", "", base.translate(_LEET))
    yield re.sub(r"[\W\d_]", "", sans_bords.translate(_LEET))


def est_courant(mot_de_passe: str) -> bool:
    """Is it one of the usual passwords, disguised or not (« Passw0rd! », « Azerty123. »)?"""
    return any(len(forme) >= 4 and forme in _courants() for forme in _formes(mot_de_passe))


def est_proche(mot_de_passe: str, reperes: Iterable[str]) -> bool:
    """Does it contain, or nearly equal, a word of the person: name, first names, mail address?"""
    cle = cle_recherche(mot_de_passe).replace(" ", "")
    for repere in reperes:
        entier = cle_recherche(repere).replace(" ", "")
        for mot in {entier, *cle_recherche(repere).split()}:
            if len(mot) >= 4 and mot in cle:
                return True
            if len(mot) >= 5 and SequenceMatcher(a=mot, b=cle).ratio() >= 0.75:
                return True
    return False


def defauts_du_mot_de_passe(mot_de_passe: str, reperes: Iterable[str] = ()) -> list[str]:
    """All that is wrong with this password, as sentences; empty when it is accepted.

    `reperes`: the person's names and mail address. Source: guide, chapter 3; specification §2.
    """
    manque = []
    if not any(c.islower() for c in mot_de_passe):
        manque.append("une minuscule")
    if not any(c.isupper() for c in mot_de_passe):
        manque.append("une majuscule")
    if all(c.isalnum() or c.isspace() for c in mot_de_passe):
        manque.append("un caractère spécial")
    defauts = []
    if len(mot_de_passe) < LONGUEUR_MIN or len(mot_de_passe) > LONGUEUR_MAX:
        defauts.append(
            f"Le mot de passe doit comporter de {LONGUEUR_MIN} à {LONGUEUR_MAX} caractères : "
            f"il y en a {len(mot_de_passe)}."
        )
    if manque:
        liste = manque[0] if len(manque) == 1 else ", ".join(manque[:-1]) + " et " + manque[-1]
        defauts.append(f"Il manque au mot de passe {liste}.")
    if est_courant(mot_de_passe):
        defauts.append("Ce mot de passe est trop courant. Choisissez-en un autre.")
    if est_proche(mot_de_passe, reperes):
        defauts.append("Ce mot de passe ressemble trop à votre nom ou à votre adresse. Choisissez-en un autre.")
    return defauts
