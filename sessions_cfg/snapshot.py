"""What the rules engine sees of the catalogue: frozen data, no query, no clock, no Django.

Built by `sessions_cfg.queries.snapshot`. Codes are the catalogue's own; an unknown coefficient,
duration or threshold is None, never guessed. Tuples keep the catalogue's order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice: a language, an activity, an option of the épreuve.

    `verifiee` is False where the catalogue holds the value from a source to be confirmed: the option
    is offered, and marked so.
    """

    libelle: str
    code: str = ""
    verifiee: bool = True


@dataclass(frozen=True, slots=True)
class PositionOfferte:
    """A position that a kind of candidate may take for an épreuve without any acquis, with its source."""

    position: str
    publics: tuple[str, ...]
    raison: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Choix:
    """What there is to choose for an épreuve.

    `genre`: « langue », « option » or « eps ». `obligatoire`: an épreuve to sit needs an option.
    `impose`: the only option, chosen for the candidate. `distinct`: must differ from the options of
    the same genre taken for other épreuves. `positions`: see `PositionOfferte`.
    """

    genre: str
    options: tuple[Option, ...]
    obligatoire: bool = True
    impose: str = ""
    distinct: bool = False
    positions: tuple[PositionOfferte, ...] = ()


@dataclass(frozen=True, slots=True)
class Epreuve:
    """An épreuve (`parent` == "") or a sous-épreuve; `unite` is "" where the regulation names none.

    `a_confirmer`: names of the fields that the catalogue holds from a source to be confirmed.
    """

    code: str
    titre: str
    discipline: str
    parent: str = ""
    unite: str = ""
    obligatoire: bool = True
    coefficient: Decimal | None = None
    duree_minutes: int | None = None
    forme: str = ""
    mode_individuel: str = ""
    mode_etablissement: str = ""
    choix: Choix | None = None
    note: str = ""
    a_confirmer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lien:
    """A page to read: its words and its address."""

    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class QuestionSpecialite:
    """A question of the tab « Qualification présentée » that only some spécialités have."""

    cle: str
    libelle: str
    valeurs: tuple[str, ...]
    obligatoire: bool = True


@dataclass(frozen=True, slots=True)
class Specialite:
    """`texte` names the regulation (« arrêté du 19 juillet 1991 »), `liens` lead to it where a source is known.

    `structure_valable`: for which sessions the regulation was read.
    """

    cle: str
    code_bcn: str
    libelle: str
    epreuves: tuple[Epreuve, ...]
    questions: tuple[QuestionSpecialite, ...] = ()
    structure_valable: str = ""
    texte: str = ""
    liens: tuple[Lien, ...] = ()


@dataclass(frozen=True, slots=True)
class Examen:
    """`facultatives_max` None: the catalogue knows no limit on optional épreuves.

    `texte_formes`, `texte_facultatives`: what the texts say of the formes and of that limit, "" when not found.
    """

    code: str
    libelle: str
    libelle_cyclades: str
    formes: tuple[str, ...]
    notes_validite_sessions: int | None = None
    notes_seuil: Decimal | None = None
    facultatives_max: int | None = None
    texte_formes: str = ""
    texte_facultatives: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """`annee` is the civil year in which the session is held (JUIN 2022 → 2022)."""

    libelle: str
    annee: int
    mois: int
    mois_libelle: str


@dataclass(frozen=True, slots=True)
class Categorie:
    """A catégorie du candidat. `ponctuel`: assessed by épreuves ponctuelles only (D337-13, D337-77, D337-149)."""

    code: str
    libelle: str
    publique: bool
    ponctuel: bool
    formes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionCondition:
    """A condition of a rule, asked to the candidate (yes/no).

    `disciplines` are covered only by a yes; « * » governs the whole rule. No answer counts as no.
    """

    cle: str
    libelle: str
    disciplines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegleAcquis:
    """What a title, earlier marks or a VAE decision give.

    `disciplines` aim at the spécialité's obligatory épreuves of these disciplines (« * »: the units
    that the candidate names), `codes` at épreuves by code. Neither: effect unknown, grants nothing.
    `validite_sessions`: None for titles, which have no age limit. `seuil`: lowest mark kept.
    `report_progressif`: below `seuil`, the mark may be carried in forme progressive. `apres_validite`: the
    document that may still serve once too old; the service decides. `a_confirmer`: read in partial sources.
    """

    cle: str
    question: str
    titre: str
    type_droit: str
    disciplines: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    validite_sessions: int | None = None
    seuil: Decimal | None = None
    report_progressif: bool = False
    origine: str = ""
    condition: str = ""
    questions: tuple[QuestionCondition, ...] = ()
    sources: tuple[str, ...] = ()
    apres_validite: str = ""
    a_confirmer: bool = False

    @property
    def effet_inconnu(self) -> bool:
        ouvertes = {d for q in self.questions for d in q.disciplines} - {"*"}
        return not (self.disciplines or self.codes or ouvertes)


@dataclass(frozen=True, slots=True)
class QuestionAcquis:
    """A heading of the tab « Acquis », in the exam's own words."""

    code: str
    libelle: str
    effet: str


@dataclass(frozen=True, slots=True)
class RegleEligibilite:
    """A condition to register. `effet`: « bloquant » or « information ». Keys of `condition`: docs/regles.md."""

    cle: str
    effet: str
    onglet: str
    champ: str
    phrase: str
    condition: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReglePiece:
    """A piece and when it is asked. Keys of `condition`: docs/regles.md; all must hold."""

    cle: str
    code: str
    libelle: str
    famille: str
    famille_libelle: str
    quand: str
    condition: Mapping[str, Any] = field(default_factory=dict)
    obligatoire: bool = True
    alternatives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue for one exam session, académie and (once chosen) spécialité; `version` is the published one's key.

    `situations`: values of « Situation à l'inscription »; empty until a responsable configures them.
    `offertes`: key and name of each spécialité of the exam whose regulation holds for that session, by name.
    """

    version: int
    examen: Examen
    session: Session
    academie: str
    public: str
    categories: tuple[Categorie, ...]
    regles: tuple[RegleAcquis, ...]
    questions_acquis: tuple[QuestionAcquis, ...]
    eligibilite: tuple[RegleEligibilite, ...]
    pieces: tuple[ReglePiece, ...]
    specialite: Specialite | None = None
    situations: tuple[str, ...] = ()
    offertes: tuple[tuple[str, str], ...] = ()
