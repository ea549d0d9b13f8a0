from django.apps import AppConfig


class SessionsCfgConfig(AppConfig):
    name = "sessions_cfg"
    verbose_name = "Examens et catalogue"
