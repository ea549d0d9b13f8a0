"""Public pages: everything that can be read without an account."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cyclades.common import clock

from . import queries, textes
from .pages import page_publique


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Home: notices of the moment, the way in, and how a registration goes."""
    messages = queries.messages_ponctuels(clock.maintenant())
    contexte = {"messages_ponctuels": messages, "etapes": textes.ETAPES}
    return page_publique(request, "portail/accueil.html", contexte, cle=tuple(messages))


@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    return page_publique(request, "portail/aide.html", {"chapitres": textes.AIDE})


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    return page_publique(request, "portail/plan.html", {"rubriques": textes.PLAN})


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    return page_publique(request, "portail/accessibilite.html", {"contact": settings.CONTACT})


@require_safe
def mentions(request: HttpRequest) -> HttpResponse:
    paires = [
        ("Exploitant du portail", settings.EXPLOITANT),
        ("Directeur ou directrice de la publication", settings.DIRECTEUR_PUBLICATION),
        ("Contact", settings.CONTACT),
        ("Hébergement", settings.HEBERGEUR),
    ]
    return page_publique(request, "portail/mentions.html", {"paires": paires})


@require_safe
def donnees(request: HttpRequest) -> HttpResponse:
    contexte = {
        "paires": [
            ("Responsable de traitement", settings.EXPLOITANT),
            ("Délégué(e) à la protection des données", settings.DPO),
        ],
        "activation_heures": settings.ACTIVATION_HEURES,
        "inactif_mois": settings.COMPTE_INACTIF_MOIS,
        "inactif_jours": settings.COMPTE_INACTIF_PREAVIS_JOURS,
        "session_heures": settings.SESSION_DUREE_MAX // 3600,
    }
    cle = (settings.COMPTE_INACTIF_MOIS, settings.COMPTE_INACTIF_PREAVIS_JOURS)
    return page_publique(request, "portail/donnees.html", contexte, cle=cle)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lignes = ["User-agent: *", *(f"Disallow: {chemin}" for chemin in textes.CHEMINS_PRIVES)]
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; the expiry is a year ahead at each reading, since the page is generated."""
    adresse = settings.ADRESSE_PUBLIQUE.rstrip("/")
    contact = f"mailto:{settings.CONTACT}" if "@" in settings.CONTACT else f"{adresse}/mentions-legales/"
    expire = (clock.temps_reel() + dt.timedelta(days=364)).strftime("%Y-%m-%dT00:00:00Z")
    lignes = [
        f"Contact: {contact}",
        f"Expires: {expire}",
        "Preferred-Languages: fr, en",
        f"Canonical: {adresse}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")
