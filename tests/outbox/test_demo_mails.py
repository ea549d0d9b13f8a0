"""The demonstration's mails: written whole, read back, nothing active in the page."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cyclades.outbox.lecture import reduire_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "cyclades.outbox.backends.FichiersEml"
    return tmp_path / "mails"


def envoyer(message_id: str = "<abc-1@cyclades.example>", html: str = "<p>Bonjour</p>") -> None:
    lettre = mail.EmailMultiAlternatives(
        "[CYCLADES] Activer mon compte — été",
        "Suivez http://127.0.0.1:8500/compte/activer/1-2.x/",
        to=["a@demo.example"],
        headers={"Message-ID": message_id},
    )
    lettre.attach_alternative(html, "text/html")
    lettre.send()


def test_mails_page_outside_demonstration_does_not_exist(client: Client) -> None:
    assert client.get("/demo/mails/").status_code == 404
    assert client.get("/demo/mails/abc-1/").status_code == 404


def test_mails_page_lists_and_reads(client: Client, demo: Path) -> None:
    assert "Aucun mail" in client.get("/demo/mails/").content.decode()
    envoyer(html='<p><a href="http://127.0.0.1:8500/x/">Activer mon compte</a><script>alert(1)</script></p>')

    liste = client.get("/demo/mails/").content.decode()
    page = client.get("/demo/mails/abc-1/")

    assert "[CYCLADES] Activer mon compte — été" in liste
    assert (
        '<a href="http://127.0.0.1:8500/x/" rel="nofollow noreferrer">Activer mon compte</a>' in page.content.decode()
    )
    assert '<a href="http://127.0.0.1:8500/compte/activer/1-2.x/"' in page.content.decode()
    assert "alert(1)" not in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_mail_sent_again_replaces_itself_and_leaves_no_half_file(demo: Path) -> None:
    envoyer()
    envoyer()

    assert [f.name for f in demo.iterdir()] == ["abc-1.eml"]


@pytest.mark.parametrize("nom", ["..", "../../etc/passwd", "%2e%2e", "a%00", "inconnu"])
def test_mail_page_odd_name_is_not_found(client: Client, demo: Path, nom: str) -> None:
    assert client.get(f"/demo/mails/{nom}/").status_code == 404


@pytest.mark.parametrize(
    ("source", "attendu"),
    [
        ('<a href="javascript:alert(1)">x</a>', '<a href="#" rel="nofollow noreferrer">x</a>'),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ("<img src=x onerror=y>&lt;b&gt;", "&lt;b&gt;"),
        ("<style>p{}</style><b>g</b>", "<b>g</b>"),
    ],
)
def test_reduire_html_keeps_nothing_active(source: str, attendu: str) -> None:
    assert reduire_html(source) == attendu
