"""Components of the theme, declared: a page names one with its attributes, an unknown attribute is an error.

Each class is drawn by `templates/components/<nom>.html` through the tag of the same name
(`templatetags/composants.py`); `docs/composants.md` is the catalogue with its usage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django.utils.safestring import SafeString

TONS = ("neutre", "info", "succes", "attention", "erreur")
VARIANTES = ("primaire", "secondaire", "danger", "lien")
ICONES = ("inscription", "documents", "formulaires", "justificatifs", "calendrier", "aide", "")


class AttributInconnu(ValueError):
    """A component received a value outside of those that it declares."""


def _parmi(nom: str, valeur: str, permis: Sequence[str]) -> None:
    if valeur not in permis:
        raise AttributInconnu(f"{nom} : « {valeur} » n'est pas parmi {', '.join(permis)}")


@dataclass(frozen=True, kw_only=True)
class Composant:
    """Base: `nom` is the tag and the template; `bloc` says that the tag encloses content."""

    nom: ClassVar[str] = ""
    bloc: ClassVar[bool] = False
    positions: ClassVar[tuple[str, ...]] = ()

    @property
    def gabarit(self) -> str:
        return f"components/{self.nom}.html"

    def donnees(self) -> dict[str, Any]:
        """What the template reads: the attributes."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, kw_only=True)
class Bouton(Composant):
    """A button, or a link that looks like one when `url` is given. `contexte` is read aloud after the text."""

    nom: ClassVar[str] = "bouton"
    positions: ClassVar[tuple[str, ...]] = ("texte",)
    texte: str
    variante: str = "primaire"
    type: str = "submit"
    url: str = ""
    champ: str = ""
    valeur: str = ""
    formulaire: str = ""
    contexte: str = ""
    inactif: bool = False
    telecharger: bool = False

    def __post_init__(self) -> None:
        _parmi("variante", self.variante, VARIANTES)
        _parmi("type", self.type, ("submit", "button", "reset"))


@dataclass(frozen=True, kw_only=True)
class Badge(Composant):
    """A state in one or two words; the text says it all, the colour only repeats it."""

    nom: ClassVar[str] = "badge"
    positions: ClassVar[tuple[str, ...]] = ("texte",)
    texte: str
    ton: str = "neutre"

    def __post_init__(self) -> None:
        _parmi("ton", self.ton, TONS)


@dataclass(frozen=True, kw_only=True)
class Alerte(Composant):
    """A message in the page. `vivante` announces it when it appears."""

    nom: ClassVar[str] = "alerte"
    bloc: ClassVar[bool] = True
    positions: ClassVar[tuple[str, ...]] = ("titre",)
    contenu: SafeString
    titre: str = ""
    ton: str = "info"
    vivante: bool = False

    def __post_init__(self) -> None:
        _parmi("ton", self.ton, TONS)


@dataclass(frozen=True, kw_only=True)
class Carte(Composant):
    """A framed block with a title; `url` makes the title a link, `badge` a state beside it."""

    nom: ClassVar[str] = "carte"
    bloc: ClassVar[bool] = True
    positions: ClassVar[tuple[str, ...]] = ("titre",)
    contenu: SafeString
    titre: str = ""
    niveau: int = 2
    url: str = ""
    surtitre: str = ""
    badge: str = ""
    ton: str = "neutre"

    def __post_init__(self) -> None:
        _parmi("ton", self.ton, TONS)


@dataclass(frozen=True, kw_only=True)
class Tuile(Composant):
    """A large link of « Mes activités » or of the home page; `compte` is how much there is behind."""

    nom: ClassVar[str] = "tuile"
    positions: ClassVar[tuple[str, ...]] = ("titre",)
    titre: str
    url: str
    compte: str = ""
    texte: str = ""
    icone: str = ""
    niveau: int = 2

    def __post_init__(self) -> None:
        _parmi("icone", self.icone, ICONES)


@dataclass(frozen=True, kw_only=True)
class Onglet:
    """One step of `Onglets`; without `url` it cannot be opened yet."""

    titre: str
    url: str = ""
    fait: bool = False


@dataclass(frozen=True, kw_only=True)
class Onglets(Composant):
    """The steps of a registration; `actif` counts from 1. On a phone: « Étape 3 sur 7 » and its title.

    `onglets` holds `Onglet`, or mappings with the same keys.
    """

    nom: ClassVar[str] = "onglets"
    positions: ClassVar[tuple[str, ...]] = ("onglets", "actif")
    onglets: Sequence[Onglet | Mapping[str, Any]]
    actif: int
    libelle: str = "Étapes de l'inscription"


@dataclass(frozen=True, kw_only=True)
class Definitions(Composant):
    """Terms and values: `paires` is a sequence of (term, value); an empty value shows « Non renseigné »."""

    nom: ClassVar[str] = "definitions"
    positions: ClassVar[tuple[str, ...]] = ("paires",)
    paires: Sequence[tuple[str, Any]]
    compact: bool = False


@dataclass(frozen=True, kw_only=True)
class Tableau(Composant):
    """A data table with a caption; on a phone each row becomes a block. The first cell heads its row."""

    nom: ClassVar[str] = "tableau"
    positions: ClassVar[tuple[str, ...]] = ("legende",)
    legende: str
    entetes: Sequence[str]
    lignes: Sequence[Sequence[Any]]
    legende_cachee: bool = False

    @property
    def rangees(self) -> list[list[tuple[str, Any]]]:
        """Each cell with the heading of its column, which a phone shows beside it."""
        return [list(zip(self.entetes, ligne, strict=True)) for ligne in self.lignes]

    def donnees(self) -> dict[str, Any]:
        return {**super().donnees(), "rangees": self.rangees}


@dataclass(frozen=True, kw_only=True)
class Pagination(Composant):
    """Previous and next of a `django.core.paginator.Page`; `base` is the query string without `page`."""

    nom: ClassVar[str] = "pagination"
    positions: ClassVar[tuple[str, ...]] = ("page",)
    page: Any
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Fil(Composant):
    """Breadcrumb: `liens` is a sequence of (text, url), `ici` the present page."""

    nom: ClassVar[str] = "fil"
    positions: ClassVar[tuple[str, ...]] = ("ici", "liens")
    ici: str
    liens: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Actions(Composant):
    """The bar of buttons that ends a form."""

    nom: ClassVar[str] = "actions"
    bloc: ClassVar[bool] = True
    contenu: SafeString


@dataclass(frozen=True, kw_only=True)
class Etapes(Composant):
    """How it goes: numbered steps, each (title, sentence)."""

    nom: ClassVar[str] = "etapes"
    positions: ClassVar[tuple[str, ...]] = ("etapes",)
    etapes: Sequence[tuple[str, str]]
    niveau: int = 3


COMPOSANTS: tuple[type[Composant], ...] = (
    Bouton,
    Badge,
    Alerte,
    Carte,
    Tuile,
    Onglets,
    Definitions,
    Tableau,
    Pagination,
    Fil,
    Actions,
    Etapes,
)
