"""A real portal for a real browser: gunicorn, relay and Celery worker as processes, mails by real SMTP."""

import datetime as dt
import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.services.demo import creer_comptes_de_demonstration
from cyclades.common import clock
from cyclades.portail.management.commands.verifier_invariants import violations
from tests.conftest import vider_la_base
from tests.serveurs import adresse_base, redis_prive

RACINE = Path(__file__).resolve().parents[2]


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


class Boite:
    """An SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, enveloppe: Any) -> str:
        self.mails.append(email.message_from_bytes(enveloppe.content, policy=email.policy.default))
        return "250 OK"

    def attendre(self, destinataire: str, sujet: str, secondes: float = 30) -> Any:
        """The newest mail for that address whose subject contains `sujet`; waits for it."""
        fin = time.monotonic() + secondes
        while time.monotonic() < fin:
            for mail in reversed(self.mails):
                if destinataire in str(mail["To"]) and sujet in str(mail["Subject"]):
                    return mail
            time.sleep(0.1)
        recus = [(str(m["To"]), str(m["Subject"])) for m in self.mails]
        raise AssertionError(f"Aucun mail « {sujet} » pour {destinataire} ; reçus : {recus}")


def lien_du_mail(mail: Any, motif: str) -> str:
    """The first address of the text part that contains `motif`."""
    corps = mail.get_body(("plain",))
    assert corps is not None
    trouve = re.search(rf"https?://\S*{motif}\S*", corps.get_content())
    assert trouve, corps.get_content()
    return trouve.group(0)


@dataclass
class PortailReel:
    adresse: str
    boite: Boite
    var: Path
    env: dict[str, str]
    processus: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        """Run a management command as cron would, in a process of its own."""
        commande = [sys.executable, "manage.py", *arguments]
        fait = subprocess.run(commande, cwd=RACINE, env=self.env, capture_output=True, text=True, timeout=60)
        assert fait.returncode == 0, fait.stderr
        return fait.stdout


def _lancer(portail: PortailReel, nom: str, *commande: str) -> None:
    journal = (portail.var / f"{nom}.log").open("wb")
    commande = (sys.executable, *commande)
    portail.processus.append(
        subprocess.Popen(commande, cwd=RACINE, env=portail.env, stdout=journal, stderr=journal, start_new_session=True)
    )


def _arreter(portail: PortailReel) -> None:
    for p in portail.processus:
        os.killpg(p.pid, signal.SIGTERM)
    for p in portail.processus:
        try:
            p.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait(5)


def _attendre_le_web(portail: PortailReel) -> None:
    fin = time.monotonic() + 60
    while time.monotonic() < fin:
        try:
            with urllib.request.urlopen(portail.adresse + "/readyz", timeout=2) as reponse:
                if reponse.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((portail.var / "web.log").read_text()[-3000:])


@pytest.fixture(scope="session")
def statiques(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected static files, once per session."""
    dossier = tmp_path_factory.mktemp("var")
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cyclades.settings.dev", "CYCLADES_VAR": str(dossier)}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=RACINE, env=env, check=True, timeout=120
    )
    return dossier


@pytest.fixture
def courtier() -> Iterator[str]:
    """Address of a Redis for one test."""
    with redis_prive() as adresse:
        yield adresse


@pytest.fixture
def portail_reel(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path, statiques: Path, courtier: str
) -> Iterator[Callable[[str], PortailReel]]:
    """Start the whole portal at a given instant of its clock: `portail_reel("2021-11-10T13:00+01:00")`.

    The demonstration accounts are there; the database is emptied of people before and after.
    """
    boite = Boite()
    smtp = Controller(boite, hostname="127.0.0.1", port=port_libre())
    smtp.start()
    portails: list[PortailReel] = []

    def demarrer(instant: str = "") -> PortailReel:
        if instant:
            clock.regler(dt.datetime.fromisoformat(instant) - clock.temps_reel())
        with override_settings(DEMO=True):
            creer_comptes_de_demonstration()
        port = port_libre()
        (tmp_path / "static").symlink_to(statiques / "static")
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cyclades.settings.dev",
            "DATABASE_URL": adresse_base(),
            "REDIS_URL": courtier,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
            "CYCLADES_VAR": str(tmp_path),
            "ADRESSE_PUBLIQUE": f"http://127.0.0.1:{port}",
            "PYTHONUNBUFFERED": "1",
        }
        env.pop("CYCLADES_HORLOGE", None)
        portail = PortailReel(f"http://127.0.0.1:{port}", boite, tmp_path, env)
        portails.append(portail)
        _lancer(
            portail, "web", "-m", "gunicorn", "cyclades.wsgi:application", "-w", "2", "-b", f"127.0.0.1:{port}",
            "--no-control-socket",
        )  # fmt: skip
        _lancer(portail, "relais", "manage.py", "relais")
        _lancer(
            portail, "travailleur", "-m", "celery", "-A", "cyclades", "worker", "-Q", "mails,documents,scans,bulk",
            "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle", "-n", f"e2e-{port}@%h",
        )  # fmt: skip
        _attendre_le_web(portail)
        return portail

    with django_db_blocker.unblock():
        vider_la_base()
        try:
            yield demarrer
            assert violations() == []
        finally:
            for portail in portails:
                _arreter(portail)
            smtp.stop()
            vider_la_base()
            connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; `--no-sandbox` because CI runs as root."""
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def nouvelle_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[], Page]]:
    """A page in a browser of its own (another person)."""
    contextes: list[BrowserContext] = []

    def ouvrir() -> Page:
        contextes.append(browser.new_context(**browser_context_args))
        page = contextes[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield ouvrir
    for contexte in contextes:
        contexte.close()


@pytest.fixture(autouse=True)
def _django_et_playwright() -> Iterator[None]:
    """Playwright's loop runs in this thread; Django's ORM must be told that this is fine here."""
    avant = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if avant is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
