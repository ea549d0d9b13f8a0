"""Drafts: kept at each step, never overwritten silently, never another person's."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import effacement
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from registrations.models import Brouillon, Candidature
from registrations.services.brouillons import ouvrir
from registrations.services.erreurs import BrouillonDisparu
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat, personnel

from . import dossiers, gestes


def test_precedent_keeps_what_is_invalid(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir(client, "identification")

    reponse = gestes.remplir(client, "informations", action="precedent", categorie="")

    assert reponse.headers["Location"] == f"{gestes.BASE}identification/"
    brouillon = Brouillon.objects.get()
    assert brouillon.donnees["informations"]["etablissement"] == ["indiv-toulouse"]
    assert brouillon.onglets_faits == ["identification"]


def test_quitter_keeps_the_draft_and_its_card(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)

    reponse = gestes.remplir(client, "identification", action="quitter", voie="16 voie verte")

    assert reponse.headers["Location"] == "/inscriptions/"
    page = client.get("/inscriptions/").content.decode()
    assert "Brouillon" in page
    assert "aucune candidature active" in page
    assert "16 voie verte" in client.get(f"{gestes.BASE}identification/").content.decode()


def test_two_pages_never_overwrite_each_other(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    vieille = gestes.champ_cache(client.get(f"{gestes.BASE}identification/"), "revision")
    gestes.remplir(client, "identification", voie="1 rue de la première page")
    saisie = {**gestes.ONGLETS["identification"], "voie": "2 rue de la seconde page", "revision": vieille}

    reponse = client.post(f"{gestes.BASE}identification/", saisie)

    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "1 rue de la première page" in page
    assert "2 rue de la seconde page" in page
    assert Brouillon.objects.get().donnees["identification"]["voie"] == ["1 rue de la première page"]
    client.post(f"{gestes.BASE}identification/", saisie | {"revision": gestes.champ_cache(reponse, "revision")})
    assert Brouillon.objects.get().donnees["identification"]["voie"] == ["2 rue de la seconde page"]


def test_change_of_specialite_says_which_tabs_to_review(client: Client, candidat: User) -> None:
    sans_langue = {"specialite": "CAP-50033205"}
    gestes.ouvrir(client)
    gestes.remplir_tout(client, qualification=sans_langue, epreuves={"option_EP2A": "", "option_EG4": ""})

    gestes.remplir(client, "qualification")

    brouillon = Brouillon.objects.get()
    assert brouillon.onglets_faits == ["acquis", "identification", "informations", "qualification"]
    assert brouillon.donnees["epreuves"]["position_EF1"] == ["NON_INSCRIT"]
    assert "Ce changement oblige à revoir : « 5 - Epreuves »" in client.get(f"{gestes.BASE}acquis/").content.decode()
    assert client.get(f"{gestes.BASE}recapitulatif/").headers["Location"] == f"{gestes.BASE}epreuves/"


def test_annuler_erases_a_draft_but_not_a_saved_candidature(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")
    assert "ne changera pas" in client.get(f"{url}annuler/").content.decode()

    client.post(f"{url}annuler/")

    assert not Brouillon.objects.exists()
    assert Candidature.objects.get().version_courante == 1


def test_annuler_says_what_happens_and_how_to_keep_what_is_typed(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    neuf = client.get(f"{gestes.BASE}annuler/").content.decode()
    assert "vous ne serez pas inscrit(e)" in neuf
    assert "choisissez plutôt « Quitter »" in neuf
    client.post(f"{gestes.BASE}annuler/")
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")

    page = client.get(f"{url}annuler/").content.decode()

    assert "Votre inscription enregistrée (version 01) ne changera pas." in page
    assert "choisissez plutôt « Quitter »" in page


def test_quitter_of_the_recapitulatif_saves_nothing_and_says_so(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    url = f"{gestes.BASE}recapitulatif/"
    caches = gestes.caches(client.get(url))

    page = client.post(url, {**caches, "action": "quitter"}, follow=True)

    assert page.redirect_chain == [("/inscriptions/", 302)]
    assert "Ce n&#x27;est pas une inscription tant que vous n&#x27;avez pas enregistré." in page.content.decode()
    assert not Candidature.objects.exists()
    url = str(gestes.enregistrer(client).headers["Location"]).removesuffix("numero/")
    client.post(f"{url}modifier/")
    page = client.post(f"{url}recapitulatif/", {"action": "quitter"}, follow=True)
    assert "Votre inscription (version 01) n&#x27;a pas changé." in page.content.decode()


def test_preview_by_htmx_writes_nothing(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    for onglet in ("identification", "informations", "qualification"):
        gestes.remplir(client, onglet)
    avant = Brouillon.objects.get().revision

    reponse = client.post(
        f"{gestes.BASE}acquis/",
        {**gestes.ONGLETS["acquis"], "action": "actualiser", "revision": avant},
        headers={"HX-Request": "true"},
    )

    page = reponse.content.decode()
    assert "Vous serez dispensé de passer les épreuves suivantes." in page
    assert page.count('name="dispenses_montrees"') == 4
    assert Brouillon.objects.get().revision == avant


def test_unticked_dispense_means_sitting_the_epreuve(client: Client, candidat: User) -> None:
    compte = candidat
    candidature = dossiers.candidature(compte, acquis={"dispenses": ["EG1", "EG3", "EG5"]})

    epreuves = {e["code"]: e["position"] for e in candidature.versions.get().contenu["epreuves"]}
    assert (epreuves["EG2"], epreuves["EG1"]) == ("INSCRIT", "DISPENSE")


def test_stranger_sees_neither_draft_nor_candidature(client: Client, candidat: User) -> None:
    autre = compte_candidat()
    candidature = dossiers.candidature(autre)
    candidature.compte = autre
    dossiers.brouillon_pret(compte_candidat())
    url = f"/inscriptions/{candidature.numeros}/"

    for suite in ("", "formulaires/", "recapitulatif/", "numero/", "identification/", "annuler/", "desinscrire/"):
        assert client.get(url + suite).status_code == 404
    assert client.post(f"{url}modifier/").status_code == 404
    assert client.post(f"{url}desinscrire/").status_code == 404
    assert client.get(f"{gestes.BASE}identification/").headers["Location"] == "/inscriptions/nouvelle/"
    assert Candidature.objects.get().etat == "inscrit"


def test_staff_and_visitors_stay_out(client: Client, db: None) -> None:
    assert client.get("/inscriptions/").headers["Location"].startswith("/compte/connexion/")
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")

    assert client.get("/inscriptions/").status_code == 403
    assert client.get("/inscriptions/nouvelle/").status_code == 403


@pytest.mark.parametrize("instant", ["2021-11-01T07:59:50+01:00", "2021-11-29T18:00:00+01:00"])
def test_draft_is_refused_outside_the_opening_hours(
    candidat: User, horloge: Callable[[str], None], instant: str
) -> None:
    service = ServiceInscription.objects.select_related("session__examen").get(cle=gestes.SERVICE)
    horloge(instant)

    with pytest.raises(Refus) as refus:
        ouvrir(compte=candidat, service=service)

    assert refus.value.code == "CY011"


def test_named_actor_writes_outside_the_opening_hours(candidat: User, horloge: Callable[[str], None]) -> None:
    horloge("2021-12-25T12:00+01:00")

    with acteur("gestionnaire:1"):
        dossiers.brouillon_pret(candidat)

    assert Brouillon.objects.count() == 1


def test_last_minutes_are_announced(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    gestes.ouvrir(client)
    horloge("2021-11-29T17:49:30+01:00")
    assert "Le service ferme dans" not in client.get(f"{gestes.BASE}identification/").content.decode()
    horloge("2021-11-29T17:55:30+01:00")

    assert "Le service ferme dans 5 minutes" in client.get(f"{gestes.BASE}identification/").content.decode()


def test_enregistrer_from_an_old_recapitulatif_saves_nothing_unseen(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    vieille = gestes.caches(client.get(f"{gestes.BASE}recapitulatif/"))
    gestes.remplir(client, "identification", voie="1 rue que cette page ne montrait pas")

    reponse = client.post(f"{gestes.BASE}recapitulatif/", vieille)

    assert reponse.headers["Location"] == f"{gestes.BASE}recapitulatif/"
    assert not Candidature.objects.exists()
    assert gestes.enregistrer(client).headers["Location"].endswith("/numero/")


def test_enregistrer_after_the_account_was_deleted_is_a_draft_that_is_gone(candidat: User) -> None:
    """Deleted in another tab between the Récapitulatif and « Enregistrer »: a page that says so, not a 500."""
    compte = candidat
    brouillon = dossiers.brouillon_pret(compte)
    parcours = Parcours(compte=compte, brouillon=brouillon)
    assert parcours.a_reprendre() == []
    saisie, contexte = parcours.saisie(), parcours.contexte
    effacement.supprimer_compte(compte_id=compte.pk)

    with pytest.raises(BrouillonDisparu):
        enregistrer(
            compte=compte,
            brouillon=brouillon,
            revision=brouillon.revision,
            cle=brouillon.cle_formulaire,
            saisie=saisie,
            contexte=contexte,
        )
