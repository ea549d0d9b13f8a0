"""A service as pages show it: its period in words, its state now, its pieces."""

import datetime as dt
from dataclasses import dataclass

from sessions_cfg import periodes
from sessions_cfg.models import ServiceInscription

TONS = {
    ServiceInscription.Etat.OUVERT: "succes",
    ServiceInscription.Etat.A_VENIR: "info",
    ServiceInscription.Etat.FERME: "neutre",
}


@dataclass(frozen=True, slots=True)
class PeriodeAffichee:
    """`periode_paris` is "" where local and Paris times agree; `pieces` is a sentence."""

    cle: str
    examen: str
    session: str
    academie: str
    etat: str
    etat_libelle: str
    ton: str
    periode: str
    periode_paris: str
    pieces: str
    indicative: bool
    fictif: bool


def periode_affichee(service: ServiceInscription, instant: dt.datetime) -> PeriodeAffichee:
    """Words for a service loaded with session, exam and académie (as `sessions_cfg.queries` gives them)."""
    etat = service.etat(instant)
    depot = periodes.phrase_depot(
        service.pieces_ouverture,
        service.pieces_fermeture,
        fuseau=service.fuseau,
        libelle_heure=service.libelle_heure,
    )
    mode = ServiceInscription.ModePieces(service.pieces_mode).label
    return PeriodeAffichee(
        cle=service.cle,
        examen=service.session.examen.libelle_cyclades,
        session=f"{service.session.libelle} - {service.session.mois_libelle}",
        academie=service.academie.libelle_cyclades,
        etat=etat.value,
        etat_libelle=etat.label,
        ton=TONS[etat],
        periode=periodes.periode(
            service.ouverture, service.fermeture, fuseau=service.fuseau, libelle_heure=service.libelle_heure
        ),
        periode_paris=periodes.periode_a_paris(service.ouverture, service.fermeture, fuseau=service.fuseau),
        pieces=f"à remettre ({mode}) {depot}.",
        indicative=service.dates_indicatives,
        fictif=service.fictif,
    )
