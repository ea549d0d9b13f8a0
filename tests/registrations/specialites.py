"""From an account to the Récapitulatif of any spécialité of the catalogue, with the answers of `robot`."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from registrations import queries
from registrations.rules.types import Decision
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import Session
from sessions_cfg.services.fichiers import lire_specialites
from tests.usines import compte_candidat, service_de_test

from . import gestes, robot

SPECIALITES = {s["cle"]: s for s in lire_specialites()}


@dataclass(frozen=True)
class Rempli:
    """A draft with its five tabs done: its address, its last two pages, what was refused on the way, the decision."""

    base: str
    epreuves: Any
    recapitulatif: Any
    refus: list[str]
    decision: Decision


def annee_de(cle: str) -> int:
    """A session that the regulation of the spécialité holds for."""
    specialite = SPECIALITES[cle]
    return int(min(max(2022, specialite["premiere_session"] or 0), specialite["derniere_session"] or 9999))


def remplir(client: Client, horloge: Callable[[str], None], cle: str, hasard: random.Random, **service: Any) -> Rempli:
    """Go through the tabs in a session of its own, open that day; `service` are fields of its service."""
    annee, examen = annee_de(cle), SPECIALITES[cle]["examen"]
    ouverture = dt.datetime(annee - 1, 11, 1, tzinfo=dt.UTC)
    horloge(f"{annee - 1}-11-10T13:00+01:00")
    session = Session.objects.create(examen_id=examen, libelle=f"{examen} {annee} essai", mois=dt.date(annee, 12, 1))
    ouvert = service_de_test(
        ouverture=ouverture,
        fermeture=ouverture + dt.timedelta(days=30),
        session=session,
        public="GRAND_PUBLIC",
        **service,
    )
    compte = compte_candidat(date_naissance=dt.date(1985, 3, 2))
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    base = f"/inscriptions/nouvelle/{ouvert.cle}/"
    gestes.ouvrir(client, ouvert.cle)
    imposes = {"identification": gestes.ONGLETS["identification"], "qualification": {"specialite": cle}}
    refus: list[str] = []
    for onglet in gestes.ONGLETS:
        refus += robot.passer(client, base, onglet, hasard, annee, **imposes.get(onglet, {}))
    page = client.get(f"{base}recapitulatif/")
    assert page.status_code == 200, page.headers.get("Location")
    brouillon = queries.brouillon_de(compte=compte, service=ouvert.cle)
    assert brouillon is not None
    decision = Parcours(compte=compte, brouillon=brouillon).contexte.decision
    return Rempli(base, client.get(f"{base}epreuves/"), page, refus, decision)
