"""People of `tests.scenes`, each brought through the portal to where a page is worth looking at."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import ChangementAdresse, User
from accounts.services import adresse as adresses
from accounts.views.communs import EN_ATTENTE
from cyclades.common import clock
from registrations.models import Candidature
from registrations.services.rectifications import refuser
from sessions_cfg.models import ServiceInscription
from tests.registrations import dossiers, gestes, rectifications
from tests.registrations.simulations import A_VERIFIER, commencer, simuler
from tests.usines import MOT_DE_PASSE, compte_candidat, service_de_test

# Forme progressive, two marks kept (one sat again), a title whose effect the service must verify.
PROGRESSIF: dict[str, dict[str, Any]] = {
    "identification": {"mail": "faure@demo.example"},
    "qualification": {"forme": "Progressive"},
    "acquis": {
        "questions": ["MEME_SPECIALITE", "DIPLOME"],
        "titres": ["MEME_SPECIALITE/CAP-MEME", "DIPLOME/CAP-VAPVAE"],
        "annee_CAP-MEME": "2020",
        "academie_CAP-MEME": "16",
        "note_CAP-MEME_EP1": "9,5",
        "note_CAP-MEME_EG1": "12",
        "annee_CAP-VAPVAE": "2019",
        "academie_CAP-VAPVAE": "16",
        "dispenses_montrees": ["EP1", "EG1"],
        "dispenses": ["EP1"],
    },
    "epreuves": {f"position_{code}": "INSCRIT" for code in ("EP2", "EG1", "EG2", "EG3", "EG4")}
    | {"position_EG5": "NON_PRESENTEE"},
}
MOTEUR = "accounts.backends.IdentifiantBackend"


def entre(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=MOTEUR)
    return client


def image(teinte: int = 255) -> SimpleUploadedFile:
    octets = io.BytesIO()
    Image.new("RGB", (800, 600), (teinte, teinte, 255)).save(octets, "PNG")
    return SimpleUploadedFile("Carte d'identité.png", octets.getvalue(), "image/png")


def inscrit_puis_clos(compte: User) -> str:
    """A candidature saved in a period of registration that is over; its numbers."""
    reel = ServiceInscription.objects.get(cle=gestes.SERVICE)
    instant, ecart = clock.maintenant(), clock.decalage()
    avant = service_de_test(
        ouverture=instant - dt.timedelta(days=40),
        fermeture=reel.ouverture,
        session=reel.session,
        modalites=reel.modalites,
        service_gestionnaire=reel.service_gestionnaire,
    )
    clock.regler(ecart - dt.timedelta(days=30))
    numeros = dossiers.candidature(compte, avant.cle, identification={"mail": "garnier@demo.example"}).numeros
    clock.regler(ecart)
    return numeros


def demander_deux_rectifications(client: Client, numeros: str, agent: User) -> int:
    """Two requests of rectification, one refused; the open one."""
    candidature = Candidature.objects.select_related("compte").get(compte__numero_candidat=numeros[:11])
    rectifications.demander(client, candidature, "mail", mail="ines.garnier@demo.example")
    refuser(
        demande_id=rectifications.derniere(candidature).pk,
        par=agent,
        motif="Cette adresse ne reçoit pas nos messages : vérifiez-la.",
    )
    epreuves = {**gestes.ONGLETS["epreuves"], "option_EG4": "Anglais", "fichier": image(7)}
    rectifications.demander(client, candidature, "epreuves", **epreuves)
    return rectifications.derniere(candidature).pk


def simulations(brouillon: Client) -> dict[str, Client]:
    """Visitors at each stage of the simulator, and two people who signed in with its answers."""
    visiteurs = {nom: Client() for nom in ("simulation", "simulation-verifier", "simulation-commencee")}
    simuler(visiteurs["simulation"])
    simuler(visiteurs["simulation-verifier"], **A_VERIFIER)
    commencer(visiteurs["simulation-commencee"])
    nouveau = entre(compte_candidat(prenoms="Andréa", nom_naissance="MOREAU"))
    simuler(nouveau)
    simuler(brouillon, naissance="01/02/1990")
    return {**visiteurs, "simulation-nouveau": nouveau}


def en_attente(compte: User) -> Client:
    """The browser in which this account was just created."""
    client = Client()
    session = client.session
    session[EN_ATTENTE] = compte.pk
    session.save()
    client.cookies["cyclades"] = str(session.session_key)
    return client


def changer_adresse(client: Client, nouvelle: str) -> ChangementAdresse:
    """As « Changer d'adresse mail » does."""
    compte_id = int(client.session["_auth_user_id"])
    return adresses.demander_changement(compte_id=compte_id, nouvelle=nouvelle)


def reprise(compte: User) -> Client:
    """Someone whose session ended while a tab was being filled in, signed in again."""
    client = Client()
    identifiants = {"identifiant": compte.email, "mot_de_passe": MOT_DE_PASSE}
    client.post("/compte/connexion/", identifiants)
    session = client.session
    session["vu"] = 0
    session.save()
    client.post(f"{gestes.BASE}identification/", gestes.ONGLETS["identification"])
    client.post("/compte/connexion/", identifiants)
    return client
