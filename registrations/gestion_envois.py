"""« Écrire aux candidats choisis »: the selection, the mail and its preview, and what was sent."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site

from .forms.envoi import EnvoiForm
from .gestion import personne
from .models import Candidature, Destinataire, Envoi
from .services import envois

NOM = "registrations_envoi"
FICHE = f"gestion:{NOM}_change"
PAR_PAGE = 100
COMPLETE = (
    "candidature__compte__profil",
    "candidature__specialite",
    "candidature__service__session__examen",
    "candidature__service__academie",
    "candidature__service__service_gestionnaire",
    "candidature__bureau_suivi",
)


def preparer(request: HttpRequest, choisies: QuerySet[Candidature]) -> HttpResponse:
    """From the list of candidatures: freeze the selection, ticked or filtered, and open its mail."""
    try:
        envoi = envois.preparer(candidatures=choisies, par=personne(request))
    except Refus as refus:
        messages.error(request, refus.phrase)
        return redirect("gestion:registrations_candidature_changelist")
    return redirect(FICHE, envoi.pk)


@admin.register(Envoi, site=staff_site)
class EnvoiAdmin(AdminRestreint):
    champ_academie = ""  # a selection may cover several académies: `get_queryset` narrows it by its candidates
    chemin_compte = ""  # about many people, shown only in the scope of who asks
    pour_responsables = True
    list_display = ["objet_affiche", "auteur_affiche", "cree_le", "envoye_le", "nombre"]
    list_display_links = ["objet_affiche"]
    list_per_page = 50
    ordering = ["-cree_le", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Envoi]:
        """Those of which every candidate is in the person's académies: an act on one is an act on all."""
        siens = Destinataire.objects.filter(envoi=OuterRef("pk"))
        ailleurs = siens.exclude(candidature__academie__in=staff_site.academies(request.user))
        lignes: QuerySet[Envoi] = Envoi.objects.filter(~Exists(ailleurs)).select_related("auteur__personnel")
        return lignes.annotate(nombre=Count("destinataires"), partis=Count("destinataires__parti_le"))

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("", vue(self.changelist_view), name=f"{NOM}_changelist"),
            path("<ident:pk>/change/", vue(self.fiche), name=FICHE.partition(":")[2]),
        ]

    def fiche(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A draft: write, look, send or give up, as the button pressed says. Sent: what was sent, and to whom."""
        if request.method not in ("GET", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if not self._autorise(request):
            raise PermissionDenied
        envoi: Envoi = self.visible(request, pk)
        if request.method == "GET" or envoi.envoye_le is not None:
            if request.method == "POST":
                messages.warning(request, "Ce mail est déjà parti : rien n'a été envoyé une seconde fois.")
                return redirect(FICHE, pk)
            return _page(request, envoi, EnvoiForm(initial={"objet": envoi.objet, "corps": envoi.corps}))
        return _agir(request, envoi)

    @admin.display(description="objet", ordering="objet")
    def objet_affiche(self, obj: Envoi) -> str:
        return str(obj)

    @admin.display(description="par", ordering="auteur__personnel__nom")
    def auteur_affiche(self, obj: Envoi) -> str:
        return str(obj.auteur.personnel)

    @admin.display(description="candidats")
    def nombre(self, obj: Any) -> str:
        return f"mails partis : {obj.partis} sur {obj.nombre}" if obj.envoye_le else f"{obj.nombre}, rien n'est parti"


def _agir(request: HttpRequest, envoi: Envoi) -> HttpResponse:
    action = request.POST.get("action", "")
    try:
        if action == "abandonner":
            envois.abandonner(envoi_id=envoi.pk)
            messages.success(request, "Brouillon abandonné : aucun mail n'est parti.")
            return redirect(f"gestion:{NOM}_changelist")
        form = EnvoiForm(request.POST)
        if not form.is_valid():
            return _page(request, envoi, form, status=422)
        textes = {"objet": form.cleaned_data["objet"], "corps": form.cleaned_data["corps"]}
        if action != "envoyer":
            envois.garder(envoi_id=envoi.pk, **textes)
            return _page(request, envoi, form, apercu=True)
        nombre = envois.envoyer(envoi_id=envoi.pk, par=personne(request), **textes)
    except Refus as refus:
        messages.error(request, refus.phrase)
        return redirect(FICHE, envoi.pk)
    messages.success(request, f"{nombre} mail(s) confié(s) au service d'envoi.")
    return redirect(FICHE, envoi.pk)


def _page(
    request: HttpRequest, envoi: Envoi, form: EnvoiForm, *, apercu: bool = False, status: int = 200
) -> HttpResponse:
    destinataires = Destinataire.objects.filter(envoi=envoi).select_related(*COMPLETE)
    page = Paginator(destinataires, PAR_PAGE).get_page(request.GET.get("page"))
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Mail envoyé" if envoi.envoye_le else "Écrire aux candidats choisis",
        "opts": Envoi._meta,
        "envoi": envoi,
        "form": form,
        "page": page,
        "variables": envois.VARIABLES.items(),
    }
    if apercu:
        contexte["apercus"] = [
            {
                "candidat": d.candidature.compte.profil,
                "objet": envois.composer(form.cleaned_data["objet"], envois.mots(d.candidature)),
                "corps": envois.composer(form.cleaned_data["corps"], envois.mots(d.candidature)),
            }
            for d in list(page.object_list)[:3]
        ]
    return render(request, "admin/registrations/envoi/fiche.html", contexte, status=status)
