"""« M'inscrire »: examen → session → académie, then what will be asked, then « Valider »."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cyclades.common import clock
from cyclades.common.errors import Refus
from registrations.services.brouillons import ouvrir
from registrations.services.erreurs import DejaInscrit
from registrations.wizard.progress import premier_a_faire
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceInscription

from .base import candidat_requis, compte_de, est_ouvert
from .pages import page_deja_inscrit


@candidat_requis
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Narrow by GET steps; POST opens the draft of the chosen service."""
    if request.method == "POST":
        return _valider(request)
    return render(request, "registrations/nouvelle.html", _selection(request))


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
    """What is chosen so far and the next choices; an unknown value counts as not chosen."""
    instant = clock.maintenant()
    services = list(catalogue.services_proposes(instant))
    choisi = {nom: request.GET.get(nom, "") for nom in ("examen", "session", "academie")}
    restants = _retenir(services, **choisi)
    contexte: dict[str, object] = {"aucun": not services}
    examen = session = None
    if choisi["examen"] and restants.get("examen"):
        examen = restants["examen"][0].session.examen
    if examen and choisi["session"] and restants.get("session"):
        session = restants["session"][0].session
    service = restants["academie"][0] if session and choisi["academie"] and restants.get("academie") else None
    contexte |= {"examen": examen, "session": session, "service": service}
    if examen is None:
        contexte["examens"] = list({s.session.examen_id: s.session.examen for s in services}.values())
    elif session is None:
        contexte["sessions"] = list({s.session_id: s.session for s in restants["examen"]}.values())
    elif service is None:
        contexte["services"] = sorted(restants["session"], key=lambda s: s.academie.libelle_cyclades)
    else:
        contexte["ouvert"] = est_ouvert(service)
    return contexte


def _retenir(
    services: list[ServiceInscription], *, examen: str, session: str, academie: str
) -> dict[str, list[ServiceInscription]]:
    """The services that agree with the exam; with the session too; with the académie too."""
    par_examen = [s for s in services if s.session.examen_id == examen]
    par_session = [s for s in par_examen if str(s.session_id) == session]
    par_academie = [s for s in par_session if s.academie_id == academie]
    return {"examen": par_examen, "session": par_session, "academie": par_academie}


@candidat_requis
@require_GET
def localites(request: HttpRequest) -> HttpResponse:
    """Names of the communes of a postcode, as options of the field « Localité »."""
    code_postal = request.GET.get("code_postal", "").strip()
    valable = len(code_postal) == 5 and code_postal.isascii() and code_postal.isdigit()
    noms = sorted({c.nom.upper() for c in catalogue.localites(code_postal)}) if valable else []
    return render(request, "registrations/_localites.html", {"noms": noms})
