"""The second factor of staff: a code of their phone (TOTP, RFC 6238) or a recovery code (I-28).

All of it keeps the machine's time, never the rehearsal clock. Every act locks the account first, then
the device; a refusal is raised after the transaction, so that the failure that it counts is kept.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import secours
from accounts.enums import Evenement
from accounts.models import CodesDeSecours, EvenementPersonnel, User
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox.services import post

from .evenements import noter

Appareil: TypeAlias = Any  # TOTPDevice or CodesDeSecours: django-otp has no types
PEU_DE_CODES = 3
_CODE_DU_TELEPHONE = re.compile(r"[0-9]{6}")
FORME = "Saisissez les 6 chiffres affichés par votre application, ou un code de secours comme « abcde-fgh23 »."
ABSENT = "Aucun téléphone n'est enregistré pour ce compte. Recommencez l'enregistrement."
FAUX = (
    "Ce code n'est pas le bon, ou il a déjà servi. Attendez le code suivant de votre application. "
    "Si aucun ne convient, vérifiez que votre téléphone est réglé à l'heure automatique."
)
FAUX_SECOURS = "Ce code de secours n'est pas le bon, ou il a déjà servi."


@dataclass(frozen=True)
class Etat:
    """What a person has: a confirmed phone, recovery codes left."""

    telephone: TOTPDevice | None
    codes_restants: int

    @property
    def enregistre(self) -> bool:
        return self.telephone is not None

    @property
    def peu_de_codes(self) -> bool:
        return self.enregistre and self.codes_restants <= PEU_DE_CODES


def etat(compte: User) -> Etat:
    """What `compte` has registered, in 2 queries."""
    return Etat(
        telephone=TOTPDevice.objects.filter(user=compte, confirmed=True).first(),
        codes_restants=StaticToken.objects.filter(device__user=compte).count(),
    )


def en_attente(*, compte: User, appareil_id: int) -> TOTPDevice | None:
    """The phone that this session began to register, as long as it is not confirmed.

    Its secret is shown to that session only: another one, opened with the password alone, must not see it.
    """
    return TOTPDevice.objects.filter(user=compte, confirmed=False, pk=appareil_id).first()


def est_a_demander(compte: User) -> bool:
    """Does the right password of `compte` lead to the second factor? In demonstration, only once one is registered."""
    if not compte.is_staff:
        return False
    return not settings.DEMO or TOTPDevice.objects.filter(user=compte, confirmed=True).exists()


def commencer(*, compte: User, code: str = "") -> TOTPDevice:
    """Draw the secret of a new phone, to be confirmed by its first code; an earlier attempt is dropped.

    When a phone is registered already, `code` must be one of its codes or a recovery code; raises Refus
    otherwise. The phone registered before stays until the new one is confirmed.
    """
    if TOTPDevice.objects.filter(user=compte, confirmed=True).exists():
        _controler(compte=compte, code=code)
    with transaction.atomic():
        _verrouiller(compte)
        TOTPDevice.objects.filter(user=compte, confirmed=False).delete()
        return TOTPDevice.objects.create(user=compte, name="téléphone", confirmed=False)


def confirmer(*, compte: User, appareil_id: int, code: str) -> tuple[TOTPDevice, list[str]]:
    """Register the phone being prepared, by its first code: (the phone, the recovery codes to show once).

    The phone that it replaces is forgotten, and the sessions that it had opened with it; recovery codes that
    are left stay valid, and the list is then empty. Raises Refus.
    """
    chiffres = _chiffres(code)
    if not _CODE_DU_TELEPHONE.fullmatch(chiffres):
        raise Refus("Saisissez les 6 chiffres affichés par votre application.", champ="code")
    refus, codes = None, list[str]()
    with transaction.atomic():
        _verrouiller(compte)
        appareil = TOTPDevice.objects.select_for_update().filter(user=compte, confirmed=False, pk=appareil_id).first()
        if appareil is None:
            raise Refus(ABSENT, champ="code")
        refus = _essayer(appareil, chiffres)
        if refus is None:
            remplace = TOTPDevice.objects.filter(user=compte, confirmed=True).delete()[0] > 0
            appareil.confirmed = True
            appareil.save(update_fields=["confirmed"])
            if not remplace or not StaticToken.objects.filter(device__user=compte).exists():
                codes = _tirer_codes(compte)
            evenement = noter(
                personne=compte.pk, genre=Evenement.TELEPHONE, auteur=compte.pk, apres={"remplace": remplace}
            )
            prevenir(evenement)
    if refus is not None:
        raise refus
    return appareil, codes


def verifier(*, compte: User, code: str, adresse_ip: str) -> Appareil:
    """The device that accepts this code, at sign-in; traced. Raises Refus."""
    return _controler(compte=compte, code=code, connexion=True, adresse_ip=adresse_ip)


def renouveler_codes(*, compte: User, code: str) -> list[str]:
    """Ten new recovery codes in place of those left, against a code. Raises Refus."""
    _controler(compte=compte, code=code)
    with transaction.atomic():
        _verrouiller(compte)
        codes = _tirer_codes(compte)
        prevenir(noter(personne=compte.pk, genre=Evenement.CODES, auteur=compte.pk))
    return codes


def oublier(*, compte: User) -> bool:
    """Delete the phone and the codes, in the caller's transaction and under its lock; was there anything?"""
    oublies = TOTPDevice.objects.filter(user=compte).delete()[0]
    return bool(CodesDeSecours.objects.filter(user=compte).delete()[0] + oublies)


def _controler(*, compte: User, code: str, connexion: bool = False, adresse_ip: str = "") -> Appareil:
    """Try a code of the phone or a recovery code, told apart by their form."""
    chiffres, mots = _chiffres(code), secours.lire(code)
    if not _CODE_DU_TELEPHONE.fullmatch(chiffres) and mots is None:
        raise Refus(FORME, champ="code")
    modele = TOTPDevice if mots is None else CodesDeSecours
    with transaction.atomic():
        _verrouiller(compte)
        appareil: Appareil = modele.objects.select_for_update().filter(user=compte, confirmed=True).first()
        if appareil is None:
            raise Refus(ABSENT if mots is None else FAUX_SECOURS, champ="code")
        refus = _essayer(appareil, chiffres if mots is None else mots)
        if refus is None and connexion:
            genre = Evenement.CONNEXION_TELEPHONE if mots is None else Evenement.CONNEXION_SECOURS
            evenement = noter(personne=compte.pk, genre=genre, auteur=compte.pk, adresse_ip=adresse_ip)
            if mots is not None:
                prevenir(evenement)
    if refus is not None:
        raise refus
    return appareil


def _chiffres(code: str) -> str:
    """« 123 456 » as « 123456 »."""
    return re.sub(r"\s", "", code)


def _verrouiller(compte: User) -> None:
    User.objects.select_for_update().get(pk=compte.pk)


def _essayer(appareil: Appareil, code: str) -> Refus | None:
    """None when the device accepts the code, else what to tell; the failure is written by the device."""
    permis, details = appareil.verify_is_allowed()
    if not permis:
        return Refus(_attente((details or {}).get("locked_until")), champ="code", code="attente")
    if appareil.verify_token(code):
        return None
    return Refus(FAUX if isinstance(appareil, TOTPDevice) else FAUX_SECOURS, champ="code", code="faux")


def _attente(jusqu_a: dt.datetime | None) -> str:
    secondes = max(1, round((jusqu_a - clock.temps_reel()).total_seconds())) if jusqu_a else 60
    if secondes < 60:
        duree = f"{secondes} seconde{'s' if secondes > 1 else ''}"
    elif secondes < 5400:
        duree = f"{-(-secondes // 60)} minute{'s' if secondes > 60 else ''}"
    else:
        duree = f"{number_format(-(-secondes // 3600))} heures"
    return f"Trop de codes incorrects. Recommencez dans {duree}."


def _tirer_codes(compte: User) -> list[str]:
    """Ten codes in place of all others, kept as fingerprints; the waiting after wrong ones stays."""
    appareil, _ = CodesDeSecours.objects.get_or_create(user=compte, defaults={"name": "codes de secours"})
    StaticToken.objects.filter(device=appareil).delete()
    codes = secours.tirer()
    lus = (secours.lire(code) or "" for code in codes)
    StaticToken.objects.bulk_create(
        StaticToken(device=appareil, token=secours.empreinte(compte.pk, code)) for code in lus
    )
    return codes


def prevenir(evenement: EvenementPersonnel) -> None:
    """Tell the person by mail what was done to the access of their account."""
    ids: dict[str, int | str] = {"compte": evenement.personne_id, "evenement": evenement.pk}
    post("personnel.securite", ids=ids, cle=f"personnel-securite:{evenement.pk}:{uuid4()}")
