"""One line of a file of pupils: what it says, or each thing wrong with it and what to do. Never writes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.services.creation import EtatCivil
from accounts.services.scolaires import login_de
from cyclades.common import lecture_csv
from cyclades.common.errors import Refus
from cyclades.common.normalisation import cle_recherche
from registrations.contenu import Difference
from registrations.enums import Etat
from registrations.models import Candidature
from registrations.rules.types import Position
from registrations.services.preinscription import verifier
from sessions_cfg.models import ServiceInscription
from sessions_cfg.snapshot import Specialite

from . import colonnes
from .ecarts import deja_inscrit, en_mots
from .eleve import Eleve
from .referentiel import FRANCE, Referentiel

SCOLAIRE = "SCOLAIRE"
POSITIONS = {
    cle_recherche(mot): position
    for mot, position in (
        ("inscrit", Position.INSCRIT),
        ("non inscrit", Position.NON_INSCRIT),
        ("dispense", Position.DISPENSE),
        ("non présentée", Position.NON_PRESENTEE),
    )
}
# Field at fault of `verifier` → the column that holds it.
COLONNE_DE = {"categorie": "categorie", "etablissement": "etablissement", "specialite": "specialite"}


@dataclass(frozen=True, slots=True)
class Erreur:
    """`colonne` "" : the whole line. `conseil` says what to do."""

    ligne: int
    colonne: str
    phrase: str
    conseil: str = ""

    def __str__(self) -> str:
        ou = f", colonne « {self.colonne} »" if self.colonne else ""
        return f"ligne {self.ligne}{ou} : {self.phrase}{' ' + self.conseil if self.conseil else ''}"


@dataclass(slots=True)
class LigneControlee:
    """`compte`: an account with the same civil status; `candidature`: the pupil is pre-registered already, and
    `ecarts` is what the line says otherwise."""

    numero: int
    brut: dict[str, str]
    erreurs: list[Erreur] = field(default_factory=list)
    eleve: Eleve | None = None
    avertissement: str = ""
    compte: int | None = None
    numero_candidat: str = ""
    candidature: Candidature | None = None
    ecarts: list[Difference] = field(default_factory=list)

    @property
    def corrige(self) -> bool:
        """Does this line correct a pupil who has saved nothing yet?"""
        return bool(self.ecarts) and self.candidature is not None and self.candidature.etat == Etat.A_COMPLETER

    @property
    def prevision(self) -> str:
        if self.eleve is None:
            return ""
        if self.candidature and not self.ecarts:
            return "Déjà préinscrit : rien ne change."
        if self.corrige:
            return f"Déjà préinscrit, vous déciderez : {en_mots(self.ecarts)}."
        if self.candidature:
            return deja_inscrit(self.ecarts)
        if self.compte:
            return f"Compte existant n° {self.numero_candidat} : vous déciderez."
        civil = self.eleve.etat_civil
        return f"Compte créé, identifiant {login_de(civil.prenoms, civil.nom_naissance)} ou le suivant libre."


class Lecture:
    """One line: its cells by themselves, then what they name, then what the rules say of the whole."""

    def __init__(self, referentiel: Referentiel, ligne: LigneControlee, valeurs: dict[str, str]) -> None:
        self.r, self.ligne, self.valeurs = referentiel, ligne, valeurs

    def refuser(self, colonne: str, phrase: str, conseil: str = "") -> None:
        if not conseil and colonne:
            conseil = f"Attendu : {colonnes.AIDES[colonne]}."
        self.ligne.erreurs.append(Erreur(self.ligne.numero, colonne, phrase, conseil))

    def lire(self) -> None:
        for nom, faute in lecture_csv.fautes_de_forme(self.valeurs):
            self.refuser(nom, f"{faute[0].upper()}{faute[1:]}.", "Effacez-le dans le fichier." if nom else "")
        if self.ligne.erreurs:
            return
        compris, fautes = colonnes.comprendre(self.valeurs)
        for nom, phrase in fautes.items():
            self.refuser(nom, phrase)
        ecole = self.r.ecoles.get(compris.get("etablissement", "").upper())
        if "etablissement" not in fautes and ecole is None:
            self.refuser("etablissement", "Aucun établissement de ce code dans cette académie.")
        service = self._service(compris, fautes)
        specialite = self._specialite(service, compris, fautes)
        civil = self._etat_civil(compris, fautes)
        saisie = self._saisie(compris, specialite)
        if self.ligne.erreurs or ecole is None or service is None or civil is None:
            return
        categorie = self.r.categorie(service, compris["categorie"] or SCOLAIRE)
        saisie["informations"] = {"categorie": [categorie], "etablissement": [ecole.cle]}
        eleve = Eleve(civil, service, ecole, compris["classe"], saisie)
        try:
            verifier(self.r.contexte(eleve), ecole, self.r.academies)
        except Refus as refus:
            self.refuser(COLONNE_DE.get(refus.champ, ""), refus.phrase)
        else:
            self.ligne.eleve = eleve

    def _service(self, compris: Mapping[str, Any], fautes: Mapping[str, str]) -> ServiceInscription | None:
        if "examen" in fautes or "session" in fautes:
            return None
        examen = self.r.examens.get(cle_recherche(compris["examen"]))
        if examen is None:
            self.refuser("examen", "Aucun service d'inscription de cette académie n'ouvre cet examen.")
            return None
        service = self.r.service(examen, compris["session"])
        if service is None:
            self.refuser("session", "Cette académie n'a pas de service d'inscription pour cette session.")
        elif service.fermeture <= self.r.maintenant:
            phrase = f"Les inscriptions sont closes depuis le {service.fermeture:%d/%m/%Y}."
            self.refuser("session", phrase, "L'élève ne pourrait plus compléter : repoussez d'abord la fermeture.")
        return service

    def _specialite(
        self, service: ServiceInscription | None, compris: Mapping[str, Any], fautes: Mapping[str, str]
    ) -> Specialite | None:
        if service is None or "specialite" in fautes:
            return None
        cle = self.r.specialite(service, compris["specialite"])
        specialite = self.r.snapshot(service, cle).specialite if cle else None
        if specialite is None:
            self.refuser("specialite", "Cette spécialité n'est pas proposée à cette session.")
        return specialite

    def _saisie(self, compris: Mapping[str, Any], specialite: Specialite | None) -> dict[str, dict[str, list[str]]]:
        """What the school entered, tab by tab; « informations » apart."""
        saisie: dict[str, dict[str, list[str]]] = {"identification": self._identification(compris)}
        if specialite is None:
            return saisie
        saisie["qualification"] = {"specialite": [specialite.cle]}
        if compris.get("forme"):
            formes = {cle_recherche(f): f for f in ("Globale", "Progressive")}
            forme = formes.get(cle_recherche(compris["forme"]))
            if forme is None:
                self.refuser("forme", f"« {compris['forme']} » n'est pas une forme de passage.")
            else:
                saisie["qualification"]["forme"] = [forme]
        choisies = dict(self._options(compris.get("options", ""), specialite))
        if choisies:
            saisie["epreuves"] = {"specialite": [specialite.cle], **choisies}
        return saisie

    def _options(self, texte: str, specialite: Specialite) -> Iterator[tuple[str, list[str]]]:
        epreuves = {e.code.upper(): e for e in specialite.epreuves}
        try:
            paires = colonnes.options(texte)
        except ValueError as erreur:
            self.refuser("options", str(erreur))
            return
        for code, valeur in paires:
            epreuve = epreuves.get(code)
            if epreuve is None:
                self.refuser("options", f"Cette spécialité n'a pas d'épreuve « {code} ».", _codes(epreuves))
                continue
            position = POSITIONS.get(cle_recherche(valeur))
            if position is not None:
                yield f"position_{epreuve.code}", [position.value]
                continue
            offertes = epreuve.choix.options if epreuve.choix else ()
            voulue = cle_recherche(valeur)
            option = next(
                (o.libelle for o in offertes if voulue in (cle_recherche(o.libelle), cle_recherche(o.code))), ""
            )
            if not option:
                proposees = ", ".join(o.libelle for o in offertes[:12])
                conseil = f"Proposées : {proposees}." if proposees else "Cette épreuve n'a pas d'option."
                self.refuser("options", f"{epreuve.code} : l'option « {valeur[:40]} » n'est pas proposée.", conseil)
                continue
            yield f"position_{epreuve.code}", [Position.INSCRIT.value]
            yield f"option_{epreuve.code}", [option]

    def _identification(self, compris: Mapping[str, Any]) -> dict[str, list[str]]:
        saisie: dict[str, list[str]] = {}
        if compris.get("nationalite"):
            code = self.r.nationalites.get(cle_recherche(compris["nationalite"]))
            if code is None:
                self.refuser("nationalite", f"« {compris['nationalite'][:40]} » n'est pas une nationalité connue.")
            else:
                saisie["nationalite"] = [code]
        champs = {"adresse": "voie", "complement": "complement_1", "code_postal": "code_postal", "localite": "localite"}
        for colonne, champ in champs.items():
            if compris.get(colonne):
                saisie[champ] = [compris[colonne]]
        if compris.get("pays"):
            pays = self.r.pays.get(cle_recherche(compris["pays"]))
            if pays is None:
                self.refuser("pays", f"« {compris['pays'][:40]} » n'est pas un pays connu.")
            else:
                saisie["pays"] = [pays.iso2]
        elif "voie" in saisie:
            saisie["pays"] = [FRANCE]
        return saisie

    def _etat_civil(self, compris: Mapping[str, Any], fautes: Mapping[str, str]) -> EtatCivil | None:
        pays = self.r.pays.get(cle_recherche(compris.get("pays_naissance") or FRANCE))
        if pays is None:
            self.refuser("pays_naissance", f"« {compris['pays_naissance'][:40]} » n'est pas un pays connu.")
            return None
        lieu = self._lieu_en_france(compris) if pays.iso2 == FRANCE else {"ville_naissance": compris["ville_naissance"]}
        if lieu is None or fautes.keys() & {"civilite", "nom", "nom_usage", "prenoms", "date_naissance"}:
            return None
        return EtatCivil(
            civilite=compris["civilite"],
            nom_naissance=compris["nom"],
            nom_usage=compris["nom_usage"],
            prenoms=compris["prenoms"],
            date_naissance=compris["date_naissance"],
            pays_naissance=pays,
            **lieu,
        )

    def _lieu_en_france(self, compris: Mapping[str, Any]) -> dict[str, Any] | None:
        for colonne in ("departement_naissance", "commune_naissance"):
            if not compris.get(colonne):
                self.refuser(colonne, "Cette cellule est vide, pour une naissance en France.")
        if not compris.get("departement_naissance") or not compris.get("commune_naissance"):
            return None
        departement = self.r.departements.get(cle_recherche(compris["departement_naissance"]))
        if departement is None:
            phrase = f"« {compris['departement_naissance'][:40]} » n'est pas un département connu."
            self.refuser("departement_naissance", phrase)
            return None
        trouvee = self.r.commune(departement.pk, compris["commune_naissance"])
        if trouvee is None:
            nom = compris["commune_naissance"]
            self.ligne.avertissement = f"La commune « {nom} » sera à vérifier : plusieurs, ou aucune, portent ce nom."
        return {
            "departement_naissance": departement,
            "commune_naissance": trouvee.nom if trouvee else compris["commune_naissance"],
            "commune_code": trouvee.code if trouvee else "",
            "commune_libre": trouvee is None,
        }


def _codes(epreuves: Iterable[str]) -> str:
    return f"Épreuves : {', '.join(epreuves)}."
