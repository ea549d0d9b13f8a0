"""Lines of a file that became no candidature are erased when their time is over, counted, and no longer given back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.scolaires import creer_compte_scolaire
from cyclades.common.errors import Refus
from cyclades.outbox.services import vider
from registrations.models import Candidature, LignePreinscription, LotPreinscription
from registrations.services import conservation, lots
from registrations.tasks import effacer_lignes

from .eleves_csv import etat_civil, importer
from .test_gestion_imports import adresse

pytestmark = pytest.mark.django_db
LIGNES = [{}, {"nom": "CASTEL", "date_naissance": "31/02/2005"}, {"prenoms": "Noé"}]


@pytest.fixture
def lot(par: User) -> LotPreinscription:
    """One pre-registered, one refused, one to be decided."""
    creer_compte_scolaire(etat_civil=etat_civil(prenoms="Noé"))
    fait = importer(LIGNES, par)
    vider()
    return fait


def etats() -> list[str]:
    return list(LignePreinscription.objects.order_by("rang").values_list("etat", flat=True))


def test_nothing_is_erased_before_its_time(lot: LotPreinscription, horloge: Callable[[str], None]) -> None:
    horloge("2022-02-10T12:59+01:00")

    assert effacer_lignes() == 0
    assert etats() == ["faite", "refusee", "a_decider"]


def test_refused_and_undecided_lines_are_erased_and_counted(
    lot: LotPreinscription, horloge: Callable[[str], None]
) -> None:
    horloge("2022-02-10T13:01+01:00")
    avant = list(Candidature.objects.values())

    assert effacer_lignes() == 2

    lot.refresh_from_db()
    assert (lot.effacees, lot.efface_le is not None) == (2, True)
    assert etats() == ["faite", "refusee", "refusee"]
    for ligne in LignePreinscription.objects.order_by("rang")[1:]:
        assert (ligne.brut, ligne.donnees, ligne.compte_id, ligne.erreur) == ({}, {}, None, conservation.EFFACEE)
    assert list(Candidature.objects.values()) == avant
    assert effacer_lignes() == 0


def test_stopped_lines_go_too_and_cannot_be_retried(par: User, horloge: Callable[[str], None]) -> None:
    lot = importer([{"nom": "ARRET"}], par)
    lots.arreter(lot_id=lot.pk, par=par)
    horloge("2022-02-10T13:01+01:00")

    assert effacer_lignes() == 1
    assert etats() == ["refusee"]
    with pytest.raises(Refus, match="Rien n'est en échec"):
        lots.reprendre(lot_id=lot.pk, par=par)


@pytest.mark.parametrize("mois", [0, 12])
def test_time_is_a_setting(lot: LotPreinscription, horloge: Callable[[str], None], settings: Any, mois: int) -> None:
    settings.CONSERVATION_IMPORTS_MOIS = mois
    horloge("2022-02-10T13:01+01:00")

    assert effacer_lignes() == 0


def test_page_says_until_when_then_that_they_are_gone(
    client: Client, lot: LotPreinscription, horloge: Callable[[str], None]
) -> None:
    page = client.get(adresse("change", lot)).content.decode()
    assert "gardées jusqu'au 10/02/2022" in page.replace("&#x27;", "'")
    horloge("2022-02-10T13:01+01:00")
    effacer_lignes()

    page = client.get(adresse("change", lot)).content.decode().replace("&#x27;", "'")
    assert "2 lignes qui n'ont donné aucune candidature ont été effacées le 10/02/2022" in page
    assert "Télécharger ces lignes" not in page
    assert "CASTEL" not in page
    rendu = client.get(f"{adresse('refusees', lot)}?format=csv", follow=True)
    assert "Ces lignes ne sont plus gardées." in rendu.content.decode()
