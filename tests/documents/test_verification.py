"""`/verification/` as people see it: by code, by QR code, by the file itself."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from cyclades.common import storage
from cyclades.common.acteur import acteur
from documents.models import DocumentVersion
from documents.verification import FICHIERS_PAR_HEURE, INCONNUS_PAR_HEURE
from registrations.models import Candidature
from tests.usines import compte_candidat

from . import dossiers
from .test_views import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def compte() -> User:
    return compte_candidat()


def par_fichier(client: Client, octets: bytes, **autres: Any) -> Any:
    envoi = SimpleUploadedFile("convocation reçue.pdf", octets, "application/pdf")
    return client.post(reverse("documents:verifier_fichier"), {"fichier": envoi}, **autres)


def octets_de(version: DocumentVersion) -> bytes:
    return storage.lire(version.fichier, version.sha256)


def test_verification_confirms_a_document_and_tells_no_more(client: Client, compte: User, horloge: Any) -> None:
    horloge("2021-11-10T13:16+01:00")
    candidature = dossiers.publiee(compte)
    emise = dossiers.confirmation(candidature)
    saisie = emise.contexte["code"].lower().replace("0", "o").replace("1", "l")

    reponse = client.post(reverse("documents:verification"), {"code": f" {saisie} "}, follow=True)

    lu = texte(reponse)
    assert "Ce document est authentique Il a été émis" in lu
    for attendu in ("Confirmation d'inscription", "Version 01", "10/11/2021 à 13:16", "JUIN 2022", "D. A."):
        assert attendu in lu
    for secret in ("ACCRALL", "Dack", compte.numero_candidat, "TOULOUSE", "broderie", "2004"):
        assert str(secret) not in lu


def test_verification_says_when_a_version_is_superseded_or_void(client: Client, compte: User) -> None:
    candidature = dossiers.publiee(compte, versions=2)
    annulee = dossiers.publiee(compte, numero=2, versions=2)
    with acteur("systeme:test"):
        Candidature.objects.filter(pk=annulee.pk).update(etat="annule")

    lues = [
        texte(client.get(reverse("documents:verifier_code", args=[v.code])))
        for v in (
            dossiers.confirmation(candidature, 1),
            dossiers.confirmation(candidature, 2),
            dossiers.confirmation(annulee, 1),
            dossiers.confirmation(annulee, 2),
        )
    ]

    assert "authentique, mais il a été remplacé" in lues[0]
    assert "il est en vigueur" in lues[1]
    assert all("authentique, mais n'a plus d'effet" in lue for lue in lues[2:])


def test_verification_of_an_unknown_code_is_refused_and_limited(client: Client, compte: User) -> None:
    emise = dossiers.confirmation(dossiers.publiee(compte))
    inconnu = reverse("documents:verifier_code", args=["0" * 16])

    obtenus = [client.get(inconnu).status_code for _ in range(INCONNUS_PAR_HEURE + 1)]

    assert obtenus == [404] * INCONNUS_PAR_HEURE + [429]
    connu = reverse("documents:verifier_code", args=[emise.code])
    assert client.get(connu).status_code == 429
    assert client.get(connu, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize("saisie", ["", "abc", "0" * 17, "é" * 16, "\x00" * 16])
def test_verification_form_explains_a_code_that_cannot_be(saisie: str, client: Client) -> None:
    reponse = client.post(reverse("documents:verification"), {"code": saisie})

    assert reponse.status_code == 200
    assert 'id="resume-erreurs"' in reponse.content.decode()


def test_the_file_itself_is_recognised_to_the_byte_and_kept_nowhere(
    client: Client, compte: User, depot: Path, horloge: Any
) -> None:
    horloge("2021-11-10T13:16+01:00")
    octets = octets_de(dossiers.confirmation(dossiers.publiee(compte)))
    avant = sorted(depot.rglob("*"))

    reponse = par_fichier(client, octets)

    lu = texte(reponse)
    assert reponse.status_code == 200
    assert "celui qui a été émis : rien n'y a été changé" in lu
    assert "10/11/2021 à 13:16" in lu
    for secret in ("ACCRALL", "Dack", str(compte.numero_candidat), "convocation reçue"):
        assert secret not in lu
    assert sorted(depot.rglob("*")) == avant


def test_a_file_changed_by_one_bit_is_not_recognised(client: Client, compte: User) -> None:
    octets = bytearray(octets_de(dossiers.confirmation(dossiers.publiee(compte))))
    octets[-20] ^= 1

    reponse = par_fichier(client, bytes(octets))

    assert reponse.status_code == 404
    assert "Ce fichier n'est pas un document émis par le portail" in texte(reponse)


def test_a_file_too_big_or_missing_is_explained_beside_its_field(client: Client, settings: Settings) -> None:
    settings.TAILLE_MAX_FICHIER = 1000

    gros = par_fichier(client, b"x" * 1001)
    absent = client.post(reverse("documents:verifier_fichier"), {})
    vide = par_fichier(client, b"")

    assert "dépasse 5 Mo" in texte(gros)
    assert "Choisissez un fichier" in texte(absent)
    assert "Ce fichier est vide" in texte(vide)
    assert all('id="resume-erreurs"' in r.content.decode() for r in (gros, absent, vide))


def test_files_are_limited_as_codes_are(client: Client, compte: User) -> None:
    octets = octets_de(dossiers.confirmation(dossiers.publiee(compte)))

    inconnus = [par_fichier(client, b"rien").status_code for _ in range(INCONNUS_PAR_HEURE + 1)]
    connus = [par_fichier(client, octets, REMOTE_ADDR="192.0.2.7").status_code for _ in range(FICHIERS_PAR_HEURE + 1)]

    assert inconnus == [404] * INCONNUS_PAR_HEURE + [429]
    assert connus == [200] * FICHIERS_PAR_HEURE + [429]


def test_the_token_is_asked_for_a_file_as_for_any_form() -> None:
    assert par_fichier(Client(enforce_csrf_checks=True), b"x").status_code == 403


def test_a_file_under_embargo_is_unknown_until_its_instant(client: Client, compte: User, horloge: Any) -> None:
    horloge("2022-06-01T11:59:59+02:00")
    emise = dossiers.confirmation(dossiers.publiee(compte))
    dossiers.sans_gardes(emise, publie_le=dt.datetime.fromisoformat("2022-06-01T12:00:30+02:00"))
    octets = octets_de(emise)

    horloge("2022-06-01T12:00:29+02:00")
    avant = par_fichier(client, octets).status_code
    horloge("2022-06-01T12:00:31+02:00")

    assert (avant, par_fichier(client, octets).status_code) == (404, 200)


def test_a_document_taken_back_says_so_unless_nobody_ever_saw_it(client: Client, compte: User, horloge: Any) -> None:
    horloge("2022-06-01T12:00+02:00")
    vue = dossiers.confirmation(dossiers.publiee(compte))
    jamais_vue = dossiers.confirmation(dossiers.publiee(compte, numero=2))
    instant = dt.datetime.fromisoformat("2022-06-02T12:00+02:00")
    dossiers.sans_gardes(vue, retiree_le=instant)
    dossiers.sans_gardes(jamais_vue, retiree_le=instant, publie_le=instant + dt.timedelta(hours=1))
    horloge("2022-06-03T12:00+02:00")

    retiree, inconnue = (client.get(reverse("documents:verifier_code", args=[v.code])) for v in (vue, jamais_vue))

    assert "authentique, mais il a été retiré" in texte(retiree)
    assert inconnue.status_code == 404


def test_by_get_the_file_address_leads_to_the_page(client: Client) -> None:
    assert client.get(reverse("documents:verifier_fichier"))["Location"] == reverse("documents:verification")
