"""Recording work, and doing it: the two ends of the outbox.

All instants of the table are the machine's (decision 7): leases and retries must not follow a
rehearsal clock.
"""

import datetime as dt
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models, transaction

from cyclades.common import clock

from .backends import dossier_mails
from .models import Battement, Etat, Message
from .registry import genre as genre_declare

journal = logging.getLogger(__name__)

BAIL = dt.timedelta(seconds=60)
ESSAIS_MAX = 8
PANNE_MAX = dt.timedelta(days=3)
ATTENTES = (5, 15, 60, 180, 420, 900)
_attente: ContextVar[list[Message] | None] = ContextVar("outbox_attente", default=None)


def post(
    genre: str,
    *,
    ids: dict[str, int | str],
    cle: str,
    file: str | None = None,
    a_faire_le: dt.datetime | None = None,
) -> None:
    """Record work in the caller's transaction: it will be done after commit, or not at all.

    `ids` holds identifiers only, never personal data. `cle` names the event: a second row with
    the same key is silently not written. `a_faire_le` is an instant of the portal's clock, now by
    default. `file` is by default the queue with which the kind was declared.
    """
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("post() s'appelle dans la transaction de ce qu'il annonce")
    instant = clock.temps_reel()
    message = Message(
        genre=genre,
        identifiants=ids,
        file=file or genre_declare(genre).file,
        cle_dedoublonnage=cle,
        cree_le=instant,
        a_faire_le=instant if a_faire_le is None else a_faire_le - clock.decalage(),
    )
    attente = _attente.get()
    if attente is not None:
        attente.append(message)
    else:
        Message.objects.bulk_create([message], ignore_conflicts=True)


def reporter(*, cles: Collection[str], a_faire_le: dt.datetime) -> int:
    """Make the work of these keys due at another instant of the portal's clock; how many. What is done stays done."""
    attendus = Message.objects.filter(cle_dedoublonnage__in=cles, etat=Etat.A_FAIRE)
    return attendus.update(a_faire_le=a_faire_le - clock.decalage())


@contextmanager
def en_un_envoi() -> Iterator[None]:
    """Write what is posted inside as one INSERT, at the end, in the caller's transaction.

    An exception writes none of it: the transaction that it leaves is rolled back anyway.
    """
    if _attente.get() is not None:  # the outer one writes
        yield
        return
    messages: list[Message] = []
    jeton = _attente.set(messages)
    try:
        yield
    finally:
        _attente.reset(jeton)
    if messages:
        Message.objects.bulk_create(messages, ignore_conflicts=True)


def battre(nom: str) -> None:
    """Heartbeat of a periodic job, read by supervision."""
    Battement.objects.update_or_create(nom=nom, defaults={"le": clock.temps_reel()})


def traiter(message_id: int, *, lever: bool = False) -> bool:
    """Do the work of a row, once; True when this call did it.

    The attempt is counted first, so that a worker which dies counts too. Then, in one transaction,
    the row is locked, its handler run, and the row marked done: either all of it is committed or
    nothing. A row that is done, locked by another worker or not yet due is left alone, so a second
    delivery is harmless. A failure is recorded (class name only) and tried again later, with
    growing delays, then put aside as *rebut* and logged as an error; network failures, and the
    database's, are tried for three days. With `lever` (tests) the failure is raised as well.
    """
    if not _compter_essai(message_id):
        return False
    try:
        with transaction.atomic():
            _donner_du_temps()
            message = _prendre(message_id)
            if message is None:
                return False
            genre_declare(message.genre).executer()(ids=message.identifiants, message=message)
            Message.objects.filter(pk=message_id).update(
                etat=Etat.FAIT, fait_le=clock.temps_reel(), bail_jusqu_a=None, derniere_erreur=""
            )
    except Exception as erreur:
        _noter_echec(message_id, erreur)
        if lever:
            raise
        return False
    return True


def vider(*, lever: bool = True) -> int:
    """Do every due row here and now, through the same path as a worker; the number of rows done.

    Each row is tried once: one that a worker holds is left to it, not waited for.
    For tests where the worker is not the point, and for `manage.py relais --sur-place`.
    """
    faits, vus = 0, set[int]()
    while True:
        ids = list(_a_faire().exclude(pk__in=vus).order_by("a_faire_le", "pk").values_list("pk", flat=True)[:100])
        if not ids:
            return faits
        vus.update(ids)
        for message_id in ids:
            faits += traiter(message_id, lever=lever)


def reprendre_rebuts() -> int:
    """Put every *rebut* back to be done, with its attempts forgotten; the number of rows."""
    instant = clock.temps_reel()
    return Message.objects.filter(etat=Etat.REBUT).update(
        etat=Etat.A_FAIRE, essais=0, a_faire_le=instant, cree_le=instant, bail_jusqu_a=None
    )


def effacer(*comptes: int) -> int:
    """Delete every row about these accounts (`ids["compte"]`), in the caller's transaction; the number of rows.

    Their mails of the demonstration are deleted once that transaction is committed.
    """
    lignes = Message.objects.filter(identifiants__compte__in=comptes)
    cles = [str(cle) for cle in lignes.values_list("cle_unique", flat=True)]
    effacees = lignes.delete()[0]
    if settings.DEMO and cles:
        transaction.on_commit(lambda: _oublier_mails(cles))
    return effacees


def _oublier_mails(cles: list[str]) -> None:
    for cle in cles:
        (dossier_mails() / f"{cle}.eml").unlink(missing_ok=True)


def _a_faire() -> models.QuerySet[Message]:
    instant = clock.temps_reel()
    return Message.objects.filter(etat=Etat.A_FAIRE, a_faire_le__lte=instant)


def _prendre(message_id: int) -> Message | None:
    return _a_faire().select_for_update(skip_locked=True).filter(pk=message_id).first()


def _compter_essai(message_id: int) -> bool:
    """Count an attempt; False when the row is not to be done, or was attempted too often."""
    with transaction.atomic():
        message = _prendre(message_id)
        if message is None:
            return False
        if message.essais >= ESSAIS_MAX and not _en_panne(message):
            _mettre_au_rebut(message, message.derniere_erreur or "ArretBrutal")
            return False
        message.essais += 1
        message.bail_jusqu_a = clock.temps_reel() + BAIL
        message.save(update_fields=["essais", "bail_jusqu_a"])
        return True


def _en_panne(message: Message) -> bool:
    """Whether the last failure came from the network or the machine, and is still worth trying."""
    return message.panne and clock.temps_reel() - message.cree_le < PANNE_MAX


def _noter_echec(message_id: int, erreur: BaseException) -> None:
    """Record a failure in a transaction of its own: later again, or *rebut*."""
    nom = type(erreur).__name__
    try:
        with transaction.atomic():
            message = Message.objects.select_for_update().filter(pk=message_id, etat=Etat.A_FAIRE).first()
            if message is None:
                return
            message.panne = isinstance(erreur, OSError | DatabaseError)
            if message.essais >= ESSAIS_MAX and not _en_panne(message):
                _mettre_au_rebut(message, nom)
                return
            attente = ATTENTES[min(max(message.essais, 1), len(ATTENTES)) - 1]
            message.a_faire_le = clock.temps_reel() + dt.timedelta(seconds=attente)
            message.bail_jusqu_a = None
            message.derniere_erreur = nom[:200]
            message.save(update_fields=["a_faire_le", "bail_jusqu_a", "derniere_erreur", "panne"])
    except DatabaseError:
        # The lease set by `_compter_essai` expires and the row goes out again.
        journal.warning("outbox: échec de %s non noté (base injoignable)", message_id)
        return
    journal.warning("outbox: %s n° %s, essai %s : %s", message.genre, message_id, message.essais, nom)


def _mettre_au_rebut(message: Message, nom: str) -> None:
    Message.objects.filter(pk=message.pk).update(etat=Etat.REBUT, bail_jusqu_a=None, derniere_erreur=nom[:200])
    journal.error("outbox: rebut de %s n° %s après %s essais : %s", message.genre, message.pk, message.essais, nom)


def _donner_du_temps() -> None:
    """Rendering or sending inside the transaction may take longer than a page: lift the web's limits."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '150s'")
        cursor.execute("SET LOCAL statement_timeout = '60s'")
