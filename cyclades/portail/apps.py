from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "cyclades.portail"
    label = "portail"
