"""What the tabs know while a candidature is being filled in: lists and rules, each read once."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Self

from accounts.models import CandidateProfile, User
from cyclades.common import clock
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceGestionnaire, ServiceInscription
from sessions_cfg.snapshot import Lien, Snapshot

from . import queries
from .preinscription import AUCUNE, Preinscription
from .rules.engine import categories_offertes, evaluate
from .rules.types import CategorieOfferte, Decision, Profil, Public
from .saisie import Donnees, Valeurs, d_une_autre_specialite, premiere, profil_de


@lru_cache(maxsize=2)
def _pays(version: int) -> list[queries.PaysOffert]:
    """Read once per process and published catalogue: geography only changes with it."""
    return queries.pays_offerts()


@lru_cache(maxsize=2)
def _academies(version: int) -> list[queries.Choix]:
    return queries.academies_offertes()


class ContexteDesRegles:
    """One service and what somebody typed so far; lists are read when a page needs them.

    `donnees` may be replaced tab by tab with `avec`, so that a form judges what is being posted.
    `naissance` is the birth date that the rules go by: the account's, or the one typed in the simulator.
    """

    preinscription: Preinscription = AUCUNE

    def __init__(
        self,
        *,
        service: ServiceInscription,
        donnees: Donnees,
        naissance: dt.date,
        public: Public = Public.INDIVIDUEL,
    ) -> None:
        self.service, self.donnees, self.naissance, self.public = service, donnees, naissance, public
        self._snapshots: dict[str, Snapshot] = {}

    def partager(self, lus: dict[str, Snapshot]) -> Self:
        """Read the catalogue once for many people of one service: `lus` is filled in by each of their contexts."""
        self._snapshots = lus
        return self

    def avec(self, onglet: str, valeurs: Valeurs) -> Self:
        """The same context where `onglet` holds `valeurs`; what was already read is shared."""
        return self._copie({**self.donnees, onglet: valeurs})

    def _vierge(self, donnees: Donnees) -> Self:
        """A context of the same kind, with nothing read yet."""
        return type(self)(service=self.service, donnees=donnees, naissance=self.naissance, public=self.public)

    def _copie(self, donnees: Donnees) -> Self:
        autre = self._vierge(donnees)
        autre._snapshots = self._snapshots
        for nom in ("pays", "etablissements", "academies"):
            if nom in self.__dict__:
                autre.__dict__[nom] = self.__dict__[nom]
        return autre

    @cached_property
    def aujourd_hui(self) -> dt.date:
        """The present date where the service is."""
        return clock.aujourd_hui(self.service.fuseau)

    @cached_property
    def bureau(self) -> ServiceGestionnaire:
        """The office that answers, by exam and spécialité; until there is one, the service's own."""
        return catalogue.bureau_de(self.service, self.snapshot.specialite)

    @cached_property
    def accord(self) -> str:
        """Which modalités the service asks to accept, as a fingerprint of their text; "" when it asks nothing."""
        texte = "\n".join(self.service.modalites)
        return hashlib.sha256(texte.encode()).hexdigest()[:16] if texte else ""

    @cached_property
    def pays(self) -> list[queries.PaysOffert]:
        return _pays(self.snapshot.version)

    @cached_property
    def etablissements(self) -> list[queries.EtablissementOffert]:
        return queries.etablissements_offerts(self.service.academie_id)

    @property
    def specialites(self) -> list[queries.Choix]:
        """Spécialités that the session examines, by name, as published."""
        return [queries.Choix(*offerte) for offerte in self.snapshot.offertes]

    @cached_property
    def liens_de_l_academie(self) -> tuple[Lien, ...]:
        """What the académie gives to read for the chosen spécialité."""
        return catalogue.liens_de_l_academie(self.specialite_choisie, self.service) if self.snapshot.specialite else ()

    @cached_property
    def academies(self) -> list[queries.Choix]:
        return _academies(self.snapshot.version)

    @property
    def specialite_choisie(self) -> str:
        """Key of the spécialité typed in tab 3, "" before, or when the session does not examine it."""
        cle = premiere(self.donnees.get("qualification", {}), "specialite")
        return cle if "\x00" not in cle else ""

    def perime(self, onglet: str) -> bool:
        """Was this tab filled in for another spécialité?"""
        return d_une_autre_specialite(self.donnees.get(onglet, {}), self.specialite_choisie)

    @property
    def snapshot(self) -> Snapshot:
        """The catalogue for this service and the chosen spécialité."""
        cle = self.specialite_choisie
        if cle not in self._snapshots:
            self._snapshots[cle] = catalogue.snapshot(cle or None, self.service)
        return self._snapshots[cle]

    @cached_property
    def profil(self) -> Profil:
        return profil_de(donnees=self.donnees, date_naissance=self.naissance, public=self.public)

    @cached_property
    def decision(self) -> Decision:
        """What the rules say of everything typed so far."""
        return evaluate(self.profil, self.snapshot, today=self.aujourd_hui)

    @cached_property
    def categories(self) -> tuple[CategorieOfferte, ...]:
        """The catégories of `decision`, without the rest of it."""
        return categories_offertes(self.profil, self.snapshot, today=self.aujourd_hui)

    def erreurs(self, onglet: str) -> Mapping[str, list[str]]:
        """The rules' refusals for a tab: field's name ("" = whole tab) → sentences."""
        par_champ: dict[str, list[str]] = {}
        for erreur in self.decision.erreurs:
            if erreur.onglet == onglet:
                par_champ.setdefault(erreur.champ, []).append(erreur.phrase)
        return par_champ


class Contexte(ContexteDesRegles):
    """The same for a candidate who fills in the tabs: the account, its civil status, what was entered beforehand.

    What only the school corrects is in `donnees` as the school gave it, whatever was posted or kept.
    """

    def __init__(
        self, *, compte: User, service: ServiceInscription, donnees: Donnees, preinscription: Preinscription = AUCUNE
    ) -> None:
        self.compte, self.preinscription = compte, preinscription
        super().__init__(
            service=service,
            donnees=preinscription.imposer(donnees),
            naissance=compte.profil.date_naissance,
            public=preinscription.public,
        )

    def relu(self) -> Self:
        """The same context where the account's civil status, just read again, is judged anew."""
        return self._copie(self.donnees)

    def _vierge(self, donnees: Donnees) -> Self:
        return type(self)(compte=self.compte, service=self.service, donnees=donnees, preinscription=self.preinscription)

    @cached_property
    def etablissements(self) -> list[queries.EtablissementOffert]:
        """A pupil's own school; else those offered to individual candidates."""
        ecole = premiere(self.preinscription.imposee("informations"), "etablissement")
        return queries.ecole(ecole) if ecole else queries.etablissements_offerts(self.service.academie_id)

    @property
    def identite(self) -> CandidateProfile:
        return self.compte.profil
