"""What the candidate declared, from his last saved version, beside the piece that must prove it."""

import datetime as dt

from registrations.contenu import Contenu
from registrations.models import Candidature, Version

Section = tuple[str, list[tuple[str, str]]]


def declarations(candidature: Candidature) -> list[Section]:
    """Titled lists of (label, value) of the version in force; empty when nothing was saved."""
    version = Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
    if version is None:
        return []
    contenu: Contenu = version.contenu
    return [
        ("Identité", _identite(contenu)),
        ("Candidature", _candidature(contenu)),
        ("Acquis déclarés", _acquis(contenu)),
    ]


def _identite(contenu: Contenu) -> list[tuple[str, str]]:
    identite, coordonnees = contenu["identite"], contenu["coordonnees"]
    naissance = dt.date.fromisoformat(identite["date_naissance"])
    departement = identite["departement_naissance"]
    lieu = ", ".join(
        morceau
        for morceau in (
            identite["commune_naissance"],
            departement["libelle"] if departement else "",
            identite["pays_naissance"]["libelle"],
        )
        if morceau
    )
    return [
        ("Civilité", identite["civilite"]["libelle"]),
        ("Nom de famille", identite["nom_naissance"]),
        ("Nom d'usage", identite["nom_usage"]),
        ("Prénoms", identite["prenoms"]),
        ("Né(e) le", f"{naissance:%d/%m/%Y}"),
        ("Lieu de naissance", lieu),
        ("Nationalité", identite["nationalite"]["libelle"]),
        ("Adresse", f"{coordonnees['voie']}, {coordonnees['code_postal']} {coordonnees['localite']}"),
        ("Adresse mail", coordonnees["mail"]),
    ]


def _candidature(contenu: Contenu) -> list[tuple[str, str]]:
    informations, qualification = contenu["informations"], contenu["qualification"]
    return [
        ("Spécialité", qualification["specialite"]["libelle"]),
        ("Catégorie du candidat", informations["categorie"]["libelle"]),
        ("Établissement", informations["etablissement"]["libelle"]),
        ("Forme de passage", qualification["forme_finale"]),
        ("Dérogation à la forme de passage", _oui_non(qualification["derogation_forme"])),
        ("Aménagement(s) d'épreuves au titre du handicap", _oui_non(informations["handicap"])),
        ("Dispenses au titre de la VAE", _oui_non(contenu["vae"])),
    ]


def _acquis(contenu: Contenu) -> list[tuple[str, str]]:
    return [(a["titre"], f"{a['annee']}, {a['academie']['libelle']}") for a in contenu["acquis"]]


def _oui_non(valeur: bool) -> str:
    return "Oui" if valeur else "Non"
