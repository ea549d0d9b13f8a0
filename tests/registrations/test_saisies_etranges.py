"""Odd text in every field of the tabs: back to the letter on every page and in the version, or refused."""

import html
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import CandidateProfile, User
from registrations.models import Brouillon, Version
from tests.accounts.test_creation_etranges import GARDES, REFUSES

from . import gestes

TAB = f"{gestes.BASE}identification/"
TEXTES = ("voie", "complement_1", "complement_2", "complement_3", "localite", "pere", "mere")
# Every other field of the tabs has a form of its own, or a list.
AUTRES = [(onglet, champ) for onglet, saisie in gestes.ONGLETS.items() for champ in saisie if champ not in TEXTES] + [
    ("identification", "telephone_fixe")
]
# Answers with what the page did not ask do no harm, and are not kept.
SANS_EFFET = {("acquis", "dispenses_montrees"), ("acquis", "dispenses"), ("acquis", "questions")}


def valeur_montree(page: str, nom: str) -> str | None:
    trouve = re.search(rf'name="{nom}"[^>]*? value="([^"]*)"', page)
    return html.unescape(trouve[1]) if trouve else None


@pytest.fixture
def ne_a_l_etranger(candidat: User) -> None:
    """The parents' names are asked of those born abroad."""
    CandidateProfile.objects.filter(user=candidat).update(
        pays_naissance="BE", departement_naissance=None, commune_naissance="", commune_code="", ville_naissance="Liège"
    )


@pytest.mark.parametrize("etrange", GARDES.values(), ids=GARDES)
def test_odd_text_in_every_field_at_once_comes_back_to_the_letter(
    client: Client, candidat: User, ne_a_l_etranger: None, etrange: str
) -> None:
    """On the tab, the Récapitulatif and « Mon inscription »; nothing of it is run or cut."""
    gestes.ouvrir(client)
    gestes.remplir_tout(client, identification=dict.fromkeys(TEXTES, etrange))

    onglet = client.get(TAB).content.decode()
    recapitulatif = client.get(f"{gestes.BASE}recapitulatif/").content.decode()
    enregistree = gestes.enregistrer(client)
    relu = client.get(enregistree.headers["Location"].replace("numero/", "recapitulatif/")).content.decode()

    assert {nom: valeur_montree(onglet, nom) for nom in TEXTES} == dict.fromkeys(TEXTES, etrange)
    for page in (recapitulatif, relu):
        assert page.count(html.escape(etrange)) >= 3
        assert html.escape(etrange) == etrange or etrange not in page
    contenu = Version.objects.get().contenu
    assert str(contenu).count(repr(etrange)) >= len(TEXTES)


@pytest.mark.parametrize("etrange", REFUSES.values(), ids=REFUSES)
@pytest.mark.parametrize("champ", TEXTES)
def test_text_that_cannot_be_kept_is_refused_at_its_field(
    client: Client, candidat: User, ne_a_l_etranger: None, champ: str, etrange: str
) -> None:
    gestes.ouvrir(client)

    reponse = gestes.remplir(client, "identification", **{champ: etrange})

    assert reponse.status_code == 422
    assert f'href="#id_{champ}"' in reponse.content.decode()
    assert "identification" not in Brouillon.objects.get().onglets_faits


@pytest.mark.parametrize(("onglet", "champ"), AUTRES, ids=[f"{o}-{c}" for o, c in AUTRES])
def test_odd_text_in_any_other_field_is_refused_with_a_sentence(
    client: Client, candidat: User, onglet: str, champ: str
) -> None:
    gestes.ouvrir(client)
    for precedent in gestes.ONGLETS:
        if precedent == onglet:
            break
        assert gestes.remplir(client, precedent).status_code == 302

    for nom, etrange in {**GARDES, **REFUSES}.items():
        reponse = gestes.remplir(client, onglet, **{champ: etrange})
        if (onglet, champ) in SANS_EFFET:
            assert reponse.status_code in (302, 422), nom
        else:
            assert (reponse.status_code, bool(gestes.erreurs(reponse))) == (422, True), nom
        if reponse.status_code == 302:
            assert client.get(f"{gestes.BASE}{onglet}/").status_code == 200, nom
    assert client.get(f"{gestes.BASE}{onglet}/").status_code == 200


@pytest.mark.parametrize("champ", [*TEXTES, "revision", "action", "mail", "nationalite"])
def test_bytes_that_are_no_text_give_no_500(client: Client, candidat: User, champ: str) -> None:
    gestes.ouvrir(client)
    revision = gestes.champ_cache(client.get(TAB), "revision")
    saisie: dict[str, Any] = {**gestes.ONGLETS["identification"], "revision": revision, "action": "suivant"}
    corps = "&".join(f"{n}={'%ED%B2%80%FF' if n == champ else quote(v)}" for n, v in {**saisie, champ: ""}.items())

    reponse = client.post(TAB, corps.encode(), content_type="application/x-www-form-urlencoded")

    assert reponse.status_code in (302, 409, 422)
