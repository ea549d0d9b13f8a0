"""Saved contents to issue documents about: the guide's example, and harder ones."""

import copy
import datetime as dt
from typing import Any

from documents.kinds import confirmation, textes
from documents.kinds.commun import Emission
from registrations.contenu import Contenu, EpreuveRetenue, PieceDemandee

EMIS_LE = dt.datetime(2021, 11, 10, 12, 16, 40, tzinfo=dt.UTC)
CODE = "7K3M9QXT2B4DHN5P"


def epreuve(code: str, titre: str, **autres: Any) -> EpreuveRetenue:
    dispense = autres.pop("dispense", False)
    base: EpreuveRetenue = {
        "code": code,
        "titre": titre,
        "parent": "",
        "nature": "obligatoire",
        "position": "DISPENSE" if dispense else "INSCRIT",
        "position_libelle": "Dispense" if dispense else "Inscrit",
        "option": "",
        "mode": "" if dispense else "Ponctuel",
        "coefficient": "",
        "duree_minutes": None,
        "raison": "Dispense : titulaire d'un autre CAP (arrêté du 30 août 2019, article 5)." if dispense else "",
        "source": "",
        "note": "",
    }
    return {**base, **autres}  # type: ignore[typeddict-item]


def piece(code: str, libelle: str, famille: str, raison: str = "") -> PieceDemandee:
    return {
        "cle": textes.pour_nom_de_fichier(code or libelle)[:30],
        "code": code,
        "libelle": libelle,
        "famille": textes.pour_nom_de_fichier(famille)[:30],
        "famille_libelle": famille,
        "obligatoire": True,
        "raison": raison,
        "alternatives": [],
    }


GUIDE: Contenu = {
    "schema": 1,
    "service": {
        "cle": "cap-2022-toulouse",
        "academie": {"code": "16", "libelle": "ACADÉMIE DE TOULOUSE"},
        "examen": {"code": "CAP", "libelle": "CERTIFICAT D'APTITUDE PROFESSIONNELLE"},
        "session": "CAP 2022",
        "session_mois": "JUIN 2022",
        "ouverture": "2021-11-01T07:00:00+00:00",
        "fermeture": "2021-11-29T17:00:00+00:00",
        "fuseau": "Europe/Paris",
        "libelle_heure": "heure de Paris",
        "pieces_mode": "EN_LIGNE",
        "pieces_ouverture": "2021-11-03T00:00:00+00:00",
        "pieces_fermeture": "2021-12-06T22:59:00+00:00",
        "instructions": "Corrigez au stylo rouge les erreurs que vous ne pouvez pas modifier en ligne.",
        "contact": {
            "academie": "ACADEMIE DE TOULOUSE",
            "nom": "Rectorat de Toulouse",
            "adresse": "15 voie verte\n31000 TOULOUSE",
            "mail": "rectorat@toulouse.example",
            "telephone": "",
        },
    },
    "identite": {
        "numero_candidat": "02146028333",
        "civilite": {"code": "MONSIEUR", "libelle": "MONSIEUR"},
        "nom_naissance": "ACCRALL",
        "nom_usage": "",
        "prenoms": "Dack",
        "date_naissance": "2004-11-28",
        "pays_naissance": {"code": "FR", "libelle": "FRANCE (DONT OUTRE-MER)"},
        "departement_naissance": {"code": "014", "libelle": "014 - CALVADOS"},
        "commune_naissance": "MAY-SUR-ORNE",
        "nationalite": {"code": "FR", "libelle": "Français"},
        "pere": "",
        "mere": "",
    },
    "coordonnees": {
        "pays": {"code": "FR", "libelle": "FRANCE (DONT OUTRE-MER)"},
        "voie": "15 voie verte",
        "complement_1": "",
        "complement_2": "",
        "complement_3": "",
        "code_postal": "31000",
        "localite": "TOULOUSE",
        "telephone_mobile": "0606060606",
        "telephone_fixe": "",
        "mail": "accrall@candidat.example",
    },
    "informations": {
        "situation": "",
        "categorie": {"code": "INDIVIDUEL_SALARIE", "libelle": "INDIVIDUEL SALARIE"},
        "amenagement_duree": False,
        "etablissement": {"code": "03100003", "libelle": "INDIV TOULOUSE"},
        "handicap": False,
        "amenagement_deja_accorde": None,
        "diffusion_presse": False,
        "diffusion_collectivites": False,
    },
    "qualification": {
        "specialite": {"code": "arts-broderie", "libelle": "Arts de la broderie"},
        "enseignement": "",
        "situation_professionnelle": "",
        "forme": "Globale",
        "derogation_forme": False,
        "forme_finale": "Globale",
    },
    "vae": False,
    "acquis": [
        {
            "regle": "cap-cap",
            "question": "J'ai obtenu un CAP ou un BEP d'une autre spécialité, ou obtenu un autre diplôme",
            "titre": "CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP",
            "type_droit": "épreuves dispensées dans la spécialité présentée",
            "annee": 2020,
            "academie": {"code": "16", "libelle": "TOULOUSE"},
            "notes": {},
            "reponses": {},
            "admis": True,
            "raison": "",
        }
    ],
    "epreuves": [
        epreuve("EP1", "Arts appliqués et histoire de la broderie"),
        epreuve("EP2", "Mise en oeuvre"),
        epreuve("EP2A", "Mise en oeuvre", parent="EP2", option="Broderie machine guidée main"),
        epreuve("EG1", "Français, histoire-géographie, enseignement moral et civique", dispense=True),
        epreuve("EG1A", "Français écrit", parent="EG1", dispense=True),
        epreuve("EG1B", "Français oral", parent="EG1", dispense=True),
        epreuve("EG1C", "Histoire-géographie et enseignement moral et civique", parent="EG1", dispense=True),
        epreuve("EG2", "Etude mathématique et scientifique", dispense=True),
        epreuve("EG3", "Education physique et sportive", dispense=True),
        epreuve("EG4", "Langue Vivante Etrangère", option="Allemand"),
        epreuve("EG4A", "Langue vivante : écrite", parent="EG4", option="Allemand"),
        epreuve("EG4B", "Langue vivante : orale", parent="EG4", option="Allemand"),
        epreuve("EG5", "Prévention, santé, environnement", dispense=True),
    ],
    "pieces": [
        piece("CINSIG01", "Confirmation d'inscription signée", "Confirmation d'inscription"),
        piece("NATIDE01", "Document justifiant la nationalité française", "Nationalité", "Demandée à tous."),
        piece(
            "PSNATT01",
            "Certificat de participation ou d'exemption à la JDC",
            "Position régulière au regard du code du service national",
            "Vous êtes Français et avez entre 16 et 25 ans.",
        ),
        piece("", "Diplôme ou relevé de notes du CAP obtenu en 2020", "Acquis", "Vous avez déclaré un autre CAP."),
    ],
}


def guide(**remplacements: dict[str, Any]) -> Contenu:
    """The guide's example, with the keys of some blocks replaced: `guide(identite={"prenoms": "…"})`."""
    contenu: Any = copy.deepcopy(GUIDE)
    for bloc, valeurs in remplacements.items():
        contenu[bloc].update(valeurs)
    return contenu  # type: ignore[no-any-return]


def hostile() -> Contenu:
    """Names that try to break the page: markup, addresses, right-to-left, 300 characters without a space."""
    contenu = guide(
        identite={
            "nom_naissance": "<img src=file:///etc/passwd><script>alert(1)</script>&amp;",
            "prenoms": "محمد أمين בן־דוד Ngọc Ærøskøbing Łukasz",
            "nom_usage": "W" * 300,
            "pere": "</td></tr></table>{{ d.code }}",
        },
        coordonnees={"voie": "http://169.254.169.254/ " + "é" * 300, "localite": "Ｌ’ＨＡŸ-LES-ROSES 中文 😀"},
    )
    contenu["service"]["instructions"] = "<link rel=stylesheet href=http://127.0.0.1/a.css>\n" + "x" * 2000
    return contenu


def trente_epreuves() -> Contenu:
    contenu = guide()
    contenu["epreuves"] = [
        epreuve(
            f"E{n}",
            "Épreuve de synthèse à l'intitulé particulièrement développé, y compris ses prolongements"
            + " et leurs suites possibles" * 3 * (n % 3),
            dispense=n % 3 == 0,
            nature="facultative" if n > 26 else "obligatoire",
        )
        for n in range(1, 31)
    ]
    return contenu


def emission(**autres: Any) -> Emission:
    code = autres.pop("code", CODE)
    base: dict[str, Any] = {"numero_inscription": 1, "version": 1, "emis_le": EMIS_LE}
    return Emission(code=code, adresse_verification=f"https://portail.example/verification/{code}/", **base | autres)


def contexte(contenu: Contenu | None = None, *, differences: Any = (), **autres: Any) -> confirmation.Confirmation:
    return confirmation.construire(contenu or GUIDE, emission(**autres), differences)
