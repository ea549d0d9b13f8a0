"""A change of postal address or telephone after the closing: applied at once, no decision (reference, note of 2025)."""

from collections.abc import Mapping
from typing import cast

from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from registrations.contenu import Contenu, Coordonnees
from registrations.enums import ETATS_ACTIFS
from registrations.models import Version
from registrations.models.gardes import COORDONNEES

from .erreurs import VersionPerimee
from .reecriture import a_l_identique, ecrire, prendre

# The address and the telephones; the contact mail is asked for as any other rectification.
CHAMPS = (
    "pays",
    "voie",
    "complement_1",
    "complement_2",
    "complement_3",
    "code_postal",
    "localite",
    "telephone_mobile",
    "telephone_fixe",
)


def changer_coordonnees(
    *, candidature_id: int, vu: int, coordonnees: Coordonnees, tapees: Mapping[str, list[str]]
) -> Version | None:
    """Write the new address and telephones as the next version; None when they are those in force already.

    `coordonnees` are cleaned by the form of tab 1, `tapees` as typed there: of both, only `CHAMPS` is read.
    Everything else is the version in force's, to the letter, which the database checks: the write is done
    as `systeme:coordonnees`, a name that it holds to these fields (CY011) and that signs the version. Raises
    `Refus` when the candidature is not active or « Modifier » still serves, `VersionPerimee` when `vu` is no
    longer in force.
    """
    with refus_traduits(), acteur(COORDONNEES):
        prise = prendre(candidature_id)
        candidature, version = prise.candidature, prise.version
        if version is None or candidature.etat not in ETATS_ACTIFS:
            raise Refus("Cette candidature n'est pas active : ses coordonnées ne peuvent plus changer.", code="CY013")
        if not prise.ferme:
            raise Refus("Le service d'inscription est ouvert : utilisez « Modifier ».", code="ouvert")
        avant: Contenu = version.contenu
        nouvelles = cast(Coordonnees, {**avant["coordonnees"], **_retenir(coordonnees)})
        if nouvelles == avant["coordonnees"]:
            return None
        if version.numero != vu:
            raise VersionPerimee(candidature)
        contenu = cast(Contenu, {**avant, "coordonnees": nouvelles})
        identification = {**version.saisie.get("identification", {}), **_retenir(tapees)}
        saisie = {**version.saisie, "identification": identification}
        suite = a_l_identique(candidature, version, contenu, saisie)
        return ecrire(prise=prise, suite=suite, auteur=COORDONNEES, action="changement de coordonnées")


def _retenir(valeurs: Mapping[str, object]) -> dict[str, object]:
    return {champ: valeurs[champ] for champ in CHAMPS if champ in valeurs}
