"""Files of pupils, and what imports them, for the tests."""

import datetime as dt
import uuid
from collections.abc import Sequence

from accounts.enums import Role
from accounts.models import User
from accounts.services.creation import EtatCivil
from cyclades.common import clock
from registrations.enums import GenreLot
from registrations.imports import colonnes
from registrations.imports.controle import Rapport, controler
from registrations.models import LignePreinscription, LotPreinscription
from registrations.services.lots import lancer_import
from sessions_cfg.models import Departement, Pays
from tests.usines import personnel

TOULOUSE = "16"
ACCAME = {
    "etablissement": "0310038Y",
    "classe": "DIV1",
    "examen": "CAP",
    "session": "JUIN 2022",
    "specialite": "50033205",
    "forme": "Globale",
    "options": "EF1=Non inscrit",
    "civilite": "Mme",
    "nom": "ACCAME",
    "prenoms": "Acculi",
    "date_naissance": "20/09/2001",
    "departement_naissance": "31",
    "commune_naissance": "Toulouse",
    "nationalite": "FRA",
    "adresse": "15 voie verte",
    "code_postal": "31000",
    "localite": "TOULOUSE",
}


def responsable(*academies: str) -> User:
    return personnel(*(academies or (TOULOUSE,)), role=Role.RESPONSABLE)


def fichier(
    lignes: Sequence[dict[str, str]],
    *,
    separateur: str = ";",
    encodage: str = "utf-8",
    titres: Sequence[str] = tuple(colonnes.NOMS),
) -> bytes:
    """The CSV of these lines, each ACCAME's but for what it says."""
    toutes = [titres, *[[{**ACCAME, **ligne}.get(titre, "") for titre in titres] for ligne in lignes]]
    return "".join(separateur.join(cellules) + "\r\n" for cellules in toutes).encode(encodage)


def eleves(nombre: int, **autres: str) -> list[dict[str, str]]:
    """That many pupils of different names."""
    return [{"nom": f"ELEVE{rang:05d}", "prenoms": f"Prénom {_lettres(rang)}", **autres} for rang in range(nombre)]


def _lettres(rang: int) -> str:
    return "".join(chr(97 + int(c)) for c in str(rang))


def controle(lignes: Sequence[dict[str, str]]) -> Rapport:
    return controler(fichier(lignes), academie=TOULOUSE)


def fautes(*lignes: dict[str, str]) -> list[str]:
    return [str(e) for e in controle(lignes).erreurs]


def importer(lignes: Sequence[dict[str, str]], par: User) -> LotPreinscription:
    """Launch the import of these lines; the outbox does the rest."""
    return lancer_import(rapport=controle(lignes), academie=TOULOUSE, par=par, cle=uuid.uuid4())


def en_attente() -> LotPreinscription:
    """A batch of one pupil, whom no worker was asked for."""
    maintenant = clock.maintenant()
    lot = LotPreinscription.objects.create(
        genre=GenreLot.ELEVES,
        academie_id=TOULOUSE,
        auteur=responsable(),
        cle_formulaire=uuid.uuid4(),
        total=1,
        cree_le=maintenant,
    )
    LignePreinscription.objects.create(lot=lot, rang=0, ligne=2, brut={"nom": "ACCAME"})
    return lot


def etat_civil(**autres: object) -> EtatCivil:
    """ACCAME's, as another year's account may hold it."""
    civil: dict[str, object] = {
        "civilite": "MADAME",
        "nom_naissance": "Accamé",
        "nom_usage": "",
        "prenoms": "ACCULI",
        "date_naissance": dt.date(2001, 9, 20),
        "pays_naissance": Pays(pk="FR"),
        "departement_naissance": Departement(pk="31"),
        "commune_naissance": "TOULOUSE",
        "commune_code": "31555",
    }
    return EtatCivil(**{**civil, **autres})  # type: ignore[arg-type]
