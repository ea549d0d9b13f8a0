"""Addresses of the app."""

from django.urls import URLPattern

app_name = "justificatifs"

urlpatterns: list[URLPattern] = []
