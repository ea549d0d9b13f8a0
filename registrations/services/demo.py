"""The candidatures of the demonstration: the guide's pupil, pre-registered by her school (chapter 8), and her class."""

import datetime as dt

from accounts.models import User
from accounts.services.creation import EtatCivil
from accounts.services.demo import ELEVE
from cyclades.common import clock
from cyclades.common.acteur import acteur
from registrations.enums import Origine
from registrations.imports.controle import connus
from registrations.imports.eleve import Eleve
from registrations.models import Candidature
from sessions_cfg.models import Departement, Etablissement, Pays, ServiceInscription
from sessions_cfg.queries import services_ouverts

from .preinscription import preinscrire, preinscrire_nouveaux

TOULOUSE = "16"
CLASSE = "DIV1"
AUTEUR = "systeme:demo"
CAMARADES = (
    ("MADAME", "BELAIR", "Inès", dt.date(2004, 3, 14)),
    ("MONSIEUR", "CASTEL", "Hugo", dt.date(2003, 11, 2)),
    ("MADAME", "DELMAS", "Lina", dt.date(2004, 7, 30)),
    ("MONSIEUR", "ESCOFFIER", "Noé", dt.date(2004, 1, 19)),
    ("MADAME", "FABRE", "Jeanne", dt.date(2003, 12, 8)),
)
SAISIE = {
    "identification": {
        "nationalite": ["FRA"],
        "pays": ["FR"],
        "voie": ["15 voie verte"],
        "code_postal": ["31000"],
        "localite": ["TOULOUSE"],
    },
    "informations": {"categorie": ["SCOLAIRE"], "etablissement": ["lyc-bellevue-toulouse"]},
    "qualification": {"specialite": ["CAP-50033205"], "forme": ["Globale"]},
}


def preinscrire_l_eleve_de_demonstration() -> Candidature | None:
    """Pre-register her in the CAP of Toulouse open now; None when none is, or when it was done before."""
    eleve = User.objects.select_related("profil").get(identifiant=ELEVE)
    service = _service()
    if service is None or Candidature.objects.filter(compte=eleve, session=service.session_id).exists():
        return None
    return preinscrire(
        compte=eleve, service=service, origine=Origine.ETABLISSEMENT, saisie=SAISIE, classe=CLASSE, par=AUTEUR
    )


def preinscrire_sa_classe() -> int:
    """The other pupils of her class, as an import makes them; how many are new."""
    service = _service()
    if service is None:
        return 0
    ecole = Etablissement.objects.get(cle=SAISIE["informations"]["etablissement"][0])
    france, departement = Pays(pk="FR"), Departement(pk="31")
    eleves = [
        Eleve(
            EtatCivil(civilite, nom, "", prenoms, naissance, france, departement, "", "TOULOUSE", "31555"),
            service,
            ecole,
            CLASSE,
            SAISIE,
        )
        for civilite, nom, prenoms, naissance in CAMARADES
    ]
    deja = connus(eleves).candidatures
    nouveaux = [e for e in eleves if e.cle not in deja]
    with acteur(AUTEUR):
        return len(preinscrire_nouveaux(eleves=nouveaux, par=AUTEUR)) if nouveaux else 0


def _service() -> ServiceInscription | None:
    """The CAP of Toulouse open now."""
    return services_ouverts(clock.maintenant()).filter(academie=TOULOUSE, session__examen="CAP").first()
