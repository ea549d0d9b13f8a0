"""From one session to the next: its calendars a year later, and the day when it is put away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from sessions_cfg.models import EtapeCalendrier, ServiceInscription, Session
from sessions_cfg.periodes import cle_de_service, mois_de_session

DATES = ("ouverture", "fermeture", "pieces_ouverture", "pieces_fermeture")


@dataclass(frozen=True)
class Preparation:
    """What was made: the next session, the services created, those that were there already."""

    session: Session
    crees: int
    presents: int


def preparer_la_suivante(*, session: Session, academies: Iterable[str], par: str) -> Preparation:
    """Copy the services of these académies to the session a year later, dates and policies included.

    Each date moves by a year at the same local hour, and is marked indicative until a responsable has moved or
    confirmed it. What exists already is left alone: doing it again changes nothing. `par` names who writes.
    """
    with acteur(par):
        suivante, _ = Session.objects.get_or_create(
            examen_id=session.examen_id,
            mois=session.mois.replace(year=session.mois.year + 1),
            defaults={"libelle": _libelle(session)},
        )
        modeles = ServiceInscription.objects.filter(session=session, academie__in=set(academies))
        crees = presents = 0
        for modele in modeles.select_related("academie").order_by("pk"):
            if ServiceInscription.objects.filter(
                session=suivante, academie=modele.academie_id, public=modele.public
            ).exists():
                presents += 1
            else:
                _copier(modele, suivante)
                crees += 1
    return Preparation(suivante, crees, presents)


def _libelle(session: Session) -> str:
    annee = session.mois.year + 1
    mois = session.mois.replace(year=annee)
    return f"{session.examen_id} {annee}" if mois.month == 6 else f"{session.examen_id} {mois_de_session(mois)}"


def _copier(modele: ServiceInscription, session: Session) -> None:
    zone = ZoneInfo(modele.fuseau)
    champs = {c.attname: getattr(modele, c.attname) for c in modele._meta.concrete_fields if not c.primary_key}
    for nom in DATES:
        champs[nom] = un_an_apres(champs[nom], zone) if champs[nom] else None
    cle = cle_de_service(session.examen_id, session.mois, modele.academie.libelle)
    if ServiceInscription.objects.filter(cle=cle).exists():
        cle = f"{cle}-{modele.public.lower()}"[:80]
    neufs = {"cle": cle, "session_id": session.pk, "dates_indicatives": True, "revision": 0, "modifie_le": None}
    copie = ServiceInscription.objects.create(**{**champs, **neufs})
    EtapeCalendrier.objects.bulk_create(_etape(e, copie) for e in EtapeCalendrier.objects.filter(service=modele))


def _etape(modele: EtapeCalendrier, service: ServiceInscription) -> EtapeCalendrier:
    """The same step a year later; its wording in letters named a date of this year, and goes."""
    debut, fin = (_jour_un_an_apres(jour) for jour in (modele.debut, modele.fin))
    if modele.au_mois:
        fin = (fin.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return EtapeCalendrier(
        service=service,
        cle=modele.cle,
        qui=modele.qui,
        debut=debut,
        fin=fin,
        au_mois=modele.au_mois,
        quoi=modele.quoi,
        lieu=modele.lieu,
        lien=modele.lien,
        indicative=True,
    )


def _jour_un_an_apres(jour: dt.date) -> dt.date:
    try:
        return jour.replace(year=jour.year + 1)
    except ValueError:
        return jour.replace(year=jour.year + 1, day=28)


def un_an_apres(instant: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The same day and hour of the next year where the service is (28 February after a 29)."""
    local = instant.astimezone(zone)
    return dt.datetime.combine(_jour_un_an_apres(local.date()), local.time(), zone)


def archiver(*, session: Session, academies: Iterable[str], archivee: bool = True) -> Session:
    """Put a session away after its results, or take it out again: its candidatures leave « Mes inscriptions ».

    Raises `Refus` while a service is still open, and when it concerns académies that the person does not run.
    """
    with transaction.atomic():
        fraiche = Session.objects.select_for_update().get(pk=session.pk)
        services = ServiceInscription.objects.filter(session=fraiche)
        autres = sorted(set(services.values_list("academie__libelle", flat=True).exclude(academie__in=set(academies))))
        if autres:
            raise Refus(f"Cette session est aussi celle de {', '.join(autres)} : un superviseur l'archive.")
        if archivee and services.filter(fermeture__gt=clock.maintenant()).exists():
            raise Refus("Un service d'inscription de cette session n'est pas encore fermé : elle ne s'archive pas.")
        fraiche.archivee_le = clock.maintenant() if archivee else None
        fraiche.save(update_fields=["archivee_le"])
    return fraiche
