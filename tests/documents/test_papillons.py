"""Papillons de connexion: what they say, the codes that they bear, for how long their file is kept."""

import os
import uuid
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts import papillon as codes_de_papillon
from accounts.models import Acces, CodePremierAcces
from cyclades.common import storage
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from documents import rendering
from documents.enums import EtatPapillons
from documents.models import EditionPapillons, PapillonEdite
from documents.services import papillons, tirage
from registrations.models import Journal
from tests.accounts.papillons import choisir, presenter

from .papillons import classe, codes, demander, editer, pages, responsable, texte

pytestmark = pytest.mark.django_db


def entrer(code: str, login: str = "acculi.accame") -> Client:
    client = Client()
    assert presenter(client, code, login).status_code == 302
    assert choisir(client).status_code == 302
    return client


def test_papillon_says_what_the_guide_says_and_no_lasting_password() -> None:
    (candidature,) = classe("ACCAME Acculi")

    edition = editer([candidature], responsable())

    (page,) = pages(edition)
    (code,) = codes(edition)
    propre = " ".join(page.split())
    for attendu in (
        "ACADÉMIE DE TOULOUSE",
        "LYC BELLEVUE-TOULOUSE",
        "135 ROUTE DE NARBONNE",
        "31031 TOULOUSE",
        "Tél : 0562173000",
        "Élève : ACCAME Acculi - Classe : DIV1",
        f"N° candidat : {candidature.compte.numero_candidat} - Inscription n° : 001",
        "CERTIFICAT D'APTITUDE PROFESSIONNELLE",
        "« Mes inscriptions »",
        "« Mes documents »",
        "Votre identifiant acculi.accame",
        "/compte/premiere-connexion/",
    ):
        assert attendu.casefold() in propre.casefold(), attendu
    assert codes_de_papillon.lire(code) is not None
    assert (edition.etat, edition.parties) == (EtatPapillons.PRODUIT, 1)
    entree = Journal.objects.get(candidature=candidature, action="papillon")
    assert (entree.acteur, entree.motif) == (f"gestionnaire:{edition.auteur_id}", f"édition n° {edition.pk}")


def test_file_is_accessible_two_a_page_and_its_qr_keeps_the_code_in_the_fragment() -> None:
    edition = editer(classe(), responsable())

    octets = storage.lire(edition.fichier, edition.sha256)
    assert len(pages(edition)) == 2
    assert len(codes(edition)) == 3
    with pikepdf.open(storage.ouvrir(edition.fichier)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "fr"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
    assert octets.startswith(b"%PDF")


def test_code_of_the_paper_opens_and_is_nowhere_in_the_database() -> None:
    edition = editer(classe("ACCAME Acculi"), responsable())
    (code,) = codes(edition)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  its own name, from the catalogue
            tout = " ".join(ligne for (ligne,) in cursor.fetchall())
            assert code not in tout, table
            assert code.replace("-", "") not in tout, table
    entrer(code)


def test_reissue_is_another_code_and_takes_the_file_of_the_former_away() -> None:
    par, eleves = responsable(), classe()
    premiere = editer(eleves, par)
    ancien, *autres = codes(premiere)

    seconde = demander(eleves[:1], par)
    tirage.editer(edition_id=seconde.pk, dernier_essai=False)
    premiere.refresh_from_db()
    assert not papillons.est_telechargeable(premiere), "from the very transaction on"
    vider()

    premiere.refresh_from_db()
    seconde.refresh_from_db()
    assert (premiere.etat, premiere.fichier) == (EtatPapillons.EFFACE, "")
    assert presenter(Client(), ancien).status_code == 200
    assert codes(seconde) != [ancien]
    entrer(codes(seconde)[0])
    assert presenter(Client(), autres[0], "zoe.ecuyer").status_code == 302, "papers of the others still serve"


def test_file_goes_once_every_pupil_has_signed_in(depot: Path) -> None:
    edition = editer(classe("ACCAME Acculi", "DUPONT Noé"), responsable())
    premier, second = codes(edition)
    fichier = storage.chemin(edition.fichier)

    entrer(premier)
    vider()
    assert fichier.exists()
    entrer(second, "noe.dupont")
    papillons.menage()

    edition.refresh_from_db()
    assert edition.etat == EtatPapillons.EFFACE


def test_files_of_thirty_days_and_those_of_nobody_go_with_the_hourly_sweep(
    settings: Any, depot: Path, django_capture_on_commit_callbacks: Any
) -> None:
    edition = editer(classe("ACCAME Acculi"), responsable())
    fichier = storage.chemin(edition.fichier)
    reste = storage.chemin(storage.deposer(b"codes d'un essai interrompu", racine="papillons").nom)
    recent = storage.chemin(storage.deposer(b"essai en cours", racine="papillons").nom)
    os.utime(reste, (1, 1))

    with django_capture_on_commit_callbacks(execute=True):
        assert papillons.menage() == 1
    assert (fichier.exists(), reste.exists(), recent.exists()) == (True, False, True)

    settings.PAPILLONS_JOURS = 0
    with django_capture_on_commit_callbacks(execute=True):
        assert papillons.menage() == 1
    edition.refresh_from_db()
    assert (fichier.exists(), edition.etat) == (False, EtatPapillons.EFFACE)
    assert papillons.menage() == 0


def test_pupil_who_has_an_address_meanwhile_gets_none() -> None:
    eleves = classe("ACCAME Acculi", "DUPONT Noé")
    edition = demander(eleves, responsable())
    eleves[0].compte.email = "acculi@demo.example"
    eleves[0].compte.save(update_fields=["email"])

    vider()

    edition.refresh_from_db()
    assert "noe.dupont" in pages(edition)[0]
    assert "acculi.accame" not in pages(edition)[0]
    assert [p.code is not None for p in edition.papillons.order_by("rang")] == [False, True]


def test_what_cannot_be_drawn_leaves_the_former_codes_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    eleves, par = classe("ACCAME Acculi"), responsable()
    premiere = editer(eleves, par)
    seconde = demander(eleves, par)
    monkeypatch.setattr(rendering, "rendre_papillons", lambda papillons: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tirage.editer(edition_id=seconde.pk, dernier_essai=False)
    tirage.editer(edition_id=seconde.pk, dernier_essai=True)

    seconde.refresh_from_db()
    assert (seconde.etat, seconde.fichier) == (EtatPapillons.ECHEC, "")
    assert papillons.est_telechargeable(premiere)
    entrer(codes(premiere)[0])


def test_large_class_is_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papillons, "TRANCHE", 2)

    editions = papillons.demander(candidatures=classe(), par=responsable(), cle=uuid.uuid4())
    vider()

    assert [(e.partie, e.parties, e.papillons.count()) for e in editions] == [(1, 2, 2), (2, 2, 1)]
    assert set(EditionPapillons.objects.values_list("etat", flat=True)) == {"produit"}


def test_same_click_twice_asks_once_and_a_class_is_drawn_one_at_a_time() -> None:
    eleves, par, cle = classe("ACCAME Acculi"), responsable(), uuid.uuid4()

    premiere = papillons.demander(candidatures=eleves, par=par, cle=cle)
    assert papillons.demander(candidatures=eleves, par=par, cle=cle) == premiere
    with pytest.raises(Refus, match="en préparation"):
        demander(eleves, par)
    with pytest.raises(Refus, match="Aucun papillon"):
        demander([], par)

    assert Message.objects.filter(genre="document.papillons").count() == 1
    vider()
    assert editer(eleves, par).etat == EtatPapillons.PRODUIT


def test_work_done_twice_draws_once() -> None:
    edition = editer(classe("ACCAME Acculi"), responsable())

    tirage.editer(edition_id=edition.pk, dernier_essai=False)

    assert CodePremierAcces.objects.count() == 1
    entrer(codes(edition)[0])


def test_database_keeps_state_and_file_together() -> None:
    edition = editer(classe("ACCAME Acculi"), responsable())
    for champs in ({"fichier": ""}, {"etat": "efface"}, {"etat": "echec"}):
        with pytest.raises(IntegrityError, match="papillons_fichier_de_l_etat"), transaction.atomic():
            EditionPapillons.objects.filter(pk=edition.pk).update(**champs)


def test_download_is_in_the_accesses_of_each_pupil() -> None:
    par = responsable()
    edition = editer(classe(), par)

    papillons.noter_telechargement(edition=edition, par=par)

    edition.refresh_from_db()
    assert edition.telecharge_le is not None
    assert set(Acces.objects.values_list("compte", flat=True)) == set(
        PapillonEdite.objects.values_list("candidature__compte", flat=True)
    )


@pytest.mark.parametrize("nom", ["O'BRIEN <b>Zoé</b>", "ŁUKASZ Ewa", "A" * 80 + " " + "B" * 100, "متى علي"])
def test_any_name_is_drawn_and_the_code_stays_on_its_page(nom: str) -> None:
    edition = editer(classe(nom, "DUPONT Noé"), responsable())

    assert len(pages(edition)) == 1
    assert len(codes(edition)) == 2
    assert texte(storage.lire(edition.fichier, edition.sha256))
