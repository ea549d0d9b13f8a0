"""What changed, in the same words wherever it is told: before saving, in the mail, on the confirmation, to staff."""

import copy
from email import policy
from email.parser import BytesParser
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from registrations.models import Candidature, Version
from registrations.services.differences import differences
from tests.usines import personnel

from . import dossiers, gestes

PHRASES = (
    "Numéro, rue, voie : 15 voie verte → 16 voie verte",
    "Téléphone mobile : 06 06 06 06 06 → 06 12 34 56 78",
    "Demande d'aménagement(s) d'épreuves au titre du handicap : Non → Oui",
    "Aménagement déjà accordé : non renseigné → Non",
    "Langue Vivante Etrangère : Allemand → Anglais",
)


def _modifier(client: Client) -> str:
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")
    gestes.remplir(client, "identification", url, voie="16 voie verte", telephone_mobile="0612345678")
    gestes.remplir(client, "informations", url, handicap="oui", amenagement_deja_accorde="non")
    gestes.remplir(client, "epreuves", url, option_EG4="Anglais")
    return url


def _partie(courriel: Any, genre: str) -> str:
    return str(courriel.get_body((genre,)).get_content())


def test_change_is_told_in_the_same_words_everywhere(client: Client, candidat: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    url = _modifier(client)
    recapitulatif = unescape(client.get(f"{url}recapitulatif/").content.decode())
    gestes.enregistrer(client, url)
    vider()
    confirmation = DocumentVersion.objects.get(document__kind="confirmation", numero=2)
    staff = Client()
    staff.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    candidature = Candidature.objects.get()
    dossier = staff.get(reverse("gestion:registrations_candidature_change", args=[candidature.pk])).content.decode()
    courriel = next(m for m in mail.outbox if "Modification d'inscription" in m.subject)
    corps = BytesParser(policy=policy.default).parsebytes(courriel.message().as_bytes())

    lus = {
        "récapitulatif": recapitulatif,
        "mail en texte": _partie(corps, "plain"),
        "mail en HTML": unescape(_partie(corps, "html")),
        "gestion": unescape(dossier),
    }
    manquent = [(ou, phrase) for phrase in PHRASES for ou, lu in lus.items() if phrase not in lu]
    assert manquent == []
    sur_papier = [
        f"{c['libelle']} : {c['avant']} → {c['apres']}".replace(" : - →", " : non renseigné →")
        for c in confirmation.contexte["changements"]
    ]
    assert [p for p in PHRASES if p not in sur_papier] == []


def test_first_version_tells_no_change(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)
    client.post(f"{url}modifier/")

    page = client.get(f"{url}recapitulatif/").content.decode()

    assert "Rien n'a changé. Enregistrer ferait une version de plus" in page
    assert Version.objects.get().differences == []


@pytest.fixture
def contenu(candidat: User) -> Any:
    return dossiers.candidature(candidat).versions.get().contenu


def _difference(avant: Any, **changes: Any) -> list[str]:
    apres = copy.deepcopy(avant)
    for chemin, valeur in changes.items():
        bloc, champ = chemin.split("__")
        apres[bloc][champ] = valeur
    return [f"{d['libelle']} : {d['avant']} → {d['apres']}" for d in differences(avant, apres)]


def test_dates_and_telephones_are_written_as_on_the_screen(contenu: Any) -> None:
    assert _difference(contenu, identite__date_naissance="2003-01-02", coordonnees__telephone_fixe="+33561000000") == [
        "Date de naissance : 28/11/2003 → 02/01/2003",
        "Téléphone fixe :  → 05 61 00 00 00",
    ]


def test_acquis_added_removed_or_answered_otherwise(contenu: Any) -> None:
    sans = copy.deepcopy(contenu)
    sans["acquis"] = []
    repondu = copy.deepcopy(contenu)
    repondu["acquis"][0]["reponses"] = {"cle_interne": True}
    titre = contenu["acquis"][0]["titre"]

    assert [d["apres"] for d in differences(contenu, sans)] == [""]
    assert [d["avant"] for d in differences(sans, contenu)] == [""]
    assert differences(contenu, repondu) == [
        {"libelle": f"Condition de l'acquis « {titre} »", "avant": "", "apres": "Oui"}
    ]
