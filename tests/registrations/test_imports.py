"""Pupils of a school's file: pre-registered once, recognised, never merged; stopped, retried, decided."""

from collections import Counter
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import StaffProfile, User
from accounts.services.scolaires import creer_compte_scolaire
from cyclades.common.errors import Refus
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from registrations.enums import ActeLotPreinscription, Choix, Etat, EtatPreinscription, Origine
from registrations.models import Candidature, EvenementPreinscription, Journal, LignePreinscription, LotPreinscription
from registrations.services import lots
from registrations.services.preinscription import preinscrire
from sessions_cfg.models import ServiceInscription

from . import eleves, gestes
from .eleves_csv import eleves as plusieurs
from .eleves_csv import etat_civil, importer, responsable

pytestmark = pytest.mark.django_db


def etats(lot: LotPreinscription) -> Counter[str]:
    return Counter(LignePreinscription.objects.filter(lot=lot).values_list("etat", flat=True))


def test_pupil_of_a_file_has_an_account_and_a_candidature_a_completer(par: User) -> None:
    lot = importer([{}], par)
    assert vider() == 1

    candidature = Candidature.objects.select_related("compte__profil", "ecole").get()
    compte = candidature.compte
    assert (compte.identifiant, compte.email, compte.has_usable_password()) == ("acculi.accame", "", False)
    assert (candidature.etat, candidature.origine, candidature.numero) == (Etat.A_COMPLETER, Origine.ETABLISSEMENT, 1)
    assert candidature.ecole is not None
    assert (candidature.ecole.code, candidature.classe) == ("0310038Y", "DIV1")
    assert candidature.etablissement == "LYC BELLEVUE-TOULOUSE (0310038Y)"
    assert compte.profil.identite_verrouillee_le is not None
    assert (compte.profil.commune_naissance, compte.profil.commune_code) == ("TOULOUSE", "31555")
    assert candidature.preinscription == {
        "identification": {
            "nationalite": ["FRA"],
            "voie": ["15 voie verte"],
            "code_postal": ["31000"],
            "localite": ["TOULOUSE"],
            "pays": ["FR"],
        },
        "informations": {"categorie": ["SCOLAIRE"], "etablissement": ["lyc-bellevue-toulouse"]},
        "qualification": {"specialite": ["CAP-50033205"], "forme": ["Globale"]},
        "epreuves": {"specialite": ["CAP-50033205"], "position_EF1": ["NON_INSCRIT"]},
    }
    ligne = Journal.objects.get()
    assert (ligne.action, ligne.acteur, ligne.motif) == ("preinscription", f"gestionnaire:{par.pk}", str(lot))
    faite = LignePreinscription.objects.get()
    assert (faite.etat, faite.candidature_id, faite.donnees, faite.brut) == ("faite", candidature.pk, {}, {})


def test_wrong_lines_are_kept_apart_and_the_others_go(par: User) -> None:
    lot = importer([*plusieurs(3), {"date_naissance": "31/02/2005"}], par)
    vider()

    assert etats(lot) == {"faite": 3, "refusee": 1}
    refusee = LignePreinscription.objects.get(etat="refusee")
    assert (refusee.ligne, refusee.brut["nom"]) == (5, "ACCAME")
    assert refusee.erreur.startswith("« date_naissance » : La date du 31/02/2005 n'existe pas.")


def test_the_same_file_again_changes_nothing(par: User) -> None:
    importer(plusieurs(5), par)
    vider()
    avant = list(Candidature.objects.order_by("pk").values())

    lot = importer(plusieurs(5), responsable())
    vider()

    assert etats(lot) == {"deja": 5}
    assert list(Candidature.objects.order_by("pk").values()) == avant
    assert User.objects.filter(is_staff=False).count() == 5


def test_the_same_form_twice_is_one_import(par: User) -> None:
    from .eleves_csv import controle

    rapport = controle(plusieurs(2))
    cle = "11111111-1111-4111-8111-111111111111"
    champs: dict[str, Any] = {"rapport": rapport, "academie": "16", "par": par, "cle": cle}

    assert lots.lancer_import(**champs) == lots.lancer_import(**champs)
    assert LotPreinscription.objects.count() == 1
    assert EvenementPreinscription.objects.count() == 1


def test_last_year_s_account_is_proposed_and_never_merged_by_itself(par: User) -> None:
    ancien = creer_compte_scolaire(etat_civil=etat_civil())

    lot = importer([{}], par)
    vider()

    ligne = LignePreinscription.objects.get()
    assert (ligne.etat, ligne.compte_id) == ("a_decider", ancien.pk)
    assert not Candidature.objects.exists()
    assert User.objects.filter(is_staff=False).count() == 1
    assert etats(lot) == {"a_decider": 1}


@pytest.mark.parametrize(
    ("choix", "etat", "comptes", "identifiant"),
    [
        (Choix.RATTACHER, "faite", 1, "acculi.accame"),
        (Choix.CREER, "faite", 2, "acculi.accame2"),
        (Choix.IGNORER, "ignoree", 1, ""),
    ],
)
def test_a_recognised_account_does_what_was_decided(
    par: User, choix: Choix, etat: str, comptes: int, identifiant: str
) -> None:
    creer_compte_scolaire(etat_civil=etat_civil())
    lot = importer([{}], par)
    vider()
    ligne = LignePreinscription.objects.get()

    assert lots.decider(lot_id=lot.pk, par=par, choix={ligne.pk: choix}) == 1
    vider()

    assert etats(lot) == {etat: 1}
    assert User.objects.filter(is_staff=False).count() == comptes
    trouves = list(Candidature.objects.values_list("compte__identifiant", flat=True))
    assert trouves == ([identifiant] if identifiant else [])
    actes = list(EvenementPreinscription.objects.order_by("pk").values_list("acte", flat=True))
    assert actes == [ActeLotPreinscription.LANCER, ActeLotPreinscription.DECIDER]
    with pytest.raises(Refus, match="Rien n'était plus à décider"):
        lots.decider(lot_id=lot.pk, par=par, choix={ligne.pk: choix})


def test_account_registered_by_itself_meanwhile_is_not_attached_twice(par: User) -> None:
    ancien = creer_compte_scolaire(etat_civil=etat_civil())
    lot = importer([{}], par)
    vider()
    service = ServiceInscription.objects.get(cle=gestes.SERVICE)
    preinscrire(compte=ancien, service=service, origine=Origine.REDOUBLANT, saisie={}, par="systeme:test")

    lots.decider(lot_id=lot.pk, par=par, choix={LignePreinscription.objects.get().pk: Choix.RATTACHER})
    vider()

    ligne = LignePreinscription.objects.get()
    assert (ligne.etat, ligne.erreur) == (
        "refusee",
        "Ce compte a déjà une candidature active à cette session (n° 001).",
    )
    assert Candidature.objects.count() == 1


def test_account_erased_before_the_decision_is_said(par: User) -> None:
    ancien = creer_compte_scolaire(etat_civil=etat_civil())
    lot = importer([{}], par)
    vider()
    ancien.delete()

    lots.decider(lot_id=lot.pk, par=par, choix={LignePreinscription.objects.get().pk: Choix.RATTACHER})
    vider()

    assert LignePreinscription.objects.get().erreur.startswith("Ce compte a été effacé depuis")


def test_two_pupils_of_one_name_have_two_logins(par: User) -> None:
    importer([{}, {"date_naissance": "21/09/2001"}, {"date_naissance": "22/09/2001"}], par)
    vider()

    logins = User.objects.filter(is_staff=False).order_by("identifiant").values_list("identifiant", flat=True)
    assert list(logins) == ["acculi.accame", "acculi.accame2", "acculi.accame3"]


def test_stopped_import_goes_on_where_it_was(par: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "PAR_TRANCHE", 2)
    lot = importer(plusieurs(5), par)
    lots.avancer(lot_id=lot.pk, rang=0)

    assert lots.arreter(lot_id=lot.pk, par=par) == 3
    vider()
    assert etats(lot) == {"faite": 2, "arretee": 3}
    with pytest.raises(Refus, match="Rien n'attend plus"):
        lots.arreter(lot_id=lot.pk, par=par)
    assert lots.reprendre(lot_id=lot.pk, par=par) == 3
    vider()

    assert etats(lot) == {"faite": 5}
    with pytest.raises(Refus, match="Rien n'est en échec"):
        lots.reprendre(lot_id=lot.pk, par=par)


def test_author_whose_access_was_lowered_imports_nothing_more(par: User) -> None:
    lot = importer([{}], par)
    StaffProfile.objects.filter(user=par).update(role=Role.GESTIONNAIRE)
    vider()

    assert LignePreinscription.objects.get().erreur == "Qui a lancé ce lot n'a plus ce droit dans cette académie."
    StaffProfile.objects.filter(user=par).update(role=Role.RESPONSABLE)
    assert lots.reprendre(lot_id=lot.pk, par=par) == 1
    vider()
    assert etats(lot) == {"faite": 1}


def test_one_unforeseen_failure_does_not_hold_the_others(par: User, monkeypatch: pytest.MonkeyPatch) -> None:
    vrai = lots.FAIRE["eleves"]

    def mauvais(lot: LotPreinscription, lignes: Any, nom: str) -> None:
        if any(ligne.donnees.get("etat_civil", {}).get("nom_naissance") == "MAUVAIS" for ligne in lignes):
            raise ZeroDivisionError
        vrai(lot, lignes, nom)

    lot = importer([*plusieurs(3), {"nom": "MAUVAIS"}], par)
    monkeypatch.setitem(lots.FAIRE, "eleves", mauvais)
    vider()

    assert etats(lot) == {"faite": 3, "echec": 1}
    assert LignePreinscription.objects.get(etat="echec").erreur == "La préinscription a échoué (ZeroDivisionError)."
    monkeypatch.undo()
    lots.reprendre(lot_id=lot.pk, par=par)
    vider()
    assert etats(lot) == {"faite": 4}


def test_nothing_personal_goes_to_the_outbox(par: User) -> None:
    importer(plusieurs(2), par)

    message = Message.objects.get()
    assert set(message.identifiants) == {"lot", "rang"}
    assert message.file == "bulk"


def test_a_slice_takes_as_many_queries_as_a_pupil(par: User, django_assert_max_num_queries: Any) -> None:
    lot = importer(plusieurs(40), par)

    with django_assert_max_num_queries(30):
        lots.avancer(lot_id=lot.pk, rang=0)

    assert etats(lot) == {EtatPreinscription.FAITE: 40}


def test_pupil_of_a_file_finds_what_the_school_entered(par: User, client: Any) -> None:
    importer([{}], par)
    vider()
    candidature = Candidature.objects.select_related("compte").get()
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    eleves.parcourir(client, candidature)
    assert gestes.enregistrer(client, eleves.base(candidature)).status_code == 302

    candidature.refresh_from_db()
    assert candidature.etat == Etat.INSCRIT
