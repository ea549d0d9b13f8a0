"""A pupil as a file gives him: to be kept until he is pre-registered, and given to whoever does it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import CandidateProfile, User
from accounts.services.creation import EtatCivil
from accounts.services.scolaires import empreinte_civile
from registrations.enums import Origine
from registrations.preinscription import Preinscription
from registrations.saisie import Donnees, premiere
from sessions_cfg.models import Departement, Etablissement, Pays, ServiceInscription


@dataclass(frozen=True)
class Eleve:
    """`saisie`: what the school entered, tab by tab, as it would be typed."""

    etat_civil: EtatCivil
    service: ServiceInscription
    ecole: Etablissement
    classe: str
    saisie: Donnees

    @cached_property
    def preinscription(self) -> Preinscription:
        return Preinscription(Origine.ETABLISSEMENT, self.saisie, classe=self.classe)

    @cached_property
    def compte(self) -> User:
        """An account that is not saved, for the rules to judge."""
        compte = User()
        compte.profil = CandidateProfile(**self.etat_civil.champs())
        return compte

    @cached_property
    def empreinte(self) -> str:
        return empreinte_civile(self.compte.profil)

    @cached_property
    def cle(self) -> str:
        """What the database knows this pupil by within the session (`Candidature.cle_eleve`)."""
        return cle_eleve(self.empreinte, self.service, self.saisie)

    def en_json(self) -> dict[str, Any]:
        e = self.etat_civil
        civil = {nom: getattr(e, nom) for nom in e.__dataclass_fields__}
        civil["date_naissance"] = e.date_naissance.isoformat()
        civil["pays_naissance"] = e.pays_naissance.pk
        civil["departement_naissance"] = e.departement_naissance.pk if e.departement_naissance else None
        return {"etat_civil": civil, "ecole": self.ecole.cle, "classe": self.classe, "saisie": self.saisie}


def cle_eleve(empreinte: str, service: ServiceInscription, saisie: Donnees) -> str:
    """A session has one pupil of a civil status; one of each spécialité, where the exam allows several."""
    plusieurs = service.session.examen.plusieurs_specialites
    specialite = premiere(saisie.get("qualification", {}), "specialite") if plusieurs else ""
    return f"{service.session_id}:{specialite}:{empreinte}"


def relire(donnees: Mapping[str, Any], service: ServiceInscription, ecole: Etablissement) -> Eleve:
    """What `Eleve.en_json` kept."""
    civil = dict(donnees["etat_civil"])
    civil["date_naissance"] = dt.date.fromisoformat(civil["date_naissance"])
    civil["pays_naissance"] = Pays(pk=civil["pays_naissance"])
    departement = civil["departement_naissance"]
    civil["departement_naissance"] = Departement(pk=departement) if departement else None
    return Eleve(EtatCivil(**civil), service, ecole, donnees["classe"], donnees["saisie"])
