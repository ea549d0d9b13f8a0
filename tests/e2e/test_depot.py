"""Sending a piece from the page: what was chosen, photos made one, a heavy one made lighter, a lost connection."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from cyclades.common import storage
from justificatifs.models import Depot
from registrations.models import Candidature
from tests.e2e.axe import verifier_axe
from tests.e2e.gestes import bouton
from tests.e2e.test_pieces import ouvrir, serveur
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import image, pdf

__all__ = ["ouvrir", "serveur"]

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


def _fichier(nom: str, octets: bytes) -> Any:
    genre = "application/pdf" if nom.endswith(".pdf") else "image/jpeg"
    return {"name": nom, "mimeType": genre, "buffer": octets}


def _photo_lourde() -> bytes:
    sortie = io.BytesIO()
    Image.effect_noise((2600, 2000), 95).convert("RGB").save(sortie, "JPEG", quality=96)
    assert len(sortie.getvalue()) > 5_000_000
    return sortie.getvalue()


@pytest.fixture
def candidature(serveur: str) -> Candidature:
    return dossiers.candidature()


@pytest.fixture
def page(serveur: str, ouvrir: Callable[[User], Page], candidature: Candidature) -> Iterator[Page]:
    page = ouvrir(candidature.compte)
    piece = dossiers.piece(candidature, "identite")
    page.goto(f"{serveur}/justificatifs/{candidature.numeros}/pieces/{piece.pk}/ajouter/")
    yield page


def _depot() -> Depot:
    return Depot.objects.get(supprime_le=None)


def test_several_photos_become_one_pdf(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(
        [_fichier("recto.jpg", image()), _fichier("verso.jpg", image(couleur="red")), _fichier("de trop.pdf", pdf())]
    )
    expect(page.get_by_text("Ces 3 fichiers seront réunis en un seul PDF")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="Retirer de trop.pdf").click()
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")
    depot = _depot()
    assert depot.nom == "recto.pdf"
    with pikepdf.open(io.BytesIO(storage.lire(depot.fichier, depot.sha256))) as relie:
        assert len(relie.pages) == 2


def test_photo_over_five_megabytes_is_made_lighter_here(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(_fichier("carte.jpg", _photo_lourde()))
    expect(page.get_by_text("Photo allégée de")).to_be_visible(timeout=30_000)
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")
    assert 100_000 < _depot().taille <= 5_000_000


def test_refusal_is_shown_in_place_and_another_file_goes_through(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(_fichier("abime.pdf", b"%PDF-1.7 rien"))
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Ce fichier est abîmé ou incomplet")
    assert page.evaluate("document.activeElement.id") == "resume-erreurs"
    verifier_axe(page)
    page.locator("input[type=file]").set_input_files(_fichier("bon.pdf", pdf()))
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")
    assert _depot().nom == "bon.pdf"


def test_heavy_pdf_is_told_before_it_is_sent(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(_fichier("gros.pdf", pdf() + b"\n" * 5_000_000))
    expect(page.get_by_text("« gros.pdf » : plus de 5 Mo")).to_be_visible()
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Ce fichier dépasse 5 Mo.")


def test_lost_connection_keeps_the_files_chosen(page: Page) -> None:
    adresse = page.url
    page = page.context.new_page()  # this one may speak in its console: its connection is cut
    page.goto(adresse)
    page.locator("input[type=file]").set_input_files(_fichier("bon.pdf", pdf()))
    page.route("**/ajouter/", lambda route: route.abort())
    bouton(page, "Ajouter").click()
    expect(page.get_by_text("L'envoi n'a pas abouti.")).to_be_visible()
    expect(page.locator(".depot-nom")).to_have_text("bon.pdf")
    page.unroute("**/ajouter/")
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")


def test_file_can_be_dropped_anywhere_on_the_form(page: Page) -> None:
    page.evaluate(
        """octets => {
            const panier = new DataTransfer();
            panier.items.add(new File([new Uint8Array(octets)], "glisse.pdf", {type: "application/pdf"}));
            const evenement = new DragEvent("drop", {dataTransfer: panier, bubbles: true, cancelable: true});
            document.querySelector("form[data-depot] h2").dispatchEvent(evenement);
        }""",
        list(pdf()),
    )
    expect(page.locator(".depot-nom")).to_have_text("glisse.pdf")
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")
    assert _depot().nom == "glisse.pdf"


def test_phone_offers_its_camera(browser: Browser, page: Page) -> None:
    contexte = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 320, "height": 640})
    contexte.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    telephone = contexte.new_page()
    telephone.goto(page.url)
    with telephone.expect_file_chooser() as choix:
        bouton(telephone, "Prendre une photo").click()
    choix.value.set_files({"name": "prise.jpg", "mimeType": "image/jpeg", "buffer": image()})
    expect(telephone.locator(".depot-nom")).to_have_text("prise.jpg")
    verifier_axe(telephone)
    bouton(telephone, "Ajouter").click()
    expect(telephone.get_by_role("main")).to_contain_text("Il n'est pas encore transmis.")
    contexte.close()
