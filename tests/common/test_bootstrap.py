"""Preparing a machine: what is missing is named in one line, what is there is not touched."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from cyclades.local import bootstrap, postgres
from cyclades.local.console import Arret


def test_nothing_is_missing_where_this_suite_runs() -> None:
    assert bootstrap.missing_packages("dev", (3, 12)) == []


def test_missing_packages_names_what_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libpango-1.0-0": "libpango-absente.so.0"})
    monkeypatch.setattr(bootstrap, "FONT_FOLDERS", ())
    monkeypatch.setattr(bootstrap, "_any", lambda *_: False)
    monkeypatch.delenv("REDIS_URL", raising=False)

    assert bootstrap.missing_packages("base", (3, 12)) == ["libpango-1.0-0", "fonts-dejavu-core"]
    assert bootstrap.missing_packages("dev", (3, 13)) == [
        "libpango-1.0-0",
        "fonts-dejavu-core",
        "redis-server",
        "chromium",
        "clamav-daemon",
        "poppler-utils",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get")
def test_install_packages_as_a_user_prints_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit) as fin:
        bootstrap.install_packages(["libmagic1", "chromium"])

    assert str(fin.value) == (
        "Il manque libmagic1, chromium : lancez « sudo apt-get install -y --no-install-recommends libmagic1 chromium » "
        "puis recommencez."
    )


def test_install_lock_unchanged_calls_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = bootstrap.ROOT / "requirements" / "base.txt"
    (tmp_path / ".installe-base").write_text(hashlib.sha256(lock.read_bytes()).hexdigest())

    bootstrap.install_lock(tmp_path / "aucun-python", tmp_path, "base")


def test_version_of_reads_the_environment(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.13.0\n")

    assert bootstrap.version_of(tmp_path) == (3, 13)


@pytest.mark.skipif(os.geteuid() != 0, reason="seul root change d'utilisateur")
def test_data_under_a_closed_folder_goes_elsewhere_and_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ferme, ailleurs = tmp_path / "ferme", Path("/tmp") / tmp_path.name  # noqa: S108  pytest's own folder is closed
    ferme.mkdir(mode=0o700)
    monkeypatch.setattr(postgres, "SAFE_FOLDER", ailleurs)

    dossier = postgres.data_folder(ferme, postgres.system_user())

    assert dossier.parent == ailleurs
    assert ferme.stat().st_mode & 0o777 == 0o700
    assert list(ferme.iterdir()) == []
    assert capsys.readouterr().out == (
        f"Données de PostgreSQL dans {dossier} : son utilisateur n'a pas accès à {ferme}.\n"
    )
    dossier.rmdir()
    ailleurs.rmdir()


def test_programs_that_do_not_run_here_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_succeeds", lambda argv, user: False)

    with pytest.raises(Arret, match="donnez DATABASE_URL"):
        postgres.programs(None)
