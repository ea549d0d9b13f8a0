"""What is erased with an account: every table that can hold something about it, found by introspection.

`REMPLIR` writes into each table what the portal could write about an account without candidature; `HORS_SUJET`
says why the others hold nothing of one. A table in neither makes the test fail: whoever adds one says here
what erasing an account does of it.
"""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client

from accounts.lockout import cle_d_identifiant
from accounts.models import AdresseConnue, AvisInactivite, CodePremierAcces, User
from accounts.services import adresse, effacement, limites
from accounts.services.acces import noter_acces
from accounts.services.purge import purger_non_actives
from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.backends import dossier_mails
from cyclades.outbox.models import Message
from registrations.models import Brouillon
from tests.usines import personnel, service_de_test

from .conftest import creer

pytestmark = pytest.mark.django_db

CANARI = "zqcanari"
# An id that nothing else in the database can be.
NUMERO = 765_432_198


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


def _compteurs(compte: User) -> None:
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
    "accounts.Compteur": _compteurs,
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


def modeles() -> set[str]:
    """Every table of the project that is not the catalogue's; one of the catalogue that names a person counts."""
    trouves = set()
    for modele in apps.get_models(include_auto_created=True):
        nomme = any(f.related_model is User for f in modele._meta.get_fields() if f.concrete and f.is_relation)
        if modele._meta.app_label != "sessions_cfg" or nomme:
            trouves.add(modele._meta.label)
    return trouves


def lignes() -> dict[str, list[str]]:
    """The whole database as text, every column of every row, by table."""
    contenu = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'sessions_cfg_%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  its own name, from the catalogue
            contenu[table] = [ligne for (ligne,) in cursor.fetchall()]
    return contenu


def test_every_table_says_what_erasing_an_account_does_of_it() -> None:
    assert modeles() - set(REMPLIR) - set(HORS_SUJET) == set(), "dites ici ce que l'effacement en fait"
    assert (set(REMPLIR) | set(HORS_SUJET)) - modeles() == set()


def test_every_limit_counted_per_account_is_erased_with_it() -> None:
    sources = "\n".join(f.read_text(encoding="utf-8") for f in Path(limites.__file__).parents[1].rglob("*.py"))

    par_compte = set(re.findall(r'limites\.(?:consommer|atteinte)\(\s*"([a-z-]+)",\s*str\(', sources))

    assert par_compte == set(limites.PAR_COMPTE)


def purger(compte: User) -> None:
    User.objects.filter(pk=compte.pk).update(cree_le=clock.maintenant() - dt.timedelta(hours=49))
    assert purger_non_actives().effaces == 1


def supprimer(compte: User) -> None:
    """The farewell is the last to know the address: once it has left, it is in the person's own mailbox only."""
    effacement.supprimer_compte(compte_id=compte.pk)
    adieu = Message.objects.get(genre="compte.supprime")
    assert adieu.identifiants.keys() == {"adieu"}
    outbox.vider()
    (dossier_mails() / f"{adieu.cle_unique}.eml").unlink()
    adieu.delete()


@pytest.mark.parametrize("effacer", [purger, supprimer])
def test_nothing_is_left_of_an_erased_account(
    effacer: Callable[[User], None],
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.DEMO, settings.VAR, settings.DEPOT_PRIVE = True, tmp_path, tmp_path / "fichiers"
    settings.EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
    # Arrange: a neighbour has the same things, then the account is written everywhere.
    voisin = creer_marque("zqvoisin")
    for ecrire in REMPLIR.values():
        ecrire(voisin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %s)", [NUMERO - 1])
    avant = {table: len(contenu) for table, contenu in lignes().items()}
    compte = creer_marque(CANARI)
    assert compte.pk == NUMERO
    for ecrire in REMPLIR.values():
        ecrire(compte)
    outbox.vider()
    pleins = lignes()
    vides = [e for e in REMPLIR if len(pleins[t := apps.get_model(e)._meta.db_table]) <= avant[t]]
    assert vides == []
    assert fichiers_qui_disent(CANARI, tmp_path) != []

    # Act
    caplog.clear()
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        effacer(compte)

    # Assert: as many rows as before, and neither word nor number anywhere.
    apres = lignes()
    comptees = {table: len(contenu) for table, contenu in apres.items() if table != "outbox_battement"}
    assert comptees == {table: nombre for table, nombre in avant.items() if table in comptees}
    assert [r for contenu in apres.values() for r in contenu if CANARI in r.casefold() or str(NUMERO) in r] == []
    assert fichiers_qui_disent(CANARI, tmp_path) == []
    assert fichiers_qui_disent("zqvoisin", tmp_path) != []
    assert CANARI not in caplog.text


def fichiers_qui_disent(word: str, dossier: Path) -> list[str]:
    return [f.name for f in dossier.rglob("*") if f.is_file() and word in f.read_text(errors="ignore").casefold()]


def test_purge_log_counts_each_kind_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    compte = creer_marque(CANARI)
    _compteurs(compte)

    with caplog.at_level("INFO"):
        purger(compte)

    assert "effacé(s) : 1, écarté(s) : 0 ; avec eux : adresses connues 1, compteurs 4, travaux 1, états civils 1" in (
        caplog.text
    )
    assert CANARI not in caplog.text
