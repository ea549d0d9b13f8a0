"""Services of registration, and the choices that narrow each other: exam, session, académie.

Only services of the Grand Public of sessions not archived. Every function returns one query's rows.
"""

import datetime as dt

from django.db.models import F, Q, QuerySet

from sessions_cfg.models import Academie, EtapeCalendrier, Examen, ServiceGestionnaire, ServiceInscription, Session
from sessions_cfg.snapshot import Specialite

GRAND_PUBLIC = "GRAND_PUBLIC"


def services_grand_public() -> QuerySet[ServiceInscription]:
    """With their session, exam, académie and office loaded; latest session first."""
    return (
        ServiceInscription.objects.filter(public=GRAND_PUBLIC, session__archivee_le__isnull=True)
        .select_related("session__examen", "academie", "service_gestionnaire")
        .order_by("-session__mois", "session__examen__libelle", "academie__libelle", "ouverture")
    )


def services_ouverts(instant: dt.datetime) -> QuerySet[ServiceInscription]:
    """Those open at `instant` (opening included, closing excluded)."""
    return services_grand_public().filter(ouverture__lte=instant, fermeture__gt=instant)


def services_proposes(instant: dt.datetime) -> QuerySet[ServiceInscription]:
    """Those open at `instant` or opening later: what « M'inscrire » offers."""
    return services_grand_public().filter(fermeture__gt=instant)


def domaines() -> list[str]:
    """Domaines that have a service, « Examen » for the exams of this catalogue."""
    return sorted(set(services_grand_public().order_by().values_list("session__examen__domaine", flat=True)))


def examens(*, instant: dt.datetime | None = None) -> QuerySet[Examen]:
    """Exams that have a service; with `instant`, one still open or to come."""
    return Examen.objects.filter(pk__in=_services(instant).values("session__examen")).order_by("libelle")


def sessions_de(examen: str, *, instant: dt.datetime | None = None) -> QuerySet[Session]:
    """Sessions of an exam (its code) that have a service, latest first."""
    lignes = _services(instant).filter(session__examen=examen)
    return Session.objects.filter(pk__in=lignes.values("session")).select_related("examen").order_by("-mois")


def academies_de(session: int, *, instant: dt.datetime | None = None) -> QuerySet[Academie]:
    """Académies (or services such as SIEC) where a session (its id) has a service, by name."""
    lignes = _services(instant).filter(session=session)
    return Academie.objects.filter(pk__in=lignes.values("academie")).order_by("libelle")


def services_filtres(*, domaine: str = "", session: str = "", academie: str = "") -> QuerySet[ServiceInscription]:
    """Those of a domaine, of a session (its id in digits) and of an académie (its code); "" does not narrow.

    An académie whose exams another service runs (Paris: the SIEC) finds that service.
    """
    services = services_grand_public()
    if domaine:
        services = services.filter(session__examen__domaine=domaine)
    if session:
        services = services.filter(session=int(session))
    if academie:
        services = services.filter(Q(academie=academie) | Q(academie__gere=academie)).distinct()
    return services


def sessions() -> QuerySet[Session]:
    """Every session that has a service, with its exam, by exam then latest first."""
    return (
        Session.objects.filter(pk__in=services_grand_public().select_related(None).order_by().values("session"))
        .select_related("examen")
        .order_by("examen__libelle", "-mois")
    )


def academies_gerees() -> QuerySet[Academie]:
    """Académies whose exams another service runs (Paris: the SIEC), by name."""
    return Academie.objects.filter(gestion__isnull=False).exclude(gestion=F("pk")).order_by("libelle")


def academies() -> QuerySet[Academie]:
    """Every académie, service or centre that the catalogue knows, by name."""
    return Academie.objects.order_by("libelle")


def service_par_cle(cle: str) -> ServiceInscription | None:
    """The service of an address, archived or not, whatever its public; None when there is none. One query."""
    return (
        ServiceInscription.objects.select_related("session__examen", "academie", "service_gestionnaire")
        .filter(cle=cle)
        .first()
    )


def _services(instant: dt.datetime | None) -> QuerySet[ServiceInscription]:
    base = services_grand_public() if instant is None else services_proposes(instant)
    return base.select_related(None).order_by()


def etapes_de(service: ServiceInscription) -> QuerySet[EtapeCalendrier]:
    """The declared steps of its session's calendar. One query."""
    return EtapeCalendrier.objects.filter(service=service).order_by("debut", "fin", "pk")


def bureau_de(service: ServiceInscription, specialite: Specialite | None) -> ServiceGestionnaire:
    """The office that answers for a candidature: the service's own; where it goes by sector, the one of its académie
    whose sector names the exam and the NSF group of the spécialité most closely. One query, by sector only.
    """
    if specialite is None or not service.par_secteur:
        return service.service_gestionnaire
    groupe = groupe_nsf(specialite.code_bcn)
    offices = ServiceGestionnaire.objects.filter(academie=service.academie_id).order_by("pk")
    precis = [(office.precision(service.session.examen_id, groupe), office) for office in offices]
    suivis = [(precision, office) for precision, office in precis if precision is not None]
    return max(suivis, key=lambda s: s[0])[1] if suivis else service.service_gestionnaire


def groupe_nsf(code_bcn: str) -> str:
    """« 221 » of « 50022137 »: its fourth to sixth digits (nomenclature des spécialités de formation)."""
    return code_bcn[3:6]
