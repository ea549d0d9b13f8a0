"""Public pages are the same for every visitor without a cookie: draw them once per process, not once per visit."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cyclades.common import clock


def page_publique(
    request: HttpRequest, gabarit: str, contexte: Mapping[str, Any], *, cle: Hashable = ()
) -> HttpResponse:
    """The page; for a visitor without a cookie (no session, no message, no form token) from memory.

    `cle` holds what `contexte` depends on besides the settings. In rehearsal the banner tells the
    time: nothing is kept.
    """
    if request.COOKIES or (settings.DEMO and clock.decalage()):
        return render(request, gabarit, dict(contexte))
    return HttpResponse(_dessin(_Demande(request, gabarit, contexte, cle)))


class _Demande:
    """What the drawing needs, equal to another when the page would be the same to the letter."""

    def __init__(self, request: HttpRequest, gabarit: str, contexte: Mapping[str, Any], cle: Hashable) -> None:
        self.request, self.gabarit, self.contexte = request, gabarit, contexte
        self.cle = (
            gabarit,
            request.path,
            cle,
            settings.DEMO,
            settings.EXPLOITANT,
            settings.CONTACT,
            settings.DIRECTEUR_PUBLICATION,
            settings.HEBERGEUR,
            settings.DPO,
        )

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, _Demande) and self.cle == autre.cle

    def __hash__(self) -> int:
        return hash(self.cle)


@lru_cache(maxsize=32)
def _dessin(demande: _Demande) -> bytes:
    octets = render(demande.request, demande.gabarit, dict(demande.contexte)).content
    # The key stays in memory with the page: it must not hold the first visitor's request.
    del demande.request, demande.contexte
    return octets
