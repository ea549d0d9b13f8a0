"""What goes into the rules engine and what comes out: frozen data only. Pure Python: no Django, no clock, no query.

`Profil` is what was said, `sessions_cfg.snapshot.Snapshot` the catalogue, `Decision` what follows, with its reasons.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sessions_cfg.snapshot import Option, QuestionCondition

from .intitule import intitule

GLOBALE = "Globale"
PROGRESSIVE = "Progressive"


class Public(StrEnum):
    """Who registers: with an own account, or through a school."""

    INDIVIDUEL = "INDIVIDUEL"
    ETABLISSEMENT = "ETABLISSEMENT"


class Position(StrEnum):
    """Same codes as `registrations.enums.Position` (which needs Django)."""

    INSCRIT = "INSCRIT"
    DISPENSE = "DISPENSE"
    BENEFICE = "BENEFICE"
    REPORT = "REPORT"
    NON_PRESENTEE = "NON_PRESENTEE"
    NON_INSCRIT = "NON_INSCRIT"


# --- What the candidate said


@dataclass(frozen=True, slots=True)
class AcquisDeclare:
    """A title, earlier marks or a VAE decision, as declared in the tab « Acquis ».

    `notes`: code of an épreuve of the spécialité presented → mark out of 20. `codes`: for a VAE
    decision, the épreuves that it names. `reponses`: key of a condition's question → yes or no.
    """

    regle: str
    annee: int
    academie: str = ""
    notes: Mapping[str, Decimal] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    reponses: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoixEpreuve:
    """What the candidate chose for an épreuve in the tab « Epreuves »; "" = not chosen yet."""

    position: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Profil:
    """Everything the rules need to know of a candidature.

    `nationalite` is ISO 3166-1 alpha-3. `forme` is the one asked for. `decoches`: codes (as in `Dispense.code`) whose
    dispense was unticked: the only way to sit a covered épreuve. `choix`: code of an épreuve → what was chosen; in
    forme progressive, NON_PRESENTEE puts a unit off. `reponses`: answers to the spécialité's own questions.
    """

    date_naissance: dt.date
    nationalite: str
    public: Public = Public.INDIVIDUEL
    categorie: str = ""
    forme: str = ""
    derogation: bool = False
    acquis: tuple[AcquisDeclare, ...] = ()
    decoches: frozenset[str] = frozenset()
    choix: Mapping[str, ChoixEpreuve] = field(default_factory=dict)
    reponses: Mapping[str, str] = field(default_factory=dict)
    handicap: bool = False
    amenagement_deja_accorde: bool = False


# --- What follows


@dataclass(frozen=True, slots=True)
class Raison:
    """Why, in a sentence for the candidate; `source` is the text or page, `regle` the catalogue's key."""

    phrase: str
    source: str = ""
    regle: str = ""


@dataclass(frozen=True, slots=True)
class Erreur:
    """What prevents saving: the tab's slug, the field's name ("" = the whole tab), the sentence, the text."""

    onglet: str
    champ: str
    phrase: str
    regle: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CategorieOfferte:
    """A catégorie offered; `admise` False when a condition shuts it for this person, `raison` and `source` say why."""

    code: str
    libelle: str
    formes: tuple[str, ...]
    admise: bool
    raison: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FormeFermee:
    """A forme de passage that the exam knows and that is not open here, and why."""

    forme: str
    raison: Raison


@dataclass(frozen=True, slots=True)
class EpreuveVisee:
    """An épreuve that an acquis can touch, with its sous-épreuves, which follow it."""

    code: str
    titre: str
    sous_epreuves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitrePropose:
    """A line of the tab « Acquis » under one of its questions, before anything is declared.

    `saisie`: what must be typed besides year and académie: « rien », « notes » (a mark per épreuve visée) or
    « epreuves » (which ones the decision names). `questions`: only those that matter here. `a_verifier`: the effect
    is not known; declared, it grants nothing and the service decides. `a_confirmer`: read in partial sources.
    """

    regle: str
    question: str
    titre: str
    type_droit: str
    saisie: str
    epreuves: tuple[EpreuveVisee, ...]
    questions: tuple[QuestionCondition, ...]
    a_verifier: bool
    condition: str
    source: str
    validite_depuis: int | None
    a_confirmer: bool = False


@dataclass(frozen=True, slots=True)
class TitreSansEffet:
    """A title of the exam that covers no épreuve of this spécialité: named so that nobody looks for it in vain."""

    regle: str
    question: str
    titre: str


@dataclass(frozen=True, slots=True)
class Dispense:
    """An épreuve covered by an acquis. `retenue` False: the candidate unticked it and sits it again."""

    code: str
    titre: str
    position: Position
    retenue: bool
    sous_epreuves: tuple[str, ...]
    raison: Raison
    note: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refus:
    """An épreuve that an admitted acquis could touch and does not, and why (a mark below the threshold)."""

    code: str
    titre: str
    raison: Raison


@dataclass(frozen=True, slots=True)
class AcquisDecide:
    """What became of a declared acquis. `admis` False: `raison` says why and nothing is granted.

    `a_verifier`: kept on the candidature for the service to decide. `dispenses` lists what it
    covers, ticked or not; an épreuve covered by two acquis is listed under both.
    """

    regle: str
    question: str
    titre: str
    type_droit: str
    annee: int
    academie: str
    admis: bool
    a_verifier: bool
    raison: Raison
    dispenses: tuple[Dispense, ...] = ()
    refus: tuple[Refus, ...] = ()


@dataclass(frozen=True, slots=True)
class EpreuveDecidee:
    """A line of the tab « Epreuves » and of the Récapitulatif, in the regulation's order.

    `positions` has two values or more when the candidate may choose; `options` is empty when there is nothing to
    choose here (a sous-épreuve that inherits shows `option` with `option_heritee`). `mode` is "" unless to sit.
    `note`: the mark kept for this very épreuve, not for its parts. `a_confirmer`: fields that the catalogue holds
    from a source to be confirmed (« forme », « duree »…); a coefficient or duration that is None is not known.
    """

    code: str
    titre: str
    parent: str
    obligatoire: bool
    discipline: str
    position: Position
    positions: tuple[Position, ...]
    option: str
    options: tuple[Option, ...]
    option_obligatoire: bool
    option_heritee: bool
    mode: str
    coefficient: Decimal | None
    duree_minutes: int | None
    raison: Raison
    note: Decimal | None = None
    forme: str = ""
    a_confirmer: tuple[str, ...] = ()

    @property
    def libelle(self) -> str:
        """« EP2A - Mise en oeuvre - Broderie machine guidée main », as the Récapitulatif shows it."""
        return intitule(self.code, self.titre, self.option)

    @property
    def a_choisir(self) -> bool:
        """Does this line offer a choice?"""
        return len(self.positions) > 1 or bool(self.options)


@dataclass(frozen=True, slots=True)
class PieceDemandee:
    """A piece to give, why, and the text or page that asks for it."""

    cle: str
    code: str
    libelle: str
    famille: str
    famille_libelle: str
    obligatoire: bool
    raison: str
    alternatives: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from a profile and a catalogue.

    `formes`: those open to the chosen catégorie. `forme_finale`: "" until a forme is asked for. `informations`:
    conditions to know, that block nothing. `a_verifier`: sentences that the service will have to settle.
    `formes_fermees` and `sans_effet`: what is not offered, and why.
    """

    categories: tuple[CategorieOfferte, ...]
    formes: tuple[str, ...]
    forme_finale: str
    titres: tuple[TitrePropose, ...]
    acquis: tuple[AcquisDecide, ...]
    epreuves: tuple[EpreuveDecidee, ...]
    pieces: tuple[PieceDemandee, ...]
    erreurs: tuple[Erreur, ...]
    informations: tuple[Raison, ...] = ()
    a_verifier: tuple[str, ...] = ()
    formes_fermees: tuple[FormeFermee, ...] = ()
    sans_effet: tuple[TitreSansEffet, ...] = ()

    @property
    def a_choisir(self) -> bool:
        """Does the tab « Epreuves » hold any choice?"""
        return any(epreuve.a_choisir for epreuve in self.epreuves)

    @property
    def admissible(self) -> bool:
        """Can this candidature be saved, as far as the catalogue is concerned?"""
        return not self.erreurs
