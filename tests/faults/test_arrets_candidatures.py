"""`kill -9` of web workers in the middle of saves: acknowledged ⊆ database, whole or nothing (I-06 to I-08, I-12)."""

import contextlib
import http.client
import os
import queue
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from cyclades.portail.management.commands.verifier_invariants import violations
from registrations.models import Brouillon
from tests.courses import TOURS_LONGS, vider
from tests.registrations import dossiers
from tests.registrations.coupures import ENTIER, RIEN, morceaux
from tests.registrations.gestes import SERVICE
from tests.registrations.melees import nouveau_compte
from tests.serveurs import adresse_base

pytestmark = pytest.mark.usefixtures("base_reelle")
TRAVAILLEURS, NAVIGATEURS, PAR_ARRET = 6, 12, 5
JETON = "a" * 32
ESSAIS = 200
PAGE = f"/inscriptions/nouvelle/{SERVICE}/recapitulatif/"
Serveur = Callable[[str], tuple["subprocess.Popen[bytes]", int]]


@dataclass
class Personne:
    """One form ready to be saved. `insiste`: posts the very same form again when the answer does not come."""

    compte: User
    brouillon: Brouillon
    session: str
    insiste: bool
    acquitte: bool = False
    coupures: int = 0


@dataclass
class Bilan:
    """What the browsers saw, and what the database holds."""

    gens: list[Personne]
    arrets: int = 0
    postes: int = 0
    imprevus: list[object] = field(default_factory=list)

    def __str__(self) -> str:
        coupees = sum(p.coupures for p in self.gens)
        acquittes = sum(p.acquitte for p in self.gens)
        return f"{self.arrets} arrêts, {coupees} requêtes coupées, {acquittes} acquittés sur {len(self.gens)}"

    def fautes(self) -> tuple[int, int]:
        """(acknowledged and not whole, half written)."""
        vus = [(p, morceaux(p.compte, p.brouillon)) for p in self.gens]
        perdus = sum(p.acquitte and vu != ENTIER for p, vu in vus)
        return perdus, sum(vu not in (ENTIER, RIEN) for _, vu in vus)


@pytest.fixture
def serveur(horloge: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Serveur]:
    """gunicorn as in production, on the test database; what the test prints is shown."""
    horloge("2021-11-10T13:00+01:00")
    lances: list[subprocess.Popen[bytes]] = []

    def lancer(application: str) -> tuple["subprocess.Popen[bytes]", int]:
        with socket.socket() as prise:
            prise.bind(("127.0.0.1", 0))
            port = prise.getsockname()[1]
        env = {
            **os.environ,
            "DATABASE_URL": adresse_base(),
            "DJANGO_SETTINGS_MODULE": "cyclades.settings.test",
            "CYCLADES_ROLE": "web",
            "PORT": str(port),
            "WEB_CONCURRENCY": str(TRAVAILLEURS),
        }
        commande = [sys.executable, "-m", "gunicorn", "-c", "python:cyclades.gunicorn_conf", application]
        with (tmp_path / "web.log").open("wb") as journal:
            lance = subprocess.Popen(commande, env=env, start_new_session=True, stdout=journal, stderr=journal)
        lances.append(lance)
        fin = time.monotonic() + 90
        while _demander(port, "GET", "/healthz")[0] != 200:
            assert time.monotonic() < fin, (tmp_path / "web.log").read_text()[-3000:]
            time.sleep(0.3)
        return lance, port

    yield lancer
    for lance in lances:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(lance.pid, signal.SIGKILL)
        lance.wait(10)
    vider()
    dit = capsys.readouterr().out
    with capsys.disabled():
        print(f"\n{dit}", end="")  # noqa: T201


def _demander(port: int, verbe: str, chemin: str, corps: str = "", session: str = "") -> tuple[int, str]:
    """Status and Location; (0, "") when the connection was refused or broken before an answer."""
    lien = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    entetes = {"Cookie": f"cyclades={session}; csrftoken={JETON}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        lien.request(verbe, chemin, corps, entetes)
        reponse = lien.getresponse()
        reponse.read()
        return reponse.status, str(reponse.headers.get("Location"))
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        lien.close()


def _personne(rang: int) -> Personne:
    compte, client = nouveau_compte(), Client()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return Personne(compte, dossiers.brouillon_pret(compte), client.cookies["cyclades"].value, rang % 2 == 0)


def _naviguer(port: int, bilan: Bilan, file: "queue.SimpleQueue[Personne]") -> None:
    """« Enregistrer » for one person after another, once, or until an answer comes."""
    while True:
        try:
            personne = file.get_nowait()
        except queue.Empty:
            return
        corps = urlencode(
            {
                "csrfmiddlewaretoken": JETON,
                "cle_formulaire": str(personne.brouillon.cle_formulaire),
                "revision": personne.brouillon.revision,
            }
        )
        for _ in range(ESSAIS if personne.insiste else 1):
            bilan.postes += 1
            recu, ou = _demander(
                port, "POST", f"/inscriptions/nouvelle/{SERVICE}/recapitulatif/", corps, personne.session
            )
            personne.acquitte = recu == 302 and ou.endswith("/numero/")
            if recu != 0:
                break
            personne.coupures += 1
            time.sleep(0.2)
        if recu != 0 and not personne.acquitte:
            bilan.imprevus.append((recu, ou))


def _tuer(maitre: int, bilan: Bilan, arrets: int, fini: threading.Event) -> None:
    """One worker after another, at a random moment of a save."""
    while bilan.arrets < arrets and not fini.is_set():
        if bilan.postes < bilan.arrets * PAR_ARRET:
            time.sleep(0.01)
            continue
        time.sleep(random.uniform(0, 0.15))
        travailleurs = psutil.Process(maitre).children()
        if travailleurs:
            with contextlib.suppress(psutil.NoSuchProcess):
                random.choice(travailleurs).kill()
                bilan.arrets += 1


def _attendre_les_transactions() -> None:
    """PostgreSQL notices that the client of a transaction is gone, and undoes it."""
    fin = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < fin:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.1)
    raise AssertionError("une transaction reste ouverte")


def enregistrer_sous_les_arrets(serveur: Serveur, application: str, arrets: int) -> Bilan:
    bilan = Bilan([_personne(rang) for rang in range(arrets * PAR_ARRET)])
    maitre, port = serveur(application)
    file: queue.SimpleQueue[Personne] = queue.SimpleQueue()
    for personne in bilan.gens:
        file.put(personne)
    fini = threading.Event()
    bourreau = threading.Thread(target=_tuer, args=(maitre.pid, bilan, arrets, fini))
    with ThreadPoolExecutor(NAVIGATEURS) as pool:
        bourreau.start()
        navigateurs = [pool.submit(_naviguer, port, bilan, file) for _ in range(NAVIGATEURS)]
        for navigateur in navigateurs:
            navigateur.result()
    fini.set()
    bourreau.join()
    _attendre_les_transactions()
    return bilan


def test_acknowledged_saves_survive_the_death_of_their_workers(serveur: Serveur) -> None:
    bilan = enregistrer_sous_les_arrets(serveur, "cyclades.wsgi:application", TOURS_LONGS)

    perdus, moities = bilan.fautes()
    print(f"I-07 kill -9 du web : {bilan}, {perdus} perdus, {moities} à moitié écrits")  # noqa: T201
    assert (perdus, moities, bilan.imprevus) == (0, 0, [])
    assert all(p.acquitte for p in bilan.gens if p.insiste)
    assert sum(p.coupures for p in bilan.gens) > 0
    assert violations() == []


def test_saves_in_two_transactions_are_found_halved(serveur: Serveur) -> None:
    bilan = enregistrer_sous_les_arrets(serveur, "tests.faults.deux_transactions:application", TOURS_LONGS // 2)

    perdus, moities = bilan.fautes()
    print(f"I-12 témoin en deux transactions : {bilan}, {perdus} perdus, {moities} à moitié écrits")  # noqa: T201
    assert moities > 0
