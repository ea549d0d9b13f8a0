"""What holds for every kind, the confirmation as the others: the page says what was frozen, and a changed file is
refused everywhere."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cyclades.common import clock, storage
from cyclades.outbox.services import vider
from documents import rendering
from documents.kinds import GABARITS, confirmation
from documents.kinds.commun import Genre
from documents.models import DocumentVersion
from documents.services.emission import emettre
from registrations.contenu import Contenu
from tests.usines import compte_candidat, personnel

from . import contenus, dossiers, exemples

GENRES: dict[str, tuple[Genre[Any], Callable[[Contenu], Any]]] = {
    "confirmation": (confirmation.GENRE, lambda _: ()),
    **exemples.EXEMPLES,
}
# For machines, drawn as a picture, or printed in two cells.
NON_IMPRIMES = {"nom_complet", "emis_iso", "debut_iso", "fin_iso", "initiales", "adresse_verification"}


def sans_blancs(texte: str) -> str:
    return "".join(texte.split())


def textes(valeur: Any) -> Iterator[str]:
    """Every sentence of a frozen context, line by line."""
    if isinstance(valeur, str):
        yield from valeur.splitlines()
    elif isinstance(valeur, dict):
        for cle, contenu in valeur.items():
            if cle not in NON_IMPRIMES:
                yield from textes(contenu)
    elif isinstance(valeur, (list, tuple)):
        for contenu in valeur:
            yield from textes(contenu)


def test_no_template_is_forgotten() -> None:
    assert {genre.gabarit for genre, _ in GENRES.values()} == set(GABARITS)


@pytest.mark.parametrize("nom", GENRES)
def test_every_frozen_line_is_printed(nom: str) -> None:
    genre, donnees = GENRES[nom]
    contenu = contenus.guide()
    contexte = asdict(genre.construire(contenu, contenus.emission(), donnees(contenu)))

    octets = rendering.rendre(gabarit=genre.gabarit, contexte=contexte)
    lu = subprocess.run(["pdftotext", "-raw", "-", "-"], input=octets, capture_output=True, check=True).stdout.decode()

    assert [t for t in textes(contexte) if sans_blancs(t) not in sans_blancs(lu)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("nom", GENRES)
def test_a_changed_file_is_given_to_nobody_and_recognised_by_nobody(nom: str, client: Client) -> None:
    genre, donnees = GENRES[nom]
    candidature, contenu = dossiers.candidature(compte_candidat()), contenus.guide()
    version = emettre(
        candidature=candidature,
        contenu=contenu,
        genre=genre,
        donnees=donnees(contenu),
        auteur="gestionnaire:1",
        instant=clock.maintenant(),
    )
    vider()
    version = DocumentVersion.objects.get(pk=version.pk)
    fichier = storage.chemin(version.fichier)
    change = fichier.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6")
    fichier.chmod(0o600)
    fichier.write_bytes(change)

    depose = SimpleUploadedFile(version.nom_fichier, change, "application/pdf")
    verifie = client.post(reverse("documents:verifier_fichier"), {"fichier": depose}).content.decode()
    client.force_login(candidature.compte)
    candidat = client.get(reverse("documents:telecharger", args=[candidature.numeros, genre.kind]))
    client.force_login(personnel("16"))
    gestion = client.get(reverse("gestion:documents_documentversion_pdf", args=[version.pk]), follow=True)

    assert "est pas un document émis par le portail" in verifie
    assert candidat.status_code == 500
    assert "est plus celui qui a été émis" in gestion.content.decode()
    for reponse in (candidat, gestion):
        assert "application/pdf" not in reponse["Content-Type"]
