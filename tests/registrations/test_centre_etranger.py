"""A centre d'examen à l'étranger is a service like another: its own zone, both hours told, registered to end to end."""

import random

import pytest
from django.test import Client

from documents.kinds.commun import Emission
from documents.kinds.confirmation import construire
from registrations.models import Candidature, Version
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat

from . import gestes, robot

pytestmark = pytest.mark.django_db
CLE = "cap-2027-montreal-centre-fictif"


def texte(client: Client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return str(reponse.content.decode()).replace("&#x27;", "'")


def test_centre_is_marked_fictitious_and_tells_both_hours(client: Client) -> None:
    service = ServiceInscription.objects.get(cle=CLE)
    page = texte(client, f"/ouverture-des-services/{CLE}/")
    liste = texte(client, "/ouverture-des-services/?academie=E99")

    assert (service.fictif, service.fuseau, service.academie.genre) == (True, "America/Toronto", "centre_etranger")
    for lue in (page, liste):
        assert "CENTRE D'EXAMEN À L'ÉTRANGER DE MONTRÉAL (FICTIF)" in lue
        assert "du 31 août 2026 08:00 au 31 décembre 2099 17:00 (heure locale)" in lue
        assert "du 31 août 2026 14:00 au 31 décembre 2099 23:00 (heure de Paris)" in lue
    assert "Service fictif de démonstration." in page


def test_candidate_abroad_registers_from_end_to_end(client: Client) -> None:
    client.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")
    base = f"/inscriptions/nouvelle/{CLE}/"
    gestes.ouvrir(client, CLE)
    imposes = {
        "identification": gestes.ONGLETS["identification"],
        "informations": {"etablissement": "centre-montreal-fictif"},
        "qualification": {"specialite": "CAP-50022137"},
    }
    for onglet in gestes.ONGLETS:
        robot.passer(client, base, onglet, random.Random(onglet), 2027, **imposes.get(onglet, {}))

    reponse = gestes.enregistrer(client, base)

    assert reponse.status_code == 302, gestes.erreurs(reponse)
    version = Version.objects.get()
    assert Candidature.objects.get().academie_id == "E99"
    assert version.contenu["service"]["fuseau"] == "America/Toronto"
    assert version.contenu["service"]["contact"]["mail"] == "examens.montreal@etranger.example"
    assert "examens.montreal@etranger.example" in texte(client, reponse.url)
    emission = Emission(
        numero_inscription=1,
        version=1,
        emis_le=version.cree_le,
        code="AAAABBBBCCCCDDDD",
        adresse_verification="",
    )
    papier = construire(version.contenu, emission, [])
    assert "23:59 (heure locale)" in papier.pieces_limite
