"""The candidate's own pages that gather several apps: « Mes inscriptions », « Mes activités »."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cyclades.common import clock
from justificatifs.enums import Etape
from justificatifs.queries import Avancement, avancements
from registrations import queries
from registrations.enums import ETATS_ACTIFS, Etat, Origine
from registrations.models import Brouillon, Candidature
from registrations.simulation import lire
from registrations.views.base import candidat_requis, compte_de, est_ouvert, la_sienne
from registrations.wizard.progress import premier_a_faire
from sessions_cfg import calendrier, periodes
from sessions_cfg.models import ServiceInscription
from sessions_cfg.queries import etapes_de

TONS = {Etat.INSCRIT: "succes", Etat.A_COMPLETER: "attention"}

A_REMETTRE = {
    Etape.A_DEPOSER: "Signez votre confirmation d'inscription et remettez vos pièces justificatives",
    Etape.A_REMPLACER: "Déposez de nouveau une pièce dans « Mes justificatifs »",
    Etape.NON_TRANSMISES: "Vos pièces ne sont pas encore transmises : cliquez sur « J'ai fourni toutes mes pièces »",
}


@dataclass(frozen=True)
class Suite:
    """The next action of a candidature and its deadline, in words."""

    phrase: str
    echeance: str = ""


@dataclass(frozen=True)
class CarteCandidature:
    """`modifiee`: a change was begun and is not saved."""

    candidature: Candidature
    url: str
    suite: Suite
    ton: str
    url_desinscrire: str
    modifiee: bool


@dataclass(frozen=True)
class CarteBrouillon:
    brouillon: Brouillon
    url: str
    url_annuler: str
    ouvert: bool


@candidat_requis
@require_GET
def inscriptions(request: HttpRequest) -> HttpResponse:
    """« Mes inscriptions »: a card each, drafts apart; désinscrites and archived sessions are not shown."""
    compte = compte_de(request)
    tous = queries.brouillons_visibles(compte)
    modifiees = {b.candidature_id for b in tous}
    visibles = queries.candidatures_visibles(compte)
    pieces = avancements(visibles)
    candidatures = [_carte(c, pieces[c.pk], modifiee=c.pk in modifiees) for c in visibles]
    brouillons = [_brouillon(b) for b in tous if b.candidature_id is None]
    contexte = {"candidatures": candidatures, "brouillons": brouillons, "simulation": lire(request)}
    return render(request, "portail/inscriptions.html", contexte)


@candidat_requis
@require_GET
def activites(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """« Mes activités »: the four tiles of a candidature and where it stands."""
    candidature = la_sienne(request, numeros)
    contexte = {
        "candidature": candidature,
        "service": candidature.service,
        "suite": suite(candidature, avancements([candidature])[candidature.pk]),
        "modifiee": queries.modification_de(candidature) is not None,
        "ton": TONS.get(Etat(candidature.etat), "erreur"),
        "etapes": _etapes_a_venir(candidature),
        "tuiles": {
            "inscription": reverse("registrations:onglet", args=[candidature.numeros, "recapitulatif"]),
            "documents": reverse("documents:liste", args=[candidature.numeros]),
            "formulaires": reverse("portail:formulaires", args=[candidature.numeros]),
            "justificatifs": reverse("justificatifs:liste", args=[candidature.numeros]),
        },
    }
    return render(request, "portail/activites.html", contexte)


@candidat_requis
@require_GET
def formulaires(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """« Les formulaires » is not used for exams (guide, chapter 11)."""
    return render(request, "portail/formulaires.html", {"candidature": la_sienne(request, numeros)})


def _etapes_a_venir(candidature: Candidature) -> list[calendrier.EtapeAffichee]:
    """What comes next in the session's calendar, for a candidature that goes on."""
    if candidature.etat not in ETATS_ACTIFS:
        return []
    service = candidature.service
    toutes = calendrier.etapes(service, etapes_de(service), clock.maintenant())
    return calendrier.restantes(toutes, 3, inscrit=candidature.etat == Etat.INSCRIT)


def suite(candidature: Candidature, pieces: Avancement) -> Suite:
    """What the person has to do next, and until when."""
    service = candidature.service
    if candidature.etat == Etat.A_COMPLETER:
        return Suite("Complétez et enregistrez votre inscription", _echeance(service))
    if candidature.etat == Etat.INSCRIT:
        return _suite_des_pieces(service, pieces)
    return Suite(candidature.motif or "Contactez le service gestionnaire pour connaître le motif")


def _suite_des_pieces(service: ServiceInscription, pieces: Avancement) -> Suite:
    limite = pieces.echeance or service.pieces_fermeture
    if pieces.etape in A_REMETTRE and clock.maintenant() < limite:
        return Suite(A_REMETTRE[pieces.etape], periodes.date_heure_courte(limite, service.fuseau, fin=True))
    if pieces.etape is Etape.CONFORMES:
        return Suite("Vos pièces justificatives sont conformes : vous n'avez rien à envoyer")
    return Suite("Suivez l'étude de votre dossier dans « Mes justificatifs »")


def _echeance(service: ServiceInscription) -> str:
    return periodes.date_heure_courte(service.fermeture, service.fuseau, fin=True)


def _carte(candidature: Candidature, pieces: Avancement, *, modifiee: bool) -> CarteCandidature:
    desinscriptible = (
        candidature.etat in ETATS_ACTIFS
        and candidature.origine != Origine.ETABLISSEMENT
        and est_ouvert(candidature.service)
    )
    return CarteCandidature(
        candidature=candidature,
        url=reverse("portail:activites", args=[candidature.numeros]),
        suite=suite(candidature, pieces),
        ton=TONS.get(Etat(candidature.etat), "erreur"),
        url_desinscrire=reverse("registrations:desinscrire", args=[candidature.numeros]) if desinscriptible else "",
        modifiee=modifiee,
    )


def _brouillon(brouillon: Brouillon) -> CarteBrouillon:
    onglet = premier_a_faire(brouillon.onglets_faits)
    return CarteBrouillon(
        brouillon=brouillon,
        url=reverse("registrations:brouillon", args=[brouillon.service.cle, onglet.cle]),
        url_annuler=reverse("registrations:annuler_brouillon", args=[brouillon.service.cle]),
        ouvert=est_ouvert(brouillon.service),
    )
