"""A school corrects what it had entered of a pupil who has saved nothing yet (docs/imports.md).

The civil status is not its to correct here: another birth name is another pupil.
"""

from collections.abc import Collection, Container, Iterator

from cyclades.common.errors import Refus
from registrations.contenu import Difference
from registrations.contexte import Contexte
from registrations.enums import Etat, Origine
from registrations.imports.ecarts import (
    deja_inscrit,
    ecarts,
    empreinte,
    en_mots,
    fusionner,
    par_groupe,
    pareils,
    specialite_de,
)
from registrations.imports.eleve import Eleve
from registrations.models import Brouillon, Candidature
from registrations.preinscription import RESERVES, Preinscription
from registrations.saisie import Donnees, Valeurs

from .journal import noter
from .preinscription import champs, verifier
from .reecriture import prendre

ACTION = "correction"
MOTIF_MAX = 500
# What another catégorie, établissement or spécialité may make untrue.
DEPENDANTS = ("qualification", "acquis", "epreuves")


class CorrectionPerimee(Exception):
    """The school's entry is no longer what was shown to whoever decided."""


def corriger(*, candidature_id: int, eleve: Eleve, vu: str, academies: Container[str], par: str) -> bool:
    """Rewrite the school's entry as the line says it, in the caller's transaction, which names `par`; journaled.

    `vu` is the print of the entry that was shown beside the line (`imports.ecarts.empreinte`); what the line leaves
    empty stays. Under the locks of « Enregistrer »: a draft follows, where the pupil had not typed otherwise.
    False: the entry says so already. Raises `CorrectionPerimee`, and `Refus`: saved or no longer active meanwhile,
    what the session does not offer.
    """
    prise = prendre(candidature_id)
    candidature = prise.candidature
    avant: Donnees = candidature.preinscription
    saisie = fusionner(avant, eleve.saisie)
    corrigee = Preinscription(Origine.ETABLISSEMENT, saisie, classe=eleve.classe)
    contexte = Contexte(compte=candidature.compte, service=candidature.service, donnees=saisie, preinscription=corrigee)
    differences = ecarts(candidature, eleve, contexte)
    if not differences:
        return False
    if candidature.etat == Etat.INSCRIT:
        raise Refus(deja_inscrit(differences))
    if candidature.etat != Etat.A_COMPLETER:
        raise Refus("La candidature de cet élève n'est plus active.")
    if empreinte(candidature) != vu:
        raise CorrectionPerimee
    verifier(contexte, eleve.ecole, academies)
    ecrits = champs(corrigee, candidature.service, eleve.ecole, eleve.empreinte)
    for nom, valeur in ecrits.items():
        setattr(candidature, nom, valeur)
    candidature.modifiee_le = prise.maintenant
    candidature.save(update_fields=[*ecrits, "modifiee_le"])
    _suivre(candidature, avant, saisie)
    for dite in _en_lignes(differences):
        noter(candidature=candidature, action=ACTION, acteur=par, quand=prise.maintenant, motif=dite)
    return True


def _suivre(candidature: Candidature, avant: Donnees, apres: Donnees) -> None:
    """The draft of the pupil, if any: what he had left as his school gave it changes with it, the rest stays his.

    A tab that changed, and those that its answers decide, are to be confirmed again.
    """
    brouillon = Brouillon.objects.select_for_update().filter(candidature=candidature).first()
    if brouillon is None:
        return
    donnees = dict(brouillon.donnees)
    for onglet in dict.fromkeys([*avant, *apres]):
        ancien, nouveau = avant.get(onglet, {}), apres.get(onglet, {})
        if ancien != nouveau:
            donnees[onglet] = _reprendre(onglet, donnees.get(onglet, {}), ancien, nouveau)
    if specialite_de(avant) != specialite_de(apres):
        donnees["epreuves"] = apres.get("epreuves", {})  # codes of an épreuve mean nothing from one to another
    touches = {onglet for onglet in donnees if donnees[onglet] != brouillon.donnees.get(onglet, {})}
    if not touches:
        return
    if touches & RESERVES.keys():
        touches |= set(DEPENDANTS)
    brouillon.donnees = donnees
    brouillon.onglets_faits = [onglet for onglet in brouillon.onglets_faits if onglet not in touches]
    brouillon.revision, brouillon.modifie_le = brouillon.revision + 1, candidature.modifiee_le
    brouillon.save(update_fields=["donnees", "onglets_faits", "revision", "modifie_le"])


def _reprendre(onglet: str, sien: Valeurs, ancien: Valeurs, nouveau: Valeurs) -> dict[str, list[str]]:
    """A tab of the draft, each group of fields kept or replaced whole."""
    siens, anciens, nouveaux = par_groupe(sien), par_groupe(ancien), par_groupe(nouveau)
    for nom in dict.fromkeys([*anciens, *nouveaux]):
        if pareils(siens.get(nom, {}), anciens.get(nom, {})) or nom in RESERVES.get(onglet, ()):
            siens[nom] = nouveaux.get(nom, {})
    return {champ: liste for champs_du_groupe in siens.values() for champ, liste in champs_du_groupe.items()}


def _en_lignes(differences: Collection[Difference]) -> Iterator[str]:
    """As many lines of the journal as it takes: an address is long."""
    ligne = ""
    for difference in differences:
        suite = f"{ligne} ; {en_mots([difference])}" if ligne else en_mots([difference])
        if len(suite) > MOTIF_MAX and ligne:
            yield ligne
            suite = en_mots([difference])
        ligne = suite[:MOTIF_MAX]
    yield ligne
