"""Reading the environment: what is missing or wrong ends the process with one line, not a traceback."""

from typing import Any

import environ

env = environ.Env()


def arret(message: str) -> SystemExit:
    """To raise: the line on the error output, exit code 1."""
    return SystemExit(f"Réglages : {message}")


def obligatoire(nom: str, conseil: str) -> str:
    """The value of `nom`, or the end with `conseil`."""
    valeur: str = env.str(nom, default="")
    if not valeur:
        raise arret(f"{nom} manque : {conseil}.")
    return valeur


def postgresql() -> dict[str, Any]:
    """Django's form of DATABASE_URL; PostgreSQL only."""
    adresse = obligatoire(
        "DATABASE_URL",
        "lancez « make run » (tout est démarré), « python -m cyclades.localstack exec -- COMMANDE » "
        "(base éphémère), ou donnez l'adresse d'un PostgreSQL 15 ou plus",
    )
    if not adresse.startswith(("postgres://", "postgresql://", "pgsql://", "psql://")):
        raise arret("DATABASE_URL doit commencer par « postgres:// » : seul PostgreSQL est pris en charge.")
    base: dict[str, Any] = env.db_url_config(adresse)
    return {**base, "ENGINE": "django.db.backends.postgresql"}


def antivirus() -> str:
    """CYCLADES_ANTIVIRUS: « tcp://hôte:3310 » or « unix:///chemin »; empty: none."""
    adresse: str = env.str("CYCLADES_ANTIVIRUS", default="")
    if adresse and not adresse.startswith(("tcp://", "unix:///")):
        raise arret("CYCLADES_ANTIVIRUS doit s'écrire « tcp://clamav:3310 » ou « unix:///run/clamav/clamd.ctl ».")
    return adresse


def adresse_celery(adresse: str) -> str:
    """Celery's spelling of a Redis address: a socket is `redis+socket://`, its base `virtual_host`."""
    if adresse.startswith("unix://"):
        return adresse.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return adresse
