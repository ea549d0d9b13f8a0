"""What a pupil keeps, and reads, when her school corrects its entry; once she is inscrite, nothing changes."""

import pytest

from accounts.models import User
from cyclades.outbox.services import vider
from registrations.enums import Choix, Etat, EtatPreinscription
from registrations.models import Brouillon, Candidature, Version
from registrations.services import lots
from registrations.services.actes import ecarter

from . import eleves, gestes
from .corrections import AUTRE_SPECIALITE, acculi, corriger, decider, eleve_connectee, par, reimporter
from .eleves_csv import controle

__all__ = ["par"]  # the fixture
pytestmark = pytest.mark.django_db


def test_draft_keeps_what_the_pupil_typed_and_follows_the_school_for_the_rest(par: User) -> None:
    client, candidature = eleve_connectee()
    client.post(f"{eleves.base(candidature)}modifier/")
    eleves.aller(client, candidature, "identification", voie="18 rue à moi")
    eleves.aller(client, candidature, "informations")
    avant = Brouillon.objects.get()
    assert avant.onglets_faits == ["identification", "informations"]

    corriger(par, adresse="16 voie verte", nationalite="ITA", specialite=AUTRE_SPECIALITE, options="")

    brouillon = Brouillon.objects.get()
    assert brouillon.revision == avant.revision + 1
    assert brouillon.donnees["identification"]["voie"] == ["18 rue à moi"]
    assert brouillon.donnees["identification"]["telephone_mobile"] == ["0606060606"]
    assert brouillon.donnees["identification"]["nationalite"] == ["ITA"]
    assert brouillon.donnees["qualification"]["specialite"] == ["CAP-50024127"]
    assert brouillon.onglets_faits == ["informations"]
    page = client.get(f"{eleves.base(candidature)}identification/").content.decode()
    assert "Votre établissement avait indiqué : 16 voie verte." in page


def test_page_drawn_before_the_correction_is_told_and_loses_nothing(par: User) -> None:
    client, candidature = eleve_connectee()
    client.post(f"{eleves.base(candidature)}modifier/")
    page = client.get(f"{eleves.base(candidature)}identification/")
    corriger(par, nationalite="ITA")

    saisie = {**eleves.ONGLETS["identification"], "revision": gestes.champ_cache(page, "revision")}
    perimee = client.post(f"{eleves.base(candidature)}identification/", {**saisie, "action": "suivant"})

    assert perimee.status_code == 409
    assert "ou votre établissement a corrigé la sienne" in perimee.content.decode()
    assert "16 voie verte" in perimee.content.decode()


def test_class_alone_leaves_the_draft_and_the_save_says_to_read_again(par: User) -> None:
    client, candidature = eleve_connectee()
    eleves.parcourir(client, candidature)
    avant = Brouillon.objects.values().get()

    corriger(par, classe="DIV2")

    assert Brouillon.objects.values().get() == avant
    assert gestes.enregistrer(client, eleves.base(candidature)).status_code == 302
    assert acculi().etat == Etat.INSCRIT


def test_another_specialite_is_gone_through_again_then_saved(par: User) -> None:
    client, candidature = eleve_connectee()
    eleves.parcourir(client, candidature)
    corriger(par, specialite=AUTRE_SPECIALITE, options="")

    recapitulatif = client.get(f"{eleves.base(candidature)}recapitulatif/", follow=True).content.decode()
    assert "Qualification présentée" in recapitulatif
    assert "est gardée : vérifiez-la, puis cliquez sur « Suivant »." in recapitulatif
    eleves.aller(client, candidature, "qualification")
    eleves.aller(client, candidature, "acquis")
    epreuves = {"option_EP2A": "Broderie machine guidée main", "option_EG4": "Allemand", "option_EG4A": "Allemand"}
    assert eleves.aller(client, candidature, "epreuves", **epreuves).status_code == 302
    assert gestes.enregistrer(client, eleves.base(candidature)).status_code == 302

    assert Version.objects.get().contenu["qualification"]["specialite"]["code"] == "CAP-50024127"


def test_pupil_reads_what_her_school_corrected(par: User) -> None:
    client, candidature = eleve_connectee()
    adresse_page = f"{eleves.base(candidature)}recapitulatif/"
    assert "a corrigé ce qu" not in client.get(adresse_page).content.decode()

    corriger(par, classe="DIV2")

    page = client.get(adresse_page).content.decode()
    assert "Votre établissement a corrigé ce qu'il avait saisi" in page
    assert "classe : DIV1 → DIV2" in page


def test_pupil_inscrit_is_not_corrected_and_the_line_says_what_to_do(par: User) -> None:
    cellules = {"classe": "DIV2", "forme": "Progressive", "specialite": AUTRE_SPECIALITE, "options": ""}
    attendue = reimporter(par, **cellules)
    client, candidature = eleve_connectee()
    eleves.parcourir(client, candidature)
    gestes.enregistrer(client, eleves.base(candidature))
    avant = Candidature.objects.values().get()
    phrase = (
        "Cet élève est déjà inscrit, rien n'est changé. Sa classe reste DIV1. Pour « forme de passage : Globale → "
        "Progressive ; EF1 : Non inscrit → rien », passez par une rectification de son dossier. Pour « spécialité : "
        "Accompagnant éducatif petite enfance → Arts de la broderie », écartez sa candidature, puis réimportez la "
        "ligne et rattachez-la à son compte."
    )

    assert controle([cellules]).lignes[0].prevision == phrase
    ligne = reimporter(par, **cellules)
    decider(attendue, par)

    for refusee in (ligne, attendue):
        assert (refusee.etat, refusee.erreur) == (EtatPreinscription.REFUSEE, phrase)
    assert Candidature.objects.values().get() == avant
    assert controle([{}]).lignes[0].prevision == "Déjà préinscrit : rien ne change."


def test_wrong_specialite_of_a_pupil_inscrit_is_put_right_as_the_line_says(par: User) -> None:
    client, candidature = eleve_connectee()
    eleves.parcourir(client, candidature)
    gestes.enregistrer(client, eleves.base(candidature))
    ecarter(candidature_id=candidature.pk, vu=Etat.INSCRIT, par=par, motif="Spécialité fausse.")

    ligne = reimporter(par, specialite=AUTRE_SPECIALITE, options="")
    assert (ligne.etat, ligne.candidature_id) == (EtatPreinscription.A_DECIDER, None)
    lots.decider(lot_id=ligne.lot_id, par=par, choix={ligne.pk: Choix.RATTACHER})
    vider()

    seconde = Candidature.objects.get(numero=2)
    assert (seconde.compte_id, seconde.etat) == (candidature.compte_id, Etat.A_COMPLETER)
    assert seconde.specialite_id == "CAP-50024127"
