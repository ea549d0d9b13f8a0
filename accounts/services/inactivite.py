"""Accounts left unused: told by mail, then erased unless their person comes back (staff: closed, not erased).

Activity is a sign-in or the activation, on the portal's clock. A visit cancels the notice. An account to which a
candidature was ever attached is left alone: how long dossiers are kept decides there. All of it may stop at any
instant and be done again: each person is told once, and nobody is erased before the instant that the mail named.
"""

import calendar
import datetime as dt
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from accounts.enums import Evenement, Role
from accounts.models import AvisInactivite, User
from accounts.session_store import fermer
from cyclades.common import clock
from cyclades.outbox.services import battre, en_un_envoi, post

from .evenements import noter
from .purge import LOT, balayer

journal = logging.getLogger(__name__)

# So many mails at each sweep, in a queue of their own: an activation mail never waits behind them.
AVIS_PAR_PASSAGE = 2000


def noter_visite(*, compte_id: int) -> bool:
    """The person is there: the account is in use, and the notice that it may have had is void.

    False when the account was erased at this very instant: it stays erased.
    """
    with transaction.atomic():
        present = User.objects.filter(pk=compte_id).update(last_login=clock.maintenant())
        AvisInactivite.objects.filter(compte_id=compte_id).delete()
    return bool(present)


def limite_inactivite() -> dt.datetime | None:
    """An account whose last activity is at or before this instant is inactive; None: accounts never are."""
    mois = settings.COMPTE_INACTIF_MOIS
    return _reculer(clock.maintenant(), mois) if mois > 0 else None


def _reculer(instant: dt.datetime, mois: int) -> dt.datetime:
    """The same day `mois` months earlier, or the last of that month."""
    annee, rang = divmod(instant.year * 12 + instant.month - 1 - mois, 12)
    jour = min(instant.day, calendar.monthrange(annee, rang + 1)[1])
    return instant.replace(year=annee, month=rang + 1, day=jour)


def _inactifs(limite: dt.datetime) -> QuerySet[User]:
    """Accounts in service, unused since `limite`, to which no candidature was ever attached."""
    return (
        User.objects.filter(is_active=True)
        .filter(Q(profil=None) | Q(profil__identite_verrouillee_le=None))
        .alias(derniere_activite=Greatest("last_login", "active_le"))
        .filter(derniere_activite__lte=limite)
    )


def passer(*, duree_max: float = 60.0, monotone: Callable[[], float] = time.monotonic) -> bool:
    """One sweep: void notices taken back, people told, accounts erased, staff closed; counted in log lines.

    True when something was done and something remains.
    """
    limite, encore = limite_inactivite(), False
    _reprendre_les_avis(limite)
    if limite is not None:
        prevenus = prevenir(limite=limite)
        passage = balayer(lambda: _echus(limite).filter(is_staff=False), duree_max=duree_max, monotone=monotone)
        passage.dire("comptes inactifs")
        fermes = fermer_personnel(limite=limite)
        if prevenus or fermes:
            journal.info("comptes inactifs : %s prévenu(s), %s accès du personnel fermé(s)", prevenus, fermes)
        encore = prevenus >= AVIS_PAR_PASSAGE or (passage.effaces > 0 and not passage.fini)
    battre("inactivite")
    return encore


def _reprendre_les_avis(limite: dt.datetime | None) -> None:
    """Take back the notices of accounts that are not inactive (any more, or since the delay was made longer).

    Rows that others hold are theirs: to wait for them in another order than theirs would be a deadlock.
    """
    with transaction.atomic():
        perimes = AvisInactivite.objects.select_for_update(skip_locked=True)
        if limite is not None:
            perimes = perimes.exclude(compte__in=_inactifs(limite))
        AvisInactivite.objects.filter(pk__in=list(perimes.values_list("pk", flat=True))).delete()


def prevenir(*, limite: dt.datetime) -> int:
    """Post the notice of accounts that have none, AVIS_PAR_PASSAGE at most; the number of accounts.

    Whoever writes a notice holds the account's row: asked again under the lock, no account gets two.
    """
    prevenus = dernier = 0
    while prevenus < AVIS_PAR_PASSAGE:
        with transaction.atomic(), en_un_envoi():
            candidats = _inactifs(limite).filter(avis_inactivite=None, pk__gt=dernier).exclude(email="")
            ids = list(
                candidats.select_for_update(skip_locked=True, of=("self",))
                .order_by("pk")
                .values_list("pk", flat=True)[:LOT]
            )
            deja = set(AvisInactivite.objects.filter(compte__in=ids).values_list("compte", flat=True))
            instant = clock.maintenant()
            avis = [AvisInactivite(compte_id=pk, poste_le=instant) for pk in ids if pk not in deja]
            for a in AvisInactivite.objects.bulk_create(avis):
                post("compte.inactif", ids={"compte": a.compte_id, "avis": a.pk}, cle=f"inactif:{a.pk}")
        prevenus += len(avis)
        if len(ids) < LOT:
            break
        dernier = ids[-1]
    return prevenus


def annoncer(*, avis_id: int, envoyer: Callable[[User, dt.datetime], None]) -> None:
    """Send the notice and keep the instant of erasure that it names; nothing when the person came back.

    The row is written after the sending: a sign-in at this instant need not wait for the mail server.
    """
    avis = AvisInactivite.objects.filter(pk=avis_id, efface_le=None).select_related("compte").first()
    if avis is None or not avis.compte.is_active or not avis.compte.email:
        return
    efface_le = clock.maintenant() + dt.timedelta(days=settings.COMPTE_INACTIF_PREAVIS_JOURS)
    envoyer(avis.compte, efface_le)
    AvisInactivite.objects.filter(pk=avis_id).update(efface_le=efface_le)


def _echus(limite: dt.datetime) -> QuerySet[User]:
    """Inactive accounts told long enough ago. Their last activity is read again under the row lock."""
    return _inactifs(limite).filter(avis_inactivite__efface_le__lte=clock.maintenant())


def fermer_personnel(*, limite: dt.datetime) -> int:
    """Close the access of staff told long enough ago, sessions included; the number of accounts.

    What they did stays, under their name. A superviseur is closed only while another one is in use: someone must
    be able to open accounts again.
    """
    actif = (
        User.objects.filter(is_active=True, personnel__role=Role.SUPERVISEUR)
        .filter(Q(last_login__gt=limite) | Q(active_le__gt=limite))
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)  # invited, and not come yet
    )
    ouvrables = ~Q(personnel__role=Role.SUPERVISEUR) | Exists(actif.exclude(pk=OuterRef("pk")))
    with transaction.atomic():
        echus = _echus(limite).filter(ouvrables, is_staff=True)
        ids = list(echus.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        User.objects.filter(pk__in=ids).update(is_active=False)
        AvisInactivite.objects.filter(compte__in=ids).delete()
        fermer(*ids)
        for pk in ids:
            noter(personne=pk, genre=Evenement.DESACTIVATION, auteur=None, apres={"motif": "inactivité"})
    for pk in ids:
        journal.info("accès du personnel fermé faute d'usage : compte n° %s", pk)
    return len(ids)
