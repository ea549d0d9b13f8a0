"""Odd text in every field of the creation form: kept to the letter, or refused in words and shown again."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import CandidateProfile

from .conftest import SAISIE

Saisie = Callable[..., dict[str, str]]
pytestmark = pytest.mark.django_db

ETRANGES = {
    "emoji": "Zoé 👩‍🎓",
    "droite à gauche": "\u202eDack\u202c ضاكر",
    "largeur nulle": "Da\u200bck",
    "nul": "Da\x00ck",
    "long": "x" * 10_000,
    "turc": "İı",
    "sql": "'; DROP TABLE accounts_user;--",
    "gabarit": "{{7*7}}{% url 'x' %}",
    "tableur": '=HYPERLINK("http://x.example";"clic")',
}


@pytest.mark.parametrize("etrange", ETRANGES.values(), ids=ETRANGES)
@pytest.mark.parametrize("champ", sorted(SAISIE))
def test_creer_odd_text_in_any_field_is_kept_or_refused_and_shown_again(
    client: Client, saisie: Saisie, champ: str, etrange: str
) -> None:
    reponse = client.post("/compte/creer/", saisie(**{champ: etrange}))

    if reponse.status_code == 302:
        profil = CandidateProfile.objects.get()
        gardes = [profil.nom_usage, profil.prenoms, profil.ville_naissance, profil.commune_naissance]
        assert etrange in gardes or champ in ("nom_naissance", "ville_naissance"), "gardé à la lettre"
        return
    assert reponse.status_code == 200
    form = reponse.context["form"]
    assert form.errors
    if "mot_de_passe" not in champ:
        assert form[champ].value() == etrange


@pytest.mark.parametrize("champ", sorted(SAISIE))
def test_creer_bytes_that_are_no_text_give_no_500(client: Client, saisie: Saisie, champ: str) -> None:
    corps = b"&".join(
        f"{nom}=".encode() + (b"%ED%B2%80%FF" if nom == champ else quote(valeur).encode())
        for nom, valeur in saisie().items()
    )

    reponse = client.post("/compte/creer/", corps, content_type="application/x-www-form-urlencoded")

    assert reponse.status_code in (200, 302)
