"""Addresses of documents: the candidate's, and the public verification."""

from django.urls import path

from . import views

app_name = "documents"

urlpatterns = [
    path("documents/<numeros:numeros>/", views.liste, name="liste"),
    path("documents/<numeros:numeros>/etat/", views.etat, name="etat"),
    path("documents/<numeros:numeros>/<slug:kind>/", views.telecharger, name="telecharger"),
    path("documents/<numeros:numeros>/<slug:kind>/<ident:document>/", views.telecharger, name="telecharger"),
    path("verification/", views.verification, name="verification"),
    path("verification/<slug:code>/", views.verifier_code, name="verifier_code"),
]
