"""People and candidatures at every stage, and the page that each address shows to one of them.

`PAGES` says, for every named URL of the resolver, who looks at it and with which parameters; `SANS_PAGE` names
those that draw none. An address in neither is an error, so that a new page is looked at from its first day.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.jetons import jeton_activation
from accounts.models import User
from accounts.services.connexion import jeton_mot_de_passe
from accounts.views.communs import EN_ATTENTE
from cyclades.outbox.backends import dossier_mails
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from sessions_cfg.models import ServiceInscription
from tests.registrations import gestes
from tests.usines import compte_candidat, personnel

INSTANT = "2021-11-10T13:00+01:00"
MOTEUR = "accounts.backends.IdentifiantBackend"


@dataclass
class Scene:
    """What the addresses need; `sessions` holds the session cookie of each person."""

    sessions: dict[str, str] = field(default_factory=dict)
    numeros: str = ""
    numeros_modifies: str = ""
    numeros_transmis: str = ""
    piece_transmise: int = 0
    service: ServiceInscription | None = None
    attente: User | None = None
    candidat: User | None = None
    piece: int = 0
    piece_vide: int = 0
    depot: int = 0
    groupe: int = 0
    code: str = ""
    mail: str = ""


Chemin = Callable[[Scene], str]


@dataclass(frozen=True)
class Vue:
    """One page to look at: who, where, and what tells it from the others of the same address."""

    qui: str
    chemin: Chemin
    etat: str = ""


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=MOTEUR)
    return client


def _image(teinte: int = 255) -> SimpleUploadedFile:
    octets = io.BytesIO()
    Image.new("RGB", (800, 600), (teinte, teinte, 255)).save(octets, "PNG")
    return SimpleUploadedFile("Carte d'identité.png", octets.getvalue(), "image/png")


def monter() -> Scene:
    """A candidate at each stage, and staff; needs the catalogue, a committed database and the clock at INSTANT."""
    agent = personnel("16", email="gestionnaire@demo.example")
    scene = Scene(service=ServiceInscription.objects.get(cle=gestes.SERVICE))
    clients = {
        "candidat": _client(compte_candidat(email="dack.accrall@demo.example")),
        "brouillon": _client(compte_candidat(prenoms="Lou", nom_naissance="MARTIN")),
        "modification": _client(compte_candidat(prenoms="Nour", nom_naissance="LEROY")),
        "transmis": _client(compte_candidat(prenoms="Alix", nom_naissance="ROUX")),
        "nouveau": _client(compte_candidat(prenoms="Sacha", nom_naissance="PETIT")),
        "gestionnaire": _client(agent),
    }
    _inscrire(scene, clients["candidat"])
    gestes.ouvrir(clients["brouillon"])
    gestes.remplir_tout(clients["brouillon"], identification={"mail": "martin@demo.example"})
    adresse = gestes.inscrire(clients["modification"], identification={"mail": "leroy@demo.example"})
    scene.numeros_modifies = adresse.split("/")[2]
    clients["modification"].post(f"{adresse}modifier/")
    _transmettre(scene, clients["transmis"], agent)
    vider()
    scene.attente = compte_candidat(email="attente@demo.example", actif=False)
    clients["attente"] = Client()
    session = clients["attente"].session
    session[EN_ATTENTE] = scene.attente.pk
    session.save()
    clients["attente"].cookies["cyclades"] = str(session.session_key)
    scene.mail = next(iter(sorted(dossier_mails().glob("*.eml")))).stem
    scene.sessions = {qui: client.cookies["cyclades"].value for qui, client in clients.items()}
    return scene


def _inscrire(scene: Scene, client: Client) -> None:
    scene.numeros = gestes.inscrire(client).split("/")[2]
    scene.candidat = User.objects.get(numero_candidat=scene.numeros[:11])
    pieces = list(PieceAttendue.objects.filter(candidature__compte=scene.candidat).order_by("pk"))
    scene.piece, scene.piece_vide, scene.groupe = pieces[0].pk, pieces[-1].pk, pieces[0].groupe_id
    deposer(piece=pieces[0], fichier=_image())
    vider()
    scene.depot = Depot.objects.get(piece=pieces[0]).pk
    scene.code = DocumentVersion.objects.get(document__candidature__compte=scene.candidat).code


def _transmettre(scene: Scene, client: Client, agent: User) -> None:
    """Every piece sent; the first is refused, the second accepted."""
    adresse = gestes.inscrire(client, identification={"mail": "roux@demo.example"})
    scene.numeros_transmis = adresse.split("/")[2]
    pieces = PieceAttendue.objects.filter(candidature__compte__numero_candidat=scene.numeros_transmis[:11])
    for rang, piece in enumerate(pieces):
        deposer(piece=piece, fichier=_image(100 + rang))
    vider()
    for groupe in GroupePieces.objects.filter(pieces__in=pieces).distinct():
        verrouiller(groupe=groupe, par=User.objects.get(numero_candidat=scene.numeros_transmis[:11]))
    refusee, acceptee = pieces.order_by("pk")[:2]
    scene.piece_transmise = refusee.pk
    decider(
        piece_id=refusee.pk,
        revision=refusee.revision,
        statut=Statut.NON_CONFORME,
        par=agent,
        information="Le recto manque. Déposez les deux faces, sur une seule page.",
    )
    decider(piece_id=acceptee.pk, revision=acceptee.revision, statut=Statut.CONFORME, par=agent)


def _fixe(nom: str) -> Chemin:
    return lambda scene: reverse(nom)


def _a(nom: str, *attributs: str) -> Chemin:
    """The address `nom` with these attributes of the scene as arguments, in order."""
    return lambda scene: reverse(nom, args=[getattr(scene, a) for a in attributs])


def _onglet(nom: str, onglet: str) -> Chemin:
    def chemin(scene: Scene) -> str:
        assert scene.service is not None
        premier = scene.service.cle if nom == "registrations:brouillon" else scene.numeros_modifies
        return reverse(nom, args=[premier, onglet])

    return chemin


def _jeton(scene: Scene) -> str:
    assert scene.attente is not None
    return reverse("accounts:activer", args=[jeton_activation(scene.attente)])


def _nouveau_mot_de_passe(scene: Scene) -> str:
    assert scene.candidat is not None
    return reverse("accounts:mot_de_passe_choisir", args=[scene.candidat.pk, jeton_mot_de_passe(scene.candidat)])


def _choix(**requete: str) -> Chemin:
    """« M'inscrire », some choices made."""

    def chemin(scene: Scene) -> str:
        assert scene.service is not None
        valeurs = {
            "examen": scene.service.session.examen_id,
            "session": str(scene.service.session_id),
            "academie": scene.service.academie_id,
        }
        suite = "&".join(f"{nom}={valeurs[nom]}" for nom in requete)
        return f"{reverse('registrations:nouvelle')}?{suite}"

    return chemin


def _service(nom: str) -> Chemin:
    def chemin(scene: Scene) -> str:
        assert scene.service is not None
        return reverse(nom, args=[scene.service.cle])

    return chemin


ONGLETS = ("identification", "informations", "qualification", "acquis", "epreuves", "recapitulatif")

PAGES: dict[str, list[Vue]] = {
    **{
        nom: [Vue("visiteur", _fixe(nom))]
        for nom in (
            "portail:accueil",
            "portail:plan",
            "portail:accessibilite",
            "portail:mentions",
            "portail:donnees",
            "sessions_cfg:ouverture",
            "accounts:creer",
            "accounts:connexion",
            "accounts:mot_de_passe_oublie",
            "accounts:mot_de_passe_envoye",
            "documents:verification",
            "demo:mails",
        )
    },
    "portail:aide": [Vue("visiteur", _fixe("portail:aide")), Vue("candidat", _fixe("portail:aide"), "candidat")],
    "accounts:creer_envoye": [Vue("attente", _fixe("accounts:creer_envoye"))],
    "accounts:activer": [
        Vue("visiteur", _jeton),
        Vue("visiteur", lambda s: reverse("accounts:activer", args=["faux"]), "lien-faux"),
    ],
    "accounts:mot_de_passe_choisir": [
        Vue("visiteur", _nouveau_mot_de_passe),
        Vue("visiteur", lambda s: reverse("accounts:mot_de_passe_choisir", args=[1, "faux"]), "lien-faux"),
    ],
    "accounts:adresse_confirmer": [Vue("visiteur", lambda s: reverse("accounts:adresse_confirmer", args=["faux"]))],
    "accounts:modifier": [
        Vue("nouveau", _fixe("accounts:modifier")),
        Vue("candidat", _fixe("accounts:modifier"), "verrouille"),
    ],
    "accounts:supprimer": [Vue("nouveau", _fixe("accounts:supprimer"))],
    "portail:inscriptions": [
        Vue(qui, _fixe("portail:inscriptions"), qui) for qui in ("nouveau", "brouillon", "candidat")
    ],
    "portail:activites": [Vue("candidat", _a("portail:activites", "numeros"))],
    "portail:formulaires": [Vue("candidat", _a("portail:formulaires", "numeros"))],
    "registrations:nouvelle": [
        Vue("nouveau", _choix()),
        Vue("nouveau", _choix(examen="x"), "examen"),
        Vue("nouveau", _choix(examen="x", session="x"), "session"),
        Vue("nouveau", _choix(examen="x", session="x", academie="x"), "academie"),
    ],
    "registrations:brouillon": [
        Vue("brouillon", _onglet("registrations:brouillon", onglet), onglet) for onglet in ONGLETS
    ],
    "registrations:annuler_brouillon": [Vue("brouillon", _service("registrations:annuler_brouillon"))],
    "registrations:onglet": [
        *(Vue("modification", _onglet("registrations:onglet", onglet), onglet) for onglet in ONGLETS),
        Vue("candidat", lambda s: reverse("registrations:onglet", args=[s.numeros, "numero"]), "numero"),
        Vue("candidat", lambda s: reverse("registrations:onglet", args=[s.numeros, "recapitulatif"]), "consultation"),
    ],
    "registrations:annuler": [Vue("modification", _a("registrations:annuler", "numeros_modifies"))],
    "registrations:desinscrire": [Vue("candidat", _a("registrations:desinscrire", "numeros"))],
    "documents:liste": [Vue("candidat", _a("documents:liste", "numeros"))],
    "documents:verifier_code": [
        Vue("visiteur", _a("documents:verifier_code", "code")),
        Vue("visiteur", lambda s: reverse("documents:verifier_code", args=["AAAABBBBCCCCDDDD"]), "inconnu"),
    ],
    "justificatifs:liste": [
        Vue("candidat", _a("justificatifs:liste", "numeros")),
        Vue("transmis", _a("justificatifs:liste", "numeros_transmis"), "transmis"),
    ],
    "justificatifs:ajouter": [Vue("candidat", _a("justificatifs:ajouter", "numeros", "piece_vide"))],
    "justificatifs:retirer": [Vue("candidat", _a("justificatifs:retirer", "numeros", "depot"))],
    "justificatifs:transmettre": [Vue("candidat", _a("justificatifs:transmettre", "numeros", "groupe"))],
    "demo:mail": [Vue("visiteur", _a("demo:mail", "mail"))],
    "gestion:index": [Vue("gestionnaire", _fixe("gestion:index"))],
    "gestion:app_list": [Vue("gestionnaire", lambda s: reverse("gestion:app_list", args=["justificatifs"]))],
    "gestion:justificatifs_pieceattendue_changelist": [
        Vue("gestionnaire", _fixe("gestion:justificatifs_pieceattendue_changelist")),
        Vue(
            "gestionnaire",
            lambda s: reverse("gestion:justificatifs_pieceattendue_changelist") + "?situation=toutes",
            "toutes",
        ),
    ],
    "gestion:justificatifs_pieceattendue_change": [
        Vue("gestionnaire", _a("gestion:justificatifs_pieceattendue_change", "piece_transmise"))
    ],
    "gestion:documents_documentversion_changelist": [
        Vue("gestionnaire", _fixe("gestion:documents_documentversion_changelist"))
    ],
}

SANS_PAGE = {
    "healthz": "état du processus",
    "readyz": "état des dépendances",
    "portail:robots": "texte",
    "portail:security_txt": "texte",
    "accounts:renvoyer": "POST",
    "accounts:communes": "fragment de « Créer mon compte »",
    "accounts:deconnexion": "POST",
    "accounts:modifier_adresse": "POST",
    "accounts:modifier_mot_de_passe": "POST",
    "registrations:localites": "fragment de l'onglet Identification",
    "registrations:modifier": "POST",
    "documents:etat": "fragment de « Mes documents »",
    "documents:telecharger": "fichier",
    "justificatifs:telecharger": "fichier",
    "gestion:login": "renvoie à la connexion du portail",
    "gestion:logout": "POST",
    "gestion:autocomplete": "JSON",
    "gestion:jsi18n": "JavaScript",
    "gestion:justificatifs_pieceattendue_decider": "POST",
    "gestion:justificatifs_pieceattendue_fichier": "fichier",
    "gestion:documents_documentversion_pdf": "fichier",
}
