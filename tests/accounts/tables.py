"""For every table, how a row of it comes to speak of an account, or why erasing an account leaves it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from accounts.lockout import cle_d_identifiant
from accounts.models import AdresseConnue, AvisInactivite, CodePremierAcces, User
from accounts.services import adresse, limites
from accounts.services.acces import noter_acces
from cyclades.common import clock
from cyclades.outbox import services as outbox
from registrations.models import Brouillon
from tests.usines import personnel, service_de_test

from .conftest import creer

CANARI = "zqcanari"


def mot(compte: User) -> str:
    """The word that marks everything about this account: « zqcanari » for zqcanari@demo.example."""
    return compte.identifiant.partition("@")[0]


def creer_marque(nom: str) -> User:
    """An account whose civil status is made of its word."""
    champs = ("nom_naissance", "nom_usage", "prenoms", "commune_naissance", "ville_naissance", "departement_libre")
    civil = {champ: f"{nom}-{champ}" for champ in champs}
    return creer(f"{nom}@demo.example", **civil, departement_naissance=None, commune_libre=True)


def _essais(table: Any, **champs: Any) -> Callable[[User], None]:
    def ecrire(compte: User) -> None:
        table.objects.create(
            username=cle_d_identifiant(compte.identifiant), ip_address="192.0.2.1", user_agent="x", **champs
        )

    return ecrire


def _expiration(compte: User) -> None:
    essai = AccessAttempt.objects.get(username=cle_d_identifiant(compte.identifiant))
    AccessAttemptExpiration.objects.create(access_attempt=essai, expires_at=clock.temps_reel())


def _brouillon(compte: User) -> None:
    instant = clock.maintenant()
    Brouillon.objects.create(
        compte=compte,
        service=service_de_test(ouverture=instant - dt.timedelta(days=1), fermeture=instant + dt.timedelta(days=1)),
        donnees={"identification": {"rue": f"1 rue {mot(compte)}"}},
        cree_le=instant,
        modifie_le=instant,
    )


def compteurs(compte: User) -> None:
    for quoi in limites.PAR_COMPTE:
        limites.consommer(quoi, str(compte.pk), limite=1)
    for quoi in limites.PAR_IDENTIFIANT:
        limites.consommer(quoi, compte.identifiant, limite=1)


def _agent() -> User:
    return User.objects.filter(is_staff=True).first() or personnel("16")


def _historique(compte: User) -> None:
    agent = _agent()
    for objet in (compte, compte.profil):
        LogEntry.objects.create(
            user=agent,
            content_type=ContentType.objects.get_for_model(objet),
            object_id=str(objet.pk),
            object_repr=str(objet)[:200],
            action_flag=CHANGE,
            change_message=f"{mot(compte)} corrigé",
        )


def _session(compte: User) -> None:
    client = Client()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    session = client.session
    session["saisie"] = mot(compte)
    session.save()


def _changement(compte: User) -> None:
    adresse.demander_changement(compte_id=compte.pk, nouvelle=f"{mot(compte)}.neuve@demo.example")


def _adresse_de_contact(compte: User) -> None:
    AdresseConnue.objects.create(adresse_normalisee=f"{mot(compte)}.contact@demo.example", compte=compte)


def _code(compte: User) -> None:
    CodePremierAcces.objects.create(
        compte=compte, empreinte=f"{mot(compte)}-empreinte", tire_par="systeme:test", tire_le=clock.maintenant()
    )


def _acces(compte: User) -> None:
    noter_acces(compte_id=compte.pk, agent=_agent(), objet=f"Dossier de {mot(compte)}")


def _avis(compte: User) -> None:
    AvisInactivite.objects.create(compte=compte, poste_le=clock.maintenant())


def _avec_le_compte(compte: User) -> None:
    """Written by `creer_marque`."""


def _travaux(compte: User) -> None:
    """Mails of every kind about an account, done or not."""
    outbox.vider()
    with transaction.atomic():
        for genre in ("compte.activation", "compte.mot_de_passe_oublie", "compte.mot_de_passe_change"):
            outbox.post(genre, ids={"compte": compte.pk}, cle=f"{genre}:{compte.pk}:essai")


REMPLIR: dict[str, Callable[[User], None]] = {
    "accounts.User": _avec_le_compte,
    "accounts.CandidateProfile": _avec_le_compte,
    "accounts.AdresseConnue": _adresse_de_contact,
    "accounts.ChangementAdresse": _changement,
    "accounts.Acces": _acces,
    "accounts.CodePremierAcces": _code,
    "accounts.Compteur": compteurs,
    "accounts.SessionOuverte": _session,
    "accounts.AvisInactivite": _avis,  # after the session: a sign-in takes the notice away
    "admin.LogEntry": _historique,
    "axes.AccessAttempt": _essais(AccessAttempt, failures_since_start=1),
    "axes.AccessAttemptExpiration": _expiration,
    "axes.AccessFailureLog": _essais(AccessFailureLog),
    "axes.AccessLog": _essais(AccessLog),
    "outbox.Message": _travaux,
    "registrations.Brouillon": _brouillon,
}
_CANDIDATURE = "un compte qui a ou a eu une candidature n'est pas effacé (I-05)"
_PERSONNEL = "le personnel n'est pas effacé, son accès est fermé"
_DJANGO = "données de Django, les mêmes pour tous"
HORS_SUJET = {
    "accounts.StaffProfile": _PERSONNEL,
    "accounts.StaffProfile_academies": _PERSONNEL,
    "accounts.Adieu": "l'adresse seule, jusqu'au départ du mail qui confirme la suppression",
    "accounts.EvenementPersonnel": _PERSONNEL,
    "accounts.CodesDeSecours": _PERSONNEL,
    "otp_static.StaticDevice": _PERSONNEL,
    "otp_static.StaticToken": _PERSONNEL,
    "otp_totp.TOTPDevice": _PERSONNEL,
    "outbox.Battement": "santé des tâches",
    "accounts.CorrectionIdentite": _CANDIDATURE,
    "registrations.Candidature": _CANDIDATURE,
    "registrations.Version": _CANDIDATURE,
    "registrations.Journal": _CANDIDATURE,
    "registrations.Rectification": _CANDIDATURE,
    "registrations.Destinataire": _CANDIDATURE,
    "registrations.Envoi": _PERSONNEL,
    "registrations.LotPreinscription": _PERSONNEL,
    "registrations.EvenementPreinscription": _PERSONNEL,
    "registrations.LignePreinscription": "ce qu'un établissement dit de son élève ; le lien vers un compte s'efface",
    "justificatifs.Preuve": _CANDIDATURE,
    "documents.Document": _CANDIDATURE,
    "documents.DocumentVersion": _CANDIDATURE,
    "documents.LigneLot": _CANDIDATURE,
    "documents.Lot": _PERSONNEL,
    "documents.EditionPapillons": _PERSONNEL,
    "documents.PapillonEdite": _CANDIDATURE,
    "documents.EvenementLot": _PERSONNEL,
    "justificatifs.DemandePieces": _CANDIDATURE,
    "justificatifs.GroupePieces": _CANDIDATURE,
    "justificatifs.PieceAttendue": _CANDIDATURE,
    "justificatifs.Revue": _CANDIDATURE,
    "justificatifs.Depot": _CANDIDATURE,
    "justificatifs.Consultation": _CANDIDATURE,
    "auth.Permission": _DJANGO,
    "auth.Group": _DJANGO,
    "auth.Group_permissions": _DJANGO,
    "contenttypes.ContentType": _DJANGO,
}
