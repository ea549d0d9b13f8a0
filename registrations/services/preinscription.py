"""Pre-registration: a candidature *À compléter*, entered before the candidate comes (specification §5, guide ch. 8)."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError

from accounts.models import CandidateProfile, User
from accounts.services.scolaires import empreinte_civile
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from registrations import queries
from registrations.contexte import Contexte
from registrations.enums import Etat, Origine
from registrations.models import Candidature
from registrations.preinscription import RESERVES, Preinscription
from registrations.saisie import Donnees, premiere
from registrations.states import CANDIDAT, genre_d_acteur
from sessions_cfg.models import Etablissement, ServiceInscription

from .brouillons import saisie_conservable
from .erreurs import DejaInscrit
from .journal import noter
from .naissance import geler, naitre, verrouiller

ONGLETS = ("identification", "informations", "qualification", "acquis", "epreuves")
CLASSE_MAX = 60
MANQUES = {
    "categorie": "Indiquez la catégorie du candidat.",
    "etablissement": "Indiquez l'établissement.",
    "specialite": "Indiquez la spécialité.",
}


def preinscrire(
    *,
    compte: User,
    service: ServiceInscription,
    origine: Origine,
    saisie: Mapping[str, Mapping[str, Iterable[str]]],
    par: str,
    classe: str = "",
) -> Candidature:
    """Create a candidature *À compléter* in the name of `par`, `gestionnaire:<id>` or `systeme:<what>`; journaled.

    `saisie` is what is known already, as it would be typed: tab → field → values. From a school it holds at least
    catégorie, établissement (its key) and spécialité, which the candidate will see and not change; a redoublant may
    change everything. The civil status is frozen, as by a first save (I-05). The service may not be open yet.
    Raises `Refus`, whose `champ` is the field at fault, `DejaInscrit`, `NumerosEpuises`; nothing is then written.
    """
    if origine is Origine.GRAND_PUBLIC or genre_d_acteur(par) == CANDIDAT:
        raise ValueError("a candidate never pre-registers himself")
    if inconnus := set(saisie) - set(ONGLETS):
        raise ValueError(f"no such tab: {sorted(inconnus)}")
    propre = {onglet: saisie_conservable(valeurs) for onglet, valeurs in saisie.items()}
    try:
        with refus_traduits(), acteur(par):
            return _preinscrire(compte, service, Preinscription(origine, propre, classe=classe[:CLASSE_MAX]), par)
    except IntegrityError as erreur:
        if "reg_une_active_par_session" in str(erreur):
            raise DejaInscrit(None) from erreur
        raise


def _preinscrire(compte: User, service: ServiceInscription, avant: Preinscription, par: str) -> Candidature:
    if service.session.archivee_le is not None:
        raise Refus("Cette session est archivée : personne ne peut plus y être préinscrit.")
    identite = verrouiller(compte)
    compte.profil = identite
    contexte = Contexte(compte=compte, service=service, donnees=avant.saisie, preinscription=avant)
    _verifier(contexte)
    maintenant = clock.maintenant()
    etablissement = _etablissement(avant.saisie)
    candidature = naitre(
        compte=compte,
        service=service,
        etat=Etat.A_COMPLETER,
        maintenant=maintenant,
        origine=avant.origine,
        specialite_id=premiere(avant.saisie.get("qualification", {}), "specialite") or None,
        etablissement=str(etablissement)[:200] if etablissement else "",
        ecole=etablissement if avant.par_l_etablissement else None,
        cle_eleve=cle_eleve(identite, service, avant) if avant.par_l_etablissement else "",
        classe=avant.classe,
        preinscription=avant.saisie,
    )
    geler(identite, maintenant)
    noter(candidature=candidature, action="preinscription", acteur=par, quand=maintenant, vers=Etat.A_COMPLETER)
    return candidature


def cle_eleve(identite: CandidateProfile, service: ServiceInscription, avant: Preinscription) -> str:
    """What names a pupil within a session, by his civil status (I-01 is about addresses, and he has none)."""
    plusieurs = service.session.examen.plusieurs_specialites
    specialite = premiere(avant.saisie.get("qualification", {}), "specialite") if plusieurs else ""
    return f"{service.session_id}:{specialite}:{empreinte_civile(identite)}"


def _etablissement(saisie: Donnees) -> Etablissement | None:
    return Etablissement.objects.filter(cle=premiere(saisie.get("informations", {}), "etablissement")).first()


def _verifier(contexte: Contexte) -> None:
    """What was entered must be of this session; the rest is judged when the candidate saves."""
    avant = contexte.preinscription
    informations, qualification = (avant.saisie.get(o, {}) for o in ("informations", "qualification"))
    if avant.par_l_etablissement:
        for onglet, champs in RESERVES.items():
            for champ in champs:
                if not avant.donnee(onglet, champ):
                    raise Refus(MANQUES[champ], champ=champ)
        if not _est_une_ecole(contexte, premiere(informations, "etablissement")):
            raise Refus("Cet établissement n'est pas une école de cette académie.", champ="etablissement")
        categorie = premiere(informations, "categorie")
        offerte = next((c for c in contexte.decision.categories if c.code == categorie), None)
        if offerte is None:
            raise Refus("Cette catégorie n'est pas celle d'un candidat en établissement.", champ="categorie")
        if not offerte.admise:
            raise Refus(offerte.raison, champ="categorie")
    specialite = premiere(qualification, "specialite")
    if specialite and specialite not in {s.code for s in contexte.specialites}:
        raise Refus("Cette spécialité n'est pas proposée à cette session.", champ="specialite")


def _est_une_ecole(contexte: Contexte, cle: str) -> bool:
    academies = queries.academies_du_service(contexte.service.academie_id)
    return Etablissement.objects.filter(cle=cle, individuel=False, academie__in=academies).exists()
