"""The next version of a candidature, written by somebody else than the tabs: after the closing, or by staff."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from accounts.models import User
from registrations.contenu import Contenu
from registrations.contexte import Contexte
from registrations.models import Candidature, Version
from registrations.queries import SERVICE_COMPLET
from registrations.saisie import Saisie

from .annonces import annoncer
from .differences import differences
from .instantane import instantane
from .naissance import verrouiller
from .saving import INSTANT_DE_LA_BASE, etablissement_de, juger

Donnees = Mapping[str, Mapping[str, list[str]]]
# How what was typed is understood: `registrations.wizard.relecture.comprendre`, which raises `SaisieIncomplete`.
Comprendre = Callable[[Candidature, Donnees], tuple[Contexte, Saisie]]


class EnVigueur(NamedTuple):
    """A candidature under its account's lock and its own, its version in force, the database's instant.

    `ferme`: is the service closed at that instant?
    """

    candidature: Candidature
    version: Version | None
    maintenant: dt.datetime
    ferme: bool


@dataclass(frozen=True)
class Suite:
    """What the next version holds. `catalogue`, `bureau`: keys of the catalogue that judged it, of its office."""

    contenu: Contenu
    saisie: Any
    catalogue: int
    specialite: str | None
    bureau: int | None
    etablissement: str


def prendre(candidature_id: int) -> EnVigueur:
    """Lock the account, then the candidature, as « Enregistrer » does; call it inside the transaction."""
    compte = User.objects.get(candidatures=candidature_id)
    compte.profil = verrouiller(compte)
    Candidature.objects.select_for_update().get(pk=candidature_id)
    candidature = (
        Candidature.objects.select_related(*SERVICE_COMPLET, "specialite", "bureau_suivi")
        .annotate(instant=INSTANT_DE_LA_BASE)
        .get(pk=candidature_id)
    )
    candidature.compte = compte
    version = Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
    maintenant: dt.datetime = candidature.instant
    return EnVigueur(candidature, version, maintenant, maintenant >= candidature.service.fermeture)


def a_l_identique(candidature: Candidature, version: Version, contenu: Contenu, saisie: Any) -> Suite:
    """A next version where the rules have nothing to say: only what they never look at differs."""
    return Suite(
        contenu=contenu,
        saisie=saisie,
        catalogue=version.catalogue_id,
        specialite=candidature.specialite_id,
        bureau=candidature.bureau_suivi_id,
        etablissement=candidature.etablissement,
    )


def rejugee(*, candidature: Candidature, version: Version, donnees: Donnees, comprendre: Comprendre) -> Suite:
    """A next version judged as « Enregistrer » judges: dispenses, forme, pieces are the server's (I-14).

    The modalités stay those that the candidate accepted. Raises `SaisieIncomplete` when the rules refuse.
    """
    contexte, saisie = comprendre(candidature, donnees)
    contenu = instantane(contexte=contexte, saisie=saisie, decision=juger(contexte, saisie))
    acceptees = version.contenu["informations"].get("modalites", [])
    contenu["informations"]["modalites"] = acceptees
    return Suite(
        contenu=contenu,
        saisie={onglet: dict(valeurs) for onglet, valeurs in contexte.donnees.items()},
        catalogue=contexte.snapshot.version,
        specialite=saisie.qualification.specialite,
        bureau=contexte.bureau.pk,
        etablissement=etablissement_de(contexte, saisie),
    )


def ecrire(*, prise: EnVigueur, suite: Suite, auteur: str, action: str, motif: str = "") -> Version:
    """Write the next version of a candidature that `prendre` has locked, and announce it.

    The caller has named himself (`cyclades.common.acteur`): after the closing the database refuses
    anybody else, and holds `systeme:coordonnees` to the address and the telephones.
    """
    candidature, precedente = prise.candidature, prise.version
    if precedente is None:
        raise ValueError("une candidature sans version n'a rien à réécrire")
    version = Version(
        candidature=candidature,
        numero=precedente.numero + 1,
        contenu=suite.contenu,
        saisie=suite.saisie,
        differences=differences(precedente.contenu, suite.contenu),
        catalogue_id=suite.catalogue,
        auteur=auteur,
        cle_formulaire=uuid.uuid4(),
        cree_le=prise.maintenant,
    )
    version.save(force_insert=True)
    candidature.version_courante = version.numero
    candidature.specialite_id, candidature.etablissement = suite.specialite, suite.etablissement
    candidature.bureau_suivi_id, candidature.modifiee_le = suite.bureau, prise.maintenant
    candidature.save(update_fields=["version_courante", "specialite", "bureau_suivi", "etablissement", "modifiee_le"])
    annoncer(candidature=candidature, version=version, action=action, motif=motif)
    return version
