"""Addresses under /demo/mails/."""

from django.urls import path

from . import views

app_name = "demo"

urlpatterns = [
    path("", views.liste, name="mails"),
    path("<slug:nom>/", views.lire, name="mail"),
]
