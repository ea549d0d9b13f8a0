"""« Mes documents » as people see them."""

import datetime as dt
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.models import Candidature
from tests.usines import compte_candidat, personnel

from . import contenus, dossiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def compte() -> User:
    return compte_candidat()


@pytest.fixture
def navigateur(client: Client, compte: User) -> Client:
    client.force_login(compte)
    return client


def texte(reponse: Any) -> str:
    """The page as read: tags out, blanks folded."""
    return " ".join(
        re.sub(r"<[^>]+>", " ", reponse.content.decode()).replace("&nbsp;", " ").replace("&#x27;", "'").split()
    )


def adresse(nom: str, candidature: Candidature, *autres: str) -> str:
    return reverse(f"documents:{nom}", args=[candidature.numeros, *autres])


def test_liste_says_to_the_letter_what_is_published(navigateur: Client, compte: User, horloge: Any) -> None:
    horloge("2021-11-10T15:18+01:00")
    candidature = dossiers.publiee(compte)
    horloge("2021-11-10T15:26+01:00")
    dossiers.enregistrer(candidature)
    vider()

    lu = texte(navigateur.get(adresse("liste", candidature)))

    assert f"Liste des documents publiés pour la candidature n° {compte.numero_candidat} - 001" in lu
    assert "Confirmation d'inscription [PDF] : Version n°2 mis à jour le 10/11/2021 15:26" in lu
    assert "Demande de pièces justificatives [PDF] : Version n°1 mis à jour le 10/11/2021 15:18" in lu
    assert lu.count("[PDF]") == 2


def test_liste_waits_for_a_document_and_stops_when_it_is_ready(navigateur: Client, compte: User) -> None:
    candidature = dossiers.candidature(compte)
    dossiers.enregistrer(candidature)

    page = navigateur.get(adresse("liste", candidature)).content.decode()
    question = re.search(r'hx-get="([^"]+)" hx-trigger="every 1s"', page)
    assert question
    fragment = question[1].replace("&amp;", "&")
    assert 'href="?"' in page  # without JavaScript: « Rafraîchir »
    assert navigateur.get(fragment).status_code == 204
    vider()
    pret = navigateur.get(fragment).content.decode()

    assert "Version n°1 mis à jour le" in pret
    assert "hx-get" not in pret
    assert "<html" not in pret


def test_waiting_asks_less_and_less_then_says_so(navigateur: Client, compte: User, horloge: Any) -> None:
    horloge("2021-11-10T13:00+01:00")
    candidature = dossiers.candidature(compte)
    dossiers.enregistrer(candidature)
    adresse_etat = adresse("etat", candidature)

    horloge("2021-11-10T13:01+01:00")
    moyen = navigateur.get(adresse_etat, {"vue": "onglet", "palier": "court"}).content.decode()
    horloge("2021-11-10T13:10+01:00")
    long = navigateur.get(adresse_etat, {"vue": "onglet", "palier": "moyen"}).content.decode()

    assert 'hx-trigger="every 5s"' in moyen
    assert "hx-get" not in long
    assert "plus de temps que d'habitude" in long.replace("&#x27;", "'")


@pytest.mark.parametrize("versions", [1, 3])
def test_liste_costs_the_same_with_one_document_and_three(
    versions: int, navigateur: Client, compte: User, django_assert_num_queries: Any
) -> None:
    candidature = dossiers.publiee(compte, versions=versions)

    # session, user, candidature, documents
    with django_assert_num_queries(5):  # one of them for the line of the candidature
        reponse = navigateur.get(adresse("liste", candidature))

    assert texte(reponse).count("[PDF]") == 2


def test_telecharger_gives_the_bytes_under_the_name_of_the_guide(
    navigateur: Client, compte: User, depot: Path, horloge: Any
) -> None:
    horloge("2021-11-03T10:00+01:00")
    candidature = dossiers.publiee(compte, versions=2)
    emise = dossiers.confirmation(candidature, 2)

    reponse = navigateur.get(adresse("telecharger", candidature, "confirmation"))

    assert b"".join(reponse) == (depot / emise.fichier).read_bytes()
    nom = f"{str(compte.numero_candidat).removeprefix('0')}_1-v2_juin_2022_document_inscription_20211103.pdf"
    assert reponse["Content-Disposition"] == f'inline; filename="{nom}"'
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in reponse["Cache-Control"]
    assert "default-src 'none'" in reponse["Content-Security-Policy"]


def test_telecharger_refuses_a_file_with_one_flipped_bit(
    navigateur: Client, compte: User, depot: Path, caplog: pytest.LogCaptureFixture
) -> None:
    candidature = dossiers.publiee(compte)
    fichier = depot / dossiers.confirmation(candidature).fichier
    octets = bytearray(fichier.read_bytes())
    octets[1000] ^= 1
    fichier.chmod(0o600)
    fichier.write_bytes(octets)

    with caplog.at_level(logging.ERROR, logger="documents"):
        reponse = navigateur.get(adresse("telecharger", candidature, "confirmation"))

    assert reponse.status_code == 500
    assert "Ce document ne peut pas être ouvert" in texte(reponse)
    assert b"%PDF" not in reponse.content
    assert "FichierAltere" in caplog.text


def test_telecharger_before_it_is_ready_sends_back_to_the_list(navigateur: Client, compte: User) -> None:
    candidature = dossiers.candidature(compte)
    dossiers.enregistrer(candidature)

    reponse = navigateur.get(adresse("telecharger", candidature, "confirmation"), follow=True)

    assert reponse.redirect_chain == [(adresse("liste", candidature), 302)]
    assert "en préparation" in texte(reponse)


def test_a_kind_that_was_not_issued_is_not_found(navigateur: Client, compte: User) -> None:
    candidature = dossiers.publiee(compte)

    assert navigateur.get(adresse("telecharger", candidature, "releve")).status_code == 404


@pytest.mark.parametrize("nom", ["liste", "etat", "telecharger"])
def test_documents_of_another_candidate_do_not_exist(nom: str, client: Client, compte: User) -> None:
    candidature = dossiers.publiee(compte)
    url = adresse(nom, candidature, *(["confirmation"] if nom == "telecharger" else []))
    for autre in (compte_candidat(), personnel("16")):
        client.force_login(autre)

        assert client.get(url).status_code == 404

    client.logout()
    assert client.get(url).status_code == 302


def test_a_document_under_embargo_does_not_exist_until_its_instant(
    navigateur: Client, compte: User, horloge: Any
) -> None:
    horloge("2022-06-01T11:59:59+02:00")
    candidature = dossiers.publiee(compte)
    emise = dossiers.confirmation(candidature)
    dossiers.sans_gardes(emise, publie_le=dt.datetime.fromisoformat("2022-06-01T12:00:30+02:00"))
    horloge("2022-06-01T12:00:29+02:00")

    avant = [
        navigateur.get(adresse("telecharger", candidature, "confirmation")).status_code,
        "inscription [PDF]" in texte(navigateur.get(adresse("liste", candidature))),
        navigateur.get(reverse("documents:verifier_code", args=[emise.code])).status_code,
    ]
    horloge("2022-06-01T12:00:31+02:00")
    apres = [
        navigateur.get(adresse("telecharger", candidature, "confirmation")).status_code,
        "inscription [PDF]" in texte(navigateur.get(adresse("liste", candidature))),
        navigateur.get(reverse("documents:verifier_code", args=[emise.code])).status_code,
    ]

    assert avant == [404, False, 404]
    assert apres == [200, True, 200]


def test_tag_shows_the_waiting_then_the_link(compte: User) -> None:
    candidature = dossiers.candidature(compte)
    dossiers.enregistrer(candidature)
    gabarit = Template("{% load documents_tags %}{% etat_confirmation candidature %}")

    attente = gabarit.render(Context({"candidature": candidature}))
    vider()
    pret = gabarit.render(Context({"candidature": candidature}))

    assert 'hx-trigger="every 1s"' in attente
    assert "Visualiser/imprimer" not in attente
    assert f'href="{adresse("telecharger", candidature, "confirmation")}"' in pret
    assert "Visualiser/imprimer" in pret


def test_codes_are_unguessable_and_never_ambiguous(compte: User) -> None:
    from documents.services.emission import ALPHABET, nouveau_code

    codes = {nouveau_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_hostile_names_do_not_break_the_pages(navigateur: Client, compte: User) -> None:
    candidature = dossiers.candidature(compte)
    dossiers.enregistrer(candidature, contenus.hostile())
    vider()
    emise = DocumentVersion.objects.get(document__kind="confirmation")

    page = navigateur.get(reverse("documents:verifier_code", args=[emise.code])).content.decode()

    assert emise.etat == "produit"
    assert "<script>alert" not in page
    assert clock.maintenant() >= emise.cree_le
