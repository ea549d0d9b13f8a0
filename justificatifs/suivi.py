"""Lists of whole files in `/gestion/`: complete, at risk, about to be cancelled, added but never sent."""

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.staff_site import Bloc, Compteur, staff_site
from registrations.gestion import personne
from registrations.models import Candidature
from sessions_cfg import periodes

from . import echeances
from .models import PieceAttendue
from .services.decisions import confirmer_dossier

PAR_PAGE = 100
Choisir = Callable[[QuerySet[Candidature], dt.datetime], QuerySet[Candidature]]


@dataclass(frozen=True)
class Liste:
    """One list: `choisir` narrows the candidatures that the person may see."""

    titre: str
    explication: str
    choisir: Choisir
    vide: str


def _bientot(instant: dt.datetime) -> dt.datetime:
    return instant + dt.timedelta(days=echeances.JOURS_AVANT_ANNULATION)


LISTES = {
    "complets": Liste(
        "Dossiers complets",
        "Toutes les pièces obligatoires sont conformes : confirmez que le dossier l'est. Un mail le dit au candidat.",
        lambda visibles, instant: echeances.completes(visibles),
        "Aucun dossier n'attend votre confirmation.",
    ),
    "risque": Liste(
        "Pièces non envoyées, dans les sept jours",
        "Ces candidats n'ont pas envoyé une pièce obligatoire. Ils reçoivent les relances que leur service a gardées.",
        echeances.a_risque,
        "Aucun candidat n'a une date limite dans les sept jours sans avoir tout envoyé.",
    ),
    "annulation": Liste(
        "Bientôt annulées",
        "Aucun fichier pour la confirmation signée, et le service annule sans elle : ces candidatures seront annulées "
        "à leur date limite, par le passage horaire. Un responsable peut rétablir chacune.",
        lambda visibles, instant: echeances.a_annuler(visibles, _bientot(instant)),
        "Aucune candidature ne sera annulée dans les trois jours.",
    ),
    "ajoutees": Liste(
        "Confirmation ajoutée, jamais envoyée",
        "Le fichier est là, mais « J'ai fourni toutes mes pièces » manque : ces candidatures ne sont jamais annulées "
        "d'elles-mêmes. À vous de joindre le candidat ou de décider.",
        lambda visibles, instant: echeances.deposees_non_transmises(visibles, _bientot(instant)),
        "Aucune confirmation n'est restée sans envoi.",
    ),
}


def suivi(request: HttpRequest, liste: str) -> HttpResponse:
    """One of the lists, scoped; on « complets », POST declares those that are ticked CONFORME."""
    if liste not in LISTES:
        raise Http404
    if request.method not in ("GET", "POST") or (request.method == "POST" and liste != "complets"):
        return HttpResponseNotAllowed(["GET"])
    trouvees = LISTES[liste].choisir(_visibles(request), clock.maintenant())
    if request.method == "POST":
        return _confirmer(request, trouvees)
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        **staff_site.each_context(request),
        "title": LISTES[liste].titre,
        "opts": PieceAttendue._meta,
        "liste": LISTES[liste],
        "cle": liste,
        "onglets": [
            (reverse("gestion:justificatifs_pieceattendue_suivi", args=[cle]), autre.titre, cle == liste)
            for cle, autre in LISTES.items()
        ],
        "page": page,
        "lignes": [(c, _limite(c)) for c in page.object_list],
    }
    return render(request, "admin/justificatifs/pieceattendue/suivi.html", contexte)


def _limite(candidature: Candidature) -> str:
    """Its last minute, where the service is; "" on the list that has none."""
    limite = getattr(candidature, "limite", None)
    return periodes.date_heure_courte(limite, candidature.service.fuseau, fin=True) if limite else ""


def _visibles(request: HttpRequest) -> QuerySet[Candidature]:
    return Candidature.objects.filter(academie__in=staff_site.academies(request.user)).select_related(
        "compte__profil", "specialite", "service__session"
    )


def _confirmer(request: HttpRequest, completes: QuerySet[Candidature]) -> HttpResponse:
    """Each one ticked, in a transaction of its own; one that is no longer complete is left, and told."""
    voulues = [int(pk) for pk in request.POST.getlist("dossier")[:PAR_PAGE] if pk.isascii() and pk.isdigit()]
    voulues = [pk for pk in voulues if pk < 2**31]
    encore = set(completes.filter(pk__in=voulues).values_list("pk", flat=True))
    faites = 0
    for pk in sorted(encore):
        with contextlib.suppress(Refus):  # somebody is at it: it stays on the list
            faites += confirmer_dossier(candidature_id=pk, par=personne(request))
    if faites:
        messages.success(request, f"{faites} dossier(s) déclaré(s) conforme(s), candidats prévenus par mail.")
    if faites < len(voulues):
        messages.warning(request, f"{len(voulues) - faites} dossier(s) laissé(s) : ils ont changé entre-temps.")
    if not voulues:
        messages.warning(request, "Cochez au moins un dossier.")
    return redirect("gestion:justificatifs_pieceattendue_suivi", "complets")


@staff_site.bloc(ordre=12)
def dossiers_a_suivre(request: HttpRequest) -> Bloc:
    """How many files are in each list, for the dashboard."""
    instant = clock.maintenant()
    return Bloc(
        "Dossiers à suivre",
        [
            Compteur(
                liste.titre,
                liste.choisir(_visibles(request), instant).count(),
                reverse("gestion:justificatifs_pieceattendue_suivi", args=[cle]),
            )
            for cle, liste in LISTES.items()
        ],
    )
