"""A gestionnaire at the bench of pieces, by keyboard from the queue to its end."""

import time

from django.urls import reverse
from playwright.sync_api import Page, expect

from justificatifs.models import GroupePieces
from justificatifs.services.depots import deposer, verrouiller
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import envoi, image, pdf
from tests.usines import compte_candidat

REFUS_TOUTES_LES = 5


def transmettre_des_pieces(nombre: int) -> None:
    """As many pieces that wait to be checked, a PDF and a photo of each candidate in turn."""
    service = dossiers.service_ouvert()
    for rang in range(nombre // 2):
        compte = compte_candidat(nom_naissance=f"CANDIDAT{rang}")
        candidature = dossiers.candidature(service=service, compte=compte)
        deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(str(rang)), "confirmation.pdf"))
        photo = envoi(image(couleur=f"rgb({rang * 5 % 255},120,90)"), "carte.jpg")
        deposer(piece=dossiers.piece(candidature, "identite"), fichier=photo)
        verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=compte)


def controler_au_clavier(page: Page, serveur: str, nombre: int) -> list[float]:
    """Judge `nombre` pieces one after the other, a fifth of them *Non conforme*; the seconds that each took."""
    page.goto(serveur + reverse("gestion:justificatifs_pieceattendue_changelist"))
    page.locator("#result_list tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/**")
    durees = []
    for rang in range(nombre):
        expect(page.get_by_role("heading", name="Ce que le candidat a déclaré")).to_be_visible()
        ici, debut = page.url, time.monotonic()
        if rang % REFUS_TOUTES_LES:
            page.keyboard.press("c")
        else:
            page.keyboard.press("n")
            expect(page.locator("#id_motif")).to_be_focused()
            page.keyboard.press("ArrowDown")  # a reason of the list
            for _ in range(5):  # what to add, until when, « Reçue », « Conforme », « Non conforme »
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        page.wait_for_url(lambda url, ici=ici: url != ici)  # type: ignore[misc]
        durees.append(time.monotonic() - debut)
    expect(page.get_by_text("Aucune pièce à contrôler.")).to_be_visible()
    return durees
