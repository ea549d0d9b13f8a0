"""« Changer d'adresse ou de téléphone », once the service is closed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cyclades.common.errors import Refus
from registrations import queries
from registrations.contexte import Contexte
from registrations.enums import ETATS_ACTIFS
from registrations.forms import initiales
from registrations.forms.rectification import CoordonneesForm
from registrations.models import Candidature, Version
from registrations.services.brouillons import saisie_conservable
from registrations.services.coordonnees import changer_coordonnees
from registrations.services.erreurs import VersionPerimee
from registrations.wizard.tabs import RECAPITULATIF

from .base import candidat_requis, compte_de, est_clos, la_sienne, valeurs_postees
from .pages import titre_du_service

ONGLET = "identification"


@candidat_requis
@require_http_methods(["GET", "POST"])
def coordonnees(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """The address and telephones of tab 1; saved, they are the next version at once."""
    candidature = la_sienne(request, numeros)
    version = queries.derniere_version(candidature)
    if version is None or candidature.etat not in ETATS_ACTIFS or not est_clos(candidature.service):
        return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)
    contexte = Contexte(
        compte=compte_de(request),
        service=candidature.service,
        donnees=version.saisie,
        preinscription=queries.preinscription_de(candidature),
    )
    if request.method == "GET":
        depart = {**initiales(CoordonneesForm, version.saisie.get(ONGLET, {})), "vu": str(version.numero)}
        return _page(request, candidature, CoordonneesForm(initial=depart, contexte=contexte))
    form = CoordonneesForm(request.POST, contexte=contexte)
    if not form.is_valid():
        return _page(request, candidature, form, status=422)
    try:
        ecrite = changer_coordonnees(
            candidature_id=candidature.pk,
            vu=_numero(form.cleaned_data["vu"]),
            coordonnees=form.coordonnees(),
            tapees=saisie_conservable(valeurs_postees(request)),
        )
    except VersionPerimee:
        return _perimee(request, candidature, form)
    except Refus as refus:
        form.refuser(refus)
        return _page(request, candidature, form, status=409)
    _annoncer(request, ecrite)
    return redirect("registrations:onglet", numeros, RECAPITULATIF.cle)


def _annoncer(request: HttpRequest, ecrite: Version | None) -> None:
    if ecrite is None:
        messages.info(request, "Ces coordonnées sont déjà celles de votre inscription : rien n'a changé.")
    else:
        phrase = (
            f"Vos coordonnées sont changées (version {ecrite.numero:02d}). Un mail vous le confirme. La confirmation "
            "d'inscription de cette version est à signer et à envoyer, même si vous aviez déjà envoyé la précédente : "
            "voyez « Mes justificatifs »."
        )
        messages.success(request, phrase)


def _perimee(request: HttpRequest, candidature: Candidature, form: CoordonneesForm) -> HttpResponse:
    """Changed meanwhile: what was typed is kept; sent again, it is written on the version now in force."""
    candidature.refresh_from_db(fields=["version_courante"])
    form.data = {**request.POST.dict(), "vu": str(candidature.version_courante)}
    form.add_error(
        None,
        f"Votre inscription a changé entre-temps : elle porte la version {candidature.version_affichee}. "
        "Vérifiez vos coordonnées, puis enregistrez de nouveau.",
    )
    return _page(request, candidature, form, status=409)


def _numero(texte: str) -> int:
    """The version that was on the page; anything else is none."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 6 else -1


def _page(request: HttpRequest, candidature: Candidature, form: CoordonneesForm, *, status: int = 200) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "service": candidature.service,
        "titre_service": titre_du_service(candidature.service),
        "form": form,
    }
    return render(request, "registrations/coordonnees.html", contexte, status=status)
