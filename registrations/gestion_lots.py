"""Pages of batches of pre-registrations: the file and its report, the follow-up, the decisions, what is given back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from accounts.services.acces import noter_des_acces
from cyclades.common.errors import Refus
from cyclades.common.fichier_garde import Tiroir
from cyclades.common.tableur import reponse_csv
from cyclades.staff_lots import ActeOffert, jouer, pour_responsables
from cyclades.staff_site import staff_site
from sessions_cfg import queries as catalogue
from sessions_cfg.models import Academie

from . import queries_lots
from .enums import Choix
from .forms.lots import DecisionsForm, ImportForm
from .gestion import personne
from .imports import colonnes
from .imports.controle import LIGNES_MAX, Rapport, controler, differences_de
from .models import LignePreinscription, LotPreinscription
from .services import lots
from .services.conservation import terme

MONTREES = 200
PAR_PAGE = 50
NOM = "registrations_lotpreinscription"
FICHE = f"gestion:{NOM}_change"

ACTES = {
    "arreter": ActeOffert(
        "Arrêter",
        "Les personnes qui attendent ne seront pas préinscrites. Celles qui le sont déjà le restent.",
        "personne(s) arrêtée(s) : elles ne seront pas préinscrites.",
        lots.arreter,
        danger=True,
    ),
    "reprendre": ActeOffert(
        "Reprendre",
        "Chaque personne en échec ou arrêtée est essayée de nouveau. Qui est préinscrit ne l'est pas deux fois.",
        "personne(s) reprise(s).",
        lots.reprendre,
    ),
}
# What the page answers for those left without an answer, by the button that says so.
LES_AUTRES = {"rattacher": Choix.RATTACHER, "corriger": Choix.CORRIGER}


def academies_qui_inscrivent(request: HttpRequest) -> QuerySet[Academie]:
    """Those of the person where a session is open to registration, or was."""
    services = catalogue.services_grand_public().select_related(None).order_by()
    siennes = staff_site.academies(request.user).filter(pk__in=services.values("academie"))
    return siennes.order_by("libelle")


@pour_responsables("GET", "POST")
def importer(request: HttpRequest) -> HttpResponse:
    """A file: « Contrôler » reports and writes nothing, « Importer » launches the lines that are right."""
    academies = academies_qui_inscrivent(request)
    tiroir = Tiroir(request.session, "import")
    if request.method == "GET":
        return _page(request, ImportForm(academies=academies, tiroir=tiroir))
    form = ImportForm(request.POST, request.FILES, academies=academies, tiroir=tiroir)
    if not form.is_valid():
        return _page(request, form, status=422)
    valeurs, fichier = form.cleaned_data, form.cleaned_data["fichier"]
    try:
        rapport = controler(fichier.octets, academie=valeurs["academie"])
        if not rapport.justes:
            form.oublier()
        if request.POST.get("action") != "importer" or not rapport.justes:
            return _page(request, form, rapport, status=422 if rapport.erreurs else 200)
        lot = lots.lancer_import(
            rapport=rapport,
            academie=valeurs["academie"],
            par=personne(request),
            cle=valeurs["cle"],
            nom_fichier=fichier.nom,
            empreinte=fichier.empreinte,
        )
    except Refus as refus:
        form.refuser(refus)
        if refus.champ == "fichier":
            form.oublier()
        return _page(request, form, status=422)
    form.oublier()
    messages.success(request, f"{len(rapport.justes)} ligne(s) confiée(s) au service d'import.")
    if rapport.refusees:
        messages.warning(request, f"{len(rapport.refusees)} ligne(s) refusée(s) : leur liste se télécharge ci-dessous.")
    return redirect(FICHE, lot.pk)


def _page(request: HttpRequest, form: ImportForm, rapport: Rapport | None = None, *, status: int = 200) -> HttpResponse:
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Importer des élèves",
        "opts": LotPreinscription._meta,
        "form": form,
        "rapport": rapport,
        "colonnes": colonnes.COLONNES,
        "lignes_max": LIGNES_MAX,
    }
    if rapport is not None:
        lignes = rapport.justes[:MONTREES]
        compares = {li.candidature.compte_id for li in lignes if li.candidature is not None and li.ecarts}
        noter_des_acces(comptes=compares, agent=personne(request), objet="Contrôle d'un import d'élèves")
        contexte |= {"erreurs": rapport.erreurs[:MONTREES], "lignes": lignes}
    return render(request, "admin/registrations/lotpreinscription/importer.html", contexte, status=status)


def fiche(request: HttpRequest, lot: LotPreinscription) -> HttpResponse:
    """How far a batch is, who could not be pre-registered and why, who did what."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    avancement = queries_lots.avancements([lot.pk])[lot.pk]
    responsable = staff_site.est_responsable(request.user)
    rendues = list(queries_lots.rendues(lot)[:MONTREES]) if avancement.refuses + avancement.echecs else []
    _noter_acces(request, lot, rendues)
    contexte = {
        **staff_site.each_context(request),
        "title": f"{lot.get_genre_display()} n° {lot.pk}",
        "opts": lot._meta,
        "lot": lot,
        "a": avancement,
        "responsable": responsable,
        "actes": _actes(avancement) if responsable else [],
        "rendues": rendues,
        "terme": terme(lot),
        "evenements": lot.evenements.select_related("auteur__personnel"),
    }
    return render(request, "admin/registrations/lotpreinscription/fiche.html", contexte)


def _actes(a: queries_lots.Avancement) -> list[tuple[str, ActeOffert]]:
    possibles = {"arreter": a.attente, "reprendre": a.echecs + a.arretes}
    return [(nom, ACTES[nom]) for nom, nombre in possibles.items() if nombre]


@pour_responsables("GET", "POST")
def acte(request: HttpRequest, lot: LotPreinscription, nom: str) -> HttpResponse:
    """One of `ACTES`."""
    if nom not in ACTES:
        raise Http404
    return jouer(request, lot, ACTES[nom], quoi="personne")


@pour_responsables("GET", "POST")
def decider(request: HttpRequest, lot: LotPreinscription) -> HttpResponse:
    """The pupils who have an account, or are pre-registered otherwise. Who is shown is recorded."""
    page = Paginator(queries_lots.a_decider(lot), PAR_PAGE).get_page(request.GET.get("page"))
    form = DecisionsForm(
        request.POST if request.method == "POST" else None,
        lignes=page.object_list,
        differences=differences_de(page.object_list, lot.academie_id),
    )
    status = 200
    if request.method == "POST":
        if form.decide(LES_AUTRES.get(request.POST.get("action", ""))):
            try:
                nombre = lots.decider(lot_id=lot.pk, par=personne(request), choix=form.choix, vus=form.vus())
            except Refus as refus:
                messages.error(request, refus.phrase)
            else:
                messages.success(request, f"{nombre} ligne(s) décidée(s).")
            return redirect(FICHE, lot.pk)
        status = 422
    _noter_acces(request, lot, page.object_list)
    contexte = {
        **staff_site.each_context(request),
        "title": "Lignes à décider",
        "opts": lot._meta,
        "lot": lot,
        "form": form,
        "page": page,
    }
    return render(request, "admin/registrations/lotpreinscription/decider.html", contexte, status=status)


def _noter_acces(request: HttpRequest, lot: LotPreinscription, lignes: Iterable[LignePreinscription]) -> None:
    """Whoever has an account already, and is shown, is told who saw it; the others have none to be told by."""
    comptes = {ligne.compte_id for ligne in lignes if ligne.compte_id is not None}
    noter_des_acces(comptes=comptes, agent=personne(request), objet=str(lot).capitalize())


def rendre(request: HttpRequest, lot: LotPreinscription) -> HttpResponse:
    """`?format=csv`: the lines refused or failed, with why, as a file that can be corrected and imported again."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if request.GET.get("format") != "csv":
        return redirect(FICHE, lot.pk)
    if lot.efface_le is not None:
        messages.error(request, "Ces lignes ne sont plus gardées.")
        return redirect(FICHE, lot.pk)
    lignes = list(queries_lots.rendues(lot))
    _noter_acces(request, lot, lignes)
    lots.noter_export(lot=lot, par=personne(request), nombre=len(lignes))
    entete = [*colonnes.NOMS, *colonnes.RENDUES]
    cellules = ([*(li.brut.get(nom, "") for nom in colonnes.NOMS), li.ligne or "", li.erreur] for li in lignes)
    return reponse_csv(f"lignes-refusees-{lot.pk}.csv", entete, cellules)
