"""How `tests.pages` says which page to look at: who opens it, where, in which state."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from tests.scenes import Scene

Chemin = Callable[[Scene], str]


@dataclass(frozen=True)
class Vue:
    """One page to look at: who, where, and what tells it from the others of the same address."""

    qui: str
    chemin: Chemin
    etat: str = ""


def fixe(nom: str) -> Chemin:
    return lambda scene: reverse(nom)


def a(nom: str, *attributs: str) -> Chemin:
    """The address `nom` with these attributes of the scene as arguments, in order."""
    return lambda scene: reverse(nom, args=[getattr(scene, a) for a in attributs])
