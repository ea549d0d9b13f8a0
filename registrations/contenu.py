"""Shape of `Version.contenu`, the frozen snapshot that a save writes.

It is what PDFs, pieces, mails and staff pages read: they never look at the draft, and never join
the catalogue again. Dates are ISO strings (`2004-11-28`), instants ISO with offset in UTC.
Every code travels with its label, as shown at the time of saving.
"""

from typing import NotRequired, TypedDict

# The family of the piece that signs what was saved: a version that changes something makes it out of date.
FAMILLE_CONFIRMATION = "CONFIRMATION"


class Libelle(TypedDict):
    code: str
    libelle: str


class Contact(TypedDict):
    academie: str
    nom: str
    adresse: str
    mail: str
    telephone: str


class Service(TypedDict):
    cle: str
    academie: Libelle
    examen: Libelle
    session: str  # « CAP 2022 »
    session_mois: str  # « JUIN 2022 »
    ouverture: str
    fermeture: str
    fuseau: str
    libelle_heure: str
    pieces_mode: str
    pieces_ouverture: str | None
    pieces_fermeture: str
    instructions: str
    contact: Contact


class Identite(TypedDict):
    numero_candidat: str
    civilite: Libelle
    nom_naissance: str
    nom_usage: str
    prenoms: str
    date_naissance: str
    pays_naissance: Libelle
    departement_naissance: Libelle | None
    commune_naissance: str  # commune in France, town abroad
    nationalite: Libelle
    pere: str
    mere: str


class Coordonnees(TypedDict):
    pays: Libelle
    voie: str
    complement_1: str
    complement_2: str
    complement_3: str
    code_postal: str
    localite: str
    telephone_mobile: str
    telephone_fixe: str
    mail: str


class Informations(TypedDict):
    situation: str
    categorie: Libelle
    amenagement_duree: bool
    etablissement: Libelle  # code may be ""
    handicap: bool
    amenagement_deja_accorde: bool | None
    diffusion_presse: bool
    diffusion_collectivites: bool
    modalites: NotRequired[list[str]]  # what the service asked to accept, one sentence each; absent before they were


class Qualification(TypedDict):
    specialite: Libelle
    enseignement: str
    situation_professionnelle: str
    forme: str  # « Globale » / « Progressive »
    derogation_forme: bool
    forme_finale: str


class AcquisDeclare(TypedDict):
    regle: str
    question: str
    titre: str
    type_droit: str
    annee: int
    academie: Libelle
    notes: dict[str, str]  # code of épreuve → mark as typed, « 12,50 »
    reponses: dict[str, bool]
    admis: bool
    raison: str


class EpreuveRetenue(TypedDict):
    code: str
    titre: str
    parent: str
    nature: str  # « obligatoire » / « facultative »
    position: str  # registrations.enums.Position
    position_libelle: str
    option: str
    mode: str  # « Ponctuel » / « CCF » / ""
    coefficient: str  # "" when unknown
    duree_minutes: int | None
    raison: str
    source: str
    note: str  # kept mark, « 12,50 », or ""


class PieceDemandee(TypedDict):
    cle: str
    code: str
    libelle: str
    famille: str
    famille_libelle: str
    obligatoire: bool
    raison: str
    alternatives: list[str]


class Contenu(TypedDict):
    schema: int
    service: Service
    identite: Identite
    coordonnees: Coordonnees
    informations: Informations
    qualification: Qualification
    vae: bool
    acquis: list[AcquisDeclare]
    epreuves: list[EpreuveRetenue]
    pieces: list[PieceDemandee]


class Difference(TypedDict):
    """A line of `Version.differences`: « Langue vivante : Allemand → Anglais »; "" when there was nothing."""

    libelle: str
    avant: str
    apres: str


def a_signer(contenu: Contenu) -> bool:
    """Is a signed confirmation among the pieces of this version?"""
    return any(piece["famille"] == FAMILLE_CONFIRMATION for piece in contenu["pieces"])
