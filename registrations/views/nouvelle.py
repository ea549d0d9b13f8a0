"""« M'inscrire »: examen → session → académie, then what will be asked, then « Valider »."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cyclades.common import clock
from cyclades.common.errors import Refus
from registrations.services.brouillons import ouvrir
from registrations.services.erreurs import DejaInscrit
from registrations.simulation import lire
from registrations.wizard.progress import premier_a_faire
from sessions_cfg import calendrier
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceInscription
from sessions_cfg.rendering import PeriodeAffichee, periode_affichee

from .base import candidat_requis, compte_de
from .pages import page_deja_inscrit


@candidat_requis
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Narrow by GET steps; POST opens the draft of the chosen service."""
    if request.method == "POST":
        return _valider(request)
    return render(request, "registrations/nouvelle.html", {**_selection(request), "simulation": lire(request)})


def _valider(request: HttpRequest) -> HttpResponse:
    cle = request.POST.get("service", "")
    service = catalogue.service_par_cle(cle) if cle.isascii() and cle.isprintable() else None
    if service is None or service.public != "GRAND_PUBLIC" or service.session.archivee_le is not None:
        raise Http404
    try:
        brouillon = ouvrir(compte=compte_de(request), service=service)
    except DejaInscrit as erreur:
        return page_deja_inscrit(request, service, erreur.candidature)
    except Refus as refus:
        messages.error(request, refus.phrase)
        return redirect("registrations:nouvelle")
    return redirect("registrations:brouillon", service.cle, premier_a_faire(brouillon.onglets_faits).cle)


def _selection(request: HttpRequest) -> dict[str, object]:
    """What is chosen so far and the next choices; an unknown value counts as not chosen.

    Exams and sessions proposed have a service open or to come; an académie whose service is closed is
    shown, so that a late candidate reads the dates and whom to contact.
    """
    instant = clock.maintenant()
    services = list(catalogue.services_grand_public())
    proposes = [s for s in services if s.etat(instant) != ServiceInscription.Etat.FERME]
    choisi = {nom: request.GET.get(nom, "") for nom in ("examen", "session", "academie")}
    de_l_examen = [s for s in services if s.session.examen_id == choisi["examen"]]
    de_la_session = [s for s in de_l_examen if str(s.session_id) == choisi["session"]]
    contexte: dict[str, object] = {"aucun": not proposes and not de_l_examen}
    if not de_l_examen:
        contexte["examens"] = list({s.session.examen_id: s.session.examen for s in proposes}.values())
        return contexte
    contexte["examen"] = de_l_examen[0].session.examen
    if not de_la_session:
        contexte["sessions"] = list({s.session_id: s.session for s in de_l_examen if s in proposes}.values())
        return contexte
    contexte["session"] = de_la_session[0].session
    lieux = _lieux(de_la_session, instant)
    lieu = next((lieu for lieu in lieux if lieu.code == choisi["academie"]), None)
    return contexte | ({"lieux": lieux} if lieu is None else _service_choisi(lieu, instant))


@dataclass(frozen=True)
class Lieu:
    """An académie that may be chosen, and the service that answers for it."""

    code: str
    libelle: str
    service: ServiceInscription
    p: PeriodeAffichee
    par_un_autre: bool = False


def _lieux(services: Iterable[ServiceInscription], instant: dt.datetime) -> list[Lieu]:
    """One line per académie; those run by another service (Paris, Créteil, Versailles: SIEC) lead to it."""
    utiles: dict[str, ServiceInscription] = {}
    for service in services:
        garde = utiles.get(service.academie_id)
        utiles[service.academie_id] = service if garde is None else _le_plus_utile(garde, service, instant)
    lieux = [Lieu(c, s.academie.libelle_cyclades, s, periode_affichee(s, instant)) for c, s in utiles.items()]
    lieux += [
        Lieu(a.pk, a.libelle_cyclades, s, periode_affichee(s, instant), par_un_autre=True)
        for a in catalogue.academies_gerees()
        if (s := utiles.get(a.gestion_id or ""))
    ]
    return sorted(lieux, key=lambda lieu: (lieu.p.etat == ServiceInscription.Etat.FERME, lieu.libelle))


def _le_plus_utile(a: ServiceInscription, b: ServiceInscription, instant: dt.datetime) -> ServiceInscription:
    """Of two periods of one académie: the one not closed that opens first, else the last to have closed."""
    vivants = [s for s in (a, b) if instant < s.fermeture]
    return min(vivants, key=lambda s: s.ouverture) if vivants else max(a, b, key=lambda s: s.fermeture)


def _service_choisi(lieu: Lieu, instant: dt.datetime) -> dict[str, object]:
    affichees = calendrier.etapes(lieu.service, catalogue.etapes_de(lieu.service), instant)
    return {
        "lieu": lieu,
        "service": lieu.service,
        "p": lieu.p,
        "ouvert": lieu.service.est_ouvert(instant),
        "etapes": calendrier.restantes(affichees, 4),
    }


@candidat_requis
@require_GET
def localites(request: HttpRequest) -> HttpResponse:
    """Names of the communes of a postcode, as options of the field « Localité »."""
    code_postal = request.GET.get("code_postal", "").strip()
    valable = len(code_postal) == 5 and code_postal.isascii() and code_postal.isdigit()
    noms = sorted({c.nom.upper() for c in catalogue.localites(code_postal)}) if valable else []
    return render(request, "registrations/_localites.html", {"noms": noms})
