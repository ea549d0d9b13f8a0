"""Staff correct a civil status that a candidature has locked: traced, told, on every active candidature (§8)."""

from typing import Any, cast

from accounts.models import User
from accounts.permissions import academies_visibles, nom_d_acteur
from accounts.services.creation import EtatCivil
from accounts.services.profil import corriger_etat_civil
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from cyclades.outbox.services import post
from registrations.contenu import Contenu
from registrations.contexte import Contexte
from registrations.enums import ETATS_ACTIFS
from registrations.models import Candidature, Rectification, Version
from registrations.rectifiables import ETAT_CIVIL

from .differences import differences
from .erreurs import SaisieIncomplete
from .instantane import etat_civil_de
from .journal import noter
from .naissance import verrouiller
from .rectifications import marquer_acceptee
from .reecriture import Comprendre, EnVigueur, Suite, a_l_identique, ecrire, prendre, rejugee

ACTION = "correction d'état civil"
MOTIF_MAX, PREUVE_MAX = 300, 150
FRANCE = "FR"
PARENTS = ("pere", "mere")


def peut_corriger(*, compte: User, par: User) -> bool:
    """Does this person follow every active candidature of the account? Else a superviseur corrects.

    A civil status is one for all candidatures: correcting it writes a version of each, which staff of one
    académie may not do in another (I-24).
    """
    actives = Candidature.objects.filter(compte=compte, etat__in=ETATS_ACTIFS)
    return not actives.exclude(academie__in=academies_visibles(par)).exists()


def corriger_identite(
    *,
    candidature_id: int,
    vu: str,
    etat_civil: EtatCivil,
    par: User,
    motif: str,
    preuve: str,
    comprendre: Comprendre,
    demande_id: int | None = None,
) -> list[Version]:
    """Correct the civil status of a candidature's account; the versions written, one per active candidature.

    In one transaction in the name of `par`: the account, its trace (from what to what, why, which proof), the
    next version of each active candidature that it changes, their journals and mails; without any, one mail to the
    account. The rules look at the birth date only: another one has the candidatures judged anew, otherwise the
    rest of a version stays to the letter. `demande_id`: the request that this answers, which it closes.
    Raises `Refus`: corrected or answered meanwhile (CY009, I-18), a candidature in another académie, what the
    rules say against it, nothing to change. The caller has scoped the candidature.
    """
    with refus_traduits(), acteur(nom_d_acteur(par)):
        compte = User.objects.get(candidatures=candidature_id)
        ancienne = verrouiller(compte).date_naissance
        if not peut_corriger(compte=compte, par=par):
            raise Refus(
                "Cette personne a aussi une candidature active dans une académie que vous ne suivez pas : "
                "demandez la correction à un superviseur.",
                code="academies",
            )
        correction = corriger_etat_civil(
            compte_id=compte.pk, vu=vu, etat_civil=etat_civil, agent=par, motif=motif, preuve=preuve
        )
        raison = f"{correction.motif} Justificatif : {correction.preuve}"
        versions = {}
        actives = Candidature.objects.filter(compte=compte, etat__in=ETATS_ACTIFS).order_by("pk")
        for pk in actives.values_list("pk", flat=True):
            prise = prendre(pk)
            ecrite = _reecrire(prise, par, raison, comprendre, rejuger=etat_civil.date_naissance != ancienne)
            if ecrite is not None:
                versions[pk] = ecrite
        if demande_id is not None:
            _repondre(demande_id, candidature_id, versions.get(candidature_id), par, correction.motif)
        if not versions:
            cle = f"compte.etat_civil_corrige:{correction.pk}"
            post("compte.etat_civil_corrige", ids={"correction": correction.pk}, cle=cle)
    return list(versions.values())


def _reecrire(prise: EnVigueur, par: User, raison: str, comprendre: Comprendre, *, rejuger: bool) -> Version | None:
    candidature, version = prise.candidature, prise.version
    suite = _suite(candidature, version, comprendre, rejuger=rejuger) if version else None
    if version is None or suite is None or not differences(version.contenu, suite.contenu):
        auteur, quand = nom_d_acteur(par), prise.maintenant
        noter(candidature=candidature, action=ACTION, acteur=auteur, quand=quand, motif=raison)
        return None
    return ecrire(prise=prise, suite=suite, auteur=nom_d_acteur(par), action=ACTION, motif=raison)


def _suite(candidature: Candidature, version: Version, comprendre: Comprendre, *, rejuger: bool) -> Suite:
    donnees: dict[str, Any] = dict(version.saisie)
    en_france = candidature.compte.profil.pays_naissance_id == FRANCE
    if en_france:  # the names of the parents are asked of people born abroad
        donnees["identification"] = {n: v for n, v in donnees["identification"].items() if n not in PARENTS}
    if rejuger:
        try:
            return rejugee(candidature=candidature, version=version, donnees=donnees, comprendre=comprendre)
        except SaisieIncomplete as incomplete:
            raise Refus(
                f"Avec cette date de naissance, les règles s'opposent à la candidature n° {candidature.numero_affiche} "
                f": {' '.join(incomplete.phrases)} Écartez-la ou faites-la rectifier d'abord.",
                code="regles",
            ) from incomplete
    contexte = Contexte(compte=candidature.compte, service=candidature.service, donnees=donnees)
    avant: Contenu = version.contenu
    gardes = ("nationalite",) if en_france else ("nationalite", *PARENTS)
    identite = {**etat_civil_de(contexte), **{nom: v for nom, v in avant["identite"].items() if nom in gardes}}
    return a_l_identique(candidature, version, cast(Contenu, {**avant, "identite": identite}), donnees)


def _repondre(demande_id: int, candidature_id: int, version: Version | None, par: User, motif: str) -> None:
    """Close the request about the civil status that this correction answers."""
    demande = Rectification.objects.select_for_update().get(pk=demande_id, candidature=candidature_id)
    if not demande.ouverte or demande.champ != ETAT_CIVIL.cle:
        raise Refus("Cette demande a déjà reçu une réponse. Rien n'a été changé.", code="CY009")
    if version is None:
        raise Refus("Rien ne change à l'inscription : refusez la demande en le disant.", code="identique")
    demande.reponse = motif
    marquer_acceptee(prendre(candidature_id), demande, version, par)
