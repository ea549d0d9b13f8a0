"""A missing or wrong setting ends the process with one French line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cyclades.settings.prod",
    "SECRET_KEY": "une-suite-de-caracteres-au-hasard-" + "x7Kq" * 8,
    "ALLOWED_HOSTS": "inscriptions.example",
    "ADRESSE_PUBLIQUE": "https://inscriptions.example",
    "DATABASE_URL": "postgres://a@127.0.0.1:1/a",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp://mails:1025",
    "CYCLADES_ANTIVIRUS": "tcp://clamav:3310",
}


def manage(*arguments: str, tmp_path: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py`, with nothing of this run's environment but PATH."""
    environnement = {"PATH": os.environ["PATH"], "CYCLADES_VAR": str(tmp_path)} | env
    commande = [sys.executable, "manage.py", *arguments]
    return subprocess.run(commande, cwd=RACINE, env=environnement, capture_output=True, text=True, check=False)


def test_check_deploy_in_production_says_nothing(tmp_path: Path) -> None:
    fini = manage("check", "--deploy", "--fail-level", "INFO", tmp_path=tmp_path, **PRODUCTION)

    assert (fini.returncode, fini.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    ("changement", "debut"),
    [
        ({"DATABASE_URL": ""}, "Réglages : DATABASE_URL manque : lancez « make run »"),
        ({"DATABASE_URL": "sqlite:///base.db"}, "Réglages : DATABASE_URL doit commencer par « postgres:// »"),
        ({"SECRET_KEY": ""}, "Réglages : SECRET_KEY manque"),
        ({"SECRET_KEY": "courte"}, "Réglages : SECRET_KEY est trop courte"),
        ({"ALLOWED_HOSTS": ""}, "Réglages : ALLOWED_HOSTS manque"),
        ({"ALLOWED_HOSTS": "*"}, "Réglages : ALLOWED_HOSTS ne peut pas être « * »"),
        ({"ADRESSE_PUBLIQUE": ""}, "Réglages : ADRESSE_PUBLIQUE manque"),
        ({"REDIS_URL": ""}, "Réglages : REDIS_URL manque"),
        ({"EMAIL_URL": ""}, "Réglages : EMAIL_URL manque"),
        ({"CYCLADES_ANTIVIRUS": ""}, "Réglages : CYCLADES_ANTIVIRUS manque"),
        ({"CYCLADES_ANTIVIRUS": "clamav:3310"}, "Réglages : CYCLADES_ANTIVIRUS doit s'écrire"),
    ],
)
def test_production_without_a_setting_ends_with_one_line(
    changement: dict[str, str], debut: str, tmp_path: Path
) -> None:
    fini = manage("check", tmp_path=tmp_path, **(PRODUCTION | changement))

    assert fini.returncode == 1
    assert len(fini.stderr.strip().splitlines()) == 1
    assert fini.stderr.startswith(debut)


def test_manage_without_anything_says_how_to_start(tmp_path: Path) -> None:
    fini = manage("migrate", tmp_path=tmp_path)

    assert fini.returncode == 1
    assert fini.stderr.startswith("Réglages : DATABASE_URL manque : lancez « make run »")


def test_manage_beside_a_running_portal_reads_its_servers(tmp_path: Path) -> None:
    (tmp_path / "environnement").write_text(
        "DATABASE_URL=postgres://a@/b?host=/tmp/ici\nREDIS_URL=unix:///tmp/r.sock?db=0\n"
    )
    montre = (
        "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS']['host'], s.CELERY_BROKER_URL)"
    )

    fini = manage("shell", "--no-imports", "-c", montre, tmp_path=tmp_path)

    assert fini.stdout.strip() == "/tmp/ici redis+socket:///tmp/r.sock?virtual_host=0", fini.stderr  # noqa: S108


@pytest.mark.parametrize(
    ("role", "pool", "delai"),
    [("web", True, "statement_timeout=10s"), ("travail", False, "statement_timeout=120s"), ("", False, "=10s")],
)
def test_only_the_web_pools_and_only_workers_may_take_minutes(
    role: str, pool: bool, delai: str, tmp_path: Path
) -> None:
    montre = (
        "from django.conf import settings as s; o = s.DATABASES['default']['OPTIONS']; print('pool' in o, o['options'])"
    )

    fini = manage(
        "shell", "--no-imports", "-c", montre, tmp_path=tmp_path, CYCLADES_ROLE=role, DATABASE_URL="postgres://a/b"
    )

    assert fini.stdout.startswith(str(pool)), fini.stderr
    assert delai in fini.stdout
