"""What the other apps read of exams, services, places and rules. Counts of queries are fixed and tested."""

from .communes import CommuneTrouvee, chercher_communes, communes_exactes, departements_de
from .geo import FRANCE, departements, localites, nationalites, pays, pays_de_naissance
from .regles import (
    CatalogueAbsent,
    categories_publiques,
    etablissements,
    liens_de_l_academie,
    snapshot,
    version_courante,
)
from .services import (
    academies,
    academies_de,
    academies_gerees,
    domaines,
    etapes_de,
    examens,
    service_par_cle,
    services_filtres,
    services_grand_public,
    services_ouverts,
    services_proposes,
    sessions,
    sessions_de,
)

__all__ = [
    "FRANCE",
    "CatalogueAbsent",
    "CommuneTrouvee",
    "academies",
    "academies_de",
    "academies_gerees",
    "categories_publiques",
    "chercher_communes",
    "communes_exactes",
    "departements",
    "departements_de",
    "domaines",
    "etablissements",
    "etapes_de",
    "examens",
    "liens_de_l_academie",
    "localites",
    "nationalites",
    "pays",
    "pays_de_naissance",
    "service_par_cle",
    "services_filtres",
    "services_grand_public",
    "services_ouverts",
    "services_proposes",
    "sessions",
    "sessions_de",
    "snapshot",
    "version_courante",
]
