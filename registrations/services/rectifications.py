"""Requests of rectification: asked and withdrawn by the candidate, accepted or refused by staff (specification §5)."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from cyclades.outbox.services import post
from registrations.contenu import Difference
from registrations.enums import ETATS_ACTIFS, EtatRectification
from registrations.models import Candidature, Rectification, Version
from registrations.rectifiables import ETAT_CIVIL, PAR_CLE, Rectifiable
from registrations.states import CANDIDAT

from .differences import differences
from .erreurs import SaisieIncomplete
from .journal import noter
from .reecriture import Comprendre, EnVigueur, Suite, ecrire, prendre, rejugee

MOTIF_MAX = 500
PERIME = "Ces informations ont changé entre-temps. Relisez la demande et le dossier avant de décider."


def demander(
    *,
    candidature_id: int,
    vu: int,
    point: Rectifiable,
    valeurs: Mapping[str, list[str]],
    changements: list[Difference],
    explication: str,
) -> Rectification:
    """Record what the candidate asks, in his own name; call it inside a transaction, a proof may follow.

    Raises `Refus`: nothing would change, the version read (`vu`) is no longer in force (CY009), a request on
    this point is open already, the candidature is not active or its service not closed (CY013).
    """
    if not changements:
        raise Refus("C'est déjà ce qui est enregistré : il n'y a rien à rectifier.", code="identique")
    with refus_traduits():
        prise = prendre(candidature_id)
        if prise.candidature.version_courante != vu:
            raise Refus("Votre inscription a changé entre-temps. Relisez-la avant de demander.", code="CY009")
        if prise.candidature.etat not in ETATS_ACTIFS or not prise.ferme:
            raise Refus("Une rectification se demande après la clôture, pour une candidature active.", code="CY013")
        demande = Rectification(
            candidature=prise.candidature,
            champ=point.cle,
            libelle=point.libelle,
            valeurs=dict(valeurs),
            changements=changements,
            version_lue=vu,
            explication=explication,
            etat=EtatRectification.DEMANDEE,
            cree_le=prise.maintenant,
        )
        demande.save(force_insert=True)
        _journal(prise, "rectification demandée", CANDIDAT, demande)
    return demande


def retirer(*, demande_id: int) -> Rectification:
    """The candidate gives his request up. Raises `Refus` (CY009) when it was answered meanwhile."""
    with refus_traduits(), transaction.atomic():
        prise, demande = _prendre(demande_id)
        demande.etat = EtatRectification.RETIREE
        _clore(prise, demande, CANDIDAT)
        _journal(prise, "rectification retirée", CANDIDAT, demande)
    return demande


def refuser(*, demande_id: int, par: User, motif: str) -> Rectification:
    """Say no, with a reason that the candidate reads, by mail and on his page.

    Raises `Refus`: no reason, or answered meanwhile (CY009, I-18). The caller has scoped the request.
    """
    if not motif.strip():
        raise Refus("Indiquez le motif : le candidat le lira.", champ="reponse", code="motif")
    with refus_traduits(), acteur(nom_d_acteur(par)):
        prise, demande = _prendre(demande_id)
        demande.etat, demande.reponse = EtatRectification.REFUSEE, motif.strip()[:MOTIF_MAX]
        _clore(prise, demande, nom_d_acteur(par))
        _journal(prise, "rectification refusée", nom_d_acteur(par), demande, demande.reponse)
        post("candidature.rectification_refusee", ids={"rectification": demande.pk}, cle=f"rectification:{demande.pk}")
    return demande


def accepter(*, demande_id: int, vu: int, par: User, reponse: str = "", comprendre: Comprendre) -> Rectification:
    """Apply what is asked as the candidature's next version, judged as « Enregistrer » judges.

    `vu` is the version that was beside the request. The version says who, the mail « Modification
    d'inscription » what changed. Raises `Refus`: answered or changed meanwhile (CY009, I-18), candidature no
    longer active (CY013), what the rules say against it. The caller has scoped the request.
    """
    with refus_traduits(), acteur(nom_d_acteur(par)):
        prise, demande = _prendre(demande_id)
        candidature, version = prise.candidature, prise.version
        if version is None or candidature.etat not in ETATS_ACTIFS:
            raise Refus("Cette candidature n'est plus active : rien ne peut y être changé.", code="CY013")
        if version.numero != vu:
            raise Refus(PERIME, code="CY009")
        suite = proposer(candidature=candidature, version=version, demande=demande, comprendre=comprendre)
        if not differences(version.contenu, suite.contenu):
            raise Refus("Ce qui est demandé est déjà enregistré : refusez la demande en le disant.", code="identique")
        demande.reponse = reponse.strip()[:MOTIF_MAX]
        nouvelle = ecrire(
            prise=prise,
            suite=suite,
            auteur=nom_d_acteur(par),
            action="rectification acceptée",
            motif=f"{demande.libelle}. {demande.reponse}".strip(),
        )
        marquer_acceptee(prise, demande, nouvelle, par)
    return demande


def marquer_acceptee(prise: EnVigueur, demande: Rectification, version: Version, par: User) -> None:
    """Close a request of `prise` with the version that it gave."""
    demande.etat, demande.version = EtatRectification.ACCEPTEE, version
    _clore(prise, demande, nom_d_acteur(par))


def proposer(*, candidature: Candidature, version: Version, demande: Rectification, comprendre: Comprendre) -> Suite:
    """The next version that accepting would write; raises `Refus` with what the rules say against it."""
    point = PAR_CLE.get(demande.champ)
    if point is None or point is ETAT_CIVIL:
        raise Refus("Cette demande se règle par une correction d'état civil.", code="etat_civil")
    donnees = {**version.saisie, point.onglet: {**version.saisie.get(point.onglet, {}), **demande.valeurs}}
    try:
        return rejugee(candidature=candidature, version=version, donnees=donnees, comprendre=comprendre)
    except SaisieIncomplete as incomplete:
        raise Refus("Les règles s'y opposent. " + " ".join(incomplete.phrases), code="regles") from incomplete


def _prendre(demande_id: int) -> tuple[EnVigueur, Rectification]:
    """Locks in the order of « Enregistrer », account then candidature, and the request last; still open, or `Refus`."""
    candidature_id = Rectification.objects.values_list("candidature_id", flat=True).get(pk=demande_id)
    prise = prendre(candidature_id)
    demande = Rectification.objects.select_for_update().get(pk=demande_id)
    if not demande.ouverte:
        raise Refus(
            f"Cette demande a déjà reçu une réponse : « {demande.get_etat_display()} ». Rien n'a été changé.",
            code="CY009",
        )
    return prise, demande


def _clore(prise: EnVigueur, demande: Rectification, par: str) -> None:
    demande.close_le, demande.close_par = prise.maintenant, par
    demande.save(update_fields=["etat", "close_le", "close_par", "reponse", "version"])


def _journal(prise: EnVigueur, action: str, par: str, demande: Rectification, motif: str = "") -> None:
    phrase = f"{demande.libelle}. {motif}" if motif else demande.libelle
    noter(candidature=prise.candidature, action=action, acteur=par, quand=prise.maintenant, motif=phrase[:500])
