"""Composition root: the only module that knows every app."""

from django.urls import include, path
from django.utils.module_loading import autodiscover_modules

from cyclades.health import healthz, readyz
from cyclades.staff_site import staff_site
from registrations.urls import adresses_du_simulateur

# Every app's `admin` module registers its pages with the staff site, before its addresses are listed.
autodiscover_modules("admin")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("cyclades.portail.urls")),
    path("ouverture-des-services/", include("sessions_cfg.urls")),
    path("simulateur/", include(adresses_du_simulateur)),
    path("compte/", include("accounts.urls")),
    path("inscriptions/", include("registrations.urls")),
    path("", include("documents.urls")),
    path("justificatifs/", include("justificatifs.urls")),
    path("demo/mails/", include("cyclades.outbox.urls")),
    path("gestion/", staff_site.urls),
]

handler400 = "cyclades.portail.errors.demande_illisible"
handler403 = "cyclades.portail.errors.acces_refuse"
handler404 = "cyclades.portail.errors.introuvable"
handler500 = "cyclades.portail.errors.difficulte"
