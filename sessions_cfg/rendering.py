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
    """`phrase` and `pieces` are sentences; `delai` (« Ferme dans 3 jours ») is "" when nothing is near.

    `periode_paris` and `pieces_paris` are "" where local and Paris times agree.
    """

    cle: str
    examen: str
    session: str
    academie: str
    etat: str
    etat_libelle: str
    ton: str
    phrase: str
    delai: str
    periode: str
    periode_paris: str
    pieces: str
    pieces_paris: str
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
    return PeriodeAffichee(
        cle=service.cle,
        examen=service.session.examen.libelle_cyclades,
        session=f"{service.session.libelle} - {service.session.mois_libelle}",
        academie=service.academie.libelle_cyclades,
        etat=etat.value,
        etat_libelle=etat.label,
        ton=TONS[etat],
        phrase=phrase_inscriptions(service, etat),
        delai=_delai(service, etat, instant),
        periode=_periode(service),
        periode_paris=periodes.periode_a_paris(service.ouverture, service.fermeture, fuseau=service.fuseau),
        pieces=f"à remettre ({_modes(service)}) {depot}",
        pieces_paris=periodes.depot_a_paris(service.pieces_fermeture, fuseau=service.fuseau),
        indicative=service.dates_indicatives,
        fictif=service.fictif,
    )


def phrase_inscriptions(service: ServiceInscription, etat: ServiceInscription.Etat) -> str:
    """The guide's sentence while open; its future before, its past after."""
    if etat == ServiceInscription.Etat.A_VENIR:
        return f"Les inscriptions seront ouvertes {_periode(service)}."
    if etat == ServiceInscription.Etat.FERME:
        return f"Les inscriptions sont fermées. Elles étaient ouvertes {_periode(service)}."
    return periodes.phrase_ouverture(
        service.ouverture, service.fermeture, fuseau=service.fuseau, libelle_heure=service.libelle_heure
    )


def _modes(service: ServiceInscription) -> str:
    """« en ligne, ou courrier en cas de difficulté technique »; « courrier, le cachet de la poste faisant foi »."""
    mode = str(ServiceInscription.ModePieces(service.pieces_mode).label)
    if service.pieces_mode_secours:
        secours = ServiceInscription.ModePieces(service.pieces_mode_secours).label
        mode = f"{mode}, ou {secours} en cas de difficulté technique"
    return f"{mode}, le cachet de la poste faisant foi" if service.cachet_de_la_poste else mode


def _periode(service: ServiceInscription) -> str:
    return periodes.periode(
        service.ouverture, service.fermeture, fuseau=service.fuseau, libelle_heure=service.libelle_heure
    )


def _delai(service: ServiceInscription, etat: ServiceInscription.Etat, instant: dt.datetime) -> str:
    if etat == ServiceInscription.Etat.A_VENIR:
        verbe, quand = "Ouvre", periodes.dans_combien(service.ouverture, instant, fuseau=service.fuseau)
    else:
        verbe, quand = "Ferme", periodes.dans_combien(service.fermeture, instant, fuseau=service.fuseau, fin=True)
    if not quand:
        return ""
    heure_dite = ":" in quand and service.libelle_heure != periodes.HEURE_DE_PARIS
    return f"{verbe} {quand} ({service.libelle_heure})" if heure_dite else f"{verbe} {quand}"
