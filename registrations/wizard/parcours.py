"""A draft being gone through: its tabs, their forms, what the whole gives."""

from collections.abc import Collection
from functools import cached_property

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from registrations.contenu import Contenu
from registrations.contexte import Contexte
from registrations.forms import (
    FORMULAIRES,
    IdentificationForm,
    InformationsForm,
    OngletForm,
    QualificationForm,
    initiales,
)
from registrations.models import Brouillon
from registrations.queries import preinscription_de
from registrations.saisie import Saisie, Valeurs
from registrations.services.instantane import instantane
from sessions_cfg.models import ServiceInscription

from .progress import accessible, etapes, premier_a_faire
from .tabs import SAISIS, Onglet


class Parcours:
    """One draft of one person. Nothing is written here: `services.brouillons` and `services.saving` do."""

    def __init__(self, *, compte: User, brouillon: Brouillon) -> None:
        self.compte, self.brouillon = compte, brouillon
        self.service: ServiceInscription = brouillon.service
        self.candidature = brouillon.candidature
        self.contexte = Contexte(
            compte=compte,
            service=self.service,
            donnees=brouillon.donnees,
            preinscription=preinscription_de(self.candidature),
        )
        if self.candidature is not None:
            self.candidature.compte = compte

    @property
    def faits(self) -> Collection[str]:
        faits: list[str] = self.brouillon.onglets_faits
        return faits

    def url(self, onglet: Onglet) -> str:
        """The address of a tab: under the service before the first save, under the candidature after."""
        if self.candidature is not None:
            return reverse("registrations:onglet", args=[self.candidature.numeros, onglet.cle])
        return reverse("registrations:brouillon", args=[self.service.cle, onglet.cle])

    def url_garder(self, onglet: Onglet) -> str:
        """Where the page sends what is being typed in a tab."""
        if self.candidature is not None:
            return reverse("registrations:garder", args=[self.candidature.numeros, onglet.cle])
        return reverse("registrations:garder_brouillon", args=[self.service.cle, onglet.cle])

    @property
    def url_annuler(self) -> str:
        if self.candidature is not None:
            return reverse("registrations:annuler", args=[self.candidature.numeros])
        return reverse("registrations:annuler_brouillon", args=[self.service.cle])

    def accessible(self, onglet: Onglet) -> bool:
        return accessible(onglet, self.faits)

    def premier_a_faire(self) -> Onglet:
        return premier_a_faire(self.faits)

    def onglets(self, courant: Onglet) -> list[dict[str, object]]:
        """The seven tabs for `{% onglets %}`."""
        return [
            {"titre": e.onglet.titre, "fait": e.fait, "url": self.url(e.onglet) if e.ouvert else ""}
            for e in etapes(courant, self.faits)
        ]

    def vierge(self, onglet: Onglet) -> OngletForm:
        """The form of a tab showing what was typed, without judging it."""
        classe = FORMULAIRES[onglet.cle]
        valeurs = self.contexte.donnees.get(onglet.cle, {})
        return classe(initial=initiales(classe, valeurs), contexte=self.contexte)

    def lie(self, onglet: Onglet, valeurs: Valeurs | None = None, *, brutes: Valeurs | None = None) -> OngletForm:
        """The form of a tab judging `valeurs`, or what the draft holds.

        `brutes` is what was posted to the letter, where the draft can only keep part of it.
        """
        classe = FORMULAIRES[onglet.cle]
        if valeurs is None:
            return classe(data=_multi(self.contexte.donnees.get(onglet.cle, {})), contexte=self.contexte)
        return classe(data=_multi(brutes or valeurs), contexte=self.contexte.avec(onglet.cle, valeurs))

    def a_reprendre(self, onglets: Collection[Onglet] = SAISIS) -> list[Onglet]:
        """Which of these tabs do not hold as they are kept."""
        return [onglet for onglet in onglets if not self._formulaires[onglet.cle].is_valid()]

    @cached_property
    def _formulaires(self) -> dict[str, OngletForm]:
        return {onglet.cle: self.lie(onglet) for onglet in SAISIS}

    def saisie(self) -> Saisie:
        """The cleaned draft; only once `a_reprendre` is empty."""
        formulaires = self._formulaires
        identification, informations = formulaires["identification"], formulaires["informations"]
        qualification = formulaires["qualification"]
        assert isinstance(identification, IdentificationForm)  # noqa: S101  FORMULAIRES declares them
        assert isinstance(informations, InformationsForm)  # noqa: S101
        assert isinstance(qualification, QualificationForm)  # noqa: S101
        return Saisie(identification.comprendre(), informations.comprendre(), qualification.comprendre())

    def apercu(self) -> Contenu:
        """What « Enregistrer » would freeze now; only once `a_reprendre` is empty."""
        return instantane(contexte=self.contexte, saisie=self.saisie(), decision=self.contexte.decision)

    def devient_invalide(self, onglet: Onglet, valeurs: Valeurs) -> list[Onglet]:
        """Tabs already done that no longer hold once `onglet` holds `valeurs`."""
        suite = Parcours(compte=self.compte, brouillon=self.brouillon)
        suite.contexte = self.contexte.avec(onglet.cle, valeurs)
        autres = [o for o in SAISIS if o.cle in self.faits and o is not onglet]
        return [o for o in autres if not suite.lie(o).is_valid()]


def _multi(valeurs: Valeurs) -> MultiValueDict[str, str]:
    return MultiValueDict({nom: list(liste) for nom, liste in valeurs.items()})
