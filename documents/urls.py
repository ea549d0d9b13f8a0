"""Addresses of documents: the candidate's, and the public verification."""

from django.urls import path

from . import verification, views

app_name = "documents"

urlpatterns = [
    path("documents/<numeros:numeros>/", views.liste, name="liste"),
    path("documents/<numeros:numeros>/etat/", views.etat, name="etat"),
    path("documents/<numeros:numeros>/convocation/<ident:document>/agenda.ics", views.agenda, name="agenda"),
    path("documents/<numeros:numeros>/<slug:kind>/", views.telecharger, name="telecharger"),
    path("documents/<numeros:numeros>/<slug:kind>/<ident:document>/", views.telecharger, name="telecharger"),
    path("verification/", verification.saisir, name="verification"),
    path("verification/fichier/", verification.verifier_fichier, name="verifier_fichier"),
    path("verification/<slug:code>/", verification.verifier_code, name="verifier_code"),
]
