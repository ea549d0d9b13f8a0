"""Accounts of staff: who may open, change and close whose; the link; what ends sessions; the history (I-27, I-28)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Evenement, Role
from accounts.models import EvenementPersonnel, StaffProfile, User
from accounts.services import evenements, inactivite, personnel
from cyclades.common.errors import Refus, refus_de
from cyclades.outbox import services as outbox
from sessions_cfg.models import Academie
from tests.usines import MOT_DE_PASSE, compte_candidat
from tests.usines import personnel as membre_de

from .agents import LISTE, NOUVEAU, entrer, lien_recu, ouvrir, responsable, superviseur, texte

pytestmark = pytest.mark.django_db


def test_superviseur_opens_an_access_and_its_person_enters_with_a_password_and_a_phone() -> None:
    chef = entrer(superviseur())
    saisie = {"adresse_mail": "Marie.Durand@rectorat.example", "nom": "Marie Durand", "role": "responsable"}
    reponse = chef.post(f"{LISTE}add/", {**saisie, "academies": ["16", "23"]}, follow=True)
    assert "un lien vient de partir à Marie.Durand@rectorat.example" in texte(reponse)
    assert "Invité" in texte(reponse)

    marie, lien = Client(), lien_recu()
    page = marie.get(lien)
    assert "Marie Durand" in texte(page)
    assert marie.post(lien, {"nouveau": NOUVEAU, "confirmation": NOUVEAU})["Location"] == "/compte/connexion/"
    assert marie.get(lien).status_code == 410
    identifiants = {"identifiant": "marie.durand@rectorat.example", "mot_de_passe": NOUVEAU}
    assert "second-facteur" in marie.post("/compte/connexion/", identifiants)["Location"]

    compte = User.objects.get(identifiant="marie.durand@rectorat.example")
    assert compte.personnel.role == Role.RESPONSABLE
    assert set(compte.personnel.academies.values_list("pk", flat=True)) == {"16", "23"}
    assert list(EvenementPersonnel.objects.filter(personne=compte).order_by("pk").values_list("genre", flat=True)) == [
        Evenement.CREATION,
        Evenement.MOT_DE_PASSE,
        Evenement.CONNEXION,
    ]


def test_link_lasts_48_hours_and_only_the_last_one_serves(horloge: Any) -> None:
    horloge("2027-01-12T09:00+01:00")
    chef = superviseur()
    compte = ouvrir(chef)
    premier = lien_recu()
    personnel.inviter_membre(par=chef, membre_id=compte.pk)
    second = lien_recu()

    assert (Client().get(premier).status_code, Client().get(second).status_code) == (410, 200)
    assert Client().get(second[:-3] + "xx/").status_code == 404
    horloge("2027-01-14T08:59+01:00")
    assert Client().get(second).status_code == 200
    horloge("2027-01-14T09:00:01+01:00")
    assert Client().get(second).status_code == 410
    assert Client().post(second, {"nouveau": NOUVEAU, "confirmation": NOUVEAU}).status_code == 410


def test_whoever_lost_the_link_gets_in_by_the_forgotten_password() -> None:
    compte = ouvrir(superviseur())
    outbox.vider()
    Client().post("/compte/mot-de-passe/oublie/", {"identifiant": compte.email})
    outbox.vider()
    trouve = re.search(r"http://[^/]+(/compte/mot-de-passe/choisir/\S+)", str(mail.outbox[-1].body))
    assert trouve is not None
    assert Client().post(trouve[1], {"nouveau": NOUVEAU, "confirmation": NOUVEAU}).status_code == 302
    compte.refresh_from_db()
    assert compte.has_usable_password()
    with pytest.raises(Refus, match="déjà choisi son mot de passe"):
        personnel.inviter_membre(par=superviseur(), membre_id=compte.pk)


@pytest.mark.parametrize(
    ("role", "academies", "phrase"),
    [
        (Role.GESTIONNAIRE, ["16"], ""),
        (Role.GESTIONNAIRE, ["16", "23"], personnel.ACADEMIE_REFUSEE),
        (Role.GESTIONNAIRE, [], personnel.SANS_ACADEMIE),
        (Role.RESPONSABLE, ["16"], personnel.ROLE_REFUSE),
        (Role.SUPERVISEUR, [], personnel.ROLE_REFUSE),
    ],
)
def test_responsable_gives_no_more_than_he_has(role: Role, academies: list[str], phrase: str) -> None:
    chef, compte = responsable("16"), membre_de("16")

    def essayer(acte: Any) -> str:
        try:
            acte()
        except Refus as refus:
            return refus.phrase
        return ""

    assert essayer(lambda: ouvrir(chef, role=role, academies=academies)) == phrase
    change: dict[str, Any] = {"nom": "Autre", "role": role, "academies": academies}
    assert essayer(lambda: personnel.modifier_membre(par=chef, membre_id=compte.pk, **change)) == phrase


def test_responsable_of_a_service_gives_the_academies_that_it_runs() -> None:
    siec = Academie.objects.filter(gere__isnull=False).first()
    assert siec is not None
    dependante = siec.gere.first()
    assert dependante is not None

    compte = ouvrir(responsable(siec.pk), academies=[dependante.pk])

    assert list(compte.personnel.academies.values_list("pk", flat=True)) == [dependante.pk]


def test_who_may_not_touch_whom() -> None:
    chef, pair = responsable("16"), responsable("16")
    agent, autre, deux = membre_de("16"), membre_de("23"), membre_de("16", "23")
    national = superviseur()
    cas = [
        (chef, chef, personnel.SOI_MEME),
        (national, national, personnel.SOI_MEME),
        (chef, pair, personnel.ROLE_REFUSE),
        (chef, national, personnel.ROLE_REFUSE),
        (chef, autre, personnel.AUTRES_ACADEMIES),
        (chef, deux, personnel.AUTRES_ACADEMIES),
        (agent, membre_de("16"), personnel.SANS_DROIT),
        (compte_candidat(), agent, personnel.SANS_DROIT),
    ]
    droits: dict[str, Any] = {"nom": "x", "role": Role.GESTIONNAIRE, "academies": ["16"]}
    actes: list[Callable[[User, User], object]] = [
        lambda par, qui: personnel.modifier_membre(par=par, membre_id=qui.pk, **droits),
        lambda par, qui: personnel.desactiver_membre(par=par, membre_id=qui.pk),
        lambda par, qui: personnel.reactiver_membre(par=par, membre_id=qui.pk),
        lambda par, qui: personnel.inviter_membre(par=par, membre_id=qui.pk),
        lambda par, qui: personnel.reinitialiser_facteur(par=par, membre_id=qui.pk),
    ]
    for par, qui, phrase in cas:
        for acte in actes:
            with pytest.raises(Refus) as refus:
                acte(par, qui)
            assert refus.value.phrase == phrase
    assert not EvenementPersonnel.objects.exists()


def test_responsable_changes_a_gestionnaire_and_may_not_reset_his_second_factor() -> None:
    chef, agent = responsable("16"), membre_de("16")

    assert personnel.modifier_membre(
        par=chef, membre_id=agent.pk, nom="Autre nom", role=Role.GESTIONNAIRE, academies=["16"]
    )
    with pytest.raises(Refus, match="Seul un superviseur"):
        personnel.reinitialiser_facteur(par=chef, membre_id=agent.pk)

    evenement = EvenementPersonnel.objects.get()
    assert (evenement.auteur, evenement.personne, evenement.genre) == (chef, agent, Evenement.DROITS)
    assert evenement.avant["nom"] != evenement.apres["nom"] == "Autre nom"
    assert evenement.avant["academies"] == evenement.apres["academies"] == ["16"]


@pytest.mark.parametrize("acte", ["demotion", "academie", "desactivation", "reinitialisation"])
def test_what_is_taken_away_ends_the_open_sessions(acte: str) -> None:
    chef, agent = superviseur(), responsable("16", "23")
    ouverte = entrer(agent)
    assert ouverte.get("/gestion/").status_code == 200
    droits: dict[str, Any] = {"nom": agent.personnel.nom, "role": Role.RESPONSABLE, "academies": ["16", "23"]}

    if acte == "desactivation":
        personnel.desactiver_membre(par=chef, membre_id=agent.pk)
        personnel.reactiver_membre(par=chef, membre_id=agent.pk)
    elif acte == "reinitialisation":
        personnel.reinitialiser_facteur(par=chef, membre_id=agent.pk)
    else:
        change = {"role": Role.GESTIONNAIRE} if acte == "demotion" else {"academies": ["16"]}
        personnel.modifier_membre(par=chef, membre_id=agent.pk, **{**droits, **change})

    assert ouverte.get("/gestion/")["Location"].startswith("/gestion/login/")


def test_what_is_given_ends_no_session() -> None:
    agent = membre_de("16")
    ouverte = entrer(agent)

    personnel.modifier_membre(
        par=superviseur(), membre_id=agent.pk, nom="x", role=Role.RESPONSABLE, academies=["16", "23"]
    )

    assert ouverte.get(LISTE).status_code == 200


def test_deactivated_person_enters_no_more_and_comes_back_with_the_same_factor() -> None:
    chef, agent = superviseur(), membre_de("16")
    identifiants = {"identifiant": agent.email, "mot_de_passe": MOT_DE_PASSE}
    personnel.desactiver_membre(par=chef, membre_id=agent.pk)
    assert Client().post("/compte/connexion/", identifiants).status_code == 200
    with pytest.raises(Refus, match="désactivé"):
        personnel.inviter_membre(par=chef, membre_id=agent.pk)

    personnel.reactiver_membre(par=chef, membre_id=agent.pk)

    assert Client().post("/compte/connexion/", identifiants).status_code == 302
    assert TOTPDevice.objects.filter(user=agent).count() == 1


def test_last_superviseur_stays_whatever_the_path() -> None:
    seul, invite = superviseur(), ouvrir(None, "invite@rectorat.example", role=Role.SUPERVISEUR, academies=())
    droits: dict[str, Any] = {"nom": "x", "role": Role.GESTIONNAIRE, "academies": ["16"]}
    for acte in (
        lambda: personnel.modifier_membre(par=None, membre_id=seul.pk, **droits),
        lambda: personnel.desactiver_membre(par=None, membre_id=seul.pk),
    ):
        with pytest.raises(Refus, match="au moins un superviseur actif"):
            acte()
    for ecrire in (
        lambda: StaffProfile.objects.filter(user=seul).update(role=Role.RESPONSABLE),
        lambda: User.objects.filter(pk=seul.pk).update(is_staff=False, numero_candidat="02100000001"),
        lambda: StaffProfile.objects.filter(user=seul).delete(),
    ):
        with pytest.raises(DatabaseError) as erreur, transaction.atomic():
            ecrire()
        refus = refus_de(erreur.value)
        assert refus is not None and refus.code == "CY028"

    personnel.desactiver_membre(par=seul, membre_id=invite.pk)
    superviseur()
    personnel.desactiver_membre(par=None, membre_id=seul.pk)


def test_history_refuses_update_and_delete_and_forgets_old_sign_ins_only(horloge: Any, settings: Any) -> None:
    horloge("2026-01-10T09:00+01:00")
    agent = membre_de("16")
    entrer(agent)
    evenements.noter(personne=agent.pk, genre=Evenement.DROITS, auteur=None, apres={"role": "gestionnaire"})
    for ecrire in (
        lambda: EvenementPersonnel.objects.update(genre="autre"),
        lambda: EvenementPersonnel.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="ajout seul"), transaction.atomic():
            ecrire()

    horloge("2027-01-09T09:00+01:00")
    assert evenements.oublier_anciennes_connexions() == 0
    horloge("2027-01-11T09:00+01:00")
    assert evenements.oublier_anciennes_connexions() == 1
    assert [e.genre for e in EvenementPersonnel.objects.all()] == [Evenement.DROITS]


def test_closing_of_unused_accesses_is_in_the_history(horloge: Any, settings: Any) -> None:
    settings.COMPTE_INACTIF_MOIS = 12
    horloge("2025-01-10T09:00+01:00")
    agent = membre_de("16")
    superviseur()
    horloge("2026-02-10T09:00+01:00")
    inactivite.passer()
    outbox.vider()
    horloge("2026-06-10T09:00+01:00")
    inactivite.passer()

    agent.refresh_from_db()
    assert not agent.is_active
    evenement = EvenementPersonnel.objects.get(personne=agent, genre=Evenement.DESACTIVATION)
    assert (evenement.auteur, evenement.apres) == (None, {"motif": "inactivité"})
