"""Addresses of the app."""

from django.urls import URLPattern, path

from . import views

app_name = "portail"

urlpatterns: list[URLPattern] = [
    path("", views.accueil, name="accueil"),
]
