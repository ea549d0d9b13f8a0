"""Addresses of the app."""

from django.urls import path

from . import views

app_name = "sessions_cfg"

urlpatterns = [
    path("", views.ouverture, name="ouverture"),
    path("<slug:service>/", views.service, name="service"),
    path("<slug:service>/calendrier.ics", views.icalendrier, name="icalendrier"),
]
