"""Every spécialité of the catalogue can be registered, page after page, whatever the valid answers."""

import datetime as dt
import html
import os
import random
from collections.abc import Callable

import pytest
from django.test import Client

from registrations import queries
from registrations.enums import Position
from registrations.models import Candidature, Version
from registrations.rules.types import Decision
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import Session
from sessions_cfg.services.fichiers import lire_specialites
from tests.usines import compte_candidat, service_de_test

from . import gestes, robot

SPECIALITES = {s["cle"]: s for s in lire_specialites()}
GRAINE = int(os.environ.get("GRAINE") or random.SystemRandom().randrange(10**6))


def _annee(specialite: dict[str, int | None]) -> int:
    """A session that the regulation of the spécialité holds for."""
    return min(max(2022, specialite["premiere_session"] or 0), specialite["derniere_session"] or 9999)


def test_the_catalogue_has_46_specialities() -> None:
    assert len(SPECIALITES) == 46


@pytest.mark.parametrize("cle", SPECIALITES)
def test_speciality_is_registered_from_end_to_end(
    db: None, client: Client, horloge: Callable[[str], None], cle: str
) -> None:
    hasard = random.Random(f"{GRAINE} {cle}")
    annee = _annee(SPECIALITES[cle])
    print(f"GRAINE={GRAINE} {cle} session {annee}")  # noqa: T201
    ouverture = dt.datetime(annee - 1, 11, 1, tzinfo=dt.UTC)
    horloge(f"{annee - 1}-11-10T13:00+01:00")
    examen = SPECIALITES[cle]["examen"]
    session = Session.objects.create(examen_id=examen, libelle=f"{examen} {annee} essai", mois=dt.date(annee, 12, 1))
    fermeture = ouverture + dt.timedelta(days=30)
    service = service_de_test(ouverture=ouverture, fermeture=fermeture, session=session, public="GRAND_PUBLIC")
    compte = compte_candidat(date_naissance=dt.date(1985, 3, 2))
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    base = f"/inscriptions/nouvelle/{service.cle}/"
    gestes.ouvrir(client, service.cle)

    refus = robot.passer(client, base, "identification", hasard, annee, **gestes.ONGLETS["identification"])
    refus += robot.passer(client, base, "informations", hasard, annee)
    refus += robot.passer(client, base, "qualification", hasard, annee, specialite=cle)
    refus += robot.passer(client, base, "acquis", hasard, annee)
    refus += robot.passer(client, base, "epreuves", hasard, annee)
    page = client.get(f"{base}recapitulatif/")
    assert page.status_code == 200, page.headers.get("Location")
    brouillon = queries.brouillon_de(compte=compte, service=service.cle)
    assert brouillon is not None
    decision = Parcours(compte=compte, brouillon=brouillon).contexte.decision
    lignes = robot.lignes_du_recapitulatif(html.unescape(page.content.decode()))
    print(*refus, *lignes, *(p.libelle for p in decision.pieces), sep="\n  ")  # noqa: T201

    assert decision.erreurs == ()
    assert lignes == _attendues(decision)
    reponse = gestes.enregistrer(client, base)

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
