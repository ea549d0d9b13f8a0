"""Addresses of the app; `/inscriptions/` and `/inscriptions/<numeros>/` are the portail's."""

from django.urls import path

from .views import candidature, coordonnees, garder, nouvelle, onglets, rectifications, reprise, simulateur

app_name = "registrations"

urlpatterns = [
    path("nouvelle/", nouvelle.nouvelle, name="nouvelle"),
    path("localites/", nouvelle.localites, name="localites"),
    path("nouvelle/<slug:service>/annuler/", candidature.annuler_brouillon, name="annuler_brouillon"),
    path("nouvelle/<slug:service>/<slug:onglet>/", onglets.brouillon, name="brouillon"),
    path("nouvelle/<slug:service>/<slug:onglet>/garder/", garder.garder_brouillon, name="garder_brouillon"),
    path("<numeros:numeros>/modifier/", candidature.modifier, name="modifier"),
    path("<numeros:numeros>/annuler/", candidature.annuler, name="annuler"),
    path("<numeros:numeros>/desinscrire/", candidature.se_desinscrire, name="desinscrire"),
    path("<numeros:numeros>/coordonnees/", coordonnees.coordonnees, name="coordonnees"),
    path("<numeros:numeros>/rectifications/", rectifications.rectifications, name="rectifications"),
    path("<numeros:numeros>/rectifications/<ident:pk>/retirer/", rectifications.retirer_demande, name="retirer"),
    path("<numeros:numeros>/<slug:onglet>/", onglets.onglet, name="onglet"),
    path("<numeros:numeros>/<slug:onglet>/garder/", garder.garder, name="garder"),
]

# Mounted apart, under /simulateur/: open to everybody.
adresses_du_simulateur = (
    [
        path("", simulateur.choix, name="choix"),
        path("effacer/", simulateur.effacer, name="effacer"),
        path("reprendre/", reprise.reprendre, name="reprendre"),
        path("<slug:service>/", simulateur.reponses, name="reponses"),
        path("<slug:service>/resultat/", simulateur.resultat, name="resultat"),
    ],
    "simulateur",
)
