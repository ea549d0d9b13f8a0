"""People and candidatures at every stage, made through the portal itself, for looking at its pages."""

import datetime as dt
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import ChangementAdresse, StaffProfile, User
from accounts.services import adresse as adresses
from accounts.services.personnel import creer_membre, modifier_membre
from cyclades.common import clock
from cyclades.outbox.backends import dossier_mails
from cyclades.outbox.services import vider
from documents.enums import Kind
from documents.models import DocumentVersion
from justificatifs.enums import Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.models import Candidature
from registrations.services import envois
from sessions_cfg.models import LienSpecialite, ServiceInscription
from tests.accounts.papillons import presenter
from tests.documents import papillons, publications
from tests.registrations import eleves_csv, gestes
from tests.registrations.eleves import eleve, parcourir, preinscrite
from tests.usines import compte_candidat, personnel
from tests.visiteurs import (
    PROGRESSIF,
    changer_adresse,
    demander_deux_rectifications,
    en_attente,
    entre,
    image,
    inscrit_puis_clos,
    reprise,
    simulations,
)

INSTANT = "2021-11-10T13:00+01:00"


@dataclass
class Scene:
    """What the addresses need; `sessions` holds the session cookie of each person."""

    sessions: dict[str, str] = field(default_factory=dict)
    numeros: str = ""
    numeros_modifies: str = ""
    numeros_transmis: str = ""
    numeros_clos: str = ""
    numeros_eleve: str = ""
    numeros_eleve_saisie: str = ""
    rectification: int = 0
    piece_transmise: int = 0
    service: ServiceInscription | None = None
    attente: User | None = None
    invitation: StaffProfile | None = None
    membre: int = 0
    candidat: User | None = None
    candidature: int = 0
    piece: int = 0
    piece_vide: int = 0
    depot: int = 0
    groupe: int = 0
    lien: int = 0
    code: str = ""
    lot: int = 0
    lot_en_echec: int = 0
    lot_sous_embargo: int = 0
    envoi: int = 0
    envoi_parti: int = 0
    edition: int = 0
    edition_effacee: int = 0
    eleve: int = 0
    classe: tuple[int, int] = (0, 0)
    preinscriptions: int = 0
    corrections: int = 0
    mail: str = ""
    attendu: ChangementAdresse | None = None
    confirme: ChangementAdresse | None = None


def monter() -> Scene:
    """A candidate at each stage, and staff; needs the catalogue, a committed database and the clock at INSTANT."""
    agent = personnel("16", email="gestionnaire@demo.example")
    chef = personnel(role=Role.SUPERVISEUR, email="superviseur@demo.example")
    scene = Scene(service=ServiceInscription.objects.get(cle=gestes.SERVICE))
    clients = {
        "candidat": entre(compte_candidat(email="dack.accrall@demo.example")),
        "brouillon": entre(compte_candidat(prenoms="Lou", nom_naissance="MARTIN")),
        "modification": entre(compte_candidat(prenoms="Nour", nom_naissance="LEROY")),
        "transmis": entre(compte_candidat(prenoms="Alix", nom_naissance="ROUX")),
        "progressif": entre(compte_candidat(prenoms="Camille", nom_naissance="FAURE")),
        "nouveau": entre(compte_candidat(prenoms="Sacha", nom_naissance="PETIT")),
        "gestionnaire": entre(agent),
        "superviseur": entre(chef),
        "responsable": entre(personnel("16", role=Role.RESPONSABLE, email="responsable@demo.example")),
        "agent": entre(personnel("16", email="agent@demo.example", second_facteur=False)),
        "telephone": entre(personnel("16", email="telephone@demo.example", second_facteur=False)),
        "a_confirmer": entre(User.objects.get(pk=personnel("16", email="confirmer@demo.example").pk)),
    }
    scene.membre = agent.personnel.pk
    scene.lien = LienSpecialite.objects.create(
        academie_id="16",
        specialite_id="CAP-50024127",
        libelle="Note de l'académie aux candidats",
        adresse="https://toulouse.example/cap-broderie-2022.pdf",
    ).pk
    for academies in (["16", "23"], ["16"]):
        modifier_membre(par=chef, membre_id=agent.pk, nom="gestionnaire", role=Role.GESTIONNAIRE, academies=academies)
    clients["gestionnaire"] = entre(agent)
    creer_membre(par=chef, adresse="invite@demo.example", nom="Invitée", role=Role.RESPONSABLE, academies=["16"])
    scene.invitation = StaffProfile.objects.get(user__email="invite@demo.example")
    clients["telephone"].post("/compte/second-facteur/commencer/")
    _inscrire(scene, clients["candidat"])
    gestes.ouvrir(clients["brouillon"])
    gestes.remplir_tout(clients["brouillon"], identification={"mail": "martin@demo.example"})
    gestes.ouvrir(clients["progressif"])
    gestes.remplir_tout(clients["progressif"], gestes.BASE, **PROGRESSIF)
    adresse = gestes.inscrire(clients["modification"], identification={"mail": "leroy@demo.example"})
    scene.numeros_modifies = adresse.split("/")[2]
    clients["modification"].post(f"{adresse}modifier/")
    _transmettre(scene, clients["transmis"], agent)
    clos = compte_candidat(prenoms="Inès", nom_naissance="GARNIER")
    scene.numeros_clos = inscrit_puis_clos(clos)
    clients["clos"] = entre(clos)
    clients["eleve"] = entre(eleve(email="acculi@demo.example"))
    scene.numeros_eleve = preinscrite(User.objects.get(email="acculi@demo.example")).numeros
    clients["eleve-saisie"] = entre(eleve(email="noe@demo.example", prenoms="Noé"))
    autre = preinscrite(User.objects.get(email="noe@demo.example"))
    parcourir(clients["eleve-saisie"], autre, identification={"mail": "noe@demo.example"})
    scene.numeros_eleve_saisie = autre.numeros
    scene.rectification = demander_deux_rectifications(clients["clos"], scene.numeros_clos, agent)
    scene.attendu = changer_adresse(clients["brouillon"], "lou.martin@demo.example")
    scene.confirme = changer_adresse(clients["modification"], "nour.leroy@demo.example")
    adresses.confirmer_changement(changement_id=scene.confirme.pk, cree_le=scene.confirme.cree_le)
    vider()
    scene.attente = compte_candidat(email="attente@demo.example", actif=False)
    clients["attente"] = en_attente(scene.attente)
    clients["attente-fautive"] = en_attente(compte_candidat(email="lou.martin@gmial.com", actif=False))
    clients |= simulations(clients["brouillon"])
    clients["papillon"] = Client()
    _editer_des_papillons(scene, clients["papillon"])
    clients["reprise"] = reprise(compte_candidat(prenoms="Charlie", nom_naissance="ROY"))
    _publier(scene)
    _importer(scene)
    scene.mail = next(iter(sorted(dossier_mails().glob("*.eml")))).stem
    scene.sessions = {qui: client.cookies["cyclades"].value for qui, client in clients.items()}
    return scene


def _publier(scene: Scene) -> None:
    """A convocation published, and a file of which nothing could be issued."""
    candidature = Candidature.objects.select_related("compte").get(pk=scene.candidature)
    code = next(
        e["code"] for e in candidature.versions.latest("numero").contenu["epreuves"] if e["position"] == "INSCRIT"
    )
    par = User.objects.get(email="responsable@demo.example")
    octets = publications.csv([publications.ligne(candidature, epreuve=code, serie="Épreuves écrites")])
    scene.lot = publications.publier(octets, par).pk
    oral = publications.csv([publications.ligne(candidature, epreuve=code, serie="Épreuves orales")])
    fin = clock.maintenant() + dt.timedelta(days=2)
    scene.lot_sous_embargo = publications.publier(oral, par, publie_le=fin).pk
    vider()
    rate = publications.en_attente(candidature)
    rate.lignes.update(etat="echec", erreur="L'inscription ne comporte pas d'épreuve « EP9 ».", lignes="2, 3")
    scene.lot_en_echec = rate.pk
    textes = {"objet": "Retrait de votre diplôme", "corps": "{prenom} {nom}, votre diplôme {examen} vous attend."}
    scene.envoi, scene.envoi_parti = (
        envois.preparer(candidatures=Candidature.objects.filter(pk=candidature.pk), par=par).pk for _ in range(2)
    )
    envois.garder(envoi_id=scene.envoi, **textes)
    envois.envoyer(envoi_id=scene.envoi_parti, par=par, **textes)
    vider()


def _editer_des_papillons(scene: Scene, navigateur: Client) -> None:
    """A class whose papillons are ready, one of them again; a pupil comes with hers."""
    par = User.objects.get(email="responsable@demo.example")
    eleves = papillons.classe("DUPONT Noé", "ÉCUYER Zoé", "MARTIN Ali")
    effacee = papillons.editer(eleves[:1], par)
    edition = papillons.editer(eleves[:2], par)
    scene.edition, scene.edition_effacee, scene.eleve = edition.pk, effacee.pk, eleves[0].pk
    scene.classe = (edition.ecole_id, edition.session_id)
    presenter(navigateur, papillons.codes(edition)[1], "zoe.ecuyer")


def _importer(scene: Scene) -> None:
    """A school's file: pupils pre-registered, a line refused, and Lou MARTIN, who has an account already. Then another
    that says otherwise of the first."""
    lignes = [
        {"nom": "BELAIR", "prenoms": "Inès"},
        {"nom": "CASTEL", "prenoms": "Hugo", "date_naissance": "31/02/2005"},
        {
            "nom": "MARTIN",
            "prenoms": "Lou",
            "date_naissance": "28/11/2003",
            "departement_naissance": "14",
            "commune_naissance": "MAY-SUR-ORNE",
        },
    ]
    par = User.objects.get(email="responsable@demo.example")
    scene.preinscriptions = eleves_csv.importer(lignes, par).pk
    vider()
    autre = {"classe": "DIV2", "specialite": "50024127", "options": "", "adresse": "2 place du Capitole"}
    scene.corrections = eleves_csv.importer([{**lignes[0], **autre}], par).pk
    vider()


def _inscrire(scene: Scene, client: Client) -> None:
    scene.numeros = gestes.inscrire(client).split("/")[2]
    scene.candidat = User.objects.get(numero_candidat=scene.numeros[:11])
    pieces = list(PieceAttendue.objects.filter(candidature__compte=scene.candidat).order_by("pk"))
    scene.candidature = pieces[0].candidature_id
    scene.piece, scene.piece_vide, scene.groupe = pieces[0].pk, pieces[-1].pk, pieces[0].groupe_id
    deposer(piece=pieces[0], fichier=image())
    vider()
    scene.depot = Depot.objects.get(piece=pieces[0]).pk
    siennes = DocumentVersion.objects.filter(document__candidature__compte=scene.candidat)
    scene.code = siennes.get(document__kind=Kind.CONFIRMATION).code


def _transmettre(scene: Scene, client: Client, agent: User) -> None:
    """Every piece sent; the first is refused, the second accepted."""
    adresse = gestes.inscrire(client, identification={"mail": "roux@demo.example"})
    scene.numeros_transmis = adresse.split("/")[2]
    pieces = PieceAttendue.objects.filter(candidature__compte__numero_candidat=scene.numeros_transmis[:11])
    for rang, piece in enumerate(pieces):
        deposer(piece=piece, fichier=image(100 + rang))
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
    entre(agent).get(reverse("gestion:justificatifs_pieceattendue_change", args=[refusee.pk]))
    decider(piece_id=acceptee.pk, revision=acceptee.revision, statut=Statut.CONFORME, par=agent)
