"""Pages of publications: the file and its report, the follow-up, the acts, the lists."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.common.fichier_garde import Tiroir
from cyclades.common.tableur import reponse_csv
from cyclades.staff_lots import ActeOffert, jouer, pour_responsables
from cyclades.staff_site import staff_site
from registrations.gestion import personne
from registrations.models import Candidature

from . import queries_lots
from .attente import palier_de_publication
from .enums import Kind
from .forms import PublicationForm
from .models import LigneLot, Lot
from .publication import colonnes
from .publication.controle import Rapport, controler, prevoir
from .services import publication

MONTREES = 200
PAR_PAGE = 100
FICHE = "gestion:documents_lot_change"
LISTE = "gestion:documents_lot_changelist"

ACTES = {
    "arreter": ActeOffert(
        "Arrêter la publication",
        "Les documents qui attendent ne seront pas émis. Ceux qui le sont déjà restent.",
        "document(s) arrêté(s) : ils ne seront pas émis.",
        publication.arreter,
        danger=True,
    ),
    "reprendre": ActeOffert(
        "Reprendre les échecs",
        "Chaque document en échec est essayé de nouveau. Ce qui est émis ne change pas, aucun mail ne part deux fois.",
        "document(s) repris.",
        publication.reprendre,
    ),
    "retirer": ActeOffert(
        "Retirer les documents émis",
        "Chaque document émis par cette publication est retiré, comme s'il n'avait jamais été publié : les candidats "
        "ne le voient plus, et sa vérification le dit retiré. Une version d'avant, s'il y en a, redevient la bonne.",
        "document(s) retiré(s).",
        publication.retirer,
        danger=True,
    ),
}


@pour_responsables("GET", "POST")
def publier(request: HttpRequest) -> HttpResponse:
    """A file: « Contrôler » reports and writes nothing, « Publier » launches it if every line is right."""
    tiroir = Tiroir(request.session, "publication")
    if request.method == "GET":
        return _page(request, PublicationForm(tiroir=tiroir))
    form = PublicationForm(request.POST, request.FILES, tiroir=tiroir)
    if not form.is_valid():
        return _page(request, form, status=422)
    valeurs, fichier = form.cleaned_data, form.cleaned_data["fichier"]
    try:
        rapport = controler(
            fichier.octets,
            kind=valeurs["kind"],
            visibles=Candidature.objects.filter(academie__in=staff_site.academies(request.user)),
            aujourd_hui=clock.aujourd_hui(),
        )
        if rapport.erreurs:
            form.oublier()
            return _page(request, form, rapport, status=422)
        if request.POST.get("action") != "publier":
            return _page(request, form, rapport)
        lot = publication.lancer(
            rapport=rapport,
            par=personne(request),
            cle=valeurs["cle"],
            publie_le=valeurs["publie_le"],
            nom_fichier=fichier.nom,
            empreinte=fichier.empreinte,
        )
    except Refus as refus:
        form.refuser(refus)
        if refus.champ == "fichier":
            form.oublier()
        return _page(request, form, status=422)
    form.oublier()
    messages.success(request, f"{lot.total} document(s) confié(s) au service de production.")
    return redirect(FICHE, lot.pk)


def _page(
    request: HttpRequest, form: PublicationForm, rapport: Rapport | None = None, *, status: int = 200
) -> HttpResponse:
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Publier des documents",
        "opts": Lot._meta,
        "form": form,
        "rapport": rapport,
        "genres": [(Kind(kind).label, siennes) for kind, siennes in colonnes.COLONNES.items()],
    }
    if rapport is not None and not rapport.erreurs:
        prevoir(rapport)
    if rapport is not None:
        contexte |= {"erreurs": rapport.erreurs[:MONTREES], "documents": rapport.documents[:MONTREES]}
    return render(request, "admin/documents/lot/publier.html", contexte, status=status)


def fiche(request: HttpRequest, lot: Lot) -> HttpResponse:
    """How far a publication is, what failed and why, who did what.

    Asked by the page itself while it is under way: the part that changes, 204 when nothing has since `vu`.
    """
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    par = personne(request)
    avancement = queries_lots.avancements([lot.pk], par)[lot.pk]
    evenements, instant = list(lot.evenements.select_related("auteur__personnel")), clock.maintenant()
    debut = evenements[0].quand if evenements else lot.cree_le
    attendu = palier_de_publication(debut, instant) if avancement.en_cours else None
    vu = f"{attendu.nom if attendu else 'fini'}{avancement.empreinte}"
    if "HX-Request" in request.headers and request.GET.get("vu") == vu:
        return HttpResponse(status=204)
    embargo = lot.publie_le is not None and lot.publie_le > instant
    echecs = queries_lots.en_echec(lot, par)[:MONTREES] if avancement.echecs + avancement.rates else []
    contexte = {
        **staff_site.each_context(request),
        "title": f"Publication n° {lot.pk} : {lot.intitule}",
        "opts": Lot._meta,
        "lot": lot,
        "a": avancement,
        "embargo": embargo,
        "deplacable": embargo and not avancement.attente and queries_lots.peut_agir(lot, par),
        "actes": _actes(avancement) if queries_lots.peut_agir(lot, par) else [],
        "echecs": list(echecs),
        "evenements": evenements,
        "palier": attendu,
        "vu": vu,
    }
    nom = "_avancement" if "HX-Request" in request.headers else "fiche"
    return render(request, f"admin/documents/lot/{nom}.html", contexte)


def _actes(a: queries_lots.Avancement) -> list[tuple[str, ActeOffert]]:
    possibles = []
    if a.attente:
        possibles.append("arreter")
    if a.echecs or a.rates:
        possibles.append("reprendre")
    if not a.attente and a.emis > a.retires:
        possibles.append("retirer")
    return [(nom, ACTES[nom]) for nom in possibles]


def acte(request: HttpRequest, lot: Lot, nom: str) -> HttpResponse:
    """One of `ACTES`, for whoever may act on the whole publication."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if not queries_lots.peut_agir(lot, personne(request)):
        raise PermissionDenied
    if nom not in ACTES:
        raise Http404
    return jouer(request, lot, ACTES[nom], quoi="document")


def liste(request: HttpRequest, lot: Lot, liste: str) -> HttpResponse:
    """The documents never opened, or those that failed; `?format=csv` as a file."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    par = personne(request)
    if liste == "non-lus":
        titre, lignes = "Documents jamais ouverts", queries_lots.non_lus(lot, par, clock.maintenant())
    elif liste == "echecs":
        titre, lignes = "Documents en échec", queries_lots.en_echec(lot, par)
    else:
        raise Http404
    if request.GET.get("format") == "csv":
        publication.noter_export(lot=lot, par=par, nombre=lignes.count())
        entete = ["candidat", "inscription", "nom", "prenoms", "mail", "academie", "document", "motif"]
        return reponse_csv(f"publication-{lot.pk}-{liste}.csv", entete, (_cellules(lot, ligne) for ligne in lignes))
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        **staff_site.each_context(request),
        "title": titre,
        "opts": Lot._meta,
        "lot": lot,
        "page": page,
        "csv": f"{reverse('gestion:documents_lot_liste', args=[lot.pk, liste])}?format=csv",
        "liste": liste,
    }
    return render(request, "admin/documents/lot/lignes.html", contexte)


def _cellules(lot: Lot, ligne: LigneLot) -> list[str]:
    compte = ligne.candidature.compte
    return [
        str(compte.numero_candidat),
        ligne.candidature.numero_affiche,
        compte.profil.nom_naissance,
        compte.profil.prenoms,
        compte.email,
        str(ligne.candidature.academie),
        f"{lot.intitule} - {ligne.serie}" if ligne.serie else lot.intitule,
        ligne.motif,
    ]
