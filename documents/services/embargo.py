"""Moving the end of an embargo, until it comes (I-25): what candidates may open is never hidden again by this."""

import datetime as dt

from django.db import connection, transaction
from django.utils.timezone import localtime

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox
from documents.enums import ActeLot, EtatLigne
from documents.models import DocumentVersion, EvenementLot, LigneLot, Lot

from .annonce import cles

PAR_ENVOI = 1000
# What may pass between the last look at the clock and the commit: nobody must have opened a document meanwhile.
MARGE = dt.timedelta(seconds=5)
LEVE = "L'embargo est déjà levé : les candidats voient ces documents. Pour les leur cacher, retirez-les."
TARD = "L'embargo finit dans quelques secondes : il est trop tard pour le déplacer."


@transaction.atomic
def deplacer(*, lot_id: int, par: User, publie_le: dt.datetime | None, motif: str) -> int:
    """Give another end to the embargo of a publication, None: now; its mails follow. How many documents.

    A document that is still to be issued would not follow: all must be. The database refuses to move what is
    over, row by row (CY010); the end of the former embargo is looked at again last, with `MARGE`, since moving
    takes time.
    """
    lot, instant = Lot.objects.select_for_update().get(pk=lot_id), clock.maintenant()
    avant, nouveau = lot.publie_le, instant if publie_le is None else publie_le
    if avant is None or avant <= instant:
        raise Refus(LEVE)
    if publie_le is not None and publie_le <= instant:
        raise Refus("Cet instant est déjà passé : cochez plutôt « Publier tout de suite ».", champ="jour")
    if nouveau == avant:
        raise Refus("L'embargo finit déjà à cet instant.", champ="jour")
    lignes = LigneLot.objects.filter(lot=lot)
    if lignes.filter(etat=EtatLigne.A_FAIRE).exists():
        raise Refus("Des documents sont encore à émettre : attendez la fin, ou arrêtez d'abord la publication.")
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '60s'")
    siennes = DocumentVersion.objects.filter(
        pk__in=lignes.filter(etat=EtatLigne.FAITE).values("version"), retiree_le=None, publie_le__gt=instant
    )
    deplacees = list(siennes.values_list("pk", flat=True))
    if not deplacees:
        raise Refus("Cette publication n'a aucun document sous embargo.")
    siennes.update(publie_le=nouveau)
    for debut in range(0, len(deplacees), PAR_ENVOI):
        siens = [cle for pk in deplacees[debut : debut + PAR_ENVOI] for cle in cles(pk)]
        outbox.reporter(cles=siens, a_faire_le=nouveau)
    Lot.objects.filter(pk=lot.pk).update(publie_le=nouveau)
    EvenementLot.objects.create(
        lot=lot,
        quand=instant,
        auteur=par,
        acte=ActeLot.DEPLACER,
        nombre=len(deplacees),
        motif=f"du {_a_paris(avant)} au {_a_paris(nouveau)} (heure de Paris). {motif}"[:500],
    )
    if avant <= clock.maintenant() + MARGE:
        raise Refus(TARD)
    return len(deplacees)


def _a_paris(instant: dt.datetime) -> str:
    return f"{localtime(instant, clock.PARIS):%d/%m/%Y à %H:%M}"
