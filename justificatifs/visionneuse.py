"""The file of a piece, looked at page by page beside what it must prove, without leaving the portal (I-16, I-27)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from accounts.models import User
from cyclades.common import storage
from cyclades.staff_site import AdminRestreint

from .attente import FILTRES, filtres
from .models import Consultation, Depot
from .permissions import depot_visible, peut_etre_remis
from .scanning import LARGEURS, FichierRefuse, dessiner, se_regarde
from .services.decisions import noter_regard

PRESENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Visionneuse:
    """One page of one file: `taille` is a rank in LARGEURS, `quart` how many quarters it is turned clockwise.

    `filtres` are those of the list that the piece was opened from.
    """

    depot: Depot
    page: int = 1
    taille: int = 0
    quart: int = 0
    filtres: str = ""

    @property
    def pages(self) -> int:
        return self.depot.pages or 1

    @property
    def image(self) -> str:
        adresse = reverse(
            "gestion:justificatifs_pieceattendue_page", args=[self.depot.piece_id, self.depot.pk, self.page]
        )
        return f"{adresse}?{urlencode({'taille': self.taille, 'quart': self.quart})}"

    @property
    def commandes(self) -> list[tuple[str, str, str]]:
        """(label, key, address) of what can be done with the view now."""
        toutes = (
            ("Page précédente", "k", self.page > 1, replace(self, page=self.page - 1)),
            ("Page suivante", "j", self.page < self.pages, replace(self, page=self.page + 1)),
            ("Agrandir", "+", self.taille < len(LARGEURS) - 1, replace(self, taille=self.taille + 1)),
            ("Réduire", "-", self.taille > 0, replace(self, taille=self.taille - 1)),
            ("Tourner", "o", True, replace(self, quart=(self.quart + 1) % 4)),
        )
        return [(libelle, touche, vue.adresse) for libelle, touche, possible, vue in toutes if possible]

    @property
    def adresse(self) -> str:
        parametres: dict[str, int | str] = {
            "fichier": self.depot.pk,
            "page": self.page,
            "taille": self.taille,
            "quart": self.quart,
        }
        if self.filtres:
            parametres[FILTRES] = self.filtres
        return f"?{urlencode(parametres)}#visionneuse"


def visionneuse(request: HttpRequest, depots: Sequence[tuple[Depot, bool]]) -> Visionneuse | None:
    """What the address of the page asks to see, else the first page of the latest file; None when none is drawn."""
    visibles = {depot.pk: depot for depot, ouvrable in depots if ouvrable and se_regarde(depot.type_mime)}
    if not visibles:
        return None
    depot = visibles.get(_entier(request, "fichier", 0, 2**31)) or next(iter(visibles.values()))
    return Visionneuse(
        depot,
        page=_entier(request, "page", 1, depot.pages or 1),
        taille=_entier(request, "taille", 0, len(LARGEURS) - 1),
        quart=_entier(request, "quart", 0, 3),
        filtres=filtres(request),
    )


def page(request: HttpRequest, model_admin: AdminRestreint, pk: int, depot: int, numero: int) -> HttpResponse:
    """The picture of one page; who looked is recorded first. 404 for a page, or a file, that is not to be seen."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    agent = request.user
    assert isinstance(agent, User)  # noqa: S101  admin_view stands before
    trouve = depot_visible(agent, pk, depot)
    if not peut_etre_remis(trouve) or not se_regarde(trouve.type_mime):
        raise Http404
    if noter_regard(depot=trouve, par=agent, depuis=PRESENCE):
        model_admin.noter_acces(request, trouve.piece, f"Fichier « {trouve.nom} » de la pièce « {trouve.piece} »")
    try:
        vue = dessiner(
            storage.lire(trouve.fichier, trouve.sha256),
            trouve.type_mime,
            page=numero,
            largeur=LARGEURS[_entier(request, "taille", 0, len(LARGEURS) - 1)],
            quart=_entier(request, "quart", 0, 3),
        )
    except FichierRefuse as refus:
        raise Http404 from refus
    reponse = HttpResponse(vue.jpeg, content_type="image/jpeg")
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cross-Origin-Resource-Policy"] = "same-origin"
    return reponse


def presents(consultations: Sequence[Consultation], agent: User, instant: dt.datetime) -> list[Consultation]:
    """The latest look of each colleague who opened one of these files in the last ten minutes (I-18)."""
    par_agent: dict[int, Consultation] = {}
    for consultation in consultations:
        if consultation.auteur_id != agent.pk and instant - consultation.quand < PRESENCE:
            par_agent.setdefault(consultation.auteur_id, consultation)
    return list(par_agent.values())


def _entier(request: HttpRequest, nom: str, minimum: int, maximum: int) -> int:
    """A number of the address, brought between its bounds; anything else is the least."""
    texte = request.GET.get(nom, "")
    valeur = int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else minimum
    return min(max(valeur, minimum), maximum)
