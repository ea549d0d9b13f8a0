"""The dry run of a file of pupils: for each line, what is wrong and what to do, or what would be done. Never writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import CandidateProfile
from accounts.services.scolaires import empreinte_civile
from cyclades.common import lecture_csv
from registrations.contenu import Difference
from registrations.enums import ETATS_ACTIFS
from registrations.models import Candidature, LignePreinscription

from . import colonnes
from .ecarts import ecarts
from .eleve import Eleve, relire
from .lecture import Erreur, Lecture, LigneControlee
from .referentiel import Referentiel

LIGNES_MAX = 10_000  # what a page may read: gunicorn gives it 30 seconds
PAR_LECTURE = 1000


@dataclass(slots=True)
class Rapport:
    lignes: list[LigneControlee] = field(default_factory=list)

    @property
    def lues(self) -> int:
        return len(self.lignes)

    @property
    def erreurs(self) -> list[Erreur]:
        return [e for ligne in self.lignes for e in ligne.erreurs]

    @property
    def justes(self) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if ligne.eleve is not None]

    @property
    def refusees(self) -> list[LigneControlee]:
        return [ligne for ligne in self.lignes if ligne.eleve is None]

    @property
    def a_decider(self) -> list[LigneControlee]:
        return [ligne for ligne in self.justes if ligne.compte and not ligne.candidature]

    @property
    def corrections(self) -> list[LigneControlee]:
        return [ligne for ligne in self.justes if ligne.corrige]

    @property
    def deja(self) -> list[LigneControlee]:
        return [ligne for ligne in self.justes if ligne.candidature and not ligne.corrige]

    @property
    def nouveaux(self) -> int:
        return sum(ligne.candidature is None and ligne.compte is None for ligne in self.justes)


def controler(octets: bytes, *, academie: str) -> Rapport:
    """Check every line of a file of this académie's schools (I-24). Raises `Refus` when it is no such list at all.

    A school of another académie and one that does not exist get the same answer.
    """
    rapport = Rapport()
    referentiel = Referentiel(academie)
    vus: dict[str, int] = {}
    noms = [*colonnes.NOMS, *colonnes.RENDUES]
    lignes = lecture_csv.lire(octets, colonnes=noms, obligatoires=colonnes.OBLIGATOIRES, maximum=LIGNES_MAX)
    for lue in lignes:
        for nom in colonnes.RENDUES:
            lue.valeurs.pop(nom)
        ligne = LigneControlee(lue.numero, {nom: lue.valeurs[nom] for nom in colonnes.NOMS if lue.valeurs[nom]})
        Lecture(referentiel, ligne, lue.valeurs).lire()
        if ligne.eleve is not None:
            premiere = vus.setdefault(ligne.eleve.cle, lue.numero)
            if premiere != lue.numero:
                ligne.eleve = None
                ligne.erreurs.append(
                    Erreur(
                        lue.numero,
                        "",
                        f"elle répète la ligne {premiere} (mêmes nom, prénoms, date et lieu de naissance).",
                        "Supprimez l'une des deux.",
                    )
                )
        rapport.lignes.append(ligne)
    for debut in range(0, len(rapport.justes), PAR_LECTURE):
        _rapprocher(referentiel, rapport.justes[debut : debut + PAR_LECTURE])
    return rapport


@dataclass(frozen=True)
class Connus:
    """What the portal has of some pupils already: keys → candidature, civil statuses → (account, N° candidat)."""

    candidatures: Mapping[str, Candidature]
    comptes: Mapping[str, tuple[int, str]]


def connus(eleves: Sequence[Eleve]) -> Connus:
    """Pupils pre-registered already, and accounts of the same civil status, the latest first (2 queries)."""
    candidatures = Candidature.objects.filter(cle_eleve__in=[e.cle for e in eleves], etat__in=ETATS_ACTIFS)
    empreintes = {e.empreinte for e in eleves}
    profils = (
        CandidateProfile.objects.filter(
            date_naissance__in={e.etat_civil.date_naissance for e in eleves},
            user__is_active=True,
            user__is_staff=False,
        )
        .select_related("user")
        .order_by("user")
    )
    trouves = ((empreinte_civile(p), p.user) for p in profils)
    return Connus(
        {candidature.cle_eleve: candidature for candidature in candidatures.order_by()},
        {empreinte: (u.pk, u.numero_candidat or "") for empreinte, u in trouves if empreinte in empreintes},
    )


def ecarts_de(candidature: Candidature, eleve: Eleve, referentiel: Referentiel) -> list[Difference]:
    """What the line says otherwise; nothing is said of a candidature of another académie (I-24)."""
    if candidature.academie_id != eleve.service.academie_id:
        return []
    return ecarts(candidature, eleve, referentiel.contexte(eleve))


def differences_de(lignes: Iterable[LignePreinscription], academie: str) -> dict[int, list[Difference]]:
    """What the lines that wait for a decision say otherwise than their candidature, row by row."""
    referentiel = Referentiel(academie)
    differences = {}
    for ligne in lignes:
        ecole = referentiel.ecoles.get(ligne.donnees["ecole"])
        if ligne.candidature is not None and ligne.service is not None and ecole is not None:
            eleve = relire(ligne.donnees, ligne.service, ecole)
            differences[ligne.pk] = ecarts_de(ligne.candidature, eleve, referentiel)
    return differences


def _rapprocher(referentiel: Referentiel, lignes: Sequence[LigneControlee]) -> None:
    eleves = [ligne.eleve for ligne in lignes if ligne.eleve is not None]
    deja = connus(eleves)
    for ligne, eleve in zip(lignes, eleves, strict=True):
        ligne.candidature = deja.candidatures.get(eleve.cle)
        ligne.compte, ligne.numero_candidat = deja.comptes.get(eleve.empreinte, (None, ""))
        if ligne.candidature is not None:
            ligne.ecarts = ecarts_de(ligne.candidature, eleve, referentiel)
