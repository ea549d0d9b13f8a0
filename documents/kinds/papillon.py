"""Papillon de connexion: what a school hands to a pupil so that he signs in first (guide, chapter 8).

Unlike the other kinds, nothing of it is frozen: it bears a one-time code that is drawn with it and kept nowhere.
A papillon is never drawn again; another one bears another code.
"""

from dataclasses import dataclass
from urllib.parse import quote

from registrations.models import Candidature

from . import textes

TITRE = "Papillon de connexion"


@dataclass(frozen=True, slots=True)
class Papillon:
    """What is printed, in the order of the guide; `adresse_qr` carries login and code in its fragment, which no
    server ever receives."""

    academie: str
    ecole: str
    ecole_adresse: list[str]
    eleve: str
    classe: str
    numero_candidat: str
    numero_inscription: str
    examen: str
    session: str
    portail: str
    adresse: str
    adresse_qr: str
    login: str
    code: str


def construire(candidature: Candidature, *, code: str, portail: str, adresse: str) -> Papillon:
    """`portail` is the address of the home page, `adresse` that of « Première connexion »."""
    compte, ecole, session = candidature.compte, candidature.ecole, candidature.session
    if ecole is None:
        raise ValueError("a papillon is for a pupil of a school")
    coordonnees = [*textes.lignes(ecole.adresse), f"Tél : {ecole.telephone}" if ecole.telephone else ""]
    return Papillon(
        academie=candidature.academie.libelle_cyclades,
        ecole=ecole.libelle,
        ecole_adresse=[ligne for ligne in coordonnees if ligne],
        eleve=f"{compte.profil.nom_naissance} {compte.profil.prenoms}",
        classe=candidature.classe,
        numero_candidat=str(compte.numero_candidat),
        numero_inscription=candidature.numero_affiche,
        examen=session.examen.libelle_cyclades,
        session=session.mois_libelle,
        portail=portail,
        adresse=adresse,
        adresse_qr=f"{adresse}#{quote(compte.identifiant, safe='')}/{code}",
        login=compte.identifiant,
        code=code,
    )
