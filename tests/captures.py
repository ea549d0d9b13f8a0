"""`make captures`: every page, on a desktop and on a phone, as PNG into `captures/`, with axe and no overflow.

The state comes from `tests.scenes`; `tests.pages` must know every address of the resolver. What is wrong is listed at
the end, once every picture is taken. `CAPTURES=accounts` takes only the addresses whose name contains it;
`CAPTURES_README=1` also renews the picture that the README shows.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.axe import violations_axe
from tests.pages import PAGES
from tests.scenes import INSTANT, Scene, monter
from tests.vues import Vue

RACINE = Path(__file__).resolve().parents[1]
DOSSIER = RACINE / "captures"
ECRANS: dict[str, ViewportSize] = {"bureau": {"width": 1280, "height": 900}, "telephone": {"width": 320, "height": 640}}
README = ("registrations:brouillon", "recapitulatif", RACINE / "docs" / "captures" / "recapitulatif.png")

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


@pytest.fixture
def scene(base_reelle: None, horloge: Callable[[str], None], settings: Any, tmp_path: Path) -> Scene:
    """Everybody in place, at the guide's own date, in demonstration."""
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
    horloge(INSTANT)
    return monter()


@pytest.fixture
def serveur(scene: Scene) -> Iterator[str]:
    fil = LiveServerThread("127.0.0.1", StaticFilesHandler)
    fil.daemon = True
    fil.start()
    fil.is_ready.wait()
    if fil.error:
        raise fil.error
    yield f"http://127.0.0.1:{fil.port}"
    fil.terminate()


@contextmanager
def navigateur_reel() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chemin = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        navigateur = playwright.chromium.launch(executable_path=chemin, args=["--no-sandbox"])
        yield navigateur
        navigateur.close()


def _defauts(page: Page, nom: str, statut: int) -> list[str]:
    defauts = [] if statut in (200, 404, 410) else [f"{nom} : statut {statut}"]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        defauts.append(f"{nom} : déborde en largeur")
    for v in violations_axe(page):
        cibles = ", ".join(str(n["target"]) for n in v["nodes"][:4])
        defauts.append(f"{nom} : axe {v['id']} — {cibles}")
    return defauts


def _page(navigateur: Browser, serveur: str, scene: Scene, qui: str) -> Page:
    contexte = navigateur.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    if qui in scene.sessions:
        contexte.add_cookies([{"name": "cyclades", "value": scene.sessions[qui], "url": serveur}])
    return contexte.new_page()


def _vues() -> list[tuple[str, Vue]]:
    choix = os.environ.get("CAPTURES", "")
    return [(nom, vue) for nom, vues in PAGES.items() for vue in vues if choix in nom]


def test_captures(serveur: str, scene: Scene) -> None:
    with navigateur_reel() as navigateur:
        defauts = list(regarder(navigateur, serveur, scene, dossier=DOSSIER))
    assert not defauts, f"{len(defauts)} défauts\n" + "\n".join(defauts)


def regarder(
    navigateur: Browser, serveur: str, scene: Scene, *, part: slice = slice(None), dossier: Path | None = None
) -> Iterator[str]:
    """Open every page of that part, look at it on each screen; yield what is wrong, write its pictures into
    `dossier`."""
    pages: dict[str, Page] = {}
    for nom, vue in _vues()[part]:
        if vue.qui not in pages:
            pages[vue.qui] = _page(navigateur, serveur, scene, vue.qui)
        page = pages[vue.qui]
        page.set_viewport_size(ECRANS["bureau"])
        reponse = page.goto(serveur + vue.chemin(scene))
        fichier = nom.replace(":", "-") + (f"-{vue.etat}" if vue.etat else "")
        for ecran, taille in ECRANS.items():
            page.set_viewport_size(taille)
            if dossier:
                page.screenshot(path=dossier / ecran / f"{fichier}.png", full_page=True)
            if ecran == "bureau" and (nom, vue.etat) == README[:2] and os.environ.get("CAPTURES_README"):
                page.screenshot(path=README[2])
            yield from _defauts(page, f"{ecran} {fichier}", reponse.status if reponse else 0)
    for page in pages.values():
        page.context.close()
