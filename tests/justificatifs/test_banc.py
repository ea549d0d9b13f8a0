"""The bench of review: the page seen beside what it must prove, whoever looks is known, the next one at once."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from cyclades.common import clock
from justificatifs.enums import Analyse, Statut
from justificatifs.models import Consultation, Depot, GroupePieces
from justificatifs.services.depots import deposer, deposer_ensemble, verrouiller
from registrations.models import Candidature
from tests.usines import personnel

from . import dossiers
from .fichiers import docx, envoi, image, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature() -> Candidature:
    candidature = dossiers.candidature(pieces=[*dossiers.DEUX, dossiers.DIPLOME])
    deux = [envoi(image(), "recto.jpg"), envoi(image(couleur="red"), "verso.jpg")]
    deposer_ensemble(piece=dossiers.piece(candidature, "identite"), fichiers=deux)
    deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=envoi(pdf(), "confirmation.pdf"))
    deposer(piece=dossiers.piece(candidature, "acquis_dispense"), fichier=envoi(docx(), "diplome.docx"))
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)
    return candidature


@pytest.fixture
def agent() -> User:
    return personnel("16")


@pytest.fixture
def gestion(agent: User, client: Client) -> Client:
    client.force_login(agent, backend="accounts.backends.IdentifiantBackend")
    return client


def _depot(candidature: Candidature, cle: str) -> Depot:
    return Depot.objects.get(piece=dossiers.piece(candidature, cle), supprime_le=None)


def _image(depot: Depot, page: int, **parametres: int) -> str:
    adresse = reverse("gestion:justificatifs_pieceattendue_page", args=[depot.piece_id, depot.pk, page])
    return adresse + "?" + "&".join(f"{nom}={valeur}" for nom, valeur in parametres.items())


def _fiche(client: Client, candidature: Candidature, cle: str, suite: str = "") -> str:
    piece = dossiers.piece(candidature, cle)
    return client.get(reverse("gestion:justificatifs_pieceattendue_change", args=[piece.pk]) + suite).content.decode()


def test_piece_is_shown_page_by_page(gestion: Client, candidature: Candidature) -> None:
    depot = _depot(candidature, "identite")
    assert depot.pages == 2
    page = _fiche(gestion, candidature, "identite")
    assert "recto.pdf, page 1 sur 2" in page
    assert "Page suivante" in page
    assert "Page précédente" not in page
    assert "recto.pdf, page 2 sur 2" in _fiche(gestion, candidature, "identite", "?page=2")
    assert "recto.pdf, page 2 sur 2" in _fiche(gestion, candidature, "identite", "?page=99&taille=x&quart=-1")


def test_picture_is_drawn_larger_and_turned(gestion: Client, candidature: Candidature) -> None:
    depot = _depot(candidature, "identite")
    tailles = []
    for parametres in ({"taille": 0}, {"taille": 1}, {"taille": 0, "quart": 1}):
        reponse = gestion.get(_image(depot, 1, **parametres))
        assert (reponse.status_code, reponse["Content-Type"]) == (200, "image/jpeg")
        assert reponse["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in reponse["Cache-Control"]
        with Image.open(io.BytesIO(reponse.content)) as vue:
            tailles.append(vue.size)
    assert tailles[1][0] == 2 * tailles[0][0]
    assert tailles[2] == tailles[0][::-1]


def test_what_cannot_be_drawn_is_downloaded_only(gestion: Client, candidature: Candidature) -> None:
    assert 'id="visionneuse"' not in _fiche(gestion, candidature, "acquis_dispense")
    assert gestion.get(_image(_depot(candidature, "acquis_dispense"), 1)).status_code == 404
    assert gestion.get(_image(_depot(candidature, "identite"), 3)).status_code == 404


def test_unscanned_file_is_not_drawn(gestion: Client, candidature: Candidature, settings: object) -> None:
    depot = _depot(candidature, "identite")
    settings.DEMO = False  # type: ignore[attr-defined]
    assert depot.analyse == Analyse.NON_ANALYSE
    assert gestion.get(_image(depot, 1)).status_code == 404
    assert 'id="visionneuse"' not in _fiche(gestion, candidature, "identite")


def test_other_academie_sees_no_page(candidature: Candidature) -> None:
    ailleurs = Client()
    ailleurs.force_login(personnel("23"), backend="accounts.backends.IdentifiantBackend")
    assert ailleurs.get(_image(_depot(candidature, "identite"), 1)).status_code == 404


def test_looking_is_recorded_once_for_all_the_pages(gestion: Client, agent: User, candidature: Candidature) -> None:
    depot = _depot(candidature, "identite")
    for page in (1, 2, 1):
        gestion.get(_image(depot, page))
    assert Consultation.objects.filter(depot=depot, auteur=agent).count() == 1
    clock.regler(dt.timedelta(minutes=11))
    gestion.get(_image(depot, 1))
    assert Consultation.objects.filter(depot=depot, auteur=agent).count() == 2


def test_colleague_at_work_is_told_for_ten_minutes(gestion: Client, candidature: Candidature) -> None:
    collegue = personnel("16")
    autre = Client()
    autre.force_login(collegue, backend="accounts.backends.IdentifiantBackend")
    autre.get(_image(_depot(candidature, "identite"), 1))
    assert "regarde aussi cette pièce" in _fiche(gestion, candidature, "identite")
    assert "regarde aussi cette pièce" not in _fiche(autre, candidature, "identite")
    clock.regler(dt.timedelta(minutes=11))
    assert "regarde aussi cette pièce" not in _fiche(gestion, candidature, "identite")


def _decider(client: Client, candidature: Candidature, cle: str, statut: Statut, **champs: str) -> str:
    piece = dossiers.piece(candidature, cle)
    donnees = {
        "revision": piece.revision,
        "date_reception": f"{clock.aujourd_hui():%d/%m/%Y}",
        "dernier_jour": f"{clock.aujourd_hui() + dt.timedelta(days=7):%d/%m/%Y}",
        "statut": statut,
        **champs,
    }
    reponse = client.post(reverse("gestion:justificatifs_pieceattendue_decider", args=[piece.pk]), donnees)
    return reponse.headers.get("Location", str(reponse.status_code))


def test_decision_brings_the_next_piece_then_the_queue(gestion: Client, candidature: Candidature) -> None:
    pieces = {cle: dossiers.piece(candidature, cle) for cle in ("confirmation", "identite", "acquis_dispense")}
    fiches = {cle: reverse("gestion:justificatifs_pieceattendue_change", args=[p.pk]) for cle, p in pieces.items()}
    assert _decider(gestion, candidature, "confirmation", Statut.CONFORME) == fiches["identite"]
    assert "Y revenir" in gestion.get(fiches["identite"]).content.decode()
    assert _decider(gestion, candidature, "identite", Statut.CONFORME) == fiches["acquis_dispense"]
    file = reverse("gestion:justificatifs_pieceattendue_changelist")
    assert _decider(gestion, candidature, "acquis_dispense", Statut.CONFORME) == file


def test_reason_chosen_and_words_added_reach_the_candidate(gestion: Client, candidature: Candidature) -> None:
    motif = "La confirmation d'inscription n'est pas signée : datez-la, signez-la et envoyez-la de nouveau."
    assert motif.replace("'", "&#x27;") in _fiche(gestion, candidature, "confirmation")
    _decider(gestion, candidature, "confirmation", Statut.NON_CONFORME, motif=motif, information="En bas à droite.")
    assert dossiers.piece(candidature, "confirmation").information == f"{motif} En bas à droite."
    assert _decider(gestion, candidature, "identite", Statut.NON_CONFORME) == "422"
    assert _decider(gestion, candidature, "identite", Statut.NON_CONFORME, motif="Inventé") == "422"
