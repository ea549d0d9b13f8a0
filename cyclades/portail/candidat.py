"""The candidate's own pages that gather several apps: « Mes inscriptions », « Mes activités »."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cyclades.common import clock
from documents.queries import dernieres_versions
from registrations import queries
from registrations.enums import ETATS_ACTIFS, Etat, Origine
from registrations.models import Brouillon, Candidature
from registrations.simulation import lire
from registrations.views.base import candidat_requis, compte_de, est_ouvert, la_sienne
from registrations.wizard.progress import premier_a_faire
from sessions_cfg import calendrier
from sessions_cfg.queries import etapes_de

from .etats import Suite, suite_de, suite_du_brouillon, suites_visibles

TONS = {Etat.INSCRIT: "succes", Etat.A_COMPLETER: "attention"}


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
    suite: Suite
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
    candidatures = [_carte(c, suite, modifiee=c.pk in modifiees) for c, suite in suites_visibles(compte)]
    brouillons = [_brouillon(b) for b in tous if b.candidature_id is None]
    contexte = {"candidatures": candidatures, "brouillons": brouillons, "simulation": lire(request)}
    return render(request, "portail/inscriptions.html", contexte)


@candidat_requis
@require_GET
def activites(request: HttpRequest, numeros: tuple[str, int]) -> HttpResponse:
    """« Mes activités »: the four tiles of a candidature and where it stands."""
    candidature = la_sienne(request, numeros)
    suite = suite_de(candidature)
    contexte = {
        "candidature": candidature,
        "service": candidature.service,
        "suite": suite,
        "comptes": _comptes(candidature, suite),
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


def _comptes(candidature: Candidature, suite: Suite) -> dict[str, str]:
    """What each tile holds, in words."""
    documents = dernieres_versions(candidature.pk, clock.maintenant())
    pieces = suite.pieces
    return {
        "inscription": f"Version {candidature.version_affichee}" if candidature.version_courante else "À compléter",
        "documents": _compte_documents(len(documents), sum(v.lu_le is None for v in documents)),
        "justificatifs": f"Pièces conformes : {pieces.conformes} / {pieces.total}" if pieces and pieces.total else "",
    }


def _compte_documents(publies: int, non_lus: int) -> str:
    """« 3 documents, dont 1 non lu »."""
    if not publies:
        return "Aucun document"
    texte = f"{publies} document{'s' if publies > 1 else ''}"
    if not non_lus:
        return texte
    accord = "s" if non_lus > 1 else ""
    return f"{texte}, non lu{accord}" if non_lus == publies else f"{texte}, dont {non_lus} non lu{accord}"


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


def _carte(candidature: Candidature, suite: Suite, *, modifiee: bool) -> CarteCandidature:
    desinscriptible = (
        candidature.etat in ETATS_ACTIFS
        and candidature.origine != Origine.ETABLISSEMENT
        and est_ouvert(candidature.service)
    )
    return CarteCandidature(
        candidature=candidature,
        url=reverse("portail:activites", args=[candidature.numeros]),
        suite=suite,
        ton=TONS.get(Etat(candidature.etat), "erreur"),
        url_desinscrire=reverse("registrations:desinscrire", args=[candidature.numeros]) if desinscriptible else "",
        modifiee=modifiee,
    )


def _brouillon(brouillon: Brouillon) -> CarteBrouillon:
    onglet = premier_a_faire(brouillon.onglets_faits)
    return CarteBrouillon(
        brouillon=brouillon,
        suite=suite_du_brouillon(brouillon),
        url=reverse("registrations:brouillon", args=[brouillon.service.cle, onglet.cle]),
        url_annuler=reverse("registrations:annuler_brouillon", args=[brouillon.service.cle]),
        ouvert=est_ouvert(brouillon.service),
    )
