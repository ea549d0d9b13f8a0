"""The main job, end to end, on real parts: the guide's own example, then one drawn at random.

Guide « S'inscrire au CAP », chapters 3 to 12; clock at 10 November 2021, 13:00 in Paris.
"""

import io
import json
import os
import random
import re
from collections.abc import Callable

import pikepdf
import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.e2e.axe import verifier_axe
from tests.e2e.conftest import PortailReel, lien_du_mail
from tests.e2e.etapes import (
    ADRESSE,
    INSTANT,
    TITRE_CAP,
    choisir_la_forme,
    choisir_les_options,
    connexion_du_personnel,
    creer_et_activer,
    creer_le_compte,
    declarer_le_titre,
    deposer,
    en_texte,
    enregistrer,
    image_jpeg,
    ouvrir_l_inscription,
    premiers_onglets,
    telecharger_la_confirmation,
)
from tests.e2e.gestes import bouton, choisir, remplir, repondre, suivant, texte

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

EPREUVES_DU_GUIDE = [
    ("EP1", "Inscrit"),
    ("EP2", "Inscrit"),
    ("EP2A", "Inscrit"),
    ("EG1", "Dispense"),
    ("EG1A", "Dispense"),
    ("EG1B", "Dispense"),
    ("EG1C", "Dispense"),
    ("EG2", "Dispense"),
    ("EG3", "Dispense"),
    ("EG4", "Inscrit"),
    ("EG4A", "Inscrit"),
    ("EG4B", "Inscrit"),
    ("EG5", "Dispense"),
]


def test_guide_example_from_account_to_conforming_piece(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    portail = portail_reel(INSTANT)
    page = nouvelle_page()

    creer_et_activer(portail, page)
    ouvrir_l_inscription(page)
    premiers_onglets(page, "Arts de la broderie")
    choisir_la_forme(page)
    declarer_le_titre(page, TITRE_CAP)
    suivant(page, "Epreuves")
    verifier_axe(page)
    choisir_les_options(page)
    suivant(page, "Récapitulatif")

    contenu = texte(page)
    assert f"Titulaire : {TITRE_CAP}" in contenu
    assert "EP2A - Mise en oeuvre - Broderie machine guidée main" in contenu
    assert "EG4A - Langue vivante : écrite - Allemand" in contenu
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registrations_candidature")
        assert cursor.fetchone()[0] == 0
    enregistrer(portail, page, "01")
    portail.boite.attendre(ADRESSE, "[CYCLADES]")
    with connection.cursor() as cursor:
        cursor.execute("SELECT contenu FROM registrations_version WHERE numero = 1")
        (version,) = cursor.fetchone()
    version = json.loads(version) if isinstance(version, str) else version
    epreuves = [(e["code"], e["position_libelle"]) for e in version["epreuves"] if e["nature"] == "obligatoire"]
    assert epreuves == EPREUVES_DU_GUIDE
    assert all(e["raison"] for e in version["epreuves"] if e["position"] == "DISPENSE")

    pdf_1 = telecharger_la_confirmation(page)
    numeros = re.search(r"/inscriptions/(\d{11}-\d{3})/", page.url)
    assert numeros is not None
    lu = en_texte(pdf_1)
    for attendu in ("ACCRALL", "Arts de la broderie", "Broderie machine guidée main", numeros.group(1)[:11], "01"):
        assert attendu in lu

    # Change: version 02, version 01 untouched.
    page.goto(f"{portail.adresse}/inscriptions/{numeros.group(1)}/")
    verifier_axe(page)
    page.get_by_role("link", name=re.compile("Mon inscription")).first.click()
    page.get_by_role("main").get_by_text("Modifier", exact=True).first.click()
    remplir(page, {"Numéro, rue, voie": "16 voie verte"})
    for onglet in (
        "Informations candidature",
        "Qualification présentée",
        "Acquis",
        "Epreuves",
        "Récapitulatif",
    ):
        suivant(page, onglet)
    assert "16 voie verte" in texte(page)
    enregistrer(portail, page, "02")
    portail.boite.attendre(ADRESSE, "Modification d'inscription")
    page.goto(f"{portail.adresse}/documents/{numeros.group(1)}/")
    expect(page.get_by_text(re.compile("Version n°2 mis à jour le 10/11/2021"))).to_be_visible(timeout=20_000)
    verifier_axe(page)
    assert "16 voie verte" in en_texte(telecharger_la_confirmation(page))

    # Pieces: a real PDF and a real JPEG, sent for good.
    page.goto(f"{portail.adresse}/justificatifs/{numeros.group(1)}/")
    verifier_axe(page)
    pdf = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(pdf)
    deposer(
        page,
        re.compile("CINSIG01"),
        {"name": "confirmation signée.pdf", "mimeType": "application/pdf", "buffer": pdf.getvalue()},
    )
    expect(page.get_by_text(re.compile(r"Déposé le 10/11/2021"))).to_have_count(1)
    restants = page.get_by_role("link", name=re.compile("Ajouter"))
    for rang in range(restants.count()):
        restants.first.click()
        page.locator("input[type=file]").set_input_files(
            {"name": f"piece {rang}.jpg", "mimeType": "image/jpeg", "buffer": image_jpeg()}
        )
        page.get_by_role("main").get_by_role("button", name=re.compile("Ajouter|Envoyer|Déposer")).first.click()
        expect(page.get_by_text(re.compile(r"Déposé le 10/11/2021"))).to_have_count(rang + 2)
    verifier_axe(page)
    bouton(page, "J'ai fourni toutes mes pièces").click()
    verifier_axe(page)
    confirmer = page.get_by_role("button", name=re.compile("Confirmer|fourni toutes mes pièces|Valider|Envoyer"))
    if confirmer.count():
        confirmer.first.click()
    page.goto(f"{portail.adresse}/justificatifs/{numeros.group(1)}/")
    expect(page.get_by_role("link", name=re.compile("Ajouter"))).to_have_count(0)

    # Staff: Toulouse decides, Nice sees nothing.
    toulouse = connexion_du_personnel(portail, nouvelle_page(), "gestionnaire.toulouse@demo.example")
    toulouse.goto(f"{portail.adresse}/gestion/justificatifs/pieceattendue/")
    verifier_axe(toulouse)
    lien = toulouse.get_by_role("link", name=re.compile("CINSIG01|Confirmation d'inscription signée")).first
    adresse_piece = toulouse.evaluate("u => new URL(u, location).href", lien.get_attribute("href"))
    lien.click()
    verifier_axe(toulouse)
    fichier = toulouse.get_by_role("link", name=re.compile("confirmation signée")).first
    adresse_fichier = toulouse.evaluate("u => new URL(u, location).href", fichier.get_attribute("href"))
    recu = toulouse.request.get(adresse_fichier)
    assert recu.ok
    assert recu.body() == pdf.getvalue()
    bouton(toulouse, "Reçue").click()
    page.reload()
    assert re.search(r"Statut\s*:\s*Reçue", texte(page))
    assert re.search(r"Date de réception\s*:?\s*10/11/2021", texte(page))
    toulouse.goto(adresse_piece)
    bouton(toulouse, "Conforme").click()
    page.reload()
    assert re.search(r"Statut\s*:\s*Conforme", texte(page))
    assert re.search(r"conformes : 1 / \d", texte(page))

    nice = connexion_du_personnel(portail, nouvelle_page(), "gestionnaire.nice@demo.example")
    assert nice.request.get(adresse_piece, max_redirects=0).status in (302, 403, 404)
    assert nice.request.get(adresse_fichier, max_redirects=0).status in (403, 404)
    nice.goto(f"{portail.adresse}/gestion/justificatifs/pieceattendue/")
    assert "ACCRALL" not in nice.content()
    assert "CINSIG01" not in texte(nice)


def test_random_specialite_and_title_to_saved_candidature(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    """Any CAP of the 2022 session and any title of the catalogue go through the same seven tabs."""
    graine = os.environ.get("GRAINE") or str(random.randrange(10**6))
    print(f"graine : GRAINE={graine}")  # noqa: T201
    tirage = random.Random(graine)
    portail = portail_reel(INSTANT)
    page = nouvelle_page()

    creer_et_activer(portail, page)
    ouvrir_l_inscription(page)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT libelle FROM sessions_cfg_specialite WHERE examen_id = 'CAP'"
            " AND COALESCE(premiere_session, 0) <= 2022 AND COALESCE(derniere_session, 9999) >= 2022 ORDER BY cle"
        )
        specialite = tirage.choice([libelle for (libelle,) in cursor.fetchall()])
    premiers_onglets(page, specialite)
    question = page.get_by_label(re.compile("Situation professionnelle"))
    if not question.count():
        choisir(page, "Forme de passage", "Globale")
        repondre(page, "Dérogation à la forme de passage", "Non")
        bouton(page, "Suivant").click()
    if page.get_by_label(re.compile("Situation professionnelle")).count():
        choisir(page, "Situation professionnelle", "Autre cas")
    if "Acquis" not in page.locator("[aria-current=step]").inner_text():
        choisir_la_forme(page)
    page.get_by_label(re.compile("J'ai obtenu un CAP ou un BEP d'une autre spécialité")).check()
    page.wait_for_load_state("networkidle")  # the titles come from the server
    titres = page.get_by_role("checkbox").filter(visible=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT titre FROM sessions_cfg_regleacquis"
            " WHERE question = 'DIPLOME' AND examens @> '[\"CAP\"]' ORDER BY cle"
        )
        tous = [titre for (titre,) in cursor.fetchall()]
    proposes = [titre for titre in tous if page.get_by_label(titre, exact=False).count()]
    assert titres.count() > 1
    titre = tirage.choice(proposes)
    print(f"spécialité : {specialite} ; titre : {titre}")  # noqa: T201
    declarer_le_titre(page, titre)
    bouton(page, "Suivant").click()
    for _ in range(3):
        if "Epreuves" in page.locator("[aria-current=step]").inner_text():
            break
        for groupe in page.get_by_role("group").filter(has=page.get_by_label("Non", exact=True)).all():
            if not groupe.locator("input:checked").count():
                groupe.get_by_label("Non", exact=True).check()
        bouton(page, "Suivant").click()
    for select in page.get_by_label(re.compile("Option")).all():
        if not select.input_value():
            select.select_option(index=1)
    suivant(page, "Récapitulatif")
    assert specialite in texte(page)
    enregistrer(portail, page, "01")
    assert specialite in en_texte(telecharger_la_confirmation(page))


def test_account_never_activated_is_erased_after_48_hours(
    portail_reel: Callable[[str], PortailReel], nouvelle_page: Callable[[], Page]
) -> None:
    """Cron's own command, two days later; the address is then free again."""
    portail = portail_reel(INSTANT)
    page = nouvelle_page()
    creer_le_compte(portail, page)
    lien = lien_du_mail(portail.boite.attendre(ADRESSE, "[CYCLADES] Activer mon compte"), "/compte/activer/")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET cree_le = cree_le - interval '48 hours 1 minute' WHERE email = %s", [ADRESSE]
        )

    portail.manage("purge_comptes")

    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("SELECT count(*) FROM accounts_user WHERE email = %s", [ADRESSE])
            if cursor.fetchone()[0] == 0:
                break
            page.wait_for_timeout(200)
        else:
            raise AssertionError("le compte n'a pas été effacé")
    page.goto(lien)
    expect(bouton(page, "Activer mon compte")).to_have_count(0)
    portail.boite.mails.clear()
    creer_et_activer(portail, nouvelle_page())
