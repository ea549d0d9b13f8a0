"""MATRIX (I-23, I-24): every URL × every role × GET and POST, generated from the resolver."""

import datetime as dt
import io
import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image

from accounts.enums import Role
from accounts.middleware import OUVERTES
from accounts.models import Acces as AccesDuPersonnel
from accounts.models import StaffProfile, User
from cyclades.outbox.services import vider
from cyclades.staff_site import staff_site
from documents.models import DocumentVersion, EditionPapillons, Lot
from justificatifs.models import PieceAttendue
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature, Envoi, LotPreinscription
from registrations.services.envois import preparer
from sessions_cfg.models import Epreuve, Etablissement
from tests.consistency.matrice import ACCES, Acces, Adresse, acces_de, adresses
from tests.documents import papillons, publications
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import pdf
from tests.registrations import eleves_csv
from tests.usines import compte_candidat, personnel

REFUS = {302, 403, 404}
SIENS = {"gestionnaire_toulouse", "responsable_toulouse", "superviseur"}
CANDIDATS = {"titulaire", "autre_candidat"}
VISITEURS = {"anonyme", "jamais_active"}
FINS_DE_SESSION = {"accounts:deconnexion", "gestion:logout"}


@dataclass
class Scene:
    candidature: Candidature
    piece: PieceAttendue
    depot: int
    version: DocumentVersion
    lot: Lot
    edition: EditionPapillons
    envoi: Envoi
    preinscriptions: LotPreinscription
    convocation: DocumentVersion
    roles: dict[str, User | None]

    def parametres(self, adresse: Adresse) -> dict[str, Any]:
        """A value for each converter: the owner's candidature, in Toulouse."""
        connus: dict[str, Any] = {
            "numeros": self.candidature.numeros,
            "piece": self.piece.pk,
            "groupe": self.piece.groupe_id,
            "depot": self.depot,
            "numero": 1,
            "liste": "non-lus" if "_lot_" in adresse.nom else "complets",
            "kind": "convocation" if adresse.nom == "gestion:documents_lot_un" else "confirmation",
            "document": (self.convocation if adresse.nom == "documents:agenda" else self.version).document_id,
            "code": self.version.code,
            "service": self.candidature.service.cle,
            "onglet": "recapitulatif",
            "point": "mail",
            "jeton": "faux",
            "compte_id": self.candidature.compte_id,
            "ecole": self.edition.ecole_id,
            "session": self.edition.session_id,
            "nom": self._acte(adresse.nom),
            "app_label": "justificatifs",
            "pk": self._cle(adresse.nom),
            "object_id": self._objet(adresse),
        }
        return {nom: connus[nom] for nom in adresse.parametres}

    def _acte(self, nom: str) -> str:
        if "_lot_" in nom or "_lotpreinscription_" in nom:
            return "arreter"
        return "ecarter" if nom.endswith("_acte") else "inconnu"

    def _cle(self, nom: str) -> int:
        if nom.endswith("_relance"):
            return int(self.candidature.service_id)
        if "_lot_" in nom and not nom.endswith("_un"):
            return self.lot.pk
        if "_editionpapillons_" in nom:
            return self.edition.pk
        if "_envoi_" in nom:
            return self.envoi.pk
        if "_lotpreinscription_" in nom:
            return self.preinscriptions.pk
        if "documentversion" in nom:
            return self.version.pk
        if "staffprofile" in nom:
            return int(StaffProfile.objects.get(user=self.roles["gestionnaire_toulouse"]).pk)
        return self.candidature.pk if "candidature" in nom or nom.endswith("_lot_un") else self.piece.pk

    def _objet(self, adresse: Adresse) -> Any:
        for modele in staff_site._registry:
            if f"{modele._meta.app_label}_{modele._meta.model_name}_" in adresse.nom:
                objets: dict[str, Any] = {
                    "PieceAttendue": self.piece.pk,
                    "DocumentVersion": self.version.pk,
                    "Candidature": self.candidature.pk,
                    "ServiceInscription": self.candidature.service_id,
                    "ServiceGestionnaire": self.candidature.service.service_gestionnaire_id,
                    "Etablissement": Etablissement.objects.get(cle="indiv-toulouse").pk,
                    "Session": self.candidature.session_id,
                    "Specialite": "CAP-50024127",
                    "Epreuve": Epreuve.objects.filter(specialite="CAP-50024127")[0].pk,
                    "Examen": "CAP",
                    "ListeChoix": "eps",
                    "RegleAcquis": "CAP-CAP",
                    "RegleEligibilite": "CAP_MAJEUR",
                    "ReglePiece": "confirmation_individuel",
                }
                return objets.get(modele.__name__, "0")
        return "0"


@pytest.fixture
def scene(db: None, settings: Any) -> Scene:
    settings.DEMO = True
    dossier = dossiers.candidature()
    piece = dossiers.piece(dossier, "confirmation")
    image = io.BytesIO()
    Image.new("RGB", (8, 8)).save(image, "PNG")
    depot = deposer(piece=piece, fichier=SimpleUploadedFile("a.png", image.getvalue()))
    return Scene(
        dossier,
        piece,
        depot.pk,
        DocumentVersion.objects.get(document__candidature=dossier),
        publications.en_attente(dossier, embargo=dt.timedelta(days=1)),
        papillons.editer(papillons.classe("DUPONT Noé"), papillons.responsable()),
        preparer(candidatures=Candidature.objects.filter(pk=dossier.pk), par=personnel("16")),
        eleves_csv.en_attente(),
        publications.convoquer(dossier),
        {
            "anonyme": None,
            "jamais_active": compte_candidat(actif=False),
            "titulaire": dossier.compte,
            "autre_candidat": compte_candidat(),
            "gestionnaire_toulouse": personnel("16"),
            "gestionnaire_nice": personnel("23"),
            "responsable_toulouse": personnel("16", role=Role.RESPONSABLE),
            "superviseur": personnel(role=Role.SUPERVISEUR),
        },
    )


def test_every_address_has_a_declared_access() -> None:
    assert [a for a in adresses() if acces_de(a) is None] == []
    assert set(ACCES) - {a.nom for a in adresses()} == set()


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="accounts.backends.IdentifiantBackend")
    return client


def _vers_connexion(reponse: Any) -> bool:
    vers = str(reponse.headers.get("Location", ""))
    return bool(reponse.status_code == 302 and vers.startswith(("/compte/connexion/", "/gestion/login/")))


def _fuite(acces: Acces, role: str, methode: str, reponse: Any) -> str:
    """Why this answer is wrong for this role, or ''."""
    statut = reponse.status_code
    if statut >= 500:
        return "erreur du serveur"
    if acces in (Acces.PUBLIC, Acces.VISITEUR, Acces.TECHNIQUE):
        return "" if statut in {200, 302, 400, 403, 404, 405, 410, 422, 429} else "inattendu"
    if role in VISITEURS:
        return "" if _vers_connexion(reponse) or statut in {401, 403, 404, 405} else "un visiteur passe"
    if acces is Acces.CANDIDAT:
        return "un candidat est refusé" if role in CANDIDATS and statut in {403, 404} and methode == "GET" else ""
    if acces is Acces.TITULAIRE:
        if role == "titulaire":
            return "le titulaire est refusé" if methode == "GET" and statut in {403, 404} else ""
        return "" if statut in REFUS | {405} else "un autre que le titulaire passe"
    if role in CANDIDATS:
        return "" if statut in REFUS | {405} else "un candidat entre en gestion"
    if acces is Acces.ACADEMIE and role not in SIENS:
        return "" if statut in REFUS | {405} else "une autre académie passe"
    return ""


def _etat(scene: Scene) -> tuple[object, ...]:
    """What nobody but the owner and his own staff may change."""
    candidature = Candidature.objects.values_list("etat", "version_courante", "modifiee_le")
    piece = PieceAttendue.objects.values_list("revision", "statut", "groupe__verrouille_le")
    return candidature.get(pk=scene.candidature.pk) + piece.get(pk=scene.piece.pk)


def test_matrix_of_every_address_role_and_method(scene: Scene) -> None:
    fuites = []
    essais = 0
    for methode in ("GET", "POST"):
        # The owner comes last: what he posts (leave, delete…) is his right, and would change the scene.
        for role in sorted(scene.roles, key=lambda r: r == "titulaire"):
            client = _client(scene.roles[role])
            for adresse in adresses():
                acces = acces_de(adresse)
                assert acces is not None
                url = reverse(adresse.nom, kwargs=scene.parametres(adresse))
                avant = _etat(scene)
                reponse = client.get(url) if methode == "GET" else client.post(url)
                essais += 1
                if adresse.nom in FINS_DE_SESSION:
                    client = _client(scene.roles[role])
                raison = _fuite(acces, role, methode, reponse)
                if role not in SIENS | {"titulaire"} and _etat(scene) != avant:
                    raison = raison or "le dossier d'un autre a changé"
                if raison:
                    fuites.append(f"{role} {methode} {adresse.nom} → {reponse.status_code} : {raison}")
    assert not fuites, "\n".join(fuites)
    assert essais > 500


def test_every_page_of_staff_that_shows_a_person_is_recorded(scene: Scene) -> None:
    """From the resolver (I-27): a new page that shows a name, or gives a file, and leaves no trace fails here."""
    for piece in PieceAttendue.objects.filter(groupe=scene.piece.groupe).exclude(pk=scene.piece.pk):
        deposer(piece=piece, fichier=SimpleUploadedFile("b.pdf", pdf(str(piece.pk))))
    vider()
    verrouiller(groupe=scene.piece.groupe, par=scene.candidature.compte)
    client = _client(scene.roles["gestionnaire_toulouse"])
    vues, muettes = 0, []
    for adresse in (a for a in adresses() if acces_de(a) is Acces.ACADEMIE):
        avant = AccesDuPersonnel.objects.count()
        reponse = client.get(reverse(adresse.nom, kwargs=scene.parametres(adresse)))
        if reponse.status_code != 200:
            continue
        if reponse["Content-Type"] == "image/jpeg":
            continue  # recorded once for all the pages of a file: tests/justificatifs/test_banc.py
        fichier = "Content-Disposition" in reponse.headers
        if not fichier and scene.candidature.compte.profil.nom_naissance not in reponse.content.decode():
            continue
        vues += 1
        if AccesDuPersonnel.objects.count() != avant + 1:
            muettes.append(adresse.nom)
    assert muettes == []
    assert vues >= 5


@pytest.mark.parametrize("enregistre", [False, True])
def test_staff_without_second_factor_reach_nothing_but_what_asks_for_it(
    scene: Scene, settings: Any, enregistre: bool
) -> None:
    """I-28: every address, by GET and POST, outside demonstration, whether a phone is registered or not."""
    settings.DEMO = False
    superviseur = personnel(role=Role.SUPERVISEUR, second_facteur=False)
    if enregistre:
        TOTPDevice.objects.create(user=superviseur, name="téléphone")
    client, fuites, avant = _client(superviseur), [], _etat(scene)
    for methode, adresse in itertools.product(("get", "post"), adresses()):
        if adresse.nom in OUVERTES or acces_de(adresse) is Acces.TECHNIQUE:
            continue
        reponse = getattr(client, methode)(reverse(adresse.nom, kwargs=scene.parametres(adresse)))
        if not str(reponse.headers.get("Location", "")).startswith("/compte/second-facteur/"):
            fuites.append(f"{methode} {adresse.nom} → {reponse.status_code}")
    assert not fuites, "\n".join(fuites)
    assert _etat(scene) == avant
    assert _client(personnel(role=Role.SUPERVISEUR)).get(reverse("gestion:index")).status_code == 200


def test_lists_of_staff_show_their_academies_only(scene: Scene) -> None:
    for modele in staff_site._registry:
        url = reverse(f"gestion:{modele._meta.app_label}_{modele._meta.model_name}_changelist")
        for role, attendu in {"gestionnaire_toulouse": True, "gestionnaire_nice": False, "superviseur": True}.items():
            client = _client(scene.roles[role])
            for requete in (url, f"{url}?q={scene.candidature.compte.numero_candidat}"):
                page = client.get(requete, follow=True).content.decode()
                vu = "ACCRALL" in page or (requete == url and str(scene.candidature.compte.numero_candidat) in page)
                if not attendu:
                    assert not vu, f"{role} voit {requete}"
