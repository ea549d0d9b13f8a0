"""The registered candidate of the demonstration: every tab filled, then « Enregistrer », as pages do it."""

from accounts.models import User
from accounts.services.demo import CONVOQUE
from cyclades.common import clock
from registrations.models import Brouillon, Candidature
from registrations.services.demo import TOULOUSE
from registrations.services.saving import enregistrer
from registrations.wizard.parcours import Parcours
from sessions_cfg.queries import services_ouverts

SAISIE = {
    "identification": {
        "nationalite": ["FRA"],
        "pays": ["FR"],
        "voie": ["3 rue du Taur"],
        "code_postal": ["31000"],
        "localite": ["TOULOUSE"],
        "telephone_mobile": ["0606060606"],
        "mail": [CONVOQUE],
    },
    "informations": {
        "categorie": ["INDIVIDUEL_SALARIE"],
        "amenagement_duree": ["non"],
        "etablissement": ["indiv-toulouse"],
        "handicap": ["non"],
        "diffusion_presse": ["non"],
        "diffusion_collectivites": ["non"],
    },
    "qualification": {"specialite": ["CAP-50024127"], "forme": ["Globale"], "derogation_forme": ["non"]},
    "acquis": {
        "questions": ["DIPLOME"],
        "titres": ["DIPLOME/CAP-CAP"],
        "annee_CAP-CAP": ["2020"],
        "academie_CAP-CAP": ["16"],
        "dispenses_montrees": ["EG1", "EG2", "EG3", "EG5"],
        "dispenses": ["EG1", "EG2", "EG3", "EG5"],
    },
    "epreuves": {
        "option_EP2A": ["Broderie machine guidée main"],
        "option_EG4": ["Allemand"],
        "position_EF1": ["NON_INSCRIT"],
    },
}


def inscrire_le_convoque() -> Candidature | None:
    """Register him in the CAP of Toulouse open now; None when none is, or when it was done before."""
    compte = User.objects.select_related("profil").get(identifiant=CONVOQUE)
    instant = clock.maintenant()
    service = services_ouverts(instant).filter(academie=TOULOUSE, session__examen="CAP").first()
    if service is None or Candidature.objects.filter(compte=compte, session=service.session_id).exists():
        return None
    brouillon, _ = Brouillon.objects.get_or_create(
        compte=compte,
        service=service,
        defaults={"donnees": SAISIE, "onglets_faits": sorted(SAISIE), "cree_le": instant, "modifie_le": instant},
    )
    parcours = Parcours(compte=compte, brouillon=brouillon)
    if parcours.a_reprendre():
        return None  # opened by hand meanwhile, or a catalogue that asks for more
    return enregistrer(
        compte=compte,
        brouillon=brouillon,
        revision=brouillon.revision,
        cle=brouillon.cle_formulaire,
        saisie=parcours.saisie(),
        contexte=parcours.contexte,
    ).candidature
