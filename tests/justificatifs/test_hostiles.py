"""Hostile files: never a page of error, never anything dangerous handed out (I-16, I-19, I-22).

A drawn part of the table here; the whole of it, and the heavy ones, in `tests/faults/test_hostiles.py`.
"""

import re
import resource
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cyclades.outbox import services as outbox
from justificatifs.enums import Analyse
from justificatifs.models import Depot, GroupePieces, PieceAttendue
from justificatifs.scanning import examiner
from justificatifs.services.depots import verrouiller
from tests.usines import personnel

from . import dossiers, epreuve, hostiles, hostiles_noms
from .clamav import clamd
from .fichiers import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

PAR_HTTP = 8
TYPES = ("image/svg+xml", "text/html", "application/x-php", "a" * 300, "", "image/jpeg; charset=utf-7")


@pytest.fixture(scope="module")
def adresse() -> Iterator[str]:
    with clamd() as trouvee:
        yield trouvee


def test_table_is_large_and_each_line_has_its_own_title() -> None:
    titres = [fichier.titre for fichier in hostiles.tous()]
    assert len(titres) >= 400
    assert sorted(set(titres)) == sorted(titres)


def test_sample_is_refused_in_words_or_kept_harmless(adresse: str) -> None:
    assert [faute for f in hostiles.echantillon(80) if (faute := epreuve.defaut(f, adresse))] == []


def _choisis() -> list[hostiles.Hostile]:
    """Every strange name, a few empty files, and some of the rest."""
    return [*hostiles_noms._noms(), *list(hostiles_noms._riens())[:3], *hostiles.echantillon(PAR_HTTP)]


def test_deposit_by_the_page_serves_nothing_dangerous(adresse: str, settings: Any) -> None:
    settings.ANTIVIRUS, settings.DEMO = adresse, False
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fichiers = _choisis()
    demandees = [dossiers.DIPLOME | {"cle": f"piece{n}", "libelle": f"Pièce {n}"} for n in range(len(fichiers))]
    candidature = dossiers.candidature(pieces=demandees)
    client = Client()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")
    pieces = list(candidature.pieces.order_by("ordre"))
    for rang, (fichier, piece) in enumerate(zip(fichiers, pieces, strict=True)):
        _envoyer(client, candidature.numeros, fichier, piece, TYPES[rang % len(TYPES)])
    outbox.vider()
    assert not Depot.objects.filter(analyse=Analyse.NON_ANALYSE).exists()
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    gardes = list(Depot.objects.filter(supprime_le=None))
    assert len(gardes) > 15
    agent = Client()
    agent.force_login(personnel(candidature.academie_id), backend="accounts.backends.IdentifiantBackend")
    for depot in gardes[::2]:
        _regarder(agent, depot)
        _telecharger(client, reverse("justificatifs:telecharger", args=[candidature.numeros, depot.pk]), depot)
    assert examiner(pdf(), "a.pdf").pages == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memoire < 300_000  # kB


def _envoyer(client: Client, numeros: str, fichier: hostiles.Hostile, piece: PieceAttendue, genre: str) -> None:
    envoi: Any = SimpleUploadedFile("x", fichier.octets, content_type=genre)
    envoi._name = fichier.nom  # as a browser could send it, not as Django would clean it
    # Another file would be « the same as for another piece ».
    if hostiles.GARDE in fichier.attendu and fichier.titre.startswith("nom "):
        envoi.file.seek(0, 2)
        envoi.file.write(f"\n% {fichier.titre}".encode())
        envoi.seek(0)
    reponse = client.post(reverse("justificatifs:ajouter", args=[numeros, piece.pk]), {"fichier": envoi})
    if piece.depots.filter(supprime_le=None).exists():
        assert reponse.status_code == 302, fichier
        return
    # Django reads no more than 1,024 bytes of a part's header: a name of 4,000 characters is not a request.
    assert reponse.status_code == (400 if len(fichier.nom) > 900 else 422), fichier
    assert re.search("La demande n.*a pas pu être lue|Corrigez|Aucun fichier|Ce ", reponse.content.decode()), fichier


def _regarder(agent: Client, depot: Depot) -> None:
    fiche = agent.get(reverse("gestion:justificatifs_pieceattendue_change", args=[depot.piece_id]))
    assert fiche.status_code == 200
    page = agent.get(reverse("gestion:justificatifs_pieceattendue_page", args=[depot.piece_id, depot.pk, 1]))
    if depot.pages is None:
        assert page.status_code == 404
    else:
        assert page.status_code == 200, depot.nom
        assert (page["Content-Type"], page["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
        assert epreuve.jpeg_nu(page.content) == "", depot.nom
    _telecharger(agent, reverse("gestion:justificatifs_pieceattendue_fichier", args=[depot.piece_id, depot.pk]), depot)


def _telecharger(client: Client, adresse: str, depot: Depot) -> None:
    reponse: Any = client.get(adresse)
    assert reponse.status_code == 200, depot.nom
    assert reponse["Content-Disposition"].startswith("attachment"), depot.nom
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert reponse["Content-Type"] == depot.type_mime
    b"".join(reponse.streaming_content)
