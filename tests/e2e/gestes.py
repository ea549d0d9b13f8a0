"""What a person does on a page, by its visible labels."""

import re

from playwright.sync_api import Locator, Page, expect


def champ(page: Page | Locator, libelle: str) -> Locator:
    """The field whose label starts with `libelle` (the obligatory mark and hints follow it)."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(libelle)}(\s|\*|$)"))


def remplir(page: Page, champs: dict[str, str]) -> None:
    for libelle, valeur in champs.items():
        champ(page, libelle).first.fill(valeur)


def repondre(page: Page, question: str, reponse: str) -> None:
    """Tick « Oui » or « Non » of the question (a fieldset with its legend)."""
    groupe = page.get_by_role("group", name=re.compile(re.escape(question)))
    groupe.get_by_label(reponse, exact=True).check()


def choisir(page: Page, libelle: str, valeur: str | re.Pattern[str]) -> None:
    """Choose in a select by the visible text of its option."""
    select = champ(page, libelle).first
    options = select.locator("option").all_inner_texts()
    for texte in options:
        trouve = valeur.search(texte) if isinstance(valeur, re.Pattern) else texte.strip() == valeur
        if trouve:
            select.select_option(label=texte)
            return
    raise AssertionError(f"« {valeur} » n'est pas proposé pour « {libelle} » : {options}")


def bouton(page: Page, nom: str) -> Locator:
    return page.get_by_role("button", name=nom, exact=True)


def suivant(page: Page, onglet_attendu: str) -> None:
    """Click « Suivant » and find oneself on the tab named."""
    bouton(page, "Suivant").click()
    courant = page.locator("[aria-current=step]")
    expect(courant).to_contain_text(onglet_attendu)


def texte(page: Page) -> str:
    """The page's main text on one line, spaces folded."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())
