"""I-26: a canary in every field, failures provoked, then a search wherever nothing personal may be.

Logs as production writes them, the broker's whole content, the outbox, the tables of attempts and counters,
addresses, error pages, caches. Candidature numbers in paths and one-time links in mails are the exceptions.
"""

import json
import logging
import logging.config
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.conf import settings as reglages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts import papillon
from accounts.models import CandidateProfile, SessionOuverte, User
from accounts.services import activation, connexion
from cyclades.common.journalisation import configuration
from cyclades.outbox import relais
from cyclades.outbox.services import vider
from documents.services.tirage import editer as editer_papillons
from justificatifs.models import PieceAttendue
from tests.accounts import papillons
from tests.accounts.conftest import SAISIE
from tests.documents.papillons import classe, demander, responsable
from tests.justificatifs.fichiers import pdf
from tests.outbox.conftest import RedisDeTest, courtier_prive  # noqa: F401  a fixture
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
ERREURS = {400, 403, 404, 405, 410, 429, 500}
# What a browser may show to the person herself, and what the database holds, is not looked at here.
INTERDITES = (
    "outbox_message",
    "outbox_battement",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "axes_accesslog",
    "accounts_compteur",
    "accounts_acces",
)


def casse(request: HttpRequest) -> HttpResponse:
    """A defect while a person's data are at hand."""
    profil = CandidateProfile.objects.get(user=request.user.pk)
    raise RuntimeError(f"{profil.nom_naissance} {request.POST}")


def contrainte(request: HttpRequest) -> HttpResponse:
    """A defect that PostgreSQL tells with the values of the row."""
    User.objects.create(identifiant=request.user.get_username(), email=ADRESSE, cree_le="2021-11-10T12:00Z")
    return HttpResponse()


def donnee(request: HttpRequest) -> HttpResponse:
    """A value that PostgreSQL repeats in its error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [CandidateProfile.objects.get(user=request.user.pk).nom_naissance])
    return HttpResponse()


urlpatterns = [
    path("essai/casse/", casse),
    path("essai/contrainte/", contrainte),
    path("essai/donnee/", donnee),
    path("", include("cyclades.urls")),
]
handler400 = "cyclades.portail.errors.demande_illisible"
handler403 = "cyclades.portail.errors.acces_refuse"
handler404 = "cyclades.portail.errors.introuvable"
handler500 = "cyclades.portail.errors.difficulte"


@pytest.fixture
def journal() -> Iterator[StringIO]:
    """Everything that a production process writes, from DEBUG up, as text."""
    logging.config.dictConfig(configuration(json=True, niveau="DEBUG"))
    sortie = StringIO()
    gestionnaire = logging.getLogger().handlers[-1]
    assert isinstance(gestionnaire, logging.StreamHandler)
    gestionnaire.setStream(sortie)
    # Statements belong to the database's own log, which operators keep closed; Django writes none without DEBUG.
    logging.getLogger("django.db.backends").setLevel("INFO")
    yield sortie
    structlog.reset_defaults()
    logging.config.dictConfig(reglages.LOGGING)


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


@pytest.fixture
def visite(
    base_reelle: None,
    horloge: Callable[[str], None],
    settings: Any,
    tmp_path: Any,
    journal: StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> Visite:
    monkeypatch.setattr(papillon, "tirer", lambda: CODE)
    settings.ROOT_URLCONF = __name__
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEPOT_PRIVE = tmp_path
    settings.ALLOWED_HOSTS = ["testserver"]
    horloge("2021-11-10T13:00+01:00")
    visite = Visite()
    parcourir(visite)
    return visite


def trouves(texte: str) -> list[str]:
    return [c for c in CANARIS if c.casefold() in texte.casefold()]


def test_nothing_personal_outside_of_the_tables_that_hold_it(
    visite: Visite,
    journal: StringIO,
    courtier_prive: RedisDeTest,  # noqa: F811
) -> None:
    assert relais.un_tour(relais.Courtier(courtier_prive.url)) >= 4
    client = courtier_prive.client()
    cles = client.keys("*")
    files = [brut for cle in cles if client.type(cle) == b"list" for brut in client.lrange(cle, 0, -1)]
    assert len(files) >= 4
    redis = " ".join(str(morceau) for morceau in [*cles, *files, *(client.dump(cle) for cle in cles)])
    corps = " ".join(str(json.loads(f)["headers"]) + str(json.loads(f).get("body")) for f in files)
    vider(lever=False)

    assert trouves(redis) == []
    assert trouves(corps) == []
    with connection.cursor() as cursor:
        for table in INTERDITES:
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608  a name of this file
            lignes = " ".join(texte for (texte,) in cursor.fetchall())
            assert trouves(lignes) == [], table
        cursor.execute("SELECT count(*) FROM outbox_message")
        assert cursor.fetchone()[0] >= 4
    assert trouves(journal.getvalue()) == [], "the relay's lines and the workers' too"


def test_sessions_hold_what_was_typed_too_late_and_no_secret(visite: Visite) -> None:
    """What a session holds is compressed: it is read here as the portal reads it."""
    contenus = [str(ligne.get_decoded()) for ligne in SessionOuverte.objects.all()]
    tout = " ".join(contenus)

    assert [secret for secret in SECRETS if secret in tout] == []
    gardees = [c for c in contenus if trouves(c)]
    assert len(gardees) == 1
    assert trouves(gardees[0]) == ["rue du Canari", "CANARIVILLE"]


def test_nothing_personal_in_the_logs(visite: Visite, journal: StringIO) -> None:
    vider(lever=False)

    ecrit = journal.getvalue()

    assert ecrit.count("Internal Server Error") >= 3, "les pannes provoquées sont bien au journal"
    assert "RuntimeError" in ecrit
    fautives = [(ligne, trouves(ligne)) for ligne in ecrit.splitlines() if trouves(ligne)]
    extraits = [ligne[max(0, ligne.casefold().find(c[0].casefold()) - 150) :][:250] for ligne, c in fautives]
    assert extraits == []
    assert re.findall(r"/compte/activer/[\w-]+\.[\w-]{10,}", ecrit) == []
    assert [jeton for jeton in visite.jetons if jeton in ecrit] == []


def test_nothing_personal_in_addresses_nor_on_error_pages_and_no_cache_keeps_a_page(visite: Visite) -> None:
    adresses = [str(r.headers.get("Location", "")) for r in visite.reponses]
    assert trouves(" ".join(adresses)) == []
    assert len(visite.reponses) > 30
    for reponse in visite.reponses:
        if reponse.status_code in ERREURS:
            assert trouves(reponse.content.decode()) == [], reponse.status_code
        if not reponse.streaming:
            # A password typed as the identifier stays where its owner sees it, like any identifier.
            page = re.sub(r'name="identifiant"[^>]*', "", reponse.content.decode())
            assert [s for s in SECRETS if s in page] == [], reponse.request["PATH_INFO"]
        if not reponse.streaming:
            assert "no-store" in reponse.headers.get("Cache-Control", ""), reponse.request["PATH_INFO"]
    assert {r.status_code for r in visite.reponses} >= ERREURS
