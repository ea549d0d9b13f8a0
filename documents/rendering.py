"""From a frozen context to the bytes of a PDF. The only module that knows WeasyPrint.

`rendre` is a pure function: no clock, no network, no database, no font of the machine. The same
context and template give the same bytes (I-10), so that a lost file can be produced again.
"""

import base64
import binascii
import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string

from documents.balises import dire_la_portee
from documents.kinds import GABARITS, PAPILLONS

STATIQUES = Path(settings.RACINE) / "static"
_PNG = "data:image/png;base64,"


@contextmanager
def _nos_polices() -> Iterator[None]:
    """Let fontconfig see our fonts only, while WeasyPrint reads its configuration."""
    avant = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(STATIQUES / "fonts" / "pdf" / "fonts.conf")
    try:
        yield
    finally:
        if avant is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = avant


with _nos_polices():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class RenduImpossible(Exception):
    """The document cannot be drawn: it asks for something from outside."""


class _RienDuDehors(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the images that we write in the page ourselves, and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith(_PNG):
            raise ValueError("adresse refusée")
        try:
            octets = base64.b64decode(url.removeprefix(_PNG), validate=True)
        except binascii.Error as erreur:
            raise ValueError("image illisible") from erreur
        return URLFetcherResponse(url, octets, {"Content-Type": "image/png"})


class _Feuilles:
    """What every document shares, read once per process."""

    def __init__(self) -> None:
        self.dehors = _RienDuDehors()
        with _nos_polices():
            self.polices = FontConfiguration()
        self.base = self._feuille("pdf_ua.css")
        self.style = self._feuille("pdf.css")

    def _feuille(self, nom: str) -> weasyprint.CSS:
        texte = (STATIQUES / "css" / nom).read_text(encoding="utf-8")
        return weasyprint.CSS(string=texte, font_config=self.polices, url_fetcher=self.dehors)


@cache
def _feuilles() -> _Feuilles:
    return _Feuilles()


class _Page(weasyprint.HTML):  # type: ignore[misc]
    """A page with our short user-agent stylesheet: the stock one costs a fifth of the time."""

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_feuilles().base]


def _qr(adresse: str) -> str:
    """The QR code as a PNG in a data address. A fixed mask is four times faster than looking for the best."""
    adresse_png: str = segno.make(adresse, error="m", mask=3, boost_error=False, micro=False).png_data_uri(
        scale=4, border=2
    )
    return adresse_png


def rendre(*, gabarit: str, contexte: Mapping[str, Any]) -> bytes:
    """The PDF/UA-1 of a frozen context (`documents.kinds`), the same bytes each time.

    Raises KeyError for an unknown `gabarit`, RenduImpossible when the page asks for anything from
    outside, RecursionError when it is nested beyond reason.
    """
    return _pdf(render_to_string(GABARITS[gabarit], {"d": contexte, "qr": _qr(contexte["adresse_verification"])}))


def rendre_papillons(papillons: Sequence[Mapping[str, Any]]) -> bytes:
    """The PDF/UA-1 of papillons, in their order, two a page. They bear codes: nothing of them is kept elsewhere."""
    dessines = [{**papillon, "qr": _qr(papillon["adresse_qr"])} for papillon in papillons]
    pages = [dessines[rang : rang + 2] for rang in range(0, len(dessines), 2)]
    return _pdf(render_to_string(PAPILLONS, {"pages": pages}))


def _pdf(page: str) -> bytes:
    feuilles = _feuilles()
    try:
        octets: bytes = _Page(string=page, url_fetcher=feuilles.dehors, base_url=None).write_pdf(
            stylesheets=[feuilles.style],
            font_config=feuilles.polices,
            pdf_variant="pdf/ua-1",
            finisher=dire_la_portee,
        )
    except FatalURLFetchingError as erreur:
        raise RenduImpossible from erreur
    return octets


def prechauffer() -> None:
    """Pay the first rendering (fonts, stylesheets) before the first candidate waits; for workers."""
    feuilles = _feuilles()
    _Page(string='<html lang="fr"><title>-</title><p>é</p>', url_fetcher=feuilles.dehors).write_pdf(
        stylesheets=[feuilles.style], font_config=feuilles.polices, pdf_variant="pdf/ua-1"
    )
    gc.collect()
    gc.freeze()
