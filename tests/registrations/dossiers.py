"""Drafts and candidatures made through the portal's own services, without pages."""

from typing import Any

from accounts.models import User
from cyclades.common import clock
from registrations import queries
from registrations.models import Brouillon, Candidature
from registrations.services.saving import Enregistrement, enregistrer
from registrations.wizard.parcours import Parcours
from sessions_cfg.models import ServiceInscription
from tests.usines import compte_candidat

from .gestes import ONGLETS, SERVICE


def donnees(**autres: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """The guide's example as a draft keeps it; `autres` replaces fields of a tab."""
    return {
        onglet: {
            nom: valeur if isinstance(valeur, list) else [valeur]
            for nom, valeur in {**saisie, **autres.get(onglet, {})}.items()
        }
        for onglet, saisie in ONGLETS.items()
    }


def brouillon_pret(compte: User, service: str = SERVICE, **autres: dict[str, Any]) -> Brouillon:
    """A draft with every tab done, ready for « Enregistrer »."""
    maintenant = clock.maintenant()
    brouillon = Brouillon.objects.create(
        compte=compte,
        service=ServiceInscription.objects.get(cle=service),
        donnees=donnees(**autres),
        onglets_faits=sorted(ONGLETS),
        cree_le=maintenant,
        modifie_le=maintenant,
    )
    trouve = queries.brouillon_de(compte=compte, service=service)
    assert trouve is not None
    assert trouve.pk == brouillon.pk
    return trouve


def enregistrer_brouillon(compte: User, brouillon: Brouillon) -> Enregistrement:
    """« Enregistrer », as the page does it."""
    parcours = Parcours(compte=compte, brouillon=brouillon)
    assert parcours.a_reprendre() == [], [o.cle for o in parcours.a_reprendre()]
    return enregistrer(
        compte=compte,
        brouillon=brouillon,
        revision=brouillon.revision,
        cle=brouillon.cle_formulaire,
        saisie=parcours.saisie(),
        contexte=parcours.contexte,
    )


def candidature(compte: User | None = None, service: str = SERVICE, **autres: dict[str, Any]) -> Candidature:
    """A saved candidature, version 01; the clock must be within the opening hours of the service."""
    compte = compte or compte_candidat()
    return enregistrer_brouillon(compte, brouillon_pret(compte, service, **autres)).candidature
