"""Addresses of the app."""

from django.urls import URLPattern

app_name = "sessions_cfg"

urlpatterns: list[URLPattern] = []
