"""Mails of a candidature, sent for real by the outbox to an SMTP server."""

from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from cyclades.outbox.services import vider
from registrations import queries

from . import dossiers, eleves, gestes


@pytest.fixture(autouse=True)
def _boite(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def _texte(message: Any) -> str:
    recu = BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())
    corps = recu.get_body(("plain",))
    assert corps is not None
    return str(corps.get_content())


def test_each_event_has_its_mail(client: Client, candidat: User, horloge: Callable[[str], None]) -> None:
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")
    gestes.remplir(client, "epreuves", url, option_EG4="Anglais")
    gestes.enregistrer(client, url)
    client.post(f"{url}desinscrire/")

    vider()

    recus = {m.subject: m for m in mail.outbox if "Inscription" in m.subject or "nscription :" in m.subject}
    examen = "CERTIFICAT D'APTITUDE PROFESSIONNELLE"
    assert set(recus) == {
        f"[CYCLADES] Inscription enregistrée : {examen}",
        f"[CYCLADES] Modification d'inscription : {examen}",
        f"[CYCLADES] Désinscription : {examen}",
    }
    assert all(m.to == ["accrall@ac-rennes.example"] for m in recus.values())
    modifie = _texte(recus[f"[CYCLADES] Modification d'inscription : {examen}"])
    assert "- Langue Vivante Etrangère : Allemand → Anglais" in modifie
    assert "Rectorat de Toulouse" in modifie
    assert "29/11/2021 à 18:00" in _texte(recus[f"[CYCLADES] Inscription enregistrée : {examen}"])
    assert "ne peut pas être réactivée" in _texte(recus[f"[CYCLADES] Désinscription : {examen}"])


def test_contact_address_is_the_version_s_then_the_account_s_then_none(
    db: None, horloge: Callable[[str], None]
) -> None:
    horloge("2021-11-10T13:00+01:00")
    assert queries.adresse_de_contact(dossiers.candidature()) == "accrall@ac-rennes.example"
    eleve = eleves.preinscrite(eleves.eleve())
    assert queries.adresse_de_contact(eleve) == eleve.compte.email != ""
    eleve.compte.email = ""
    assert queries.adresse_de_contact(eleve) == ""
