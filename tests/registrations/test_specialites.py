"""Every spécialité of the catalogue can be registered, page after page, whatever the valid answers."""

import html
import os
import random
from collections.abc import Callable

import pytest
from django.test import Client

from registrations.enums import Position
from registrations.models import Candidature, Version
from registrations.rules.types import Decision

from . import gestes, robot
from .specialites import SPECIALITES, annee_de, remplir

GRAINE = int(os.environ.get("GRAINE") or random.SystemRandom().randrange(10**6))


def test_the_catalogue_has_46_specialities() -> None:
    assert len(SPECIALITES) == 46


@pytest.mark.parametrize("cle", SPECIALITES)
def test_speciality_is_registered_from_end_to_end(
    db: None, client: Client, horloge: Callable[[str], None], cle: str
) -> None:
    print(f"GRAINE={GRAINE} {cle} session {annee_de(cle)}")  # noqa: T201
    rempli = remplir(client, horloge, cle, random.Random(f"{GRAINE} {cle}"))
    decision, page = rempli.decision, rempli.recapitulatif
    lignes = robot.lignes_du_recapitulatif(html.unescape(page.content.decode()))
    print(*rempli.refus, *lignes, *(p.libelle for p in decision.pieces), sep="\n  ")  # noqa: T201

    assert decision.erreurs == ()
    assert lignes == _attendues(decision)
    reponse = gestes.enregistrer(client, rempli.base)

    assert reponse.status_code == 302, gestes.erreurs(reponse)
    candidature, version = Candidature.objects.get(), Version.objects.get()
    assert (candidature.specialite_id, candidature.etat) == (cle, "inscrit")
    retenues = {e["code"]: e for e in version.contenu["epreuves"]}
    assert {c: e["position"] for c, e in retenues.items()} == {e.code: e.position for e in decision.epreuves}
    assert all(e["raison"] for e in retenues.values())
    assert all(p["raison"] for p in version.contenu["pieces"])


def _attendues(decision: Decision) -> list[tuple[str, str, str]]:
    """The rows that the decision calls for: obligatory, then the optional ones that are sat."""
    montrees = [e for e in decision.epreuves if e.obligatoire]
    montrees += [e for e in decision.epreuves if not e.obligatoire and e.position.value != Position.NON_INSCRIT]
    return [
        (
            e.libelle,
            Position(e.position).label + (f" ({e.note:.2f})".replace(".", ",") if e.note is not None else ""),
            e.mode if e.position.value == Position.INSCRIT else "",
        )
        for e in montrees
    ]
