"""One more of everything that a page may list, for counting its queries with one row and with three."""

import datetime as dt
import itertools

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.outbox.services import vider
from documents.models import LigneLot
from justificatifs.enums import Statut
from justificatifs.models import GroupePieces, PieceAttendue
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from registrations.enums import EtatRectification
from registrations.models import Brouillon, Candidature, Destinataire, LignePreinscription, Rectification
from registrations.services import envois
from registrations.services.rectifications import refuser
from sessions_cfg.models import MessagePonctuel, ServiceInscription
from tests.documents import dossiers as documents
from tests.documents import papillons, publications
from tests.justificatifs import dossiers
from tests.justificatifs.fichiers import pdf
from tests.registrations import eleves_csv
from tests.registrations.dossiers import donnees
from tests.scenes import Scene
from tests.usines import compte_candidat, personnel, service_de_test

_rang = itertools.count(2)
DIFFERENCES = [{"libelle": "Voie", "avant": "16 voie verte", "apres": "18 voie verte"}]
COURRIEL = {"objet": "Retrait de votre diplôme", "corps": "{prenom} {nom}, votre diplôme {examen} vous attend."}


def ajouter(scene: Scene) -> None:
    """One more candidature, version, file, publication, mail, member of staff… beside those of the scene."""
    rang = next(_rang)
    agent = User.objects.get(email="gestionnaire@demo.example")
    assert scene.candidat is not None
    dossiers.candidature(compte=scene.candidat, service=_service(), numero=rang)
    sienne = Candidature.objects.get(pk=scene.candidature)
    documents.enregistrer(sienne, sienne.versions.latest("numero").contenu, differences=DIFFERENCES)
    publications.convoquer(sienne, f"Série {rang}")
    _brouillon(Brouillon.objects.get(compte__profil__nom_naissance="MARTIN", service=scene.service).compte)
    for avec_fichier in (False, True):
        _non_envoyee(rang if avec_fichier else None)
    for tout_conforme in (False, True):
        _transmise(agent, tout_conforme=tout_conforme)
    _rectification(scene, agent)
    _publications(scene)
    papillons.classe(f"PETIT Élève{rang}")
    papillons.classe(f"GRAND Élève{rang}", classe=f"DIV{rang}")
    papillons.editer(papillons.classe(f"ROUX Élève{rang}"), User.objects.get(email="responsable@demo.example"))
    _preinscriptions(scene, rang)
    personnel("16", email=f"autre{rang}@demo.example")
    maintenant = clock.maintenant()
    MessagePonctuel.objects.create(texte=f"Message {rang}.", debut=maintenant, fin=maintenant + dt.timedelta(days=1))
    vider()


def _fichier(rang: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{rang}.pdf", pdf(f"fichier {rang}"))


def _service(jours: int = 30) -> ServiceInscription:
    """An open service that takes pieces for so many days, and cancels without a confirmation."""
    maintenant = clock.maintenant()
    limite = maintenant + dt.timedelta(days=jours)
    return service_de_test(
        ouverture=maintenant - dt.timedelta(days=10),
        fermeture=limite - dt.timedelta(hours=1),
        pieces_fermeture=limite,
        sans_depot_annule=True,
    )


def _brouillon(compte: User) -> None:
    maintenant = clock.maintenant()
    Brouillon.objects.create(
        compte=compte,
        service=_service(),
        donnees=donnees(),
        onglets_faits=[],
        cree_le=maintenant,
        modifie_le=maintenant,
    )


def _non_envoyee(rang: int | None) -> None:
    """A file that the lists of what is owed show: nothing for the confirmation, or a file never sent."""
    candidature = dossiers.candidature(service=_service(jours=2))
    if rang:
        deposer(piece=dossiers.piece(candidature, "confirmation"), fichier=_fichier(rang))


def _transmise(agent: User, *, tout_conforme: bool) -> None:
    """Every piece sent, and accepted or not yet looked at."""
    candidature = dossiers.candidature(service=_service())
    pieces = list(PieceAttendue.objects.filter(candidature=candidature))
    for piece in pieces:
        deposer(piece=piece, fichier=_fichier(piece.pk))
    vider()
    for groupe in GroupePieces.objects.filter(candidature=candidature):
        verrouiller(groupe=groupe, par=candidature.compte)
    for piece in pieces if tout_conforme else []:
        piece.refresh_from_db()
        decider(piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=agent)


def _rectification(scene: Scene, agent: User) -> None:
    """One more request of the scene's candidate, refused since, and one open of somebody else."""
    modele = Rectification.objects.get(pk=scene.rectification)
    refusee = _demander(modele.candidature, modele, champ="voie")
    refuser(demande_id=refusee.pk, par=agent, motif="Cette voie n'existe pas.")
    autre = dossiers.candidature(service=_service())
    with acteur("systeme:test"):
        ServiceInscription.objects.filter(pk=autre.service_id).update(fermeture=clock.maintenant())
    _demander(autre, modele)


def _demander(candidature: Candidature, modele: Rectification, **autres: str) -> Rectification:
    noms = ("champ", "libelle", "valeurs", "changements", "explication")
    champs = {nom: getattr(modele, nom) for nom in noms} | autres
    return Rectification.objects.create(
        candidature=candidature,
        version_lue=candidature.version_courante,
        etat=EtatRectification.DEMANDEE,
        cree_le=clock.maintenant(),
        **champs,
    )


def _publications(scene: Scene) -> None:
    """A publication and a mail more, and one more person in those that the scene looks at."""
    par = User.objects.get(email="responsable@demo.example")
    nouvelle = documents.candidature(compte_candidat())
    documents.enregistrer(nouvelle)
    publications.en_attente(nouvelle)
    faite = LigneLot.objects.filter(lot=scene.lot)[0]
    convocation = publications.convoquer(nouvelle)
    for lot, champs in (
        (scene.lot, {"etat": "faite", "version": convocation}),
        (scene.lot_en_echec, {"etat": "echec", "erreur": "L'inscription ne comporte pas d'épreuve « EP9 »."}),
    ):
        rang = LigneLot.objects.filter(lot_id=lot).count() + 10
        LigneLot.objects.create(
            lot_id=lot, rang=rang, candidature=nouvelle, donnees=faite.donnees, source=faite.source, **champs
        )
    for envoi in (scene.envoi, scene.envoi_parti):
        Destinataire.objects.create(envoi_id=envoi, compte=nouvelle.compte, candidature=nouvelle)
    parti = envois.preparer(candidatures=Candidature.objects.filter(pk=nouvelle.pk), par=par)
    envois.envoyer(envoi_id=parti.pk, par=par, **COURRIEL)


def _preinscriptions(scene: Scene, rang: int) -> None:
    """A batch of pupils more, and in that of the scene one refused and one who has an account already."""
    eleves_csv.en_attente()
    a_decider = LignePreinscription.objects.filter(lot=scene.preinscriptions, etat="a_decider")[0]
    champs = {"lot": a_decider.lot, "donnees": a_decider.donnees, "brut": a_decider.brut, "service": a_decider.service}
    for place, autres in enumerate(({"etat": "a_decider"}, {"etat": "refusee", "erreur": "Cette cellule est vide."})):
        compte = compte_candidat()
        LignePreinscription.objects.create(rang=1000 * rang + place, compte=compte, **champs, **autres)
