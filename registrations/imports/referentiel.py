"""What the lines of a file name: services, schools, spécialités, places; each read once for the whole file."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from cyclades.common import clock
from cyclades.common.normalisation import cle_recherche
from registrations import queries
from registrations.contexte import Contexte
from sessions_cfg import queries as catalogue
from sessions_cfg.models import Commune, Departement, Etablissement, Pays, ServiceInscription
from sessions_cfg.queries import CommuneTrouvee, communes_exactes
from sessions_cfg.queries.geo import ACTUELLE
from sessions_cfg.snapshot import Snapshot

from .eleve import Eleve

FRANCE = "FR"


class Referentiel:
    """For one académie, or a service that runs the exams of several."""

    def __init__(self, academie: str) -> None:
        self.academie = academie
        self._snapshots: dict[int, dict[str, Snapshot]] = {}
        self._choisis: dict[tuple[str, str], ServiceInscription | None] = {}
        self._categories: dict[tuple[int, str], str] = {}
        self._specialites: dict[tuple[int, str], str] = {}
        self._communes: dict[tuple[str, str], CommuneTrouvee | None] = {}
        self._actuelles: dict[str, dict[str, list[CommuneTrouvee]]] = {}

    @cached_property
    def maintenant(self) -> dt.datetime:
        return clock.maintenant()

    @cached_property
    def academies(self) -> set[str]:
        return queries.academies_du_service(self.academie)

    @cached_property
    def _services(self) -> list[ServiceInscription]:
        return list(catalogue.services_grand_public().filter(academie=self.academie))

    @cached_property
    def examens(self) -> dict[str, str]:
        """Every way to name an exam → its code."""
        return {
            cle_recherche(nom): s.session.examen_id
            for s in self._services
            for nom in (s.session.examen_id, s.session.examen.libelle, s.session.examen.libelle_cyclades)
        }

    def service(self, examen: str, session: str) -> ServiceInscription | None:
        """That of an exam (its code) and a session as typed; the one still open or to come, when it has several."""
        cle = (examen, session)
        if cle not in self._choisis:
            voulue = cle_recherche(session)
            siens = [s for s in self._services if s.session.examen_id == examen and voulue in _noms(s)]
            self._choisis[cle] = max(
                siens, key=lambda s: (s.fermeture > self.maintenant, -s.ouverture.timestamp()), default=None
            )
        return self._choisis[cle]

    def categorie(self, service: ServiceInscription, texte: str) -> str:
        """The code of a catégorie named by its code or label; as typed when there is none."""
        cle = (service.pk, texte)
        if cle not in self._categories:
            voulue, toutes = cle_recherche(texte), self.snapshot(service, "").categories
            trouvees = (c.code for c in toutes if voulue in (cle_recherche(c.code), cle_recherche(c.libelle)))
            self._categories[cle] = next(trouvees, texte)
        return self._categories[cle]

    @cached_property
    def ecoles(self) -> dict[str, Etablissement]:
        """Schools of these académies, by their code and by their key."""
        trouvees = Etablissement.objects.filter(academie__in=self.academies, individuel=False)
        return {cle: e for e in trouvees for cle in (e.code.upper(), e.cle) if cle}

    def specialite(self, service: ServiceInscription, texte: str) -> str:
        """The key of a spécialité that the session examines, named by its key, code or label; "" when none is."""
        cle = (service.pk, texte.casefold())
        if cle not in self._specialites:
            self._specialites[cle] = _specialite(self.snapshot(service, "").offertes, texte)
        return self._specialites[cle]

    def snapshot(self, service: ServiceInscription, specialite: str) -> Snapshot:
        lus = self._snapshots.setdefault(service.pk, {})
        if specialite not in lus:
            lus[specialite] = catalogue.snapshot(specialite or None, service)
        return lus[specialite]

    def contexte(self, eleve: Eleve) -> Contexte:
        """What the rules say of this pupil."""
        contexte = Contexte(
            compte=eleve.compte, service=eleve.service, donnees=eleve.saisie, preinscription=eleve.preinscription
        )
        return contexte.partager(self._snapshots.setdefault(eleve.service.pk, {}))

    @cached_property
    def pays(self) -> dict[str, Pays]:
        """Countries by code and name; those of France's overseas territories are France for a birth."""
        noms: dict[str, Pays] = {}
        for pays in Pays.objects.filter(territoire_francais=False):
            for nom in (pays.iso2, pays.iso3, pays.nom, pays.libelle_cyclades):
                noms.setdefault(cle_recherche(nom), pays)
        return noms

    @cached_property
    def nationalites(self) -> dict[str, str]:
        """Every way to name a nationality → its code of three letters."""
        noms: dict[str, str] = {}
        for pays in Pays.objects.exclude(nationalite=""):
            for nom in (pays.iso3, pays.iso2, pays.nationalite, pays.nom):
                noms.setdefault(cle_recherche(nom), pays.iso3)
        return noms

    @cached_property
    def departements(self) -> dict[str, Departement]:
        noms: dict[str, Departement] = {}
        for d in Departement.objects.all():
            for nom in (d.code, d.code_bcn, d.nom, d.code.lstrip("0")):
                noms.setdefault(cle_recherche(nom), d)
        return noms

    def commune(self, departement: str, texte: str) -> CommuneTrouvee | None:
        """The commune of that name or INSEE code; None when none has it, or several."""
        cle = (departement, texte.casefold())
        if cle not in self._communes:
            directes = self._du_departement(departement)
            trouvees = directes.get(cle_recherche(texte)) or communes_exactes(departement, texte)
            self._communes[cle] = trouvees[0] if len(trouvees) == 1 else None
        return self._communes[cle]

    def _du_departement(self, departement: str) -> dict[str, list[CommuneTrouvee]]:
        """Its communes whose code, or name that no other vintage bears, leaves no doubt (1 query a département)."""
        if departement not in self._actuelles:
            communes = Commune.objects.filter(departement=departement)
            lignes = list(communes.values_list("code", "nom", "cle", "genre"))
            noms = Counter(cle for _, _, cle, _ in lignes)
            connues: dict[str, list[CommuneTrouvee]] = {}
            for code, nom, cle, genre in lignes:
                if genre == ACTUELLE:
                    trouvee = [CommuneTrouvee(code, nom.upper())]
                    connues[code.casefold()] = trouvee
                    if noms[cle] == 1:
                        connues[cle] = trouvee
            self._actuelles[departement] = connues
        return self._actuelles[departement]


def _specialite(offertes: Iterable[tuple[str, str]], texte: str) -> str:
    voulue, code = cle_recherche(texte), texte.casefold()
    exactes = [cle for cle, libelle in offertes if voulue in (cle_recherche(cle), cle_recherche(libelle))]
    trouvees = exactes or [cle for cle, _ in offertes if cle.rpartition("-")[2].casefold() == code]
    return trouvees[0] if len(trouvees) == 1 else ""


def _noms(service: ServiceInscription) -> set[str]:
    mois = service.session.mois
    noms = (service.session.mois_libelle, service.session.libelle, f"{mois:%m/%Y}", f"{mois:%Y-%m}")
    return {cle_recherche(nom) for nom in noms}
