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
from registrations.enums import Etat, Origine
from registrations.models import Candidature, Journal, Version
from registrations.services.erreurs import DejaInscrit
from sessions_cfg.models import ServiceInscription, Session

from . import dossiers, gestes
from .eleves import ECOLE, SAISIE, base, eleve, parcourir, preinscrite

pytestmark = pytest.mark.django_db
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


# --- At the closing, and the year after


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
