"""`verifier_axe(page)`: no accessibility violation that axe-core can see on the page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations_axe(page: Page) -> list[dict[str, Any]]:
    """Violations of WCAG 2.2 AA and of axe's good practices. The page's CSP is not in the way."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    resultat = page.evaluate(
        "regles => axe.run(document, {runOnly: regles, resultTypes: ['violations'], preload: false})", REGLES
    )
    return list(resultat["violations"])


def verifier_axe(page: Page) -> None:
    """Fail with one line per violation: rule, what it says, and the elements concerned."""
    lignes = [
        f"{v['id']} ({v['impact']}) : {v['help']} — {', '.join(str(n['target']) for n in v['nodes'][:5])}"
        for v in violations_axe(page)
    ]
    assert not lignes, f"{page.url}\n" + "\n".join(lignes)
