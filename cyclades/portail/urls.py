"""Addresses of the app: public pages, then those of the candidate."""

from django.urls import URLPattern, URLResolver, path

from . import candidat, mes_donnees, views

app_name = "portail"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("aide/", views.aide, name="aide"),
    path("plan-du-site/", views.plan, name="plan"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions, name="mentions"),
    path("donnees-personnelles/", views.donnees, name="donnees"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("compte/mes-donnees/", mes_donnees.mes_donnees, name="mes_donnees"),
    path("compte/mes-donnees/export/", mes_donnees.exporter, name="mes_donnees_exporter"),
    path("inscriptions/", candidat.inscriptions, name="inscriptions"),
    path("inscriptions/<numeros:numeros>/", candidat.activites, name="activites"),
    path("inscriptions/<numeros:numeros>/formulaires/", candidat.formulaires, name="formulaires"),
]
