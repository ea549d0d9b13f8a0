"""Pieces in a real browser: candidate and staff pages with axe, a clean console, a phone, no JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from accounts.models import User
from justificatifs.enums import Statut
from justificatifs.models import GroupePieces, PieceAttendue
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from tests.e2e.axe import verifier_axe
from tests.e2e.banc import controler_au_clavier, transmettre_des_pieces
from tests.e2e.gestes import bouton, champ, texte
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import envoi, image, pdf
from tests.usines import compte_candidat, personnel

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

LARGEURS = (1280, 640, 320)


@pytest.fixture
def serveur(base_reelle: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The portal on the test database, in this process."""
    settings.DEPOT_PRIVE = tmp_path / "fichiers"
    settings.DEMO = True
    fil = LiveServerThread("127.0.0.1", StaticFilesHandler)
    fil.daemon = True
    fil.start()
    fil.is_ready.wait()
    assert fil.error is None
    yield f"http://127.0.0.1:{fil.port}"
    fil.terminate()
    connections.close_all()


@pytest.fixture
def ouvrir(serveur: str, nouvelle_page: Callable[[], Page]) -> Iterator[Callable[[User], Page]]:
    """A page where this person is signed in; its console must stay empty."""
    messages: list[str] = []

    def entrer(user: User) -> Page:
        client = Client()
        client.force_login(user, backend="accounts.backends.IdentifiantBackend")
        page = nouvelle_page()
        page.on("console", lambda m: messages.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: messages.append(str(e)))
        page.context.add_cookies([{"name": "cyclades", "value": client.cookies["cyclades"].value, "url": serveur}])
        return page

    yield entrer
    assert "\n".join(m for m in messages if "422 (" not in m and "409 (" not in m) == ""


def _transmise(nom: str = "ACCRALL") -> Candidature:
    candidature = dossiers.candidature(
        compte=compte_candidat(nom_naissance=nom), pieces=[*dossiers.DEUX, dossiers.DIPLOME]
    )
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(nom), "confirmation.pdf"))
    deposer(piece=dossiers.piece(candidature, "identite"), fichier=envoi(image(), "carte.jpg"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


def _verifier_partout(page: Page) -> None:
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        deborde = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not deborde, f"{page.url} déborde à {largeur} px"
        verifier_axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_candidate_pages_on_every_width(serveur: str, ouvrir: Callable[[User], Page]) -> None:
    candidature = _transmise()
    piece = dossiers.piece(candidature, "identite")
    decider(
        piece_id=piece.pk, revision=piece.revision, statut=Statut.NON_CONFORME, par=personnel("16"), information="Floue"
    )
    page = ouvrir(candidature.compte)
    page.goto(serveur + reverse("justificatifs:liste", args=[candidature.numeros]))
    assert "Information du gestionnaire" in texte(page)
    _verifier_partout(page)
    page.get_by_role("link", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Envoyer une pièce jointe")).to_be_visible()
    _verifier_partout(page)
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Aucun fichier choisi")
    _verifier_partout(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "nette.jpg", "mimeType": "image/jpeg", "buffer": image(couleur="red")}
    )
    bouton(page, "Ajouter").click()
    expect(page.get_by_role("main")).to_contain_text("Vos pièces ne sont pas encore transmises")
    _verifier_partout(page)
    page.get_by_role("link", name="Supprimer").click()
    expect(page.get_by_role("heading", name="Supprimer un fichier")).to_be_visible()
    _verifier_partout(page)
    page.get_by_role("link", name="Annuler").click()
    bouton(page, "J'ai fourni toutes mes pièces").click()
    expect(page.get_by_text("Fichiers à transmettre")).to_be_visible()
    _verifier_partout(page)
    bouton(page, "J'ai fourni toutes mes pièces").click()
    expect(page.get_by_role("main")).to_contain_text("1 pièce transmise au service gestionnaire.")
    expect(page.get_by_role("link", name="Ajouter")).to_have_count(0)


def test_candidate_path_without_javascript(serveur: str, browser: Browser, ouvrir: Callable[[User], Page]) -> None:
    candidature = dossiers.candidature(pieces=[dossiers.CONFIRMATION])
    cookies = ouvrir(candidature.compte).context.cookies()
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    contexte.add_cookies(cookies)  # type: ignore[arg-type]
    page = contexte.new_page()
    page.goto(serveur + reverse("justificatifs:liste", args=[candidature.numeros]))
    page.get_by_role("link", name="Ajouter").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "confirmation.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    bouton(page, "Ajouter").click()
    bouton(page, "J'ai fourni toutes mes pièces").click()
    bouton(page, "J'ai fourni toutes mes pièces").click()
    expect(page.get_by_role("main")).to_contain_text("1 pièce transmise au service gestionnaire.")
    contexte.close()


def test_staff_pages_under_the_strict_policy(serveur: str, ouvrir: Callable[[User], Page]) -> None:
    candidature = _transmise()
    page = ouvrir(personnel("16"))
    page.goto(serveur + reverse("gestion:index"))
    verifier_axe(page)
    page.get_by_role("link", name="À contrôler").click()
    expect(page.get_by_role("heading", name="Pièces justificatives")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("searchbox").fill(candidature.compte.numero_candidat or "")
    bouton(page, "Rechercher").click()
    page.get_by_role("link", name="CINSIG01").click()
    expect(page.get_by_role("heading", name="Ce que le candidat a déclaré")).to_be_visible()
    verifier_axe(page)
    champ(page, "Information du gestionnaire").fill("")
    bouton(page, "Non conforme").click()
    expect(page.get_by_role("main")).to_contain_text("Indiquez au candidat ce qui ne va pas.")
    verifier_axe(page)
    champ(page, "Information du gestionnaire").fill("Signature absente")
    bouton(page, "Non conforme").click()
    expect(page.get_by_role("main")).to_contain_text("décision enregistrée")
    page.get_by_role("link", name="Y revenir").click()
    assert "Signature absente" in texte(page)
    page.goto(serveur + reverse("gestion:justificatifs_pieceattendue_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("marquer_recue")
    page.locator("#changelist-form button[type=submit]").first.click()
    expect(page.get_by_role("main")).to_contain_text("1 pièce(s) marquée(s) « Reçue ».")
    verifier_axe(page)


def test_pieces_are_checked_by_keyboard_one_after_the_other(serveur: str, ouvrir: Callable[[User], Page]) -> None:
    """Fifty of them in `tests/faults/test_banc.py`."""
    transmettre_des_pieces(4)
    assert len(controler_au_clavier(ouvrir(personnel("16")), serveur, 4)) == 4
    assert sorted(PieceAttendue.objects.values_list("statut", flat=True)) == ["conforme"] * 3 + ["non_conforme"]


def test_calendar_pages_of_the_responsable(serveur: str, ouvrir: Callable[[User], Page]) -> None:
    """axe looks from a page without a listener: it copies imported style sheets inline, which the policy refuses."""
    service = dossiers.service_ouvert()
    page = ouvrir(personnel("16", role=Role.RESPONSABLE))
    jumelle = page.context.new_page()
    for adresse in (
        reverse("gestion:sessions_cfg_serviceinscription_changelist"),
        reverse("gestion:sessions_cfg_serviceinscription_change", args=[service.pk]),
        reverse("gestion:sessions_cfg_serviceinscription_history", args=[service.pk]),
    ):
        page.goto(serveur + adresse, wait_until="networkidle")
        jumelle.goto(serveur + adresse)
        verifier_axe(jumelle)
