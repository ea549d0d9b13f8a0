"""Calendars, offices and établissements from the data files. Called by `chargement`, in its transaction."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sessions_cfg.models import (
    Academie,
    Departement,
    Etablissement,
    EtapeCalendrier,
    Examen,
    ServiceGestionnaire,
    ServiceInscription,
    Session,
)
from sessions_cfg.periodes import cle_de_service, mois_de_session

from .fichiers import lire
from .lots import remplacer


def charger_calendriers() -> None:
    offices = {o["cle"]: o for o in lire("services_gestionnaires.json")}
    charger_services_gestionnaires(offices.values())
    etablissements = lire("etablissements.json")
    convention = etablissements["par_departement"]
    individuels = [
        {
            "cle": f"individuels-{d.code_bcn.lower()}",
            "libelle": convention["libelle"].format(code_bcn=d.code_bcn),
            "academie": d.academie_id,
            "source": convention["source"],
        }
        for d in Departement.objects.filter(academie__isnull=False)
    ]
    charger_etablissements([*etablissements["etablissements"], *individuels])
    charger_campagnes(lire("calendriers.json"), offices)
    charger_etapes(lire("etapes.json")["par_service"])


def charger_etapes(par_service: dict[str, list[dict[str, Any]]]) -> None:
    """The steps of the services that have none yet; those that a responsable has are his."""
    services = ServiceInscription.objects.filter(cle__in=par_service, etapes=None)
    EtapeCalendrier.objects.bulk_create(
        _etape(service, ligne) for service in services for ligne in par_service[service.cle]
    )


def _etape(service: ServiceInscription, ligne: dict[str, Any]) -> EtapeCalendrier:
    """A month (« 2024-03 ») runs from its first day to its last."""
    au_mois = len(ligne["debut"]) == 7
    debut, fin = ligne["debut"], ligne["fin"]
    if au_mois:
        suivant = (dt.date.fromisoformat(f"{fin}-28") + dt.timedelta(days=4)).replace(day=1)
        debut, fin = f"{debut}-01", (suivant - dt.timedelta(days=1)).isoformat()
    autres = {k: v for k, v in ligne.items() if k not in ("debut", "fin")}
    return EtapeCalendrier(
        service=service,
        debut=dt.date.fromisoformat(debut),
        fin=dt.date.fromisoformat(fin),
        au_mois=au_mois,
        **autres,
    )


def charger_services_gestionnaires(offices: Iterable[dict[str, Any]]) -> None:
    """The offices of the files, but those that a responsable has rewritten."""
    ecrites_ici = set(ServiceGestionnaire.objects.filter(modifiee_le__isnull=False).values_list("academie_id", "nom"))
    remplacer(
        ServiceGestionnaire,
        (
            ServiceGestionnaire(
                academie_id=o["academie"], **{k: v for k, v in o.items() if k not in ("cle", "academie")}
            )
            for o in offices
            if (o["academie"], o["nom"]) not in ecrites_ici
        ),
        ("academie", "nom"),
    )


def charger_demonstration() -> None:
    """The fictitious services, each row marked so."""
    donnees = lire("demo.json")
    remplacer(Academie, (Academie(**a) for a in donnees["academies"]), ("code",))
    offices = {o["cle"]: o for o in [*lire("services_gestionnaires.json"), *donnees["services_gestionnaires"]]}
    charger_services_gestionnaires(donnees["services_gestionnaires"])
    charger_etablissements(donnees["etablissements"])
    charger_campagnes(donnees["campagnes"], offices)


def charger_etablissements(lignes: list[dict[str, Any]]) -> None:
    remplacer(
        Etablissement,
        (Etablissement(academie_id=e["academie"], **{k: v for k, v in e.items() if k != "academie"}) for e in lignes),
        ("cle",),
    )


def charger_campagnes(campagnes: list[dict[str, Any]], offices: dict[str, dict[str, Any]]) -> None:
    """Create the services that do not exist yet; one that exists belongs to its responsable and stays.

    A campagne of before the portal, out of scope, without both dates, or of an exam that the
    catalogue lacks is not loaded.
    """
    examens = {e.code: e for e in Examen.objects.all()}
    academies = {a.code: a for a in Academie.objects.all()}
    gestionnaires = {(g.academie_id, g.nom): g for g in ServiceGestionnaire.objects.all()}
    connus = set(ServiceInscription.objects.values_list("cle", flat=True))
    for c in campagnes:
        if c["hors_portail"] or not (c["ouverture"] and c["fermeture"]):
            continue
        office = offices[c["service_gestionnaire"]]
        gestionnaire = gestionnaires[office["academie"], office["nom"]]
        for code in c["examens"]:
            if code not in examens:
                continue
            mois = dt.date.fromisoformat(f"{c['session']}-01")
            cle = cle_de_service(code, mois, academies[c["academie"]].libelle)
            if cle not in connus:
                session = _session(examens[code], mois)
                _creer(cle, c, session, academies[c["academie"]], gestionnaire)


def _session(examen: Examen, mois: dt.date) -> Session:
    libelle = f"{examen.code} {mois.year}" if mois.month == 6 else f"{examen.code} {mois_de_session(mois)}"
    session, _cree = Session.objects.get_or_create(examen=examen, mois=mois, defaults={"libelle": libelle})
    return session


def _creer(
    cle: str, c: dict[str, Any], session: Session, academie: Academie, gestionnaire: ServiceGestionnaire
) -> None:
    zone, pieces = ZoneInfo(c["fuseau"]), c["pieces"]
    sans_heure = [nom for nom in ("ouverture", "fermeture") if "T" not in c[nom]]
    sans_heure += [f"pieces_{nom}" for nom in ("debut", "limite") if pieces[nom] and "T" not in pieces[nom]]
    ServiceInscription.objects.create(
        cle=cle,
        session=session,
        academie=academie,
        service_gestionnaire=gestionnaire,
        par_secteur=c.get("par_secteur", False),
        ouverture=debut(c["ouverture"], zone),
        fermeture=fin(c["fermeture"], zone),
        fuseau=c["fuseau"],
        libelle_heure=c["libelle_heure"],
        pieces_mode=pieces["modes"][0],
        pieces_ouverture=debut(pieces["debut"], zone) if pieces["debut"] else None,
        pieces_fermeture=fin(pieces["limite"] or c["fermeture"], zone),
        instructions=c["instructions"],
        pieces_mode_secours=pieces.get("mode_secours", ""),
        cachet_de_la_poste=pieces.get("cachet_de_la_poste", False),
        modalites=c.get("modalites", []),
        relance_j7=pieces.get("relance", True),
        relance_j2=pieces.get("relance", True),
        relance_jour=pieces.get("relance", True),
        sans_depot_annule=pieces["sans_depot_annule"],
        mails_pieces=pieces.get("mails", True),
        fictif=c.get("fictif", False),
        dates_indicatives=c["dates_indicatives"],
        source={
            "campagne": c["cle"],
            "sources": c["sources"],
            "fiabilite": c["fiabilite"],
            "remarque": c["remarque"],
            "sans_heure": sans_heure,
            "pieces": {k: pieces[k] for k in ("regle", "secours", "conseil", "adresse") if k in pieces},
        },
    )


def debut(texte: str, zone: ZoneInfo) -> dt.datetime:
    """A date without an hour opens at the start of that day, in `zone`."""
    instant = dt.datetime.fromisoformat(texte)
    return instant.replace(tzinfo=zone)


def fin(texte: str, zone: ZoneInfo) -> dt.datetime:
    """A date without an hour closes at the end of that day: midnight that follows, excluded."""
    instant = dt.datetime.fromisoformat(texte)
    if "T" not in texte:
        instant += dt.timedelta(days=1)
    return instant.replace(tzinfo=zone)
