"""The dry run: which documents a file asks for, and a sentence for each line that is wrong. Reads, never writes."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet

from cyclades.common import lecture_csv
from documents.enums import Kind
from documents.models import DocumentVersion
from registrations.enums import ETATS_ACTIFS, Etat, Position
from registrations.models import Candidature, Version

from . import colonnes

PAR_LECTURE = 1000
Cle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Erreur:
    ligne: int
    phrase: str

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.phrase}"


@dataclass(slots=True)
class DocumentDemande:
    """One document, from one line or several: `lignes` are their numbers, `donnees` what they say."""

    numeros: Cle
    serie: str
    lignes: list[int] = field(default_factory=list)
    donnees: list[dict[str, str]] = field(default_factory=list)
    candidature_id: int = 0
    prevision: str = ""

    def source(self, kind: str) -> str:
        """The sha256 of what is to be published: the same data give the same."""
        texte = json.dumps([kind, self.serie, self.donnees], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(texte.encode()).hexdigest()

    def lignes_affichees(self) -> str:
        suite = ", ".join(str(n) for n in self.lignes[:6])
        return f"{suite}…" if len(self.lignes) > 6 else suite


@dataclass(slots=True)
class Rapport:
    """What a file asks for. It can be published only when `erreurs` is empty."""

    kind: str
    lues: int = 0
    documents: list[DocumentDemande] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)


def controler(octets: bytes, *, kind: str, visibles: QuerySet[Candidature], aujourd_hui: dt.date) -> Rapport:
    """Check every line of a file. `visibles` are the candidatures of the person's académies (I-24).

    Raises `Refus` when the file is not such a list at all. A candidature of another académie and one that does
    not exist get the same answer.
    """
    lignes = lecture_csv.lire(octets, colonnes=colonnes.noms(kind), obligatoires=colonnes.obligatoires(kind))
    return controler_lignes(lignes, kind=kind, visibles=visibles, aujourd_hui=aujourd_hui)


def controler_lignes(
    lignes: Iterable[lecture_csv.LigneLue], *, kind: str, visibles: QuerySet[Candidature], aujourd_hui: dt.date
) -> Rapport:
    """As `controler`, for lines that come from a form."""
    rapport = Rapport(kind)
    demandes: dict[tuple[Cle, str], DocumentDemande] = {}
    vues: dict[tuple[object, ...], int] = {}
    for ligne in lignes:
        rapport.lues += 1
        compris: dict[str, str] = {}
        faute = lecture_csv.faute_de_forme(ligne.valeurs)
        if not faute:
            compris, faute = colonnes.comprendre(kind, ligne.valeurs)
        if not faute:
            faute = _ranger(ligne.numero, compris, kind, demandes, vues, aujourd_hui)
        if faute:
            rapport.erreurs.append(Erreur(ligne.numero, faute))
    rapport.documents = list(demandes.values())
    for debut in range(0, len(rapport.documents), PAR_LECTURE):
        rapport.erreurs += _rapprocher(rapport.documents[debut : debut + PAR_LECTURE], kind, visibles)
    rapport.erreurs.sort(key=lambda e: e.ligne)
    return rapport


def prevoir(rapport: Rapport) -> None:
    """Say of each document what publishing would do: a first version, another one, or nothing (1 query a thousand)."""
    for debut in range(0, len(rapport.documents), PAR_LECTURE):
        demandes = rapport.documents[debut : debut + PAR_LECTURE]
        en_vigueur = {
            (candidature, serie): (numero, source)
            for candidature, serie, numero, source in DocumentVersion.objects.filter(
                document__candidature__in=[d.candidature_id for d in demandes],
                document__kind=rapport.kind,
                retiree_le=None,
            )
            .order_by("numero")
            .values_list("document__candidature", "document__serie", "numero", "source")
        }
        for demande in demandes:
            numero, source = en_vigueur.get((demande.candidature_id, demande.serie), (0, ""))
            if source and source == demande.source(rapport.kind):
                demande.prevision = f"inchangé : la version {numero:02d} dit déjà la même chose"
            else:
                demande.prevision = f"remplace la version {numero:02d}" if numero else "première version"


def _ranger(
    numero: int,
    compris: dict[str, str],
    kind: str,
    demandes: dict[tuple[Cle, str], DocumentDemande],
    vues: dict[tuple[object, ...], int],
    aujourd_hui: dt.date,
) -> str:
    """Put a line with the others of its document; what it contradicts or repeats, "" when nothing."""
    cle = (compris.pop("candidat"), compris.pop("inscription")), compris.pop("serie", "")
    double = (*cle, *(compris.get(nom, "") for nom in colonnes.CLES[kind]))
    premiere = vues.setdefault(double, numero)
    if premiere != numero:
        return f"elle répète la ligne {premiere} (même candidat, même {' et même '.join(colonnes.CLES[kind])})"
    if kind == Kind.CONVOCATION and dt.date.fromisoformat(compris["date"]) < aujourd_hui:
        return f"la date du {dt.date.fromisoformat(compris['date']):%d/%m/%Y} est passée"
    demande = demandes.setdefault(cle, DocumentDemande(*cle))
    if demande.donnees:
        for colonne in colonnes.COLONNES[kind]:
            if colonne.commune and demande.donnees[0].get(colonne.nom) != compris.get(colonne.nom):
                return f"« {colonne.nom} » n'est pas celle de la ligne {demande.lignes[0]}, pour le même document"
    demande.lignes.append(numero)
    demande.donnees.append(compris)
    return ""


def _rapprocher(demandes: Sequence[DocumentDemande], kind: str, visibles: QuerySet[Candidature]) -> Iterator[Erreur]:
    """Find the candidatures of these documents, and what their saved version refuses (2 queries)."""
    trouvees = {
        (c["compte__numero_candidat"], f"{c['numero']:03d}"): c
        for c in visibles.filter(compte__numero_candidat__in={d.numeros[0] for d in demandes})
        .order_by()
        .values("pk", "numero", "etat", "version_courante", "compte__numero_candidat")
    }
    positions = _positions([c["pk"] for c in trouvees.values()])
    for demande in demandes:
        candidature = trouvees.get(demande.numeros)
        faute = _faute_de_candidature(demande, candidature)
        if faute or candidature is None:
            yield from (Erreur(numero, faute) for numero in demande.lignes)
            continue
        demande.candidature_id = candidature["pk"]
        siennes = positions.get(candidature["pk"], {})
        for numero, donnees in zip(demande.lignes, demande.donnees, strict=True):
            faute = _faute_d_epreuve(kind, donnees.get("epreuve", ""), siennes)
            if faute:
                yield Erreur(numero, faute)


def _faute_de_candidature(demande: DocumentDemande, candidature: Mapping[str, Any] | None) -> str:
    if candidature is None:
        return f"aucune candidature n° {'-'.join(demande.numeros)} dans vos académies"
    if candidature["etat"] not in ETATS_ACTIFS:
        return f"la candidature n° {'-'.join(demande.numeros)} n'est plus active ({Etat(candidature['etat']).label})"
    if not candidature["version_courante"]:
        return f"la candidature n° {'-'.join(demande.numeros)} n'a encore rien d'enregistré"
    return ""


def _positions(candidatures: Sequence[int]) -> dict[int, dict[str, str]]:
    """For each candidature, where it stands for each épreuve of its version in force (1 query)."""
    lignes = (
        Version.objects.filter(candidature__in=candidatures, numero=F("candidature__version_courante"))
        .annotate(codes=_des_epreuves("code"), ou=_des_epreuves("position"))
        .values_list("candidature_id", "codes", "ou")
    )
    return {pk: dict(zip(codes_lus, ou, strict=True)) for pk, codes_lus, ou in lignes}


def _des_epreuves(cle: str) -> Func:
    """That key of every épreuve of a saved version, without bringing the rest of it."""
    gabarit = f"jsonb_path_query_array(%(expressions)s, '$.epreuves[*].{cle}')"
    return Func(F("contenu"), template=gabarit, output_field=JSONField())


def _faute_d_epreuve(kind: str, code: str, positions: dict[str, str]) -> str:
    if not code:
        return ""
    if code not in positions:
        return f"cette inscription ne comporte pas d'épreuve « {code} »"
    if kind == Kind.CONVOCATION and positions[code] != Position.INSCRIT:
        return f"le candidat ne passe pas l'épreuve « {code} » ({Position(positions[code]).label})"
    return ""
