"""« Simulateur »: from what one holds to the épreuves left, the pieces and the dates, before any account.

Answers go by POST into the browser's session, the result is a GET of its own: Back, refresh and print work, and
no address says anything of the person (I-26).
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.services.limites import consommer
from accounts.views.communs import adresse_ip, trop
from cyclades.common import clock
from registrations import simulation
from registrations.contexte import ContexteDesRegles
from registrations.forms import AcquisSimulesForm, EpreuvesForm, SituationForm, initiales
from registrations.saisie import SPECIALITE, premiere, sans_codes
from registrations.simulation import Reponses, Simulation
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceInscription
from sessions_cfg.rendering import periode_affichee

# New sessions of visitors from one address in an hour: a whole school shares one.
NOUVELLES_PAR_HEURE = 600
ORDRE = {"ouvert": 0, "a_venir": 1, "ferme": 2}
AUTRE_SPECIALITE = (
    "Voici les diplômes et les notes qui comptent pour cette spécialité. Cochez ce que vous avez déjà, "
    "ou demandez tout de suite le résultat."
)


@require_safe
def choix(request: HttpRequest) -> HttpResponse:
    """Which exam, then which session and académie: those open or to come first."""
    instant = clock.maintenant()
    services = list(catalogue.services_grand_public())
    examens = list({s.session.examen_id: s.session.examen for s in services}.values())
    choisi = next((e for e in examens if e.pk == request.GET.get("examen")), None)
    periodes = [periode_affichee(s, instant) for s in services if choisi and s.session.examen_id == choisi.pk]
    contexte = {
        "examens": sorted(examens, key=lambda e: e.libelle),
        "examen": choisi,
        "periodes": sorted(periodes, key=lambda p: ORDRE[p.etat]),
        "en_cours": _en_cours(request),
    }
    return render(request, "registrations/simulateur/choix.html", contexte)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reponses(request: HttpRequest, service: str) -> HttpResponse:
    """The questions; what they give so far is shown beside them."""
    ouvert = service_du_simulateur(service)
    if request.method == "POST":
        return _recevoir(request, ouvert)
    garde = simulation.lire(request)
    gardees = garde.reponses if garde else {}  # given for another académie or session, they are proposed here too
    if "naissance" not in gardees and hasattr(request.user, "profil"):
        gardees = {**gardees, "naissance": [f"{request.user.profil.date_naissance:%d/%m/%Y}"]}
    return _dessiner(request, ouvert, *_formulaires(ouvert, gardees))


@require_safe
def resultat(request: HttpRequest, service: str) -> HttpResponse:
    """What the kept answers give, to read, to print, to refresh."""
    ouvert = service_du_simulateur(service)
    garde = simulation.lire(request)
    if garde is None or garde.service != ouvert.cle:
        return redirect("simulateur:reponses", ouvert.cle)
    contexte, situation, acquis = _formulaires(ouvert, garde.reponses, juger=True)
    if not (situation.is_valid() and acquis.is_valid()):
        return redirect("simulateur:reponses", ouvert.cle)
    decision, epreuves = contexte.decision, EpreuvesForm(contexte=contexte)
    return render(
        request,
        "registrations/simulateur/resultat.html",
        {
            "service": ouvert,
            "bureau": contexte.bureau,
            "periode": periode_affichee(ouvert, clock.maintenant()),
            "decision": decision,
            "specialite": contexte.snapshot.specialite,
            "liens": situation.liens,
            "bilan": simulation.bilan(decision),
            "resume": simulation.resume(contexte),
            "accordes": [a for a in decision.acquis if a.admis and not a.a_verifier and a.dispenses],
            "sans_dispense": [a for a in decision.acquis if not a.a_verifier and not a.dispenses],
            "a_verifier": [a for a in decision.acquis if a.a_verifier],
            "groupes": [
                ("Épreuves obligatoires", epreuves.lignes(obligatoires=True)),
                ("Épreuves facultatives", epreuves.lignes(obligatoires=False)),
            ],
            "progressive": epreuves.progressive,
            "facultatives_max": epreuves.facultatives_max,
        },
    )


@require_POST
def effacer(request: HttpRequest) -> HttpResponse:
    """Forget the answers at once."""
    simulation.oublier(request)
    messages.info(request, "Vos réponses au simulateur sont effacées.")
    return redirect("simulateur:choix")


def service_du_simulateur(cle: str) -> ServiceInscription:
    """A service of the Grand Public, open or not, whose session is not archived; else 404."""
    service = catalogue.service_par_cle(cle)
    if service is None or service.public != "GRAND_PUBLIC" or service.session.archivee_le is not None:
        raise Http404
    return service


def _recevoir(request: HttpRequest, service: ServiceInscription) -> HttpResponse:
    brutes = {nom: [str(v) for v in liste] for nom, liste in request.POST.lists()}
    specialite = premiere(brutes, SPECIALITE)
    change = premiere(brutes, "pour") != specialite
    if change:  # marks and épreuves named for another spécialité mean nothing here
        brutes = sans_codes(brutes)
    contexte, situation, acquis = _formulaires(service, brutes)
    retenues = simulation.retenir(brutes, (*situation.fields, *acquis.fields))
    proposes = {f"{t.question}/{t.regle}" for t in contexte.decision.titres}
    retenues["titres"] = [t for t in retenues.get("titres", ()) if t in proposes]
    voir = request.POST.get("action") != "actualiser"
    if not voir and request.headers.get("HX-Request"):
        return _dessiner(request, service, *_formulaires(service, retenues))
    if voir and not change:
        contexte, situation, acquis = _formulaires(service, retenues, juger=True)
        if not all([situation.is_valid(), acquis.is_valid()]):
            return _dessiner(request, service, contexte, situation, acquis, status=422)
    if not _peut_garder(request):
        return trop(request)
    simulation.garder(request, Simulation(service.cle, retenues))
    if voir and not change:
        return redirect("simulateur:resultat", service.cle)
    if voir and contexte.specialite_choisie:
        messages.info(request, AUTRE_SPECIALITE)
    ancre = "#acquis" if contexte.snapshot.specialite else ""
    return redirect(f"{reverse('simulateur:reponses', args=[service.cle])}{ancre}")


def _formulaires(
    service: ServiceInscription, reponses: Reponses, *, juger: bool = False
) -> tuple[ContexteDesRegles, SituationForm, AcquisSimulesForm]:
    """The two forms over these answers; `juger` binds them."""
    contexte = simulation.contexte_de(service, reponses)
    if juger:
        donnees = MultiValueDict[str, str]({nom: list(liste) for nom, liste in reponses.items()})
        return contexte, SituationForm(donnees, contexte=contexte), AcquisSimulesForm(donnees, contexte=contexte)
    return (
        contexte,
        SituationForm(initial=initiales(SituationForm, reponses), contexte=contexte),
        AcquisSimulesForm(initial=initiales(AcquisSimulesForm, reponses), contexte=contexte),
    )


def _dessiner(
    request: HttpRequest,
    service: ServiceInscription,
    contexte: ContexteDesRegles,
    situation: SituationForm,
    acquis: AcquisSimulesForm,
    *,
    status: int = 200,
) -> HttpResponse:
    donnees = {
        "service": service,
        "periode": periode_affichee(service, clock.maintenant()),
        "form": situation,
        "acquis": acquis,
        "specialite": contexte.snapshot.specialite,
        "bilan": simulation.bilan(contexte.decision),
        "a_verifier": contexte.decision.a_verifier,
    }
    return render(request, "registrations/simulateur/reponses.html", donnees, status=status)


def _en_cours(request: HttpRequest) -> str:
    """Address of the answers already given in this browser, if any."""
    garde = simulation.lire(request)
    return reverse("simulateur:reponses", args=[garde.service]) if garde else ""


def _peut_garder(request: HttpRequest) -> bool:
    """A visitor without a session makes a row of it: so many an hour from one address."""
    if request.session.session_key:
        return True
    return consommer("simulation", adresse_ip(request), limite=NOUVELLES_PAR_HEURE)
