"""Addresses of the app."""

from django.urls import URLPattern

app_name = "registrations"

urlpatterns: list[URLPattern] = []
