"""What each kind of outbox row means: filled by every app in `apps.ready()`, by dotted names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

FILES = ("mails", "documents", "scans", "bulk")


@dataclass(frozen=True)
class Genre:
    """A kind of work: the function that does it, and the Celery queue where it waits."""

    nom: str
    fonction: str
    file: str

    def executer(self) -> Callable[..., None]:
        """The handler `(*, ids: dict, message: Message) -> None`, imported at first use."""
        fonction: Any = import_string(self.fonction)
        return fonction  # type: ignore[no-any-return]


class GenreInconnu(LookupError):
    """A row whose kind no installed app declares."""


_genres: dict[str, Genre] = {}


def register(genre: str, fonction: str, *, file: str = "mails") -> None:
    """Declare that rows of kind `genre` are done by the function of dotted name `fonction`.

    Declaring the same thing twice is harmless; two different meanings of a kind raise ValueError.
    """
    if file not in FILES:
        raise ValueError(f"file inconnue : {file}")
    nouveau = Genre(genre, fonction, file)
    if _genres.setdefault(genre, nouveau) != nouveau:
        raise ValueError(f"le genre {genre} est déjà déclaré autrement")


def genre(nom: str) -> Genre:
    """The declaration of kind `nom`; raises GenreInconnu."""
    try:
        return _genres[nom]
    except KeyError:
        raise GenreInconnu(nom) from None


def genres() -> list[Genre]:
    """Every declared kind, by name."""
    return sorted(_genres.values(), key=lambda g: g.nom)
