"""What the candidate typed: as typed (draft), and as understood (typed, checked).

A draft keeps, for each tab, field name → list of values as typed. `profil_de` reads what the rules
engine needs straight from there, forgiving: a half-filled draft gives a half-filled profile, never
an error. The frozen classes hold cleaned values, made by the forms, checked again when saving.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .rules.types import AcquisDeclare, ChoixEpreuve, Profil, Public

Valeurs = Mapping[str, list[str]]
Donnees = Mapping[str, Valeurs]

OUI = "oui"
SPECIALITE = "specialite"
PAR_EPREUVE = ("note_", "codes_", "dispenses")


@dataclass(frozen=True)
class Identification:
    """Tab 1; `nationalite` ISO 3166-1 alpha-3, `pays` alpha-2, telephones E.164."""

    nationalite: str
    pays: str
    voie: str
    complement_1: str
    complement_2: str
    complement_3: str
    code_postal: str
    localite: str
    telephone_mobile: str
    telephone_fixe: str
    mail: str
    pere: str = ""
    mere: str = ""


@dataclass(frozen=True)
class Informations:
    """Tab 2; `etablissement` is the key of an établissement; `situation` is "" until a responsable offers some.

    `modalites`: which text of the service was accepted (`ContexteDesRegles.accord`), "" when there is none.
    """

    categorie: str
    amenagement_duree: bool
    etablissement: str
    handicap: bool
    amenagement_deja_accorde: bool | None
    diffusion_presse: bool
    diffusion_collectivites: bool
    situation: str = ""
    modalites: str = ""


@dataclass(frozen=True)
class Qualification:
    """Tab 3; `reponses`: key of a spécialité's own question → answer."""

    specialite: str
    reponses: Mapping[str, str]
    forme: str
    derogation_forme: bool


@dataclass(frozen=True)
class Saisie:
    """Tabs 1 to 3, cleaned; tabs 4 and 5 are what the rules judge (`profil_de`)."""

    identification: Identification
    informations: Informations
    qualification: Qualification


def premiere(valeurs: Valeurs, nom: str) -> str:
    """The first value typed under `nom`, trimmed; "" when there is none."""
    liste = valeurs.get(nom) or [""]
    return str(liste[0]).strip()


def lire_note(texte: str) -> Decimal | None:
    """A mark out of 20 as typed (« 12,50 »), or None when it is not one."""
    propre = texte.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", propre):
        return None
    try:
        note = Decimal(propre)
    except InvalidOperation:
        return None
    return note if note <= 20 else None


def lire_annee(texte: str) -> int:
    """A year of four digits as typed, or 0."""
    return int(texte) if re.fullmatch(r"[12][0-9]{3}", texte.strip()) else 0


def titres_coches(acquis: Valeurs) -> list[str]:
    """Keys of the titles ticked under a question that is itself ticked: « <question>/<règle> »."""
    questions = set(acquis.get("questions", ()))
    return [t for t in acquis.get("titres", ()) if t.partition("/")[0] in questions]


def d_une_autre_specialite(valeurs: Valeurs, specialite: str) -> bool:
    """Were the answers of this tab given for another spécialité?

    Tabs 4 and 5 say which one they speak of: the code of an épreuve means nothing from one spécialité to
    another, so marks, unticked dispenses and choices must not follow a change.
    """
    posee = premiere(valeurs, SPECIALITE)
    return bool(posee) and posee != specialite


def sans_codes(acquis: Valeurs) -> dict[str, list[str]]:
    """What stays true of the tab « Acquis » when the spécialité changes: the titles, not what names an épreuve."""
    return {nom: liste for nom, liste in acquis.items() if not nom.startswith(PAR_EPREUVE)}


def acquis_de(acquis: Valeurs) -> tuple[AcquisDeclare, ...]:
    """The declared titles, marks and decisions, with whatever is filled in."""
    declares = []
    for cle in titres_coches(acquis):
        regle = cle.partition("/")[2]
        notes, reponses = {}, {}
        for nom, liste in acquis.items():
            if nom.startswith(f"note_{regle}_"):
                note = lire_note(liste[0] if liste else "")
                if note is not None:
                    notes[nom.removeprefix(f"note_{regle}_")] = note
            elif nom.startswith(f"reponse_{regle}_") and liste and liste[0]:
                reponses[nom.removeprefix(f"reponse_{regle}_")] = liste[0] == OUI
        declares.append(
            AcquisDeclare(
                regle=regle,
                annee=lire_annee(premiere(acquis, f"annee_{regle}")),
                academie=premiere(acquis, f"academie_{regle}"),
                notes=notes,
                codes=frozenset(acquis.get(f"codes_{regle}", ())),
                reponses=reponses,
            )
        )
    return tuple(declares)


def decoches_de(acquis: Valeurs) -> frozenset[str]:
    """Épreuves whose dispense was shown and unticked."""
    return frozenset(acquis.get("dispenses_montrees", ())) - frozenset(acquis.get("dispenses", ()))


def choix_de(epreuves: Valeurs) -> dict[str, ChoixEpreuve]:
    """Positions and options chosen in the tab « Epreuves »."""
    codes = {nom.partition("_")[2] for nom in epreuves if nom.startswith(("position_", "option_"))}
    return {
        code: ChoixEpreuve(position=premiere(epreuves, f"position_{code}"), option=premiere(epreuves, f"option_{code}"))
        for code in codes
    }


def reponses_de(qualification: Valeurs) -> dict[str, str]:
    """Answers to the spécialité's own questions."""
    return {
        nom.removeprefix("question_"): liste[0]
        for nom, liste in qualification.items()
        if nom.startswith("question_") and liste and liste[0]
    }


def profil_de(*, donnees: Donnees, date_naissance: dt.date, public: Public = Public.INDIVIDUEL) -> Profil:
    """What the rules see of a draft, complete or not."""
    identification, informations = donnees.get("identification", {}), donnees.get("informations", {})
    qualification, acquis = donnees.get("qualification", {}), donnees.get("acquis", {})
    epreuves = donnees.get("epreuves", {})
    specialite = premiere(qualification, SPECIALITE)
    if d_une_autre_specialite(acquis, specialite):
        acquis = sans_codes(acquis)
    if d_une_autre_specialite(epreuves, specialite):
        epreuves = {}
    return Profil(
        date_naissance=date_naissance,
        nationalite=premiere(identification, "nationalite"),
        public=public,
        categorie=premiere(informations, "categorie"),
        forme=premiere(qualification, "forme"),
        derogation=premiere(qualification, "derogation_forme") == OUI,
        acquis=acquis_de(acquis),
        decoches=decoches_de(acquis),
        choix=choix_de(epreuves),
        reponses=reponses_de(qualification),
        handicap=premiere(informations, "handicap") == OUI,
        amenagement_deja_accorde=premiere(informations, "amenagement_deja_accorde") == OUI,
    )
