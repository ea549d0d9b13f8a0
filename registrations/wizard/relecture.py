"""A version gone through again by the forms of the tabs, without a draft: for whoever writes the next one."""

from collections.abc import Mapping

from registrations.contexte import Contexte
from registrations.models import Brouillon, Candidature
from registrations.saisie import Donnees, Saisie, premiere
from registrations.services.erreurs import SaisieIncomplete

from .parcours import Parcours
from .tabs import SAISIS


class ContexteDeVersion(Contexte):
    """The rules of now, over what a version holds; the modalités are those that the candidate accepted then."""

    @property
    def accord(self) -> str:
        """The text accepted, as the version's tab 2 says it."""
        return premiere(self.donnees.get("informations", {}), "modalites")


def relire(candidature: Candidature, donnees: Donnees) -> Parcours:
    """The tabs of a saved candidature, filled in with `donnees`; nothing of it is kept."""
    brouillon = Brouillon(
        compte=candidature.compte,
        service=candidature.service,
        candidature=candidature,
        donnees={onglet: dict(valeurs) for onglet, valeurs in donnees.items()},
        onglets_faits=sorted(donnees),
        version_lue=candidature.version_courante,
    )
    parcours = Parcours(compte=candidature.compte, brouillon=brouillon)
    parcours.contexte = ContexteDeVersion(
        compte=candidature.compte,
        service=candidature.service,
        donnees=brouillon.donnees,
        preinscription=parcours.contexte.preinscription,
    )
    return parcours


def comprendre(candidature: Candidature, donnees: Mapping[str, Mapping[str, list[str]]]) -> tuple[Contexte, Saisie]:
    """What `donnees` mean; raises `SaisieIncomplete` at the first tab that does not hold."""
    parcours = relire(candidature, donnees)
    a_reprendre = parcours.a_reprendre(SAISIS)
    if a_reprendre:
        form = parcours.lie(a_reprendre[0])
        erreurs = {nom: [str(e) for e in liste] for nom, liste in form.errors.items()}
        raise SaisieIncomplete(a_reprendre[0].cle, erreurs)
    return parcours.contexte, parcours.saisie()
