"""What a pre-registered pupil sees, completes and may not change, page by page."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cyclades.common.acteur import acteur
from justificatifs.models import PieceAttendue
from registrations import queries
from registrations.enums import Etat
from registrations.models import Brouillon, Candidature, Version
from registrations.services.erreurs import BrouillonPerime
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours

from . import gestes
from .eleves import ONGLETS, SAISIE, aller, base, parcourir, preinscrite
from .test_preinscription import acculi, lire, texte

__all__ = ["acculi"]
pytestmark = pytest.mark.django_db


MARQUE = "Renseigné par votre établissement"


def test_card_and_consultation_say_a_completer_and_what_the_school_entered(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)

    carte = lire(client, "/inscriptions/")
    assert "À compléter" in carte
    assert "LYC BELLEVUE-TOULOUSE (0310038Y)" in carte
    assert "Accompagnant éducatif petite enfance" in carte
    assert "Se désinscrire" not in carte
    consultation = lire(client, f"{base(candidature)}recapitulatif/")
    assert "Inscription à compléter" in consultation
    assert "Elle ne compte pas tant que vous n'avez pas parcouru les onglets et enregistré" in consultation.replace(
        "&#x27;", "'"
    )
    for valeur in ("SCOLAIRE", "LYC BELLEVUE-TOULOUSE (0310038Y)", "Classe : DIV1", "15 voie verte", MARQUE):
        assert valeur in consultation
    assert acculi.email not in consultation  # the account's, not the school's
    assert 'onglet-fait"' not in client.get(f"{base(candidature)}recapitulatif/").content.decode()
    assert "version 00" not in consultation


def test_each_tab_marks_and_locks_what_the_school_entered(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)
    client.post(f"{base(candidature)}modifier/")

    page = client.get(f"{base(candidature)}identification/").content.decode()
    assert page.count(f'<span class="renseigne">{MARQUE}.</span>') == 2
    assert re.search(r'name="voie"[^>]*value="15 voie verte"', page)
    aller(client, candidature, "identification")
    page = client.get(f"{base(candidature)}informations/").content.decode()
    for valeur in ("SCOLAIRE", "LYC BELLEVUE-TOULOUSE (0310038Y)"):
        assert re.search(rf'<input type="text" id="[^"]+" value="{re.escape(valeur)}" readonly', page)
    assert page.count(f'<span class="renseigne">{MARQUE}.</span> Lui seul peut le corriger.') == 2
    assert 'name="categorie"' not in page
    assert 'name="etablissement"' not in page
    aller(client, candidature, "informations")
    page = client.get(f"{base(candidature)}qualification/").content.decode()
    assert 'value="Accompagnant éducatif petite enfance" readonly' in page
    assert 'name="specialite"' not in page


def test_pupil_completes_and_is_inscrit_with_the_pieces_of_pupils(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)
    parcourir(client, candidature)

    recapitulatif = lire(client, f"{base(candidature)}recapitulatif/")
    assert "n'est pas encore enregistrée" in recapitulatif.replace("&#x27;", "'")
    assert "version 00" not in recapitulatif
    assert recapitulatif.count(MARQUE) == 6  # the sentence on top, then five lines; the address was corrected
    assert Candidature.objects.get().etat == Etat.A_COMPLETER
    reponse = gestes.enregistrer(client, base(candidature))

    assert reponse.headers["Location"] == f"{base(candidature)}numero/"
    relue = Candidature.objects.get()
    assert (relue.etat, relue.version_courante, relue.numero) == (Etat.INSCRIT, 1, 1)
    codes = set(PieceAttendue.objects.filter(candidature=relue).values_list("code", flat=True))
    assert {"CINSIG02", "NATIDE04", "PSNATT05"} <= codes
    contenu = Version.objects.get().contenu
    assert contenu["informations"]["categorie"]["libelle"] == "SCOLAIRE"
    assert contenu["informations"]["etablissement"] == {"code": "0310038Y", "libelle": "LYC BELLEVUE-TOULOUSE"}
    assert {e["mode"] for e in contenu["epreuves"] if e["mode"]} >= {"CCF"}
    assert MARQUE in lire(client, f"{base(candidature)}recapitulatif/")
    pieces = lire(client, f"/justificatifs/{candidature.numeros}/")
    assert "CINSIG02 : Confirmation d'inscription signée (candidats en établissement)" in pieces.replace("&#x27;", "'")


def test_forged_posts_change_nothing_that_is_the_school_s(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)

    parcourir(
        client,
        candidature,
        informations={"categorie": "INDIVIDUEL_SALARIE", "etablissement": "indiv-toulouse"},
        qualification={"specialite": "CAP-50024127"},
    )
    garder = {"categorie": "EX_SCOLAIRE", "revision": str(Brouillon.objects.get().revision)}
    client.post(f"{base(candidature)}informations/garder/", {**ONGLETS["informations"], **garder})
    assert aller(client, candidature, "informations", categorie="EX_SCOLAIRE").status_code == 302
    assert gestes.enregistrer(client, base(candidature)).status_code == 302

    contenu = Version.objects.get().contenu
    assert contenu["informations"]["categorie"]["libelle"] == "SCOLAIRE"
    assert contenu["informations"]["etablissement"]["code"] == "0310038Y"
    assert contenu["qualification"]["specialite"]["code"] == "CAP-50033205"
    assert Version.objects.get().saisie["informations"]["categorie"] == ["SCOLAIRE"]
    assert Candidature.objects.get().specialite_id == "CAP-50033205"


def test_correction_by_the_school_meanwhile_is_read_before_saving(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)
    parcourir(client, candidature)
    brouillon = queries.modification_de(Candidature.objects.select_related("service").get())
    assert brouillon is not None
    parcours = Parcours(compte=acculi, brouillon=brouillon)
    assert parcours.a_reprendre() == []
    with acteur("gestionnaire:1"):
        Candidature.objects.update(classe="DIV2")

    with pytest.raises(BrouillonPerime):
        enregistrer(
            compte=acculi,
            brouillon=brouillon,
            revision=brouillon.revision,
            cle=brouillon.cle_formulaire,
            saisie=parcours.saisie(),
            contexte=parcours.contexte,
        )
    assert not Version.objects.exists()
    assert gestes.enregistrer(client, base(candidature)).status_code == 302


def test_corrected_field_says_what_the_school_had_given(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)
    client.post(f"{base(candidature)}modifier/")
    aller(client, candidature, "identification", voie="16 voie verte")

    page = client.get(f"{base(candidature)}identification/").content.decode()

    assert '<span class="renseigne">Votre établissement avait indiqué : 15 voie verte.</span>' in page


def test_pupil_cannot_leave_and_reads_whom_to_ask(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)

    page = lire(client, f"{base(candidature)}desinscrire/")
    assert "votre établissement vous a inscrit(e), lui seul peut le demander" in page
    assert "LYC BELLEVUE-TOULOUSE (0310038Y)" in page
    assert "OK : me désinscrire" not in page
    assert client.post(f"{base(candidature)}desinscrire/").status_code == 409
    assert Candidature.objects.get().etat == Etat.A_COMPLETER


def test_giving_the_draft_up_leaves_the_candidature_a_completer(client: Client, acculi: User) -> None:
    candidature = preinscrite(acculi)
    client.post(f"{base(candidature)}modifier/")
    aller(client, candidature, "identification")

    page = client.post(f"{base(candidature)}annuler/", follow=True)

    assert "Votre inscription reste à compléter" in texte(page)
    assert not Brouillon.objects.exists()
    client.post(f"{base(candidature)}modifier/")
    assert Brouillon.objects.get().donnees == SAISIE


@pytest.mark.parametrize(("onglet", "requetes"), [("informations", 8), ("qualification", 8)])
def test_tabs_of_a_pupil_query_counts(
    client: Client, acculi: User, onglet: str, requetes: int, django_assert_num_queries: Any
) -> None:
    candidature = preinscrite(acculi)
    parcourir(client, candidature)
    client.get(f"{base(candidature)}{onglet}/")

    with django_assert_num_queries(requetes):
        client.get(f"{base(candidature)}{onglet}/")
