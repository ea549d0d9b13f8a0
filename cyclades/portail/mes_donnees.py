"""« Mes données »: what is held about the person, who opened it, and all of it as a file."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import queries as comptes
from accounts.models import User
from accounts.services import limites
from accounts.views.communs import trop
from cyclades.common import clock
from documents import queries as documents
from justificatifs import queries as pieces
from registrations import queries as candidatures
from registrations.views.base import candidat_requis, compte_de

SCHEMA = 1
EXPORTS_PAR_HEURE = 20


def tout_ce_qui_est_detenu(compte: User) -> dict[str, Any]:
    """What every app holds about the person, each in its own words; instants are aware, in UTC."""
    instant = clock.maintenant()
    return {
        "schema": SCHEMA,
        "etabli_le": instant,
        **comptes.donnees_de(compte),
        **candidatures.donnees_de(compte),
        **documents.donnees_de(compte.pk, instant),
        **pieces.donnees_de(compte.pk),
    }


@candidat_requis
@require_GET
def mes_donnees(request: HttpRequest) -> HttpResponse:
    """A summary in words, and the list of the openings by staff."""
    compte = compte_de(request)
    detenu = tout_ce_qui_est_detenu(compte)
    fichiers = [f for p in detenu["pieces"] for f in p["fichiers"]]
    contexte = {
        "compte": compte,
        "candidatures": detenu["candidatures"],
        "brouillons": detenu["brouillons"],
        "documents": detenu["documents"],
        "fichiers": fichiers,
        "corrections": detenu["corrections_d_etat_civil"],
        "entetes": ("Quand", "Qui", "Quoi"),
        "acces": [
            (f"{a['quand'].astimezone(clock.PARIS):%d/%m/%Y %H:%M}", a["qui"], a["objet"])
            for a in detenu["acces_du_personnel"][: comptes.ACCES_MONTRES]
        ],
    }
    return render(request, "portail/mes_donnees.html", contexte)


@candidat_requis
@require_GET
def exporter(request: HttpRequest) -> HttpResponse:
    """All of it as a JSON file, `docs/donnees.md` says how it is made."""
    compte = compte_de(request)
    if not limites.consommer("mes-donnees", str(compte.pk), limite=EXPORTS_PAR_HEURE):
        return trop(request)
    corps = json.dumps(tout_ce_qui_est_detenu(compte), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    nom = f"mes-donnees-{compte.numero_candidat}.json"
    return HttpResponse(
        corps,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )
