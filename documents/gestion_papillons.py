"""Papillons de connexion in `/gestion/`: classes, pupils of one, papillons asked for, followed and taken."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.services.acces import noter_des_acces
from accounts.services.premier_acces import se_tire
from cyclades.common import storage
from cyclades.common.errors import Refus
from cyclades.common.tableur import reponse_csv
from cyclades.staff_site import staff_site
from registrations.gestion import personne
from registrations.models import Candidature

from . import queries_papillons as queries
from .models import EditionPapillons
from .services import papillons

PAR_PAGE = 100
MODELE = "documents_editionpapillons"
GABARITS = "admin/documents/editionpapillons"
CHOIX = {
    "manquants": "Papillons manquants",
    "classe": "Tous les papillons de la classe",
    "eleve": "Nouveau papillon",
}


def _texte(request: HttpRequest, nom: str) -> str:
    return (request.POST.get(nom) or request.GET.get(nom) or "").replace("\x00", "")[:200]


def adresse_de_classe(nom: str, *, ecole: int, session: int, classe: str, **suite: object) -> str:
    """A class is named in the query: it is a free text of the school."""
    return f"{reverse(f'gestion:{MODELE}_{nom}', args=[ecole, session])}?{urlencode({'classe': classe, **suite})}"


def classes(request: HttpRequest) -> HttpResponse:
    """« LYC BELLEVUE-TOULOUSE, CAP 2027, DIV1 »: how many pupils, how many never signed in."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    recherche = _texte(request, "q")
    page = Paginator(queries.classes(request.user, recherche), PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [
        {**c, "url": adresse_de_classe("classe", ecole=c["ecole"], session=c["session"], classe=c["classe"])}
        for c in page.object_list
    ]
    contexte = {
        **staff_site.each_context(request),
        "title": "Papillons de connexion",
        "recherche": recherche,
        "page": page,
        "lignes": lignes,
    }
    return render(request, f"{GABARITS}/classes.html", contexte)


def _eleves(request: HttpRequest, ecole: int, session: int) -> list[Any]:
    trouves = queries.eleves(request.user, ecole=ecole, session=session, classe=_texte(request, "classe"))
    if not trouves:
        raise Http404
    return trouves


def classe(request: HttpRequest, ecole: int, session: int) -> HttpResponse:
    """The pupils of a class; `?format=csv`: those who never signed in, as a file."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    trouves = _eleves(request, ecole, session)
    if request.GET.get("format") == "csv":
        return _jamais_connectes(request, trouves)
    premier: Candidature = trouves[0]
    situe: dict[str, Any] = {"ecole": ecole, "session": session, "classe": premier.classe}
    editions = queries.editions(request.user).filter(**situe)[:20]
    contexte = {
        **staff_site.each_context(request),
        "title": f"{premier.ecole} - {premier.classe or 'sans classe'}",
        "session": premier.session,
        "lignes": [(c, _reediter(c, situe)) for c in trouves],
        "jamais": sum(c.compte.last_login is None for c in trouves),
        "manquants": len(_choisir(trouves, "manquants")),
        "url_manquants": adresse_de_classe("editer", **situe, quoi="manquants"),
        "url_classe": adresse_de_classe("editer", **situe, quoi="classe"),
        "url_csv": adresse_de_classe("classe", **situe, format="csv"),
        "editions": editions,
    }
    return render(request, f"{GABARITS}/classe.html", contexte)


def _reediter(candidature: Any, situe: dict[str, Any]) -> str:
    if not se_tire(candidature.compte):
        return ""
    return adresse_de_classe("editer", **situe, quoi="eleve", eleve=candidature.pk)


def _jamais_connectes(request: HttpRequest, trouves: list[Any]) -> HttpResponse:
    jamais = [c for c in trouves if c.compte.last_login is None]
    noter_des_acces(
        comptes=[c.compte_id for c in jamais], agent=personne(request), objet="Liste des élèves jamais connectés"
    )
    entete = ["etablissement", "classe", "nom", "prenoms", "candidat", "inscription", "identifiant", "papillon"]
    cellules = (
        [
            str(c.ecole),
            c.classe,
            c.compte.profil.nom_naissance,
            c.compte.profil.prenoms,
            c.compte.numero_candidat,
            c.numero_affiche,
            c.compte.identifiant,
            "édité" if c.a_un_code else "à éditer",
        ]
        for c in jamais
    )
    return reponse_csv("eleves-jamais-connectes.csv", entete, cellules)


def _choisir(trouves: list[Any], quoi: str, eleve: str = "") -> list[Any]:
    """Whose papillon: the pupils who never signed in, without a papillon or all of them; or one pupil."""
    servis = [c for c in trouves if se_tire(c.compte)]
    if quoi == "eleve":
        return [c for c in servis if str(c.pk) == eleve]
    jamais = [c for c in servis if c.compte.last_login is None]
    return [c for c in jamais if not c.a_un_code] if quoi == "manquants" else jamais


def editer(request: HttpRequest, ecole: int, session: int) -> HttpResponse:
    """Say whose papillons will be drawn, and which codes will be worth nothing; POST asks for them."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    trouves, quoi = _eleves(request, ecole, session), _texte(request, "quoi")
    if quoi not in CHOIX:
        raise Http404
    choisis = _choisir(trouves, quoi, _texte(request, "eleve"))
    if quoi == "eleve" and not choisis:
        raise Http404
    refus = ""
    if request.method == "POST":
        try:
            editions = papillons.demander(candidatures=choisis, par=personne(request), cle=_cle(request))
        except Refus as erreur:
            refus = erreur.phrase
        else:
            messages.success(request, "Papillons confiés au service de production.")
            return redirect(f"gestion:{MODELE}_change", editions[0].pk)
    if quoi == "eleve":
        objet = "Nouveau papillon de connexion"
        staff_site.noter_acces(compte_id=choisis[0].compte_id, agent=request.user, objet=objet)
    premier = trouves[0]
    contexte = {
        **staff_site.each_context(request),
        "title": CHOIX[quoi],
        "premier": premier,
        "choisis": choisis,
        "eleve": choisis[0] if quoi == "eleve" else None,
        "remplaces": sum(c.a_un_code for c in choisis),
        "refus": refus,
        "cle": _texte(request, "cle") or uuid.uuid4(),
        "retour": adresse_de_classe("classe", ecole=ecole, session=session, classe=premier.classe),
        "caches": [(n, _texte(request, n)) for n in ("classe", "quoi", "eleve")],
    }
    return render(request, f"{GABARITS}/editer.html", contexte, status=409 if refus else 200)


def _cle(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(_texte(request, "cle"))
    except ValueError:
        raise Refus("Cette page n'est plus valable : rechargez-la, puis recommencez.") from None


def _edition(request: HttpRequest, pk: int) -> EditionPapillons:
    edition = queries.editions(request.user).filter(pk=pk).first()
    if edition is None:
        raise Http404
    return edition


def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an edition is, its file while it is kept."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    edition = _edition(request, pk)
    lignes = edition.papillons.all()
    contexte = {
        **staff_site.each_context(request),
        "title": f"Papillons de connexion, {edition}",
        "edition": edition,
        "parties": queries.editions(request.user).filter(cle_formulaire=edition.cle_formulaire).order_by("partie"),
        "total": lignes.count(),
        "servis": lignes.filter(code__isnull=False).count(),
        "employes": lignes.filter(code__utilise_le__isnull=False).count(),
        "remplaces": lignes.filter(code__revoque_le__isnull=False).count(),
        "telechargeable": papillons.est_telechargeable(edition),
        "retour": adresse_de_classe(
            "classe", ecole=edition.ecole_id, session=edition.session_id, classe=edition.classe
        ),
    }
    return render(request, f"{GABARITS}/fiche.html", contexte)


def fichier(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF, never one that bears a code replaced since; recorded for each of its pupils."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    edition = _edition(request, pk)
    if not papillons.est_telechargeable(edition):
        messages.error(request, "Ce fichier n'est plus gardé. Éditez de nouveaux papillons pour la classe.")
        return redirect(f"gestion:{MODELE}_change", pk)
    try:
        nom = f"papillons-{edition.pk}-{localtime(edition.cree_le):%Y%m%d}.pdf"
        reponse = storage.reponse_fichier(
            edition.fichier, nom_affiche=nom, type_mime="application/pdf", sha256=edition.sha256
        )
    except storage.FichierIndisponible:
        messages.error(request, "Ce fichier est indisponible. Éditez de nouveaux papillons pour la classe.")
        return redirect(f"gestion:{MODELE}_change", pk)
    papillons.noter_telechargement(edition=edition, par=personne(request))
    return reponse
