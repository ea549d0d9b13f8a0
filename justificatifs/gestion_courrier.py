"""« Réception du courrier » in `/gestion/`: a number typed or scanned, the pieces of the envelope, the next one."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from cyclades.common import clock, forms
from cyclades.common.errors import Refus
from cyclades.staff_site import staff_site
from registrations.enums import Etat
from registrations.gestion import personne
from registrations.models import Candidature
from sessions_cfg import periodes

from .echeances import attendues_par_courrier
from .enums import Mode, Statut
from .models import PieceAttendue
from .queries import avec_transmission
from .services.decisions import envoi_en_cours, recevoir

COURRIER = "gestion:justificatifs_pieceattendue_courrier"
ENVELOPPE = "gestion:justificatifs_pieceattendue_enveloppe"
# « 02146028333 », « 02146028333-001 », « 02146028333 - 1 », or the fourteen digits of a bar code.
_NUMEROS = re.compile(r"([0-9]{11})(?:[\s/–-]+([0-9]{1,3})|([0-9]{3}))?")
MAL_ECRIT = (
    "Un N° candidat a onze chiffres, suivi si besoin du N° d'inscription : 02146028333, ou 02146028333-001. "
    "Vérifiez-le, ou passez de nouveau le lecteur."
)
INCONNU = "Aucune candidature de vos académies ne porte ce numéro. Vérifiez-le sur la confirmation d'inscription."
CHANGEES = "Ces pièces ont changé entre-temps, ou sont déjà reçues : voyez ce qui reste."


class NumeroForm(forms.PortailForm):
    numero = forms.TexteField(
        label="N° candidat, ou N° candidat et N° d'inscription",
        max_length=60,
        largeur="moyen",
        autocomplete="off",
        attributs={"autofocus": ""},
        help_text="Tapez-le, ou passez le lecteur de code-barres, puis Entrée : 02146028333, ou 02146028333-001.",
        message_requis="Tapez un N° candidat.",
    )


class ReceptionForm(forms.PortailForm):
    pieces = forms.CasesField(label="Pièces reçues", required=False, attributs={"autofocus": ""})
    date_reception = forms.DateFrField(
        label="Date de réception",
        futur_permis=True,
        help_text="Format JJ/MM/AAAA. Aujourd'hui, sauf si le courrier est arrivé plus tôt.",
    )

    def __init__(self, *args: Any, attendues: list[PieceAttendue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pieces"].choices = [(str(piece.pk), str(piece)) for piece in attendues]


def courrier(request: HttpRequest) -> HttpResponse:
    """The field of the number; POST leads to the envelope of that candidature, or says why not."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if request.method == "GET":
        return _accueil(request, NumeroForm())
    form = NumeroForm(request.POST)
    if not form.is_valid():
        return _accueil(request, form, status=422)
    lus = _NUMEROS.fullmatch(form.cleaned_data["numero"])
    if lus is None:
        form.add_error("numero", MAL_ECRIT)
        return _accueil(request, form, status=422)
    trouvees = _visibles(request).filter(compte__numero_candidat=lus[1])
    if inscription := lus[2] or lus[3]:
        trouvees = trouvees.filter(numero=int(inscription))
    candidatures = list(trouvees.order_by("numero"))
    if not candidatures:
        form.add_error("numero", INCONNU)
        return _accueil(request, form, status=422)
    if len(candidatures) == 1:
        return redirect(ENVELOPPE, candidatures[0].numeros)
    objet = "Candidatures proposées à la réception du courrier"
    staff_site.noter_acces(compte_id=candidatures[0].compte_id, agent=request.user, objet=objet)
    return _accueil(request, NumeroForm(), candidatures=candidatures)


def enveloppe(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """What that candidature awaits by post; POST records what came, then asks for the next number."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    candidature = _visibles(request).filter(compte__numero_candidat=numeros[0], numero=numeros[1]).first()
    if candidature is None:
        raise Http404
    attendues = _attendues(candidature)
    if request.method == "GET":
        objet = f"Réception du courrier de la candidature n° {candidature.numero_affiche}"
        staff_site.noter_acces(compte_id=candidature.compte_id, agent=request.user, objet=objet)
        initial = {
            "date_reception": periodes.local(clock.maintenant(), candidature.service.fuseau).date(),
            "pieces": [str(attendues[0].pk)] if len(attendues) == 1 else [],
        }
        return _page(request, candidature, attendues, ReceptionForm(attendues=attendues, initial=initial))
    cochees = request.POST.getlist("pieces")
    encore = [str(piece.pk) for piece in attendues if "toutes" in request.POST or str(piece.pk) in cochees]
    donnees = request.POST.copy()
    donnees.setlist("pieces", encore)
    form = ReceptionForm(donnees, attendues=attendues)
    if form.is_valid() and not encore:
        form.add_error("pieces", CHANGEES if cochees else "Cochez les pièces qui sont dans l'enveloppe.")
    if not form.is_valid():
        return _page(request, candidature, attendues, form, status=422)
    try:
        faites = recevoir(
            candidature_id=candidature.pk,
            pieces=[int(pk) for pk in encore],
            par=personne(request),
            date_reception=form.cleaned_data["date_reception"],
        )
    except Refus as refus:
        form.refuser(refus)
        return _page(request, candidature, attendues, form, status=422)
    _dire(request, candidature, faites, max(len(encore), len(cochees)))
    return redirect(COURRIER)


def _visibles(request: HttpRequest) -> QuerySet[Candidature]:
    return Candidature.objects.filter(academie__in=staff_site.academies(request.user)).select_related(
        "compte__profil", "specialite", "service__session__examen", "academie"
    )


def _attendues(candidature: Candidature) -> list[Any]:
    """Awaited by post, but for those of which the candidate may still send a file himself."""
    pieces = attendues_par_courrier().filter(candidature=candidature).select_related("groupe", "candidature__service")
    return [piece for piece in pieces if not envoi_en_cours(piece)]


def _dire(request: HttpRequest, candidature: Candidature, faites: int, voulues: int) -> None:
    qui = f"{candidature.compte.profil}, n° {candidature.numeros}"
    if faites:
        mot = "pièce marquée « Reçue »" if faites == 1 else "pièces marquées « Reçue »"
        messages.success(request, f"{qui} : {faites} {mot}.")
    if faites < voulues:
        messages.warning(request, f"{qui} : {voulues - faites} pièce(s) laissée(s), car elles ont changé entre-temps.")


def _accueil(
    request: HttpRequest, form: NumeroForm, *, candidatures: list[Candidature] | None = None, status: int = 200
) -> HttpResponse:
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": "Réception du courrier",
        "form": form,
        "candidatures": candidatures or [],
    }
    return render(request, "admin/justificatifs/pieceattendue/courrier.html", contexte, status=status)


def _page(
    request: HttpRequest, candidature: Candidature, attendues: list[Any], form: ReceptionForm, *, status: int = 200
) -> HttpResponse:
    siennes = PieceAttendue.objects.filter(candidature=candidature, retiree_le=None).select_related("groupe")
    demandees = avec_transmission(siennes).order_by("ordre", "pk")
    listees = {piece.pk for piece in attendues}
    contexte: dict[str, Any] = {
        **staff_site.each_context(request),
        "title": f"Courrier de {candidature.compte.profil}",
        "candidature": candidature,
        "form": form,
        "attendues": attendues,
        "retard": _retard(candidature, attendues),
        "autres": [(p, _ou_elle_en_est(p)) for p in demandees if p.pk not in listees],
        "vide": "" if attendues else _pourquoi_vide(candidature, [p for p in demandees if p.pk not in listees]),
    }
    return render(request, "admin/justificatifs/pieceattendue/enveloppe.html", contexte, status=status)


def _retard(candidature: Candidature, attendues: list[Any]) -> str:
    """The deadline that is past, in words; "" while none is."""
    passees = [piece.limite for piece in attendues if piece.limite <= clock.maintenant()]
    return periodes.date_heure_courte(min(passees), candidature.service.fuseau, fin=True) if passees else ""


def _ou_elle_en_est(piece: Any) -> str:
    """« déjà reçue le 12/11/2021 », « conforme », « transmise en ligne… »; `piece` bears `transmise_le`."""
    if piece.statut == Statut.RECUE:
        return f"déjà reçue le {piece.date_reception:%d/%m/%Y}"
    if piece.statut:
        return str(piece.get_statut_display()).lower()
    if piece.transmise_le and not piece.rouverte_le:
        return f"transmise en ligne le {periodes.local(piece.transmise_le, periodes.PARIS):%d/%m/%Y}, à contrôler"
    return "à déposer en ligne par le candidat" if piece.groupe.mode == Mode.EN_LIGNE else "attendue"


def _pourquoi_vide(candidature: Candidature, demandees: list[PieceAttendue]) -> str:
    if candidature.etat != Etat.INSCRIT:
        return f"Cette candidature est « {candidature.get_etat_display()} » : elle n'attend aucune pièce."
    if any(p.groupe.mode != Mode.EN_LIGNE for p in demandees) or candidature.service.pieces_mode_secours:
        return "Tout est déjà là : cette candidature n'attend plus rien par courrier."
    return "Cette candidature n'attend rien par courrier : ses pièces se déposent en ligne."
