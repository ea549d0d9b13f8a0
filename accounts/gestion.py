"""Opening, changing and closing the access of a member of staff, from `/gestion/`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from cyclades.common.errors import Refus
from cyclades.staff_site import AdminRestreint, staff_site
from sessions_cfg.models import Academie

from .enums import Role
from .forms import MembreForm
from .historique import historique
from .models import StaffProfile, User
from .permissions import academies_visibles, est_superviseur, roles_a_donner
from .services import personnel

FICHE = "gestion:accounts_staffprofile_change"


@dataclass(frozen=True)
class Acte:
    """What can be done to an access, beside changing it: what its page says, what does it."""

    nom: str
    libelle: str
    effet: str
    fait: str
    verbe: Callable[..., None]
    danger: bool = False


ACTES = {
    acte.nom: acte
    for acte in (
        Acte(
            "inviter",
            "Envoyer un nouveau lien",
            "Un mail part avec un nouveau lien, valable 48 heures, pour choisir un mot de passe. "
            "Le précédent ne sert plus.",
            "Le lien vient de partir.",
            personnel.inviter_membre,
        ),
        Acte(
            "reinitialiser",
            "Réinitialiser le second facteur",
            "Le téléphone et les codes de secours sont oubliés, les connexions ouvertes sont fermées ; à la prochaine, "
            "la personne enregistrera un téléphone. Un mail l'en prévient. Assurez-vous d'abord, de vive voix, que "
            "c'est bien elle qui le demande : c'est par là qu'on vole un compte.",
            "Le second facteur est réinitialisé.",
            personnel.reinitialiser_facteur,
            danger=True,
        ),
        Acte(
            "desactiver",
            "Désactiver l'accès",
            "La personne n'entre plus, et ses connexions ouvertes sont fermées tout de suite. Ce qu'elle a fait reste, "
            "à son nom. L'accès peut être réactivé.",
            "L'accès est désactivé.",
            personnel.desactiver_membre,
            danger=True,
        ),
        Acte(
            "reactiver",
            "Réactiver l'accès",
            "La personne retrouve son rôle, ses académies, son mot de passe et son second facteur.",
            "L'accès est réactivé.",
            personnel.reactiver_membre,
        ),
    )
}


def academies_de(membre: StaffProfile) -> str:
    """« Nice, Toulouse »; a superviseur sees them all."""
    if membre.role == Role.SUPERVISEUR:
        return "toutes"
    return ", ".join(academie.libelle for academie in membre.academies.all())


def etat_de(membre: StaffProfile) -> str:
    """« Actif », « Désactivé », or « Invité »: no password chosen yet."""
    if not membre.user.is_active:
        return "Désactivé"
    return "Actif" if membre.user.has_usable_password() else "Invité"


def actes_possibles(par: User, membre: StaffProfile) -> list[Acte]:
    """What `par`, who manages this access, can do to it now."""
    actif, venu = membre.user.is_active, membre.user.has_usable_password()
    telephone = bool(getattr(membre, "telephone_enregistre", False))
    offerts = {
        "inviter": actif and not venu,
        "reinitialiser": actif and telephone and est_superviseur(par),
        "desactiver": actif,
        "reactiver": not actif,
    }
    return [acte for nom, acte in ACTES.items() if offerts[nom]]


def ajouter(request: HttpRequest, model_admin: AdminRestreint) -> HttpResponse:
    """A new account, whose person receives a link."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    par = _personne(request)
    form = _formulaire(request, creation=True)
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            compte = personnel.creer_membre(
                par=par,
                adresse=donnees["adresse_mail"],
                nom=donnees["nom"],
                role=donnees["role"],
                academies=donnees["academies"],
            )
        except Refus as refus:
            form.refuser(refus)
        else:
            messages.success(request, f"L'accès est ouvert : un lien vient de partir à {compte.email}.")
            return redirect(FICHE, compte.personnel.pk)
    contexte = {**staff_site.each_context(request), "title": "Ouvrir un accès au personnel", "form": form}
    statut = 422 if form.is_bound else 200
    return render(request, "admin/accounts/staffprofile/ajouter.html", contexte, status=statut)


def fiche(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> HttpResponse:
    """The access of one person: what it is, what may be done to it, what was done."""
    membre, par = _membre(request, model_admin, pk), _personne(request)
    academies = [academie.pk for academie in membre.academies.all()]
    empechement = personnel.refus_de_gerer(par=par, membre=membre, academies=academies)
    initial = {"nom": membre.nom, "role": membre.role, "academies": academies}
    form = None if empechement else _formulaire(request, creation=False, initial=initial)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _modifier(request, membre, form):
            return redirect(FICHE, pk)
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": membre.nom,
        "membre": membre,
        "resume": [
            ("Adresse mail", membre.user.email),
            ("Rôle", membre.get_role_display()),
            ("Académies", academies_de(membre)),
            ("Accès", etat_de(membre)),
            ("Téléphone enregistré", "Oui" if getattr(membre, "telephone_enregistre", False) else "Non"),
        ],
        "empechement": empechement,
        "actes": [] if empechement else actes_possibles(par, membre),
        "form": form,
        "historique": historique(membre) if est_superviseur(par) else None,
    }
    statut = 422 if form is not None and form.is_bound else 200
    return render(request, "admin/accounts/staffprofile/fiche.html", contexte, status=statut)


def _modifier(request: HttpRequest, membre: StaffProfile, form: MembreForm) -> bool:
    """False when the service refuses, which the form then says."""
    try:
        change = personnel.modifier_membre(
            par=_personne(request),
            membre_id=membre.user_id,
            nom=form.cleaned_data["nom"],
            role=form.cleaned_data["role"],
            academies=form.cleaned_data["academies"],
        )
    except Refus as refus:
        form.refuser(refus)
        return False
    phrase = "L'accès est modifié." if change else "Rien n'a changé."
    messages.add_message(request, messages.SUCCESS if change else messages.INFO, phrase)
    return True


def acte(request: HttpRequest, model_admin: AdminRestreint, pk: int, nom: str) -> HttpResponse:
    """Say what the act does; POST does it."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    membre, par = _membre(request, model_admin, pk), _personne(request)
    if nom not in ACTES:
        raise Http404
    choisi = ACTES[nom]
    empechement = personnel.refus_de_gerer(
        par=par, membre=membre, academies=[academie.pk for academie in membre.academies.all()]
    )
    if empechement or choisi not in actes_possibles(par, membre):
        messages.error(request, empechement or f"« {choisi.libelle} » n'est pas possible : {etat_de(membre)}.")
        return redirect(FICHE, pk)
    if request.method == "POST":
        try:
            choisi.verbe(par=par, membre_id=membre.user_id)
        except Refus as refus:
            messages.error(request, refus.phrase)
        else:
            messages.success(request, choisi.fait)
        return redirect(FICHE, pk)
    contexte = {**staff_site.each_context(request), "title": choisi.libelle, "membre": membre, "acte": choisi}
    return render(request, "admin/accounts/staffprofile/acte.html", contexte)


def _personne(request: HttpRequest) -> User:
    """The member of staff; `admin_view` has let nobody else in."""
    return cast(User, request.user)


def _membre(request: HttpRequest, model_admin: AdminRestreint, pk: int) -> StaffProfile:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    membre: StaffProfile = model_admin.visible(request, pk)
    return membre


def _formulaire(request: HttpRequest, *, creation: bool, initial: dict[str, Any] | None = None) -> MembreForm:
    par = _personne(request)
    academies: list[Academie] = list(academies_visibles(par).order_by("libelle"))
    return MembreForm(
        request.POST if request.method == "POST" else None,
        roles=roles_a_donner(par),
        academies=[(academie.pk, academie.libelle) for academie in academies],
        creation=creation,
        initial=initial,
    )
