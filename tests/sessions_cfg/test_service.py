"""Policies of a service: where pieces come back, what is accepted, who is reminded; and its constraints."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from cyclades.common.acteur import acteur
from sessions_cfg.models import ServiceInscription

pytestmark = pytest.mark.django_db
NICE = ("bac-pro-2024-nice", "bp-2024-nice", "cap-2024-nice", "mc3-2024-nice", "mc4-2024-nice")


def service(cle: str) -> ServiceInscription:
    return ServiceInscription.objects.get(cle=cle)


def test_nice_reminds_nobody_and_cancels_without_a_deposit() -> None:
    relances = ("relance_j7", "relance_j2", "relance_jour")

    sans = ServiceInscription.objects.filter(**dict.fromkeys(relances, False))
    annule = ServiceInscription.objects.filter(sans_depot_annule=True)

    assert sorted(sans.values_list("cle", flat=True)) == sorted(annule.values_list("cle", flat=True)) == sorted(NICE)
    assert not ServiceInscription.objects.exclude(cle__in=NICE).exclude(**dict.fromkeys(relances, True)).exists()


@pytest.mark.parametrize(
    ("cle", "phrase"),
    [
        ("cap-2022-toulouse", "à remettre (en ligne) entre le mercredi 03 novembre 2021"),
        ("cap-2024-siec", "à remettre (courrier, le cachet de la poste faisant foi) jusqu'au samedi 25 novembre 2023"),
        (
            "cap-2025-poitiers",
            "à remettre (en ligne, ou courrier en cas de difficulté technique) jusqu'au mercredi 13 novembre 2024",
        ),
        ("cap-2024-martinique", "23:59 (heure locale), soit jusqu'au samedi 09 décembre 2023 04:59 (heure/Paris)."),
    ],
)
def test_return_of_pieces_is_told_in_full(client: Client, cle: str, phrase: str) -> None:
    page = client.get(f"/ouverture-des-services/{cle}/").content.decode().replace("&#x27;", "'")

    assert phrase in page


def test_what_is_accepted_is_shown_before_registering(client: Client) -> None:
    nice, toulouse = (
        client.get(f"/ouverture-des-services/{cle}/").content.decode().replace("&#x27;", "'")
        for cle in ("cap-2024-nice", "cap-2022-toulouse")
    )

    assert "<li>Aucune modification n'est prise en compte après la fin des inscriptions.</li>" in nice
    assert "Ce que vous acceptez en vous inscrivant" not in toulouse


@pytest.mark.parametrize(
    ("instant", "phrase"),
    [
        ("2021-10-31T12:00+01:00", "Ouvre demain à 08:00."),
        ("2021-11-26T12:00+01:00", "Ferme dans 3 jours."),
        ("2021-11-29T18:00+01:00", "Les inscriptions sont fermées. Elles étaient ouvertes du 01 novembre 2021 08:00"),
    ],
)
def test_page_of_a_service_tells_its_state(
    client: Client, horloge: Callable[[str], None], instant: str, phrase: str
) -> None:
    horloge(instant)

    page = client.get("/ouverture-des-services/cap-2022-toulouse/").content.decode()

    assert phrase in page
    assert "Rectorat de Toulouse" in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        (
            {"pieces_ouverture": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
            "Le dépôt des pièces doit s'ouvrir avant de se fermer.",
        ),
        (
            {"pieces_mode_secours": "EN_LIGNE"},
            "Le mode accepté en cas de difficulté doit différer du mode de retour.",
        ),
        ({"cachet_de_la_poste": True}, "Le cachet de la poste ne compte que pour un envoi par courrier."),
        (
            {"ouverture": dt.datetime(2022, 1, 1, tzinfo=dt.UTC)},
            "L'ouverture doit précéder la fermeture.",
        ),
    ],
)
def test_incoherent_service_is_refused_by_the_form_and_by_the_database(champs: dict[str, Any], phrase: str) -> None:
    toulouse = service("cap-2022-toulouse")
    for nom, valeur in champs.items():
        setattr(toulouse, nom, valeur)

    with pytest.raises(ValidationError) as refus:
        toulouse.full_clean()

    assert phrase in refus.value.messages
    with acteur("systeme:essai"), pytest.raises(IntegrityError), transaction.atomic():
        toulouse.save()


def voisin(toulouse: ServiceInscription, **champs: Any) -> ServiceInscription:
    """Another service of the same session, académie and public, opening before the first one closes."""
    autres = {c.attname: getattr(toulouse, c.attname) for c in toulouse._meta.concrete_fields if not c.primary_key}
    jour = dt.timedelta(days=1)
    debut = toulouse.fermeture - jour
    return ServiceInscription(
        **{**autres, "cle": "test-voisin", "ouverture": debut, "fermeture": debut + 9 * jour, **champs}
    )


def test_periods_that_overlap_are_refused_by_the_form_and_by_the_database() -> None:
    toulouse = service("cap-2022-toulouse")

    with pytest.raises(ValidationError) as refus:
        voisin(toulouse).full_clean()

    assert "Un autre service de cette académie couvre déjà une partie de cette période." in refus.value.messages
    with (
        acteur("systeme:essai"),
        pytest.raises(IntegrityError, match="cfg_service_periodes_disjointes"),
        transaction.atomic(),
    ):
        voisin(toulouse).save()


def test_periods_that_touch_or_are_for_others_are_kept() -> None:
    """A closing is excluded: the next period may open at that very instant."""
    toulouse = service("cap-2022-toulouse")
    with acteur("systeme:essai"):
        voisin(toulouse, ouverture=toulouse.fermeture).save()
        voisin(toulouse, cle="test-autre-public", public="ETABLISSEMENT").save()
        voisin(toulouse, cle="test-autre-academie", academie_id="23").save()

    assert ServiceInscription.objects.filter(cle__startswith="test-").count() == 3
