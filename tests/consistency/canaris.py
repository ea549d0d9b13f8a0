"""The canaries of I-26, and the walk through the portal that leaves them wherever a person can type."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.services import activation, connexion
from documents.services.tirage import editer as editer_papillons
from justificatifs.models import PieceAttendue
from tests.accounts import papillons
from tests.accounts.conftest import SAISIE
from tests.documents.papillons import classe, demander, responsable
from tests.justificatifs.fichiers import pdf
from tests.registrations import gestes

ADRESSE = "canari.boite@demo.example"
MOT_DE_PASSE = "Serin.jaune7"
CODE = "CANA-RYCD-ESEC"  # of a papillon
SECRETS = ("Serin.jaune7", "Perroquet.vert8", "Merle.noir9", CODE, CODE.replace("-", ""))
CANARIS = (
    "CANARINOM",
    "Canariprenom",
    "CANARIUSAGE",
    "canari.boite",
    "canari.contact",
    "canari.eleve",
    *SECRETS,
    "rue du Canari",
    "CANARIVILLE",
    "0611223344",
    "611223344",
    "canari-piece",
    "canaripere",
    "1987-03-21",
    "21/03/1987",
)


class Visite:
    """Clients that keep every answer."""

    def __init__(self) -> None:
        self.reponses: list[Any] = []
        self.jetons: list[str] = []
        self.client = self.navigateur()

    def navigateur(self, **options: Any) -> Client:
        """One more browser."""
        client = Client(raise_request_exception=False, **options)
        client.request = self._noter(client.request)  # type: ignore[method-assign]
        return client

    def _noter(self, demander: Callable[..., Any]) -> Callable[..., Any]:
        def noter(**demande: Any) -> Any:
            reponse = demander(**demande)
            self.reponses.append(reponse)
            return reponse

        return noter


def oublier_le_mot_de_passe(visite: Visite) -> None:
    """By mail, from another browser; the link is used twice, and once with a password that is refused."""
    navigateur = visite.navigateur()
    navigateur.post("/compte/mot-de-passe/oublie/", {"identifiant": ADRESSE})
    compte = User.objects.get(identifiant=ADRESSE)
    visite.jetons.append(connexion.jeton_mot_de_passe(compte))
    lien = f"/compte/mot-de-passe/choisir/{compte.pk}/{visite.jetons[-1]}/"
    navigateur.get(lien)
    for nouveau, confirmation in (("CANARINOM", "x"), ("Merle.noir9", "x"), ("Merle.noir9", "Merle.noir9")) * 2:
        navigateur.post(lien, {"nouveau": nouveau, "confirmation": confirmation})
    for _ in range(6):
        navigateur.post("/compte/connexion/", {"identifiant": ADRESSE, "mot_de_passe": "Perroquet.vert8"})


def entrer_par_papillon(visite: Visite) -> None:
    """A pupil and the code of her papillon: typed wrong, right, on either page, too late, then used."""
    (candidature,) = classe("CANARINOM Canariprenom")
    edition = demander([candidature], responsable())
    with transaction.atomic():
        editer_papillons(edition_id=edition.pk, dernier_essai=False)
    eleve = candidature.compte
    navigateur = visite.navigateur()
    for identifiant, page in (
        (CODE, papillons.PREMIERE),
        ("inconnue", papillons.PREMIERE),
        (eleve.identifiant, "/compte/connexion/"),
        (str(eleve.numero_candidat), papillons.PREMIERE),
    ):
        papillons.presenter(navigateur, CODE.lower(), identifiant, page)
    navigateur.get(papillons.CHOIX)
    papillons.choisir(navigateur, "CANARINOM")
    papillons.choisir(navigateur, "Merle.noir9", adresse="canari.eleve@demo.example")
    assert navigateur.get("/inscriptions/").status_code == 200
    papillons.presenter(visite.navigateur(), CODE, eleve.identifiant)


def poster_trop_tard(visite: Visite) -> None:
    """The session is over while a tab, then a password, are being typed; a form without its token, too."""
    client = visite.client
    session = client.session
    session["vu"] = 0
    session.save()
    client.post(f"{gestes.BASE}identification/", {"voie": "12 rue du Canari", "localite": "CANARIVILLE"})
    client.post("/compte/modifier/mot-de-passe/", {"mdp-actuel": "Merle.noir9", "mdp-nouveau": "Serin.jaune7"})
    client.post("/compte/supprimer/", {"actuel": "Merle.noir9"})
    strict = visite.navigateur(enforce_csrf_checks=True)
    entetes = {"Origin": "http://testserver"}
    for donnees in ({"identifiant": ADRESSE, "mot_de_passe": "Merle.noir9"}, {"mdp-nouveau": "Merle.noir9"}):
        strict.post("/compte/connexion/", donnees, headers=entetes)


def chercher(visite: Visite) -> None:
    """What is typed into searches, and pages that refuse."""
    for chemin in ("/compte/communes/", "/verification/", "/ouverture-des-services/", "/aide/"):
        visite.client.get(chemin, {"q": "CANARINOM", "code": "CANARINOM", "commune_naissance": "CANARIVILLE"})
    visite.client.get("/compte/deconnexion/?nom=CANARINOM")
    visite.client.post("/verification/", {"code": "CANARINOM"})
    visite.navigateur().get("/inscriptions/02799999999-001/")


def parcourir(visite: Visite) -> None:
    """A person fills in every form, with mistakes, and meets every kind of error page."""
    client = visite.client
    creation = {
        **SAISIE,
        "nom_naissance": "CANARINOM",
        "confirmation_nom": "CANARINOM",
        "nom_usage": "CANARIUSAGE",
        "prenoms": "Canariprenom",
        "date_naissance": "21/03/1987",
        "confirmation_date": "21/03/1987",
        "adresse_mail": ADRESSE,
        "confirmation_adresse": ADRESSE,
        "mot_de_passe": MOT_DE_PASSE,
        "confirmation_mot_de_passe": MOT_DE_PASSE,
    }
    client.post("/compte/creer/", {**creation, "confirmation_nom": "CANARINOM2"})
    client.post("/compte/creer/", creation)
    visite.navigateur().post("/compte/creer/", creation)
    compte = User.objects.get(identifiant=ADRESSE)
    client.post("/compte/connexion/", {"identifiant": ADRESSE, "mot_de_passe": MOT_DE_PASSE})
    activation.activer(compte_id=compte.pk, cree_le=compte.cree_le)
    for identifiant, secret in ((ADRESSE, "Perroquet.vert8"), (MOT_DE_PASSE, ADRESSE), (ADRESSE, MOT_DE_PASSE)):
        client.post("/compte/connexion/", {"identifiant": identifiant, "mot_de_passe": secret})
    passe = {"mdp-actuel": "Perroquet.vert8", "mdp-nouveau": MOT_DE_PASSE, "mdp-confirmation": MOT_DE_PASSE}
    client.post("/compte/modifier/mot-de-passe/", passe)
    adresse = {"adresse-adresse_mail": "canari.contact@demo.example", "adresse-actuel": MOT_DE_PASSE}
    adresse["adresse-confirmation_adresse"] = adresse["adresse-adresse_mail"]
    client.post("/compte/modifier/adresse/", adresse)
    identification = {
        "voie": "12 rue du Canari",
        "localite": "CANARIVILLE",
        "telephone_mobile": "0611223344",
        "mail": "canari.contact@demo.example",
    }
    lieu = gestes.inscrire(client, identification=identification)
    client.post(f"{lieu}modifier/")
    gestes.remplir(client, "identification", lieu, **identification)
    numeros = lieu.split("/")[2]
    piece = PieceAttendue.objects.filter(candidature__compte=compte).order_by("pk")[0]
    for contenu in (pdf("canari-piece"), b"canari-piece"):
        fichier = SimpleUploadedFile("canari-piece.pdf", contenu, "application/pdf")
        client.post(f"/justificatifs/{numeros}/{piece.pk}/ajouter/", {"fichier": fichier})
    for casse in ("casse", "contrainte", "donnee"):
        client.post(f"/essai/{casse}/", {"nom": "CANARINOM", "mot_de_passe": MOT_DE_PASSE})
    client.get("/inscriptions/", headers={"Host": "CANARINOM.example"})
    client.get("/absente/CANARINOM/?nom=CANARINOM")
    client.get("/compte/mes-donnees/")
    chercher(visite)
    entrer_par_papillon(visite)
    oublier_le_mot_de_passe(visite)
    client.post("/compte/connexion/", {"identifiant": ADRESSE, "mot_de_passe": "Merle.noir9"})
    poster_trop_tard(visite)
