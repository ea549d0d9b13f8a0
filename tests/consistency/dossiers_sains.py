"""A little of all that a candidature can live through, done by the portal's own services: every invariant holds."""

from collections.abc import Callable
from typing import NamedTuple

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.outbox.services import vider
from justificatifs.enums import Analyse, Statut
from justificatifs.models import Depot, GroupePieces, PieceAttendue, Revue
from justificatifs.services.decisions import decider
from justificatifs.services.depots import deposer, verrouiller
from justificatifs.services.preuves import demander_avec_preuve
from registrations import queries
from registrations.contenu import Difference
from registrations.models import Candidature, Rectification
from registrations.rectifiables import PAR_CLE
from registrations.services.actes import ecarter
from registrations.services.brouillons import ouvrir, ouvrir_modification
from registrations.services.desinscription import desinscrire
from registrations.services.rectifications import accepter, refuser
from registrations.wizard.relecture import comprendre
from sessions_cfg.models import ServiceInscription
from tests.documents import papillons, publications
from tests.justificatifs.fichiers import envoi, pdf
from tests.registrations import dossiers, eleves, eleves_csv
from tests.registrations.gestes import SERVICE
from tests.usines import compte_candidat, personnel

DUREE = {"amenagement_duree": ["oui"]}
CHANGE: list[Difference] = [{"libelle": "Aménagement de la durée de formation", "avant": "Non", "apres": "Oui"}]


class Sain(NamedTuple):
    """Keys of the rows that a test breaks."""

    compte: int
    candidature: int
    desinscrite: int
    eleve: int
    ecartee: int
    brouillon: int
    modification: int
    piece: int
    groupe: int
    depot: int
    revue: int
    acceptee: int
    refusee: int


def _transmettre(candidature: Candidature) -> None:
    """Every obligatory piece deposited, then « J'ai fourni toutes mes pièces »."""
    pieces = PieceAttendue.objects.filter(candidature=candidature, obligatoire=True, retiree_le=None)
    for piece in pieces.select_related("groupe__candidature__service").order_by("pk"):
        deposer(piece=piece, fichier=envoi(pdf(piece.cle), f"{piece.pk}.pdf"))
    with acteur("systeme:antivirus"):
        Depot.objects.filter(piece__candidature=candidature).update(analyse=Analyse.SAIN)
    verrouiller(groupe=GroupePieces.objects.get(candidature=candidature), par=candidature.compte)


def _decider(candidature: Candidature, agent: User) -> Revue:
    """The first piece *Conforme*, the second *Non conforme*."""
    for piece, statut in zip(
        PieceAttendue.objects.filter(candidature=candidature, obligatoire=True).order_by("ordre")[:2],
        (Statut.CONFORME, Statut.NON_CONFORME),
        strict=True,
    ):
        decider(piece_id=piece.pk, revision=piece.revision, statut=statut, par=agent, information="Illisible.")
    return Revue.objects.get(vers=Statut.NON_CONFORME)


def _rectifier(candidature: Candidature, agent: User) -> tuple[Rectification, Rectification]:
    """One request refused, the same one then accepted, with a proof."""
    demandes = []
    for _ in range(2):
        demandes.append(
            demander_avec_preuve(
                candidature_id=candidature.pk,
                vu=1,
                point=PAR_CLE["duree"],
                valeurs=DUREE,
                changements=CHANGE,
                explication="Je me suis trompé.",
                fichiers=[envoi(pdf("preuve"), "preuve.pdf")],
            )
        )
        if len(demandes) == 1:
            refuser(demande_id=demandes[0].pk, par=agent, motif="Preuve illisible.")
    accepter(demande_id=demandes[1].pk, vu=1, par=agent, comprendre=comprendre)
    return demandes[1], demandes[0]


def _convoquer(candidature: Candidature) -> None:
    """Two versions of a convocation, and a file that changes nothing."""
    version = queries.derniere_version(Candidature.objects.get(pk=candidature.pk))
    assert version is not None
    code = next(e["code"] for e in version.contenu["epreuves"] if e["position"] == "INSCRIT")
    for salle in ("A", "B", "B"):
        octets = publications.csv([publications.ligne(candidature, epreuve=code, salle=salle)])
        publications.publier(octets, publications.responsable("16"))
        vider()


def composer(horloge: Callable[[str], None]) -> Sain:
    """Needs a database fixture; the clock ends after the closing, before the end of the pieces."""
    horloge("2021-11-10T13:00+01:00")
    agent, service = personnel("16"), ServiceInscription.objects.get(cle=SERVICE)
    compte = compte_candidat()
    candidature = dossiers.candidature(compte)
    _transmettre(candidature)
    revue = _decider(candidature, agent)
    desinscrite = dossiers.candidature()
    desinscrire(candidature=desinscrite)
    ecartee = dossiers.candidature()
    ecarter(candidature_id=ecartee.pk, vu="inscrit", par=agent, motif="Doublon.")
    eleve = eleves.preinscrite(eleves.eleve())
    papillons.editer(papillons.classe("DUPONT Noé"), papillons.responsable())
    eleves_csv.importer([{"nom": "BELAIR"}, {"nom": "CASTEL"}], eleves_csv.responsable())
    nouveau = ouvrir(compte=compte_candidat(), service=service)
    modification = ouvrir_modification(candidature=eleve)
    horloge("2021-12-01T10:00+01:00")
    acceptee, refusee = _rectifier(candidature, agent)
    _convoquer(candidature)
    vider()
    depot = Depot.objects.filter(piece__candidature=candidature).order_by("pk")[0]
    assert queries.derniere_version(Candidature.objects.get(pk=candidature.pk)).numero == 2  # type: ignore[union-attr]
    return Sain(
        compte=compte.pk,
        candidature=candidature.pk,
        desinscrite=desinscrite.pk,
        eleve=eleve.pk,
        ecartee=ecartee.pk,
        brouillon=nouveau.pk,
        modification=modification.pk,
        piece=depot.piece_id,
        groupe=GroupePieces.objects.get(candidature=candidature).pk,
        depot=depot.pk,
        revue=revue.pk,
        acceptee=acceptee.pk,
        refusee=refusee.pk,
    )
