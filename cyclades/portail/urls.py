"""Addresses of the app."""

from django.urls import URLPattern

app_name = "portail"

urlpatterns: list[URLPattern] = []
