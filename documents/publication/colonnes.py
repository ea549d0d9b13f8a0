"""The columns of each kind of file, and how one cell is understood. Docs: docs/publications.md."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from documents.enums import Kind

SIGLES = {"AB": "absent", "ABJ": "absence justifiée", "DI": "dispensé", "NV": "non validé"}
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})|([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HEURE = re.compile(r"([0-9]{1,2})\s*[:hH]\s*([0-9]{2})(?::00)?")
_NOTE = re.compile(r"[0-9]{1,2}([.,][0-9]{1,2})?")


@dataclass(frozen=True)
class Colonne:
    """`lire` gives the value to keep, as text, or raises ValueError with what is wrong."""

    nom: str
    aide: str
    lire: Callable[[str], str] = str
    obligatoire: bool = False
    longueur: int = 200
    commune: bool = False  # the same on every line of one document
    libelle: str = ""  # how a form names it, when its name lacks an accent

    @property
    def intitule(self) -> str:
        return self.libelle or self.nom.capitalize()


def _numero_candidat(texte: str) -> str:
    if re.fullmatch(r"[0-9]+[.,][0-9]+[eE]\+?[0-9]+", texte):
        raise ValueError("le tableur l'a écrit en notation scientifique : mettez la colonne au format Texte")
    chiffres = texte.replace(" ", "").replace("\u00a0", "")
    # A spreadsheet drops the leading zero.
    if not re.fullmatch(r"0?[0-9]{10}", chiffres):
        raise ValueError("un N° candidat compte 11 chiffres, par exemple 02146028333")
    return chiffres.zfill(11)


def _numero_inscription(texte: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}", texte) or int(texte) == 0:
        raise ValueError("un N° d'inscription va de 001 à 999")
    return texte.zfill(3)


def _date(texte: str) -> str:
    trouve = _DATE.fullmatch(texte)
    if trouve is None:
        raise ValueError(f"« {texte[:30]} » n'est pas une date JJ/MM/AAAA")
    j, m, a, a2, m2, j2 = trouve.groups()
    try:
        jour = dt.date(int(a or a2), int(m or m2), int(j or j2))
    except ValueError:
        raise ValueError(f"la date du {texte} n'existe pas") from None
    if not 2000 <= jour.year <= 2100:
        raise ValueError(f"l'année {jour.year} est invraisemblable")
    return jour.isoformat()


def _heure(texte: str) -> str:
    trouve = _HEURE.fullmatch(texte)
    if trouve is None or int(trouve[1]) > 23 or int(trouve[2]) > 59:
        raise ValueError(f"« {texte[:30]} » n'est pas une heure HH:MM")
    return f"{int(trouve[1]):02d}:{trouve[2]}"


def _duree(texte: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}", texte) or not 1 <= int(texte) <= 600:
        raise ValueError("une durée va de 1 à 600 minutes")
    return str(int(texte))


def _note(texte: str) -> str:
    if texte.upper() in SIGLES:
        return texte.upper()
    nombre = Decimal(texte.replace(",", ".")) if _NOTE.fullmatch(texte) else Decimal(-1)
    if not 0 <= nombre <= 20:
        raise ValueError(f"« {texte[:30]} » n'est pas une note de 0 à 20, ni {', '.join(SIGLES)}")
    return f"{nombre:.2f}".replace(".", ",")


def _moyenne(texte: str) -> str:
    if not _NOTE.fullmatch(texte) or Decimal(texte.replace(",", ".")) > 20:
        raise ValueError(f"« {texte[:30]} » n'est pas une moyenne de 0 à 20")
    return texte.replace(".", ",")


def _reponse(texte: str) -> str:
    for reponse in ("accordée", "refusée"):
        if texte.casefold() in (reponse, reponse.replace("é", "e")):
            return reponse
    raise ValueError("elle dit accordée ou refusée")


COMMUNES = (
    Colonne("candidat", "N° candidat, 11 chiffres", _numero_candidat, obligatoire=True),
    Colonne("inscription", "N° d'inscription, par exemple 001", _numero_inscription, obligatoire=True),
    Colonne(
        "serie",
        "pour distinguer plusieurs documents du même genre, par exemple « Épreuves écrites »",
        longueur=80,
        libelle="Série",
    ),
)

COLONNES: dict[str, tuple[Colonne, ...]] = {
    Kind.CONVOCATION: (
        *COMMUNES,
        Colonne(
            "epreuve",
            "code de l'épreuve dans l'inscription, par exemple EP2",
            obligatoire=True,
            longueur=20,
            libelle="Épreuve",
        ),
        Colonne("date", "jour de l'épreuve, JJ/MM/AAAA", _date, obligatoire=True),
        Colonne("heure", "heure de convocation, HH:MM, à l'heure du service", _heure, obligatoire=True),
        Colonne("duree", "durée en minutes", _duree, libelle="Durée"),
        Colonne("centre", "nom du centre d'examen", obligatoire=True, longueur=120),
        Colonne("adresse", "adresse du centre"),
        Colonne("salle", "salle", longueur=60),
        Colonne("materiel", "ce que le candidat apporte pour cette épreuve", longueur=300, libelle="Matériel"),
    ),
    Kind.RELEVE: (
        *COMMUNES,
        Colonne("epreuve", "code de l'épreuve dans l'inscription", obligatoire=True, longueur=20, libelle="Épreuve"),
        Colonne("note", f"note sur 20, ou {', '.join(f'{s} ({q})' for s, q in SIGLES.items())}", _note, True),
        Colonne(
            "decision",
            "décision du jury, par exemple ADMIS",
            obligatoire=True,
            longueur=80,
            commune=True,
            libelle="Décision",
        ),
        Colonne("jury", "date du jury, JJ/MM/AAAA", _date, obligatoire=True, commune=True, libelle="Date du jury"),
        Colonne("moyenne", "moyenne générale sur 20", _moyenne, commune=True, libelle="Moyenne générale"),
        Colonne("mention", "mention", longueur=60, commune=True),
    ),
    Kind.AMENAGEMENTS: (
        *COMMUNES,
        Colonne("mesure", "la mesure, par exemple « Tiers temps »", obligatoire=True),
        Colonne("reponse", "accordée ou refusée", _reponse, obligatoire=True, libelle="Réponse"),
        Colonne("epreuve", "code de l'épreuve ; vide : toutes les épreuves", longueur=20, libelle="Épreuve"),
        Colonne("motif", "motif d'un refus", longueur=300),
        Colonne(
            "date",
            "date de la décision, JJ/MM/AAAA",
            _date,
            obligatoire=True,
            commune=True,
            libelle="Date de la décision",
        ),
        Colonne(
            "autorite",
            "qui a décidé, par exemple « La rectrice de l'académie »",
            longueur=120,
            commune=True,
            libelle="Autorité",
        ),
    ),
}
# Two lines of one document with the same of these say the same thing twice.
CLES: dict[str, tuple[str, ...]] = {
    Kind.CONVOCATION: ("epreuve", "date", "heure"),
    Kind.RELEVE: ("epreuve",),
    Kind.AMENAGEMENTS: ("epreuve", "mesure"),
}


def noms(kind: str) -> list[str]:
    return [colonne.nom for colonne in COLONNES[kind]]


def obligatoires(kind: str) -> list[str]:
    return [colonne.nom for colonne in COLONNES[kind] if colonne.obligatoire]


def comprendre(kind: str, valeurs: dict[str, str]) -> tuple[dict[str, str], str]:
    """The cells of a line as they are kept, or the sentence that says what is wrong with the first faulty one."""
    compris = {}
    for colonne in COLONNES[kind]:
        texte = valeurs.get(colonne.nom, "")
        if not texte:
            if colonne.obligatoire:
                return {}, f"la cellule « {colonne.nom} » est vide"
            continue
        if len(texte) > colonne.longueur:
            return {}, f"la cellule « {colonne.nom} » dépasse {colonne.longueur} caractères"
        try:
            compris[colonne.nom] = colonne.lire(texte)
        except ValueError as erreur:
            return {}, f"« {colonne.nom} » : {erreur}"
    if kind == Kind.AMENAGEMENTS and compris["reponse"] == "refusée" and "motif" not in compris:
        return {}, "une mesure refusée donne son motif"
    return compris, ""
