"""First sign-in by the code of a papillon: drawn, verified, used once (guide, chapter 8; I-02, I-26).

The code itself is never kept, logged nor posted: whoever draws it prints it, in the same transaction.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction

from accounts import papillon
from accounts.lockout import oublier_essais
from accounts.models import CodePremierAcces, User
from accounts.signals import premier_acces_fait
from accounts.validators import normaliser_mot_de_passe
from cyclades.common import clock
from cyclades.common.errors import sqlstate

from .adresse import demander_changement
from .connexion import ecrire_mot_de_passe

CODE_FERME = "CY002"


class Issue(enum.Enum):
    """What a typed code is worth for an account."""

    VALABLE = "valable"
    PERIME = "perime"  # it was this account's: used, replaced or too old
    INCONNU = "inconnu"


def se_tire(compte: User) -> bool:
    """May a code be drawn? Not for staff, nor for whoever can receive the mail « Mot de passe oublié »."""
    return compte.is_active and not compte.is_staff and not compte.email


def tirer(*, comptes: Sequence[User], par: str) -> dict[int, tuple[CodePremierAcces, str]]:
    """A new code for each account, by account id, in the caller's transaction; the former ones are worth nothing.

    The accounts are locked, in the order of their keys. Those to whom `se_tire` says no are left out.
    """
    verrouilles = User.objects.select_for_update().filter(pk__in=[c.pk for c in comptes]).order_by("pk")
    servis = [compte for compte in verrouilles if se_tire(compte)]
    revoquer(compte.pk for compte in servis)
    instant, tires = clock.maintenant(), [(compte.pk, papillon.tirer()) for compte in servis]
    codes = CodePremierAcces.objects.bulk_create(
        CodePremierAcces(
            compte_id=compte_id,
            empreinte=papillon.empreinte(compte_id, str(papillon.lire(clair))),
            tire_par=par,
            tire_le=instant,
        )
        for compte_id, clair in tires
    )
    return {compte_id: (code, clair) for (compte_id, clair), code in zip(tires, codes, strict=True)}


def revoquer(comptes: Iterable[int]) -> int:
    """The codes of these accounts are worth nothing any more, in the caller's transaction; how many."""
    vivants = CodePremierAcces.objects.filter(compte__in=list(comptes), utilise_le=None, revoque_le=None)
    return vivants.update(revoque_le=clock.maintenant())


def verifier(*, compte: User | None, saisi: str) -> tuple[Issue, CodePremierAcces | None]:
    """Is this the code of that account? The row is given when it still serves."""
    lu = papillon.lire(saisi)
    if compte is None or lu is None or not compte.is_active:
        return Issue.INCONNU, None
    siens = CodePremierAcces.objects.filter(compte=compte, empreinte__in=papillon.empreintes(compte.pk, lu))
    code = siens.order_by("-pk").first()
    if code is None:
        return Issue.INCONNU, None
    return (Issue.VALABLE, code) if est_valable(code) else (Issue.PERIME, None)


def est_valable(code: CodePremierAcces) -> bool:
    """Does it still open the choice of a password?"""
    return code.utilise_le is None and code.revoque_le is None and clock.maintenant() < expire_le(code)


def expire_le(code: CodePremierAcces) -> dt.datetime:
    """From this instant on, the code is worth nothing."""
    return code.tire_le + dt.timedelta(days=settings.PREMIER_ACCES_JOURS)


def lire(code_id: int) -> CodePremierAcces | None:
    """The code of a first sign-in under way, with its account, while it still serves."""
    code = CodePremierAcces.objects.select_related("compte__profil").filter(pk=code_id, compte__is_active=True).first()
    return code if code is not None and est_valable(code) else None


def employer(*, code_id: int, mot_de_passe: str, adresse: str = "") -> User | None:
    """The person chooses a password, which the form has accepted; only now is the code spent. None: too late.

    One transaction: password, code and, when an address is given, the mail that lets its mailbox confirm it. Of many
    who use the code at once, the database serves one (CY002). Raises AdressePrise, MemeAdresse: nothing is written.
    """
    empreinte = make_password(normaliser_mot_de_passe(mot_de_passe))
    try:
        with transaction.atomic():
            lu = lire(code_id)
            if lu is None:
                return None
            compte = User.objects.select_for_update().get(pk=lu.compte_id)
            CodePremierAcces.objects.filter(pk=code_id).update(utilise_le=clock.maintenant())
            ecrire_mot_de_passe(compte, empreinte)
            if adresse:
                demander_changement(compte_id=compte.pk, nouvelle=adresse)
            premier_acces_fait.send(CodePremierAcces, code=lu)
    except DatabaseError as erreur:
        if sqlstate(erreur) == CODE_FERME:
            return None
        raise
    oublier_essais(*compte.identifiants)
    return compte
