"""Dates and names as documents print them; no locale, no clock: the same input gives the same text."""

import datetime as dt
import html
import re
import unicodedata

from django.utils.safestring import SafeString

from sessions_cfg import periodes


def instant_local(iso: str, fuseau: str) -> dt.datetime:
    """The instant `iso` (with offset) as the clocks of `fuseau` show it."""
    return periodes.local(dt.datetime.fromisoformat(iso), fuseau)


def instant_court(iso: str, fuseau: str) -> str:
    """« 10/11/2021 à 13:16 »."""
    return periodes.date_heure_courte(dt.datetime.fromisoformat(iso), fuseau)


def jour_long(iso: str, fuseau: str) -> str:
    """« mercredi 03 novembre 2021 »."""
    return periodes.jour_et_date(instant_local(iso, fuseau))


def limite_longue(iso: str, fuseau: str) -> str:
    """« lundi 06 décembre 2021 23:59 ». A limit at midnight is told as 23:59 of the day that ends."""
    fin = periodes.local(dt.datetime.fromisoformat(iso), fuseau, fin=True)
    return f"{periodes.jour_et_date(fin)} {fin:%H:%M}"


def pour_nom_de_fichier(texte: str) -> str:
    """« DÉCEMBRE 2022 » → « decembre_2022 »."""
    sans_accent = unicodedata.normalize("NFKD", texte.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", sans_accent).strip("_")


def sans_balises(valeur: object) -> str:
    """A value of a page as plain text: what was escaped is read back, line breaks are kept."""
    if isinstance(valeur, SafeString):
        return html.unescape(valeur.replace("<br>", "\n"))
    return str(valeur)


def lignes(texte: str) -> list[str]:
    """Non-empty lines of a typed text."""
    return [ligne.strip() for ligne in texte.splitlines() if ligne.strip()]


def par_quatre(code: str) -> str:
    """« 7K3M9QXT » → « 7K3M-9QXT »: a code as people copy it."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def code_normalise(saisi: str) -> str:
    """A code as typed → as kept: no case, no separators, the letters O, I and L read as 0 and 1."""
    lettres = re.sub(r"[^0-9A-Z]", "", saisi.upper())
    return lettres.translate(str.maketrans("OIL", "011"))


def initiales(*noms: str) -> str:
    """« D. A. » for Dack ACCRALL."""
    return " ".join(f"{nom.strip()[0].upper()}." for nom in noms if nom.strip())
