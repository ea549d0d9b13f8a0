"""The candidature of the demonstration: the guide's pupil, pre-registered by her school (chapter 8)."""

from accounts.models import User
from accounts.services.demo import ELEVE
from cyclades.common import clock
from registrations.enums import Origine
from registrations.models import Candidature
from sessions_cfg.queries import services_ouverts

from .preinscription import preinscrire

TOULOUSE = "16"
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
    service = services_ouverts(clock.maintenant()).filter(academie=TOULOUSE, session__examen="CAP").first()
    if service is None or Candidature.objects.filter(compte=eleve, session=service.session_id).exists():
        return None
    return preinscrire(
        compte=eleve, service=service, origine=Origine.ETABLISSEMENT, saisie=SAISIE, classe="DIV1", par="systeme:demo"
    )
