"""What three académies ask (reference): their own services and dates, from « Enregistrer » to the end, clock moved.

SIEC: by post within a week of the closing, the postmark counts, nobody is cancelled. Nice: online within a week, no
reminder, no file at all for the signed confirmation cancels. Poitiers: online before the closing, by post in case of
trouble, an office by sector.
"""

import random
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from cyclades.common import clock
from cyclades.outbox import services as outbox
from documents.enums import Kind
from documents.models import Document
from justificatifs.enums import Statut
from justificatifs.models import PieceAttendue
from justificatifs.tasks import annuler, relancer
from registrations.enums import Etat
from registrations.models import Candidature, Journal
from tests.registrations import gestes, robot
from tests.usines import compte_candidat, personnel

from . import dossiers
from .fichiers import envoi, pdf

pytestmark = pytest.mark.django_db
SIEC, NICE, POITIERS = "54", "23", "13"
BRODERIE, BOULANGER, ELECTRICIEN = "CAP-50024127", "CAP-50022137", "CAP-50025524"


def _entrer(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.IdentifiantBackend")
    return client


def _inscrire(service: str, specialite: str = BRODERIE) -> Candidature:
    """Through every tab, up to « Enregistrer »."""
    compte, hasard = compte_candidat(), random.Random(service)
    client, base = _entrer(compte), f"/inscriptions/nouvelle/{service}/"
    gestes.ouvrir(client, service)
    imposes = {"identification": gestes.ONGLETS["identification"], "qualification": {"specialite": specialite}}
    for onglet in gestes.ONGLETS:
        robot.passer(client, base, onglet, hasard, clock.aujourd_hui().year + 1, **imposes.get(onglet, {}))
    reponse = gestes.enregistrer(client, base)
    assert reponse.status_code == 302, gestes.erreurs(reponse)
    return Candidature.objects.select_related("service", "bureau_suivi").get(compte=compte)


def _pieces(candidature: Candidature) -> list[PieceAttendue]:
    return list(PieceAttendue.objects.filter(candidature=candidature, retiree_le=None).order_by("ordre", "pk"))


def _lire(client: Client, nom: str, *args: object) -> str:
    reponse = client.get(reverse(nom, args=args))
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode().replace("&#x27;", "'"))


def _candidat(candidature: Candidature) -> str:
    """« Mes activités » and « Mes justificatifs », signed in anew: days pass between two visits."""
    client = _entrer(candidature.compte)
    pages = ("portail:activites", "justificatifs:liste")
    return " ".join(_lire(client, nom, candidature.numeros) for nom in pages)


def _numero(candidature: Candidature) -> str:
    """The tab « N° Inscription », which names the office."""
    return _lire(_entrer(candidature.compte), "registrations:onglet", candidature.numeros, "numero")


def _ajouter(candidature: Candidature, piece: PieceAttendue) -> None:
    adresse = reverse("justificatifs:ajouter", args=[candidature.numeros, piece.pk])
    fichier = envoi(pdf(f"{candidature.pk} {piece.pk}"), "piece.pdf")
    assert _entrer(candidature.compte).post(adresse, {"fichier": fichier}).status_code == 302


def _transmettre(candidature: Candidature) -> int:
    groupe = _pieces(candidature)[0].groupe_id
    adresse = reverse("justificatifs:transmettre", args=[candidature.numeros, groupe])
    return _entrer(candidature.compte).post(adresse).status_code


def _decider(agent: Client, piece: PieceAttendue, statut: str) -> int:
    donnees = {"revision": piece.revision, "date_reception": f"{clock.aujourd_hui():%d/%m/%Y}", "statut": statut}
    adresse = reverse("gestion:justificatifs_pieceattendue_decider", args=[piece.pk])
    return agent.post(adresse, donnees).status_code


def _recevoir(agent: Client, candidature: Candidature) -> int:
    """The number scanned, then the whole envelope."""
    numero = agent.post(reverse("gestion:justificatifs_pieceattendue_courrier"), {"numero": candidature.numeros})
    date = f"{clock.aujourd_hui():%d/%m/%Y}"
    return agent.post(numero.headers["Location"], {"toutes": "oui", "date_reception": date}).status_code


def _confirmer(agent: Client, candidature: Candidature) -> str:
    adresse = reverse("gestion:justificatifs_pieceattendue_suivi", args=["complets"])
    agent.post(adresse, {"dossier": [candidature.pk]})
    candidature.refresh_from_db()
    return candidature.recevabilite


def _passages() -> None:
    """What the clock runs every hour, and the mails of it."""
    relancer()
    annuler()
    outbox.vider()


def _sujets() -> list[str]:
    outbox.vider()
    return [str(m.subject).removeprefix("[CYCLADES] ").split(" : ")[0] for m in mail.outbox]


def test_siec_by_post_within_a_week_the_postmark_counts(horloge: Callable[[str], None]) -> None:
    horloge("2023-11-10T10:00+01:00")
    candidature, agent = _inscrire("cap-2024-siec"), _entrer(personnel(SIEC))
    page = _candidat(candidature)
    assert "A retourner par courrier avant le samedi 25 novembre 2023 23:59 (heure/Paris)" in page
    assert "envoyez-la par courrier avec vos pièces, le cachet de la poste faisant foi" in page
    assert "Ajouter" not in page

    for jour in ("18", "23", "25"):
        horloge(f"2023-11-{jour}T10:00+01:00")
        _passages()
    horloge("2023-11-28T10:00+01:00")  # posted in time, come three days late
    _passages()
    candidature.refresh_from_db()
    assert candidature.etat == Etat.INSCRIT
    assert "le service gestionnaire n'a pas enregistré leur réception" in _candidat(candidature)
    enveloppe = _lire(agent, "gestion:justificatifs_pieceattendue_enveloppe", candidature.numeros)
    assert "Le cachet de la poste fait foi" in enveloppe
    assert _recevoir(agent, candidature) == 302
    assert "Vos pièces sont envoyées : le service gestionnaire les contrôle." in _candidat(candidature)

    dossiers.envoyer_les_decisions()
    horloge("2023-12-12T10:00+01:00")
    for piece in _pieces(candidature):
        assert _decider(agent, piece, "conforme") == 302
    assert _confirmer(agent, candidature) == "conforme"
    dossiers.envoyer_les_decisions()
    assert _sujets() == [
        "Inscription enregistrée",
        "Vos pièces justificatives ont été contrôlées",
        "Dossier complet",
        "Vos pièces justificatives sont conformes",
    ]


def test_nice_online_within_a_week_no_reminder_then_cancelled(horloge: Callable[[str], None]) -> None:
    horloge("2023-10-20T10:00+02:00")
    rien, ajoutee, envoyee = (_inscrire("cap-2024-nice") for _ in range(3))
    agent = _entrer(personnel(NICE))
    assert "Sans aucun fichier pour la confirmation d'inscription signée, votre candidature sera annulée." in _candidat(
        rien
    )
    _ajouter(ajoutee, _pieces(ajoutee)[0])
    for piece in _pieces(envoyee):
        _ajouter(envoyee, piece)
    assert _transmettre(envoyee) == 302
    outbox.vider()
    mail.outbox.clear()

    for jour in ("10", "15", "17"):
        horloge(f"2023-11-{jour}T10:00+01:00")
        _passages()
    assert _sujets() == []
    bientot = _lire(agent, "gestion:justificatifs_pieceattendue_suivi", "annulation")
    assert rien.numeros in bientot
    assert ajoutee.numeros not in bientot
    assert ajoutee.numeros in _lire(agent, "gestion:justificatifs_pieceattendue_suivi", "ajoutees")

    horloge("2023-11-18T00:00:10+01:00")
    _passages()
    etats = {c.pk: c.etat for c in Candidature.objects.all()}
    assert etats == {rien.pk: Etat.ANNULE, ajoutee.pk: Etat.INSCRIT, envoyee.pk: Etat.INSCRIT}
    assert Journal.objects.get(action="annuler").acteur == "systeme:annulation-20231118"
    assert Document.objects.filter(kind=Kind.ANNULATION).values_list("candidature", flat=True).get() == rien.pk
    assert _sujets() == ["Candidature annulée"]
    assert "Cette candidature est annulée" in _lire(_entrer(rien.compte), "portail:inscriptions")

    # The file that was added: staff reopen it, and the candidate sends it as it is.
    confirmation = _pieces(ajoutee)[0]
    donnees = {"statut": "rouvrir", "information": "Cliquez sur « J'ai fourni toutes mes pièces »."}
    adresse = reverse("gestion:justificatifs_pieceattendue_decider", args=[confirmation.pk])
    date = {"revision": confirmation.revision, "date_reception": "18/11/2023"}
    assert agent.post(adresse, donnees | date).status_code == 302
    assert _transmettre(ajoutee) == 302
    # A responsable takes the cancellation back.
    chef = _entrer(personnel(NICE, role=Role.RESPONSABLE))
    retablir = reverse("gestion:registrations_candidature_acte", args=[rien.pk, "retablir"])
    assert chef.post(retablir, {"vu": Etat.ANNULE, "motif": "Reçue au guichet."}).status_code == 302
    rien.refresh_from_db()
    assert rien.etat == Etat.INSCRIT


def test_poitiers_online_before_the_closing_by_post_in_case_of_trouble(horloge: Callable[[str], None]) -> None:
    horloge("2024-10-20T10:00+02:00")
    services, industrie = (_inscrire("cap-2025-poitiers", s) for s in (BOULANGER, ELECTRICIEN))
    agent = _entrer(personnel(POITIERS))
    assert "pole.sah@ac-poitiers.fr" in _numero(services)
    assert "pole.industriel.tertiaire@ac-poitiers.fr" in _numero(industrie)
    assert "mercredi 13 novembre 2024" in _candidat(services)
    outbox.vider()
    mail.outbox.clear()

    for piece in _pieces(services):
        _ajouter(services, piece)
    assert _transmettre(services) == 302
    horloge("2024-11-11T10:00+01:00")
    _passages()
    assert _sujets() == ["Vos pièces ne sont pas encore envoyées"]  # the other one, two days before

    horloge("2024-11-15T10:00+01:00")
    _passages()
    assert _recevoir(agent, industrie) == 302
    for candidature in (services, industrie):
        for piece in _pieces(candidature):
            assert _decider(agent, piece, Statut.CONFORME) == 302
        assert _confirmer(agent, candidature) == "conforme"
    dossiers.envoyer_les_decisions()
    dites = sorted(_sujets()[1:])
    assert dites == ["Dossier complet"] * 2 + ["Vos pièces justificatives sont conformes"] * 2
    assert "Votre dossier est complet" in _candidat(industrie)
