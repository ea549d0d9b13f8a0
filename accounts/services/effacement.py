"""Erasing accounts and everything that is about them; what was erased is counted, never described."""

import datetime as dt
from collections import Counter

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.lockout import effacer_essais
from accounts.models import Adieu, CandidateProfile, User
from accounts.session_store import fermer
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import refus_traduits
from cyclades.outbox import services as outbox

from . import limites

# How many rows of each kind were erased, by the plural name of the kind: « états civils ».
Bilan = Counter[str]


class CompteVerrouille(Exception):
    """A candidature is or was attached to this account: it cannot be deleted (I-05)."""


def effacer_comptes(*comptes: User) -> Bilan:
    """Delete these accounts with all that is about them, in the caller's transaction; says how many rows.

    Civil status, addresses, address changes, notices and drafts go with the account; sessions, lockouts,
    counters, outbox rows (their mails of the demonstration after commit) and lines of the admin's history are
    looked for. The caller holds the row locks. Raises ProtectedError when a candidature is attached; the
    database's own guard (CY005) refuses a locked identity.
    """
    ids = [compte.pk for compte in comptes]
    identifiants = [i for compte in comptes for i in compte.identifiants]
    bilan = Bilan()
    with acteur("systeme:effacement"):
        bilan["essais de connexion"] += effacer_essais(*identifiants)
        bilan["compteurs"] += limites.oublier(comptes=ids, identifiants=identifiants)
        bilan["sessions ouvertes"] += fermer(*ids)
        bilan["travaux"] += outbox.effacer(*ids)
        bilan["lignes d'historique"] += _effacer_historique(ids)
        for etiquette, nombre in User.objects.filter(pk__in=ids).delete()[1].items():
            bilan[str(apps.get_model(etiquette)._meta.verbose_name_plural)] += nombre
    return +bilan


def _effacer_historique(ids: list[int]) -> int:
    """The admin's history names what was changed in words: those of an account are the person's."""
    profils = CandidateProfile.objects.filter(user__in=ids).values_list("pk", flat=True)
    effacees = 0
    for modele, cles in ((User, ids), (CandidateProfile, list(profils))):
        genre = ContentType.objects.get_for_model(modele)
        effacees += LogEntry.objects.filter(content_type=genre, object_id__in=[str(cle) for cle in cles]).delete()[0]
    return effacees


def en_mots(bilan: Bilan) -> str:
    """« adresses connues 4, états civils 4 »: for a log line, the accounts themselves left out."""
    comptes = str(User._meta.verbose_name_plural)
    return ", ".join(f"{quoi} {nombre}" for quoi, nombre in sorted(bilan.items()) if quoi != comptes)


def supprimer_compte(*, compte_id: int) -> None:
    """« Supprimer »: the person deletes the account, while no candidature was ever attached.

    A mail confirms it; its address is kept until it has left, no longer. Raises CompteVerrouille
    otherwise; Refus when a mail about the account is being sent for so long that its row cannot be had.
    Source: guide, chapter 5.
    """
    with refus_traduits(), acteur("systeme:effacement"):
        compte = User.objects.select_for_update().get(pk=compte_id)
        profil = getattr(compte, "profil", None)
        if compte.is_staff or profil is None or profil.identite_verrouillee_le is not None:
            raise CompteVerrouille
        if compte.email:
            adieu = Adieu.objects.create(adresse=compte.email, quand=clock.maintenant())
            outbox.post("compte.supprime", ids={"adieu": adieu.pk}, cle=f"adieu:{adieu.pk}")
        effacer_comptes(compte)


def oublier_adieux() -> int:
    """Forget the addresses whose farewell could not be sent for a week."""
    return Adieu.objects.filter(quand__lt=clock.maintenant() - dt.timedelta(days=7)).delete()[0]
