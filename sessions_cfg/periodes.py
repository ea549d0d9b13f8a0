"""How instants and periods of services are written, in one place.

All functions take aware instants and the service's time zone and wording. A closing at midnight is
the end of the day before, and is written 23:59 of that day.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.text import slugify

PARIS = "Europe/Paris"
HEURE_DE_PARIS = "heure de Paris"

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
JOURS_COMPTES = 90
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def local(instant: dt.datetime, fuseau: str, *, fin: bool = False) -> dt.datetime:
    """The instant on the wall clock of `fuseau`; `fin`: midnight becomes 23:59 of the day before."""
    heure = instant.astimezone(ZoneInfo(fuseau))
    if fin and heure.time() == dt.time(0):
        heure = (instant - dt.timedelta(minutes=1)).astimezone(ZoneInfo(fuseau))
    return heure


def date_longue(jour: dt.date) -> str:
    """« 01 novembre 2021 »."""
    return f"{jour.day:02d} {MOIS[jour.month - 1]} {jour.year}"


def jour_et_date(jour: dt.date) -> str:
    """« mercredi 03 novembre 2021 »."""
    return f"{JOURS[jour.weekday()]} {date_longue(jour)}"


def date_heure(instant: dt.datetime, fuseau: str = PARIS, *, fin: bool = False) -> str:
    """« 29 novembre 2021 18:00 »."""
    heure = local(instant, fuseau, fin=fin)
    return f"{date_longue(heure)} {heure:%H:%M}"


def date_heure_courte(instant: dt.datetime, fuseau: str = PARIS, *, fin: bool = False) -> str:
    """« 29/11/2021 à 18:00 »."""
    heure = local(instant, fuseau, fin=fin)
    return f"{heure:%d/%m/%Y} à {heure:%H:%M}"


def periode(
    ouverture: dt.datetime, fermeture: dt.datetime, *, fuseau: str = PARIS, libelle_heure: str = HEURE_DE_PARIS
) -> str:
    """« du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris) »."""
    return f"du {date_heure(ouverture, fuseau)} au {date_heure(fermeture, fuseau, fin=True)} ({libelle_heure})"


def periode_a_paris(ouverture: dt.datetime, fermeture: dt.datetime, *, fuseau: str) -> str:
    """The same period in Paris time where it differs from the service's; "" where it does not."""
    if not _heures_differentes(fuseau, ouverture, fermeture):
        return ""
    return f"du {date_heure(ouverture)} au {date_heure(_derniere_minute(fermeture, fuseau))} ({HEURE_DE_PARIS})"


def depot_a_paris(fermeture: dt.datetime, *, fuseau: str) -> str:
    """« jusqu'au samedi 09 décembre 2023 04:59 (heure/Paris) » where the hours differ, else ""."""
    if not _heures_differentes(fuseau, fermeture):
        return ""
    return phrase_depot(None, _derniere_minute(fermeture, fuseau))


def _heures_differentes(fuseau: str, *instants: dt.datetime) -> bool:
    ici, paris = ZoneInfo(fuseau), ZoneInfo(PARIS)
    return any(i.astimezone(ici).utcoffset() != i.astimezone(paris).utcoffset() for i in instants)


def _derniere_minute(fermeture: dt.datetime, fuseau: str) -> dt.datetime:
    """A closing at local midnight is written 23:59 there: the same minute, to be said in Paris."""
    minuit = fermeture.astimezone(ZoneInfo(fuseau)).time() == dt.time(0)
    return fermeture - dt.timedelta(minutes=1) if minuit else fermeture


def limite(instant: dt.datetime, *, fuseau: str = PARIS, libelle_heure: str = HEURE_DE_PARIS, fin: bool = True) -> str:
    """« 06/12/2021 à 23:59 »; elsewhere « 08/12/2023 à 23:59 (heure locale, soit le 09/12/2023 à 04:59 à Paris) »."""
    texte = date_heure_courte(instant, fuseau, fin=fin)
    if _heures_differentes(fuseau, instant):
        a_paris = _derniere_minute(instant, fuseau) if fin else instant
        return f"{texte} ({libelle_heure}, soit le {date_heure_courte(a_paris)} à Paris)"
    return texte if libelle_heure == HEURE_DE_PARIS else f"{texte} ({libelle_heure})"


def dans_combien(echeance: dt.datetime, instant: dt.datetime, *, fuseau: str = PARIS, fin: bool = False) -> str:
    """« aujourd'hui à 18:00 », « demain à 18:00 », « dans 3 jours », counted in days of `fuseau`.

    "" when `echeance` is past, or further than a person counts in days.
    """
    heure = local(echeance, fuseau, fin=fin)
    jours = (heure.date() - local(instant, fuseau).date()).days
    if instant >= echeance or jours > JOURS_COMPTES:
        return ""
    if jours > 1:
        return f"dans {jours} jours"
    jour = "demain" if jours == 1 else "aujourd'hui"
    return f"{jour} à {heure:%H:%M}"


def depuis_combien(debut: dt.datetime, instant: dt.datetime) -> str:
    """« moins d'un jour », « 1 jour », « 12 jours », from `debut` to `instant`."""
    jours = (instant - debut).days
    return "moins d'un jour" if jours < 1 else f"{jours} jour{'s' if jours > 1 else ''}"


def phrase_ouverture(
    ouverture: dt.datetime, fermeture: dt.datetime, *, fuseau: str = PARIS, libelle_heure: str = HEURE_DE_PARIS
) -> str:
    """« Les inscriptions sont ouvertes du … au … (heure de Paris). », as the guide words it."""
    return (
        f"Les inscriptions sont ouvertes {periode(ouverture, fermeture, fuseau=fuseau, libelle_heure=libelle_heure)}."
    )


def phrase_depot(
    ouverture: dt.datetime | None,
    fermeture: dt.datetime,
    *,
    fuseau: str = PARIS,
    libelle_heure: str = HEURE_DE_PARIS,
) -> str:
    """« entre le mercredi 03 novembre 2021 et le lundi 06 décembre 2021 23:59 (heure/Paris) »."""
    mention = "heure/Paris" if libelle_heure == HEURE_DE_PARIS else libelle_heure
    limite = local(fermeture, fuseau, fin=True)
    jusqua = f"le {jour_et_date(limite)} {limite:%H:%M} ({mention})"
    if ouverture is None:
        return f"jusqu'au {jusqua.removeprefix('le ')}"
    return f"entre le {jour_et_date(local(ouverture, fuseau))} et {jusqua}"


def mois_de_session(mois: dt.date) -> str:
    """« JUIN 2022 »."""
    return f"{MOIS[mois.month - 1].upper()} {mois.year}"


def cle_de_service(examen: str, mois: dt.date, academie: str) -> str:
    """Slug of a service: « cap-2022-toulouse », « cap-2024-09-nice » outside June."""
    annee = f"{mois.year}" if mois.month == 6 else f"{mois:%Y-%m}"
    return slugify(f"{examen}-{annee}-{academie}")[:80]
