"""Pre-registered candidates (specification §5, guide chapter 8): what was entered for them, what they do of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from justificatifs.models import PieceAttendue
from registrations import queries
from registrations.enums import Etat, Origine
from registrations.models import Brouillon, Candidature, Journal, Version
from registrations.services.erreurs import BrouillonPerime, DejaInscrit
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import ServiceInscription, Session

from . import dossiers, gestes
from .eleves import ECOLE, ONGLETS, SAISIE, aller, base, eleve, parcourir, preinscrite

pytestmark = pytest.mark.django_db
MARQUE = "Renseigné par votre établissement"
REPRIS = "Repris de votre inscription précédente"


@pytest.fixture
def acculi(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    """The guide's pupil, signed in with `client`."""
    horloge("2021-11-10T13:00+01:00")
    compte = eleve()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


def lire(client: Client, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, (reponse.status_code, reponse.headers.get("Location"))
    return texte(reponse)


def texte(reponse: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode()))


# --- The service


def test_school_registers_a_pupil_a_completer(acculi: User) -> None:
    candidature = preinscrite(acculi)

    relue = Candidature.objects.get()
    assert (relue.etat, relue.numero, relue.version_courante, relue.origine) == (
        Etat.A_COMPLETER,
        1,
        0,
        Origine.ETABLISSEMENT,
    )
    assert (relue.classe, relue.etablissement, relue.specialite_id) == (
        "DIV1",
        "LYC BELLEVUE-TOULOUSE (0310038Y)",
        "CAP-50033205",
    )
    assert relue.ecole is not None
    assert relue.ecole.cle == ECOLE
    assert relue.preinscription == SAISIE
    ligne = Journal.objects.get()
    assert (ligne.candidature_id, ligne.action, ligne.acteur, ligne.vers) == (
        candidature.pk,
        "preinscription",
        "systeme:import",
        Etat.A_COMPLETER,
    )
    acculi.profil.refresh_from_db()
    assert acculi.profil.identite_verrouillee_le is not None


@pytest.mark.parametrize(
    ("onglet", "champ", "valeur"),
    [
        ("informations", "categorie", ""),
        ("informations", "categorie", "INDIVIDUEL_SALARIE"),
        ("informations", "etablissement", ""),
        ("informations", "etablissement", "indiv-toulouse"),
        ("informations", "etablissement", "inconnu"),
        ("qualification", "specialite", ""),
        ("qualification", "specialite", "CAP-INCONNUE"),
    ],
)
def test_wrong_entry_of_a_school_is_refused_beside_its_field(
    acculi: User, onglet: str, champ: str, valeur: str
) -> None:
    with pytest.raises(Refus) as refus:
        preinscrite(acculi, saisie={**SAISIE, onglet: {**SAISIE[onglet], champ: [valeur]}})

    assert refus.value.champ == champ
    assert not Candidature.objects.exists()
    assert User.objects.get(pk=acculi.pk).profil.identite_verrouillee_le is None


def test_second_preregistration_of_a_session_is_refused(acculi: User) -> None:
    premiere = preinscrite(acculi)

    with pytest.raises(DejaInscrit) as refus:
        preinscrite(acculi)

    assert refus.value.candidature == premiere
    assert Candidature.objects.count() == 1


def test_two_accounts_of_one_civil_status_are_refused_in_one_session(acculi: User) -> None:
    preinscrite(acculi)

    with pytest.raises(Refus, match="Cet élève a déjà une candidature active"):
        preinscrite(eleve(prenoms="ACCULI"))
    assert Candidature.objects.count() == 1


def test_archived_session_takes_nobody(acculi: User) -> None:
    service = ServiceInscription.objects.get(cle=gestes.SERVICE)
    Session.objects.filter(pk=service.session_id).update(archivee_le="2022-09-01T00:00Z")

    with pytest.raises(Refus, match="archivée"):
        preinscrite(acculi)


def test_candidate_never_preregisters_himself(acculi: User) -> None:
    tentatives: list[dict[str, Any]] = [{"par": "candidat:1"}, {"par": ""}, {"origine": Origine.GRAND_PUBLIC}]
    for faux in [*tentatives, {"saisie": {"numero": {}}}]:
        with pytest.raises(ValueError):
            preinscrite(acculi, **faux)


# --- The database


@pytest.mark.parametrize(
    "champs",
    [
        {"origine": Origine.GRAND_PUBLIC, "ecole": None},
        {"classe": "DIV2"},
        {"cle_eleve": ""},
        {"preinscription": {}},
        {"specialite": "CAP-50024127"},
        {"etat": Etat.DESINSCRIT},
    ],
    ids=str,
)
def test_database_keeps_the_school_s_entry_from_the_candidate(acculi: User, champs: dict[str, Any]) -> None:
    preinscrite(acculi)

    with pytest.raises(DatabaseError, match=r"reserve|preinscription"), transaction.atomic():
        Candidature.objects.update(**champs)
    if champs.keys() <= {"classe", "preinscription", "specialite"}:
        with acteur("gestionnaire:1"):
            assert Candidature.objects.update(**champs) == 1


def test_database_refuses_a_birth_in_the_school_s_name(acculi: User) -> None:
    candidature = dossiers.candidature(acculi)
    Candidature.objects.filter(pk=candidature.pk).update(etat=Etat.DESINSCRIT)
    candidature.pk, candidature.numero, candidature.etat = None, 2, Etat.INSCRIT
    candidature.origine = Origine.ETABLISSEMENT

    with pytest.raises(DatabaseError, match="origine interdite"), transaction.atomic():
        candidature.save(force_insert=True)


# --- The pages


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


def test_closing_before_completion_says_that_it_does_not_count(
    client: Client, acculi: User, horloge: Callable[[str], None]
) -> None:
    candidature = preinscrite(acculi)
    parcourir(client, candidature)
    horloge("2021-11-29T18:00+01:00")

    page = lire(client, f"{base(candidature)}recapitulatif/")

    assert "Votre inscription reste à compléter : elle ne compte pas." in page
    assert "Adressez-vous à votre établissement" in page
    assert "16 voie verte" in page
    assert "version 00" not in page


def test_redoublant_starts_from_his_last_session_and_changes_everything(client: Client, acculi: User) -> None:
    saisie = dossiers.donnees()
    candidature = preinscrite(acculi, origine=Origine.REDOUBLANT, saisie=saisie, classe="", par="gestionnaire:1")
    assert REPRIS in lire(client, f"{base(candidature)}recapitulatif/")
    client.post(f"{base(candidature)}modifier/")
    page = client.get(f"{base(candidature)}informations/")
    assert page.status_code == 302  # from the first tab on
    gestes.remplir_tout(client, base(candidature), informations={"categorie": "EX_SCOLAIRE"})

    recapitulatif = lire(client, f"{base(candidature)}recapitulatif/")
    assert f"Titulaire : CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP {REPRIS}" in (
        recapitulatif.replace("&#x27;", "'")
    )
    assert f"EX. SCOLAIRE {REPRIS}" not in recapitulatif
    assert gestes.enregistrer(client, base(candidature)).status_code == 302

    relue = Candidature.objects.get()
    assert (relue.etat, Version.objects.get().contenu["informations"]["categorie"]["code"]) == (
        Etat.INSCRIT,
        "EX_SCOLAIRE",
    )
    assert client.post(f"{base(candidature)}desinscrire/").status_code == 302
    assert Candidature.objects.get().etat == Etat.DESINSCRIT


@pytest.mark.parametrize(("onglet", "requetes"), [("informations", 8), ("qualification", 8)])
def test_tabs_of_a_pupil_query_counts(
    client: Client, acculi: User, onglet: str, requetes: int, django_assert_num_queries: Any
) -> None:
    candidature = preinscrite(acculi)
    parcourir(client, candidature)
    client.get(f"{base(candidature)}{onglet}/")

    with django_assert_num_queries(requetes):
        client.get(f"{base(candidature)}{onglet}/")
