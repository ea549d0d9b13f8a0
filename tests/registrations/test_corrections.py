"""A school corrects what it entered, by importing the line again: said, decided, applied while nothing is saved."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import CandidateProfile, User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from registrations.enums import Choix, Etat, EtatPreinscription
from registrations.imports.ecarts import empreinte
from registrations.models import Candidature, Journal
from registrations.services import lots
from tests.documents.papillons import editer

from .corrections import AUTRE_SPECIALITE, SANS_ADRESSE, acculi, corriger, decider, par, reimporter
from .eleves_csv import controle

__all__ = ["par"]  # the fixture
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cellules", "phrase"),
    [
        ({"classe": "DIV2"}, "classe : DIV1 → DIV2"),
        ({"forme": "Progressive"}, "forme de passage : Globale → Progressive"),
        ({"options": "EF1=Inscrit"}, "EF1 : Non inscrit → Inscrit"),
        ({"adresse": "16 voie verte"}, "adresse : 15 voie verte, 31000 TOULOUSE → 16 voie verte, 31000 TOULOUSE"),
        (
            {"classe": "DIV2", "specialite": AUTRE_SPECIALITE, "options": ""},
            "classe : DIV1 → DIV2 ; spécialité : Accompagnant éducatif petite enfance → Arts de la broderie ; "
            "EF1 : Non inscrit → rien",
        ),
    ],
    ids=str,
)
def test_dry_run_says_what_differs_in_words(par: User, cellules: dict[str, str], phrase: str) -> None:
    rapport = controle([cellules])

    assert rapport.lignes[0].prevision == f"Déjà préinscrit, vous déciderez : {phrase}."
    assert (len(rapport.corrections), len(rapport.deja), len(rapport.a_decider), rapport.nouveaux) == (1, 0, 0, 0)


@pytest.mark.parametrize("cellules", [{}, SANS_ADRESSE, {"options": "", "forme": ""}, {"civilite": "M"}], ids=str)
def test_same_line_or_one_that_says_less_changes_nothing(par: User, cellules: dict[str, str]) -> None:
    avant = list(Candidature.objects.values())

    assert controle([cellules]).lignes[0].prevision == "Déjà préinscrit : rien ne change."
    assert reimporter(par, **cellules).etat == EtatPreinscription.DEJA
    assert list(Candidature.objects.values()) == avant


def test_candidature_of_another_academie_is_neither_compared_nor_corrected(par: User) -> None:
    with acteur("gestionnaire:1"):
        Candidature.objects.update(academie="23")

    assert controle([{"classe": "DIV2"}]).lignes[0].prevision == "Déjà préinscrit : rien ne change."
    assert reimporter(par, classe="DIV2").etat == EtatPreinscription.DEJA
    assert acculi().classe == "DIV1"


def test_correction_waits_for_a_decision_then_rewrites_the_school_s_entry(par: User) -> None:
    ligne = reimporter(par, classe="DIV2", specialite=AUTRE_SPECIALITE, options="", **SANS_ADRESSE)
    assert (ligne.etat, ligne.candidature_id) == (EtatPreinscription.A_DECIDER, acculi().pk)
    assert acculi().classe == "DIV1"
    civil = CandidateProfile.objects.values().get()

    decider(ligne, par)

    corrigee = acculi()
    assert (ligne.etat, ligne.candidature_id, ligne.donnees, ligne.brut) == ("corrigee", corrigee.pk, {}, {})
    assert (corrigee.etat, corrigee.version_courante, corrigee.classe) == (Etat.A_COMPLETER, 0, "DIV2")
    assert corrigee.specialite_id == "CAP-50024127"
    assert corrigee.preinscription["qualification"] == {"specialite": ["CAP-50024127"], "forme": ["Globale"]}
    assert corrigee.preinscription["identification"]["voie"] == ["15 voie verte"]
    assert "epreuves" not in corrigee.preinscription
    assert CandidateProfile.objects.values().get() == civil
    trace = Journal.objects.get(action="correction")
    assert (trace.acteur, trace.action_affichee) == (
        f"gestionnaire:{par.pk}",
        "préinscription corrigée par l'établissement",
    )
    assert trace.motif == (
        "classe : DIV1 → DIV2 ; spécialité : Accompagnant éducatif petite enfance → Arts de la broderie ; "
        "EF1 : Non inscrit → rien"
    )


def test_left_as_it_is_nothing_changes_and_nothing_of_the_line_is_kept(par: User) -> None:
    ligne = decider(reimporter(par, classe="DIV2"), par, Choix.LAISSER)

    assert (ligne.etat, ligne.donnees, ligne.brut) == (EtatPreinscription.IGNOREE, {}, {})
    assert acculi().classe == "DIV1"
    assert not Journal.objects.filter(action="correction").exists()


@pytest.mark.parametrize("choix", [Choix.RATTACHER, Choix.CREER, Choix.IGNORER])
def test_choices_of_an_account_are_not_those_of_a_correction(par: User, choix: Choix) -> None:
    ligne = reimporter(par, classe="DIV2")

    with pytest.raises(Refus, match="relisez-les"):
        lots.decider(lot_id=ligne.lot_id, par=par, choix={ligne.pk: choix})
    ligne.refresh_from_db()
    assert ligne.etat == EtatPreinscription.A_DECIDER


def test_second_correction_decided_from_the_same_page_is_asked_again(par: User) -> None:
    vu = empreinte(acculi())
    premiere, seconde = reimporter(par, classe="DIV2"), reimporter(par, classe="DIV3")

    decider(premiere, par, vu=vu)
    decider(seconde, par, vu=vu)

    assert acculi().classe == "DIV2"
    assert (seconde.etat, seconde.candidature_id) == (EtatPreinscription.A_DECIDER, acculi().pk)
    decider(seconde, par)
    assert (seconde.etat, acculi().classe) == (EtatPreinscription.CORRIGEE, "DIV3")
    assert list(Journal.objects.filter(action="correction").order_by("pk").values_list("motif", flat=True)) == [
        "classe : DIV1 → DIV2",
        "classe : DIV2 → DIV3",
    ]


def test_the_same_correction_decided_twice_is_made_once(par: User) -> None:
    premiere, seconde = reimporter(par, classe="DIV2"), reimporter(par, classe="DIV2")

    decider(premiere, par)
    decider(seconde, par)

    assert (premiere.etat, seconde.etat) == (EtatPreinscription.CORRIGEE, EtatPreinscription.DEJA)
    assert Journal.objects.filter(action="correction").count() == 1


def test_long_addresses_take_several_lines_of_the_journal(par: User) -> None:
    long = {"adresse": "a" * 100, "complement": "b" * 100, "localite": "c" * 80}
    corriger(par, **long)
    corriger(par, classe="D" * 60, **{nom: cellule.upper() for nom, cellule in long.items()})

    motifs = Journal.objects.filter(action="correction").order_by("pk").values_list("motif", flat=True)
    assert [len(motif) <= 500 for motif in motifs] == [True] * 3
    assert motifs[1] == f"classe : DIV1 → {'D' * 60}"


def test_class_corrected_moves_the_pupil_in_the_papillons_and_keeps_the_code_given(client: Client, par: User) -> None:
    edition = editer([acculi()], par)
    corriger(par, classe="DIV2")

    page = client.get(reverse("gestion:documents_editionpapillons_changelist")).content.decode()
    assert "DIV2" in page
    assert "DIV1" not in page
    code = edition.papillons.get().code
    assert code is not None
    assert code.revoque_le is None
