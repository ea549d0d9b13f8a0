"""What the other apps read of exams, services, places and rules. Counts of queries are fixed and tested."""

from .geo import chercher_communes, departements, localites, nationalites, pays, pays_de_naissance
from .regles import (
    CatalogueAbsent,
    categories_publiques,
    etablissements,
    snapshot,
    specialites_de,
    version_courante,
)
from .services import (
    academies,
    academies_de,
    domaines,
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
    "CatalogueAbsent",
    "academies",
    "academies_de",
    "categories_publiques",
    "chercher_communes",
    "departements",
    "domaines",
    "etablissements",
    "examens",
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
    "specialites_de",
    "version_courante",
]
