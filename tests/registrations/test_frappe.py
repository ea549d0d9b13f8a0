"""What is typed is kept while it is typed: as typed, never judged, never over another page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from registrations.models import Brouillon
from registrations.views.garder import TAILLE_MAX
from tests.usines import compte_candidat

from . import gestes
from .requetes import requetes

ADRESSE = f"{gestes.BASE}identification/garder/"


def garder(client: Client, revision: int | str = 0, url: str = ADRESSE, **saisie: Any) -> Any:
    return client.post(url, {**saisie, "revision": revision})


def test_what_is_typed_is_kept_though_invalid_and_the_tab_is_not_done(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)

    reponse = garder(client, voie="16 voie ve", code_postal="x").json()

    fermeture = 19 * 86400 + 5 * 3600  # 29 November, 18:00
    assert (reponse["revision"], reponse["heure"]) == (1, "13:00")
    assert fermeture - 60 < reponse["reste"] <= fermeture
    brouillon = Brouillon.objects.get()
    assert brouillon.donnees["identification"] == {"voie": ["16 voie ve"], "code_postal": ["x"]}
    assert brouillon.onglets_faits == []
    assert 'value="16 voie ve"' in client.get(f"{gestes.BASE}identification/").content.decode()


def test_the_page_says_where_to_send_what_is_typed(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    assert f'data-garder="{ADRESSE}"' in client.get(f"{gestes.BASE}identification/").content.decode()
    gestes.remplir_tout(client)
    url = str(gestes.enregistrer(client).headers["Location"]).removesuffix("numero/")
    client.post(f"{url}modifier/")

    page = client.get(f"{url}acquis/").content.decode()

    assert f'data-garder="{url}acquis/garder/"' in page
    reponse = garder(client, gestes.champ_cache(client.get(f"{url}acquis/"), "revision"), f"{url}acquis/garder/")
    assert reponse.json()["revision"] == 1


def test_hour_is_the_service_s(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T23:30+01:00")
    gestes.ouvrir(client)

    assert garder(client, voie="1").json()["heure"] == "23:30"


def test_stale_page_keeps_nothing(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    garder(client, voie="1 rue de la première page")

    reponse = garder(client, 0, voie="2 rue de la seconde page")

    assert (reponse.status_code, reponse.json()["code"]) == (409, "perime")
    assert "modifiée dans un autre onglet" in reponse.json()["phrase"]
    assert Brouillon.objects.get().donnees["identification"]["voie"] == ["1 rue de la première page"]


def test_answer_lost_on_the_way_is_no_conflict(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    garder(client, voie="15 voie verte")

    encore = garder(client, 0, voie="15 voie verte")

    assert (encore.status_code, encore.json()["revision"]) == (200, 1)
    assert Brouillon.objects.get().revision == 1


@pytest.mark.parametrize("revision", ["", "-1", "abc", "²", "9" * 30])
def test_odd_revision_writes_nothing(client: Client, candidat: User, revision: str) -> None:
    gestes.ouvrir(client)

    assert garder(client, revision, voie="x").status_code == 409
    assert Brouillon.objects.get().donnees == {}


def test_done_tab_being_typed_in_is_to_be_confirmed_again(client: Client, candidat: User) -> None:
    """Half a word must not be saved by « Enregistrer » as if it were the answer."""
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    revision = Brouillon.objects.get().revision
    garder(client, revision, **{**gestes.ONGLETS["identification"], "voie": "15 voi"})

    vers = client.get(f"{gestes.BASE}recapitulatif/", follow=True)

    assert vers.redirect_chain == [(f"{gestes.BASE}identification/", 302)]
    assert "1 - Identification » est gardée : vérifiez-la, puis cliquez sur « Suivant »" in vers.content.decode()
    gestes.remplir(client, "identification", voie="15 voie")
    assert client.get(f"{gestes.BASE}recapitulatif/").status_code == 200


def test_same_values_leave_a_done_tab_done(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    avant = Brouillon.objects.get()

    garder(client, avant.revision, **gestes.ONGLETS["identification"])

    assert Brouillon.objects.get().onglets_faits == avant.onglets_faits


def test_change_kept_while_typing_still_says_which_tabs_to_review(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    sans_langue = {"specialite": "CAP-50033205"}
    gestes.remplir_tout(client, qualification=sans_langue, epreuves={"option_EP2A": "", "option_EG4": ""})
    garder(
        client,
        Brouillon.objects.get().revision,
        f"{gestes.BASE}qualification/garder/",
        **gestes.ONGLETS["qualification"],
    )

    gestes.remplir(client, "qualification")

    assert "Ce changement oblige à revoir : « 5 - Epreuves »" in client.get(f"{gestes.BASE}acquis/").content.decode()
    assert Brouillon.objects.get().onglets_faits == ["acquis", "identification", "informations", "qualification"]


def test_what_is_posted_to_a_tab_whose_earlier_one_is_reopened_is_kept(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    garder(client, Brouillon.objects.get().revision, voie="15 voi")
    revision = Brouillon.objects.get().revision
    saisie = {**gestes.ONGLETS["epreuves"], "option_EG4": "Anglais"}

    reponse = client.post(f"{gestes.BASE}epreuves/", saisie | {"revision": revision})
    perimee = client.post(f"{gestes.BASE}epreuves/", saisie | {"option_EG4": "Italien", "revision": revision})

    assert reponse.headers["Location"] == f"{gestes.BASE}identification/"
    assert perimee.status_code == 409
    assert Brouillon.objects.get().donnees["epreuves"]["option_EG4"] == ["Anglais"]


def test_double_click_on_suivant_goes_on(client: Client, candidat: User) -> None:
    """The second request is the same to the letter: there is nothing to choose between."""
    gestes.ouvrir(client)
    saisie = {**gestes.ONGLETS["identification"], "revision": 0}

    reponses = [client.post(f"{gestes.BASE}identification/", saisie) for _ in range(2)]

    assert [r.headers.get("Location") for r in reponses] == [f"{gestes.BASE}informations/"] * 2


def test_redrawing_a_stale_page_does_not_make_it_fresh(client: Client, candidat: User) -> None:
    """Choosing a spécialité in a page that another one overtook must not overwrite the other at « Suivant »."""
    gestes.ouvrir(client)
    for onglet in ("identification", "informations"):
        gestes.remplir(client, onglet)
    url = f"{gestes.BASE}qualification/"
    vieille = gestes.champ_cache(client.get(url), "revision")
    gestes.remplir(client, "qualification")
    saisie = {**gestes.ONGLETS["qualification"], "specialite": "CAP-50033205", "revision": vieille}

    page = client.post(url, saisie | {"action": "actualiser"}, headers={"HX-Request": "true"})
    suite = client.post(url, saisie | {"revision": gestes.champ_cache(page, "revision")})

    assert suite.status_code == 409
    assert Brouillon.objects.get().donnees["qualification"]["specialite"] == ["CAP-50024127"]


def test_closing_refuses_and_the_draft_stays_readable(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    gestes.ouvrir(client)
    garder(client, voie="15 voie verte")
    horloge("2021-11-29T18:00:00+01:00")

    reponse = garder(client, 1, voie="16 voie verte")

    assert (reponse.status_code, reponse.json()["code"]) == (409, "ferme")
    assert "reste consultable" in reponse.json()["phrase"]
    page = client.get(f"{gestes.BASE}identification/").content.decode()
    assert "15 voie verte" in page
    assert "Rectorat de Toulouse" in page


def test_signed_out_is_said_in_json_and_kept_nowhere(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    client.logout()

    reponse = garder(client, voie="x")

    assert (reponse.status_code, reponse.json()["code"]) == (401, "session")
    assert Brouillon.objects.get().donnees == {}


def test_draft_that_is_gone_is_said(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    client.post(f"{gestes.BASE}annuler/")

    reponse = garder(client, voie="x")

    assert (reponse.status_code, reponse.json()["code"]) == (410, "disparu")


def test_too_much_is_refused(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)

    reponse = garder(client, **{f"champ_{i}": "x" * 4_000 for i in range(TAILLE_MAX // 4_000 + 1)})

    assert (reponse.status_code, reponse.json()["code"]) == (413, "trop")
    assert Brouillon.objects.get().donnees == {}


@pytest.mark.parametrize("texte", ["a\x00b", "\udcff", "x" * 10_000, "İıſ 👩‍👩‍👧‍👦"])
def test_odd_text_is_kept_or_bounded_never_a_failure(client: Client, candidat: User, texte: str) -> None:
    gestes.ouvrir(client)
    corps = b"revision=0&voie=" + "".join(f"%{o:02X}" for o in texte.encode("utf-8", "surrogatepass")).encode()

    reponse = client.post(ADRESSE, corps, content_type="application/x-www-form-urlencoded")

    assert reponse.status_code == 200
    assert len(Brouillon.objects.get().donnees["identification"]["voie"][0]) <= 4_000


def test_only_tabs_where_something_is_typed(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)

    for onglet in ("recapitulatif", "numero", "inconnu"):
        assert garder(client, url=f"{gestes.BASE}{onglet}/garder/").status_code == 404
    assert client.get(ADRESSE).status_code == 405


def test_never_another_person_s(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")
    autre = Client()
    autre.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")

    assert garder(autre, url=f"{url}identification/garder/", voie="x").status_code == 404
    assert garder(autre, voie="x").status_code == 410


def test_token_of_the_form_is_asked_for(candidat: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(candidat, backend="accounts.backends.IdentifiantBackend")

    assert garder(strict, voie="x").status_code == 403


def test_query_counts(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    neuve = requetes(lambda: garder(client, voie="x"))
    client.post(f"{gestes.BASE}annuler/")
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")

    changee = requetes(lambda: garder(client, 0, f"{url}identification/garder/", voie="x"))

    assert len(neuve) == 2, neuve
    assert len(changee) == 2, changee  # the candidature comes with its account: not counted, as the user is not
