"""Every page of the portal, on a desktop and on a 320 px phone: axe, no overflow, the expected status."""

import pytest
from playwright.sync_api import Browser

from tests.captures import regarder, scene, serveur  # noqa: F401  two are fixtures
from tests.consistency.matrice import adresses
from tests.pages import PAGES, SANS_PAGE
from tests.scenes import Scene

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]
# So that two processes share the pages.
PARTS = 4


def test_every_address_is_looked_at_or_has_no_page() -> None:
    noms = {a.nom for a in adresses()}
    connus = PAGES.keys() | SANS_PAGE.keys()
    assert noms - connus == set(), "adresses sans page : les déclarer dans tests/pages.py"
    assert connus - noms == set(), "adresses disparues : les retirer de tests/pages.py"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits(
    part: int,
    browser: Browser,
    serveur: str,  # noqa: F811
    scene: Scene,  # noqa: F811
) -> None:
    defauts = list(regarder(browser, serveur, scene, part=slice(part, None, PARTS)))
    assert not defauts, f"{len(defauts)} défauts\n" + "\n".join(defauts)
