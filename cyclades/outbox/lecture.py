"""Reading the demonstration's mails back: headers, text, and the HTML reduced to what cannot harm."""

import datetime as dt
import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_GARDEES = frozenset({"p", "br", "b", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3"})
_MUETTES = frozenset({"head", "style", "script", "title"})
LISTE_MAX = 200


@dataclass(frozen=True)
class MailLu:
    """A mail as the page shows it; `quand` is the instant that the mail bears, in UTC."""

    nom: str
    sujet: str
    destinataire: str
    quand: dt.datetime | None
    texte: str = ""
    html: str = ""


class _Reduction(HTMLParser):
    """Keeps text, a few elements without attributes, and links to http(s)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.morceaux: list[str] = []
        self.muet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _MUETTES:
            self.muet += 1
        elif tag == "a":
            cible = dict(attrs).get("href") or ""
            href = escape(cible) if urlsplit(cible).scheme in ("http", "https") else "#"
            self.morceaux.append(f'<a href="{href}" rel="nofollow noreferrer">')
        elif tag in _GARDEES:
            self.morceaux.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _MUETTES:
            self.muet = max(0, self.muet - 1)
        elif (tag in _GARDEES and tag != "br") or tag == "a":
            self.morceaux.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.muet:
            self.morceaux.append(escape(data))


def reduire_html(source: str) -> SafeString:
    """`source` without anything but text, plain elements and links: fit for the portal's own page."""
    lecteur = _Reduction()
    lecteur.feed(source)
    lecteur.close()
    return mark_safe("".join(lecteur.morceaux))


def lister(dossier: Path) -> list[MailLu]:
    """The newest mails of the folder, newest first; bodies are not read."""
    if not dossier.is_dir():
        return []
    dates = []
    for fichier in dossier.glob("*.eml"):
        try:
            dates.append((fichier.stat().st_mtime_ns, fichier))
        except FileNotFoundError:
            continue
    recents = sorted(dates, reverse=True)[:LISTE_MAX]
    lus = (lire(fichier, corps=False) for _, fichier in recents)
    return [lu for lu in lus if lu is not None]


def lire(fichier: Path, *, corps: bool = True) -> MailLu | None:
    """One mail, or None when the file is gone."""
    try:
        contenu = fichier.read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(contenu, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  what this policy makes
    try:
        quand = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        quand = None
    texte, html = ("", "") if not corps else (_partie(message, "plain"), _partie(message, "html"))
    return MailLu(
        nom=fichier.stem,
        sujet=str(message["Subject"] or ""),
        destinataire=str(message["To"] or ""),
        quand=quand,
        texte=texte,
        html=reduire_html(html),
    )


def _partie(message: EmailMessage, genre: str) -> str:
    partie = message.get_body(preferencelist=(genre,))
    return str(partie.get_content()) if partie is not None else ""
