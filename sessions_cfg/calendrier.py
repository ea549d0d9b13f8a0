"""The calendar of a session, ready to be shown or sent as iCalendar: pure functions over rows already read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from sessions_cfg import feries, periodes
from sessions_cfg.models import EtapeCalendrier, ServiceInscription

DOMAINE = "cyclades"
RAPPELS = (
    (dt.timedelta(days=7), "dans 7 jours"),
    (dt.timedelta(days=2), "dans 2 jours"),
    (dt.timedelta(hours=8), "dans 8 heures"),
)


class Moment(StrEnum):
    PASSEE = "Passé"
    EN_COURS = "En ce moment"
    PROCHAINE = "Prochaine étape"
    A_VENIR = "À venir"


@dataclass(frozen=True, slots=True)
class EtapeAffichee:
    """A step. `debut` included and `fin` excluded are instants; `jours`: whole days in the service's zone.

    `rappel` says that a date is a Sunday or a holiday; no date moves for that.
    """

    cle: str
    qui: str
    quand: str
    quoi: str
    lieu: str
    lien: str
    moment: Moment
    indicative: bool
    debut: dt.datetime
    fin: dt.datetime
    jours: bool
    rappel: str = ""


def etapes(
    service: ServiceInscription, suivantes: Iterable[EtapeCalendrier], instant: dt.datetime
) -> list[EtapeAffichee]:
    """Every step in order: registration and pieces at the service's own dates, then `suivantes`.

    A declared step named « inscription » or « pieces » words that one; its dates stay the service's.
    """
    declarees = {e.cle: e for e in suivantes}
    affichees = [
        _redire(_inscription(service, instant), declarees.pop("inscription", None)),
        _redire(_pieces(service, instant), declarees.pop("pieces", None)),
        *(_declaree(service, e, instant) for e in declarees.values()),
    ]
    zone = ZoneInfo(service.fuseau)
    return _designer_la_prochaine(sorted(affichees, key=lambda e: _rang(e, zone)))


def _rang(etape: EtapeAffichee, zone: ZoneInfo) -> tuple[dt.date, bool, dt.datetime, dt.datetime]:
    """By day; of one day, registration first: pieces may open at its midnight."""
    return etape.debut.astimezone(zone).date(), etape.cle != "inscription", etape.debut, etape.fin


def restantes(affichees: Iterable[EtapeAffichee], nombre: int, *, inscrit: bool = False) -> list[EtapeAffichee]:
    """The first `nombre` steps that are not past: a summary. `inscrit`: registration is done already."""
    faite = "inscription" if inscrit else ""
    return [e for e in affichees if e.moment != Moment.PASSEE and e.cle != faite][:nombre]


def _designer_la_prochaine(affichees: list[EtapeAffichee]) -> list[EtapeAffichee]:
    """The first step to come of the candidate is said to be the next one."""
    for rang, etape in enumerate(affichees):
        if etape.moment == Moment.A_VENIR and etape.qui == EtapeCalendrier.Qui.CANDIDAT:
            return [*affichees[:rang], replace(etape, moment=Moment.PROCHAINE), *affichees[rang + 1 :]]
    return affichees


def _redire(etape: EtapeAffichee, declaree: EtapeCalendrier | None) -> EtapeAffichee:
    if declaree is None:
        return etape
    return replace(
        etape,
        quand=declaree.precision or etape.quand,
        quoi=declaree.quoi,
        lieu=declaree.lieu or etape.lieu,
        lien=declaree.lien,
    )


def _moment(debut: dt.datetime, fin: dt.datetime, instant: dt.datetime) -> Moment:
    if instant < debut:
        return Moment.A_VENIR
    return Moment.EN_COURS if instant < fin else Moment.PASSEE


def _aussi_a_paris(ici: str, a_paris: str) -> str:
    return f"{ici}, soit {a_paris}" if a_paris else ici


def _inscription(service: ServiceInscription, instant: dt.datetime) -> EtapeAffichee:
    return EtapeAffichee(
        cle="inscription",
        qui=EtapeCalendrier.Qui.CANDIDAT,
        quand=_aussi_a_paris(
            periodes.periode(
                service.ouverture, service.fermeture, fuseau=service.fuseau, libelle_heure=service.libelle_heure
            ),
            periodes.periode_a_paris(service.ouverture, service.fermeture, fuseau=service.fuseau),
        ),
        quoi="Inscrivez-vous, puis enregistrez",
        lieu="Sur ce portail, « M'inscrire »",
        lien="",
        moment=_moment(service.ouverture, service.fermeture, instant),
        indicative=service.dates_indicatives,
        debut=service.ouverture,
        fin=service.fermeture,
        jours=False,
        rappel=_rappel(service, periodes.local(service.ouverture, service.fuseau), _dernier_jour(service)),
    )


def _dernier_jour(service: ServiceInscription) -> dt.date:
    return periodes.local(service.fermeture, service.fuseau, fin=True)


def _rappel(service: ServiceInscription, *jours: dt.date) -> str:
    return feries.phrase(jours, academie=service.academie_id, genre=service.academie.genre)


def _rappel_des_pieces(service: ServiceInscription) -> str:
    """The last day; by post, what to do about it."""
    rappel = _rappel(service, periodes.local(service.pieces_fermeture, service.fuseau, fin=True))
    modes = (service.pieces_mode, service.pieces_mode_secours)
    if rappel and ServiceInscription.ModePieces.COURRIER in modes:
        return f"{rappel} Par courrier, postez votre envoi avant : la date limite ne change pas."
    return rappel


def _pieces(service: ServiceInscription, instant: dt.datetime) -> EtapeAffichee:
    debut = service.pieces_ouverture or service.ouverture
    en_ligne = service.pieces_mode == ServiceInscription.ModePieces.EN_LIGNE
    return EtapeAffichee(
        cle="pieces",
        qui=EtapeCalendrier.Qui.CANDIDAT,
        quand=_aussi_a_paris(
            periodes.phrase_depot(
                service.pieces_ouverture,
                service.pieces_fermeture,
                fuseau=service.fuseau,
                libelle_heure=service.libelle_heure,
            ),
            periodes.depot_a_paris(service.pieces_fermeture, fuseau=service.fuseau),
        ),
        quoi="Signez votre confirmation d'inscription et remettez vos pièces justificatives",
        lieu="Dans votre espace, « Mes justificatifs »" if en_ligne else "À l'adresse du service gestionnaire",
        lien="",
        moment=_moment(debut, service.pieces_fermeture, instant),
        indicative=service.dates_indicatives,
        debut=debut,
        fin=service.pieces_fermeture,
        jours=False,
        rappel=_rappel_des_pieces(service),
    )


def _declaree(service: ServiceInscription, etape: EtapeCalendrier, instant: dt.datetime) -> EtapeAffichee:
    zone = ZoneInfo(service.fuseau)
    debut = dt.datetime.combine(etape.debut, dt.time(), zone)
    fin = dt.datetime.combine(etape.fin + dt.timedelta(days=1), dt.time(), zone)
    return EtapeAffichee(
        cle=etape.cle,
        qui=etape.qui,
        quand=etape.precision or quand(etape),
        quoi=etape.quoi,
        lieu=etape.lieu,
        lien=etape.lien,
        moment=_moment(debut, fin, instant),
        indicative=etape.indicative,
        debut=debut,
        fin=fin,
        jours=True,
        rappel="" if etape.au_mois or etape.qui == etape.Qui.SERVICE else _rappel(service, etape.debut, etape.fin),
    )


def quand(etape: EtapeCalendrier) -> str:
    """« du 02 avril 2024 au 04 avril 2024 », « lundi 03 juin 2024 », « mars 2024 », « mai 2024 - juin 2024 »."""
    if etape.au_mois:
        mois = [f"{periodes.MOIS[j.month - 1]} {j.year}" for j in (etape.debut, etape.fin)]
        return mois[0] if mois[0] == mois[1] else " - ".join(mois)
    if etape.debut == etape.fin:
        return periodes.jour_et_date(etape.debut)
    return f"du {periodes.date_longue(etape.debut)} au {periodes.date_longue(etape.fin)}"


def icalendrier(
    service: ServiceInscription, affichees: Iterable[EtapeAffichee], *, adresse: str, instant: dt.datetime
) -> bytes:
    """The calendar as RFC 5545: instants in the service's zone (with its VTIMEZONE), days as days.

    Deadlines ring a week, two days and some hours before they end.

    `adresse`: the public page. UIDs are stable, so that a subscribed calendar follows what moves.
    """
    calendrier = Calendar()
    calendrier.add("prodid", "-//Cyclades//Calendrier de la session//FR")
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", f"{service.session} - {service.academie}")
    calendrier.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for etape in affichees:
        calendrier.add_component(_evenement(service, etape, adresse, instant))
    calendrier.add_missing_timezones(first_date=dt.date(service.ouverture.year - 1, 1, 1))
    octets: bytes = calendrier.to_ical()
    return octets


def _evenement(service: ServiceInscription, etape: EtapeAffichee, adresse: str, instant: dt.datetime) -> Event:
    evenement = Event()
    evenement.add("uid", f"{service.cle}-{etape.cle}@{DOMAINE}")
    evenement.add("dtstamp", instant.astimezone(dt.UTC))
    evenement.add("sequence", service.revision)
    if service.modifie_le:
        evenement.add("last-modified", service.modifie_le.astimezone(dt.UTC))
    qui = EtapeCalendrier.Qui(etape.qui)
    evenement.add("summary", etape.quoi if qui == EtapeCalendrier.Qui.CANDIDAT else f"Le service : {etape.quoi}")
    precisions = [f"Quand : {etape.quand}"]
    if etape.indicative:
        precisions.append("Date indicative, qui peut être modifiée.")
    if etape.rappel:
        precisions.append(etape.rappel)
    evenement.add("description", "\n".join(precisions))
    evenement.add("url", etape.lien or adresse)
    if etape.lieu:
        evenement.add("location", etape.lieu)
    zone = ZoneInfo(service.fuseau)
    if etape.jours:
        evenement.add("dtstart", etape.debut.astimezone(zone).date())
        evenement.add("dtend", etape.fin.astimezone(zone).date())
    else:
        evenement.add("dtstart", etape.debut.astimezone(zone))
        evenement.add("dtend", etape.fin.astimezone(zone))
        for avant, dit in RAPPELS:
            alarme = Alarm()
            alarme.add("action", "DISPLAY")
            alarme.add("description", f"{etape.quoi} : {dit}")
            alarme.add("trigger", -avant, parameters={"RELATED": "END"})
            evenement.add_component(alarme)
    return evenement
