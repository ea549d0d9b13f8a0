"""Where mails go when no mail server is given: files that the demonstration shows at /demo/mails/."""

import re
from collections.abc import Sequence
from email.utils import make_msgid
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def dossier_mails() -> Path:
    """Folder of the demonstration's mails, `$CYCLADES_VAR/mails/`."""
    return Path(settings.VAR) / "mails"


def nom_de_fichier(message_id: str) -> str:
    """File name of a mail, from its Message-ID: sent again, it replaces itself."""
    local = message_id.strip("<>").partition("@")[0]
    return re.sub(r"[^A-Za-z0-9-]+", "-", local)[:80] + ".eml"


class FichiersEml(BaseEmailBackend):
    """Writes each mail as an `.eml` file; a reader never sees half of one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        dossier = dossier_mails()
        dossier.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            contenu = mail.message()
            if "Message-ID" not in contenu:
                contenu["Message-ID"] = make_msgid()
            cible = dossier / nom_de_fichier(str(contenu["Message-ID"]))
            provisoire = cible.with_suffix(".tmp")
            provisoire.write_bytes(contenu.as_bytes())
            provisoire.replace(cible)
        return len(email_messages)
