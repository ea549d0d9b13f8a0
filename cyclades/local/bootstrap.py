#!/usr/bin/env python3
"""Prepare `.venv` and the system libraries; standard library only, it runs before anything is installed.

Usage: bootstrap.py VENV base|dev. A lock file that has not changed costs one hash. As root on Debian
missing libraries are installed by apt-get; elsewhere one line says what to run.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
    "libmagic1": "libmagic.so.1",
}
ON_MACOS = {"libpango-1.0-0": "pango", "libmagic1": "libmagic", "clamav-daemon": "clamav"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")


def end(message: str) -> None:
    sys.exit(message)


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font() -> bool:
    return any(next(Path(f).rglob("*.[to]t[fc]"), None) for f in FONT_FOLDERS if Path(f).is_dir())


def version_of(venv: Path) -> tuple[int, int]:
    """Python's version in `venv`."""
    lines = (venv / "pyvenv.cfg").read_text().splitlines()
    text = next(line.partition("=")[2] for line in lines if line.startswith("version"))
    major, minor = text.strip().split(".")[:2]
    return int(major), int(minor)


def missing_packages(kind: str, version: tuple[int, int]) -> list[str]:
    """Debian names of what the portal (and for `dev` its tests) would not find here."""
    missing = [package for package, library in LIBRARIES.items() if not has_library(library)]
    if not has_font():
        missing.append("fonts-dejavu-core")
    # Redis comes with a wheel up to Python 3.12.
    if not os.environ.get("REDIS_URL") and version >= (3, 13) and not _any("redis-server", "valkey-server"):
        missing.append("redis-server")
    if kind == "dev":
        if not _any("chromium", "chromium-browser", "google-chrome"):
            missing.append("chromium")
        if not _any("clamd"):
            missing.append("clamav-daemon")
        if not _any("pdftoppm"):
            missing.append("poppler-utils")
        # Playwright's driver is a Node.js linked against it; a bare Debian has none.
        if sys.platform == "linux" and not has_library("libatomic.so.1"):
            missing.append("libatomic1")
    return missing


def _any(*programs: str) -> bool:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/bin:/opt/homebrew/bin"
    return any(shutil.which(program, path=path) for program in programs)


def install_packages(packages: Sequence[str]) -> None:
    """apt-get as root on Debian; otherwise end with the line to run."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if sys.platform == "darwin":
        names = dict.fromkeys(ON_MACOS.get(p, "") for p in packages)
        end(f"Il manque {', '.join(packages)} : lancez « brew install {' '.join(filter(None, names))} ».")
    if shutil.which("apt-get") is None:
        end(f"Il manque {', '.join(packages)} (noms de Debian) : installez-les puis recommencez.")
    if os.geteuid() != 0:
        end(f"Il manque {', '.join(packages)} : lancez « sudo {line} » puis recommencez.")
    sys.stdout.write(f"Installation de {', '.join(packages)}…\n")
    sys.stdout.flush()
    # No service may start by itself (redis-server would).
    policy = Path("/usr/sbin/policy-rc.d")
    added = not policy.exists()
    if added:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for command in ("apt-get update", line):
            done = subprocess.run(command.split(), env=env, capture_output=True, text=True, check=False)  # noqa: S603
    finally:
        if added:
            policy.unlink()
    if done.returncode:
        reason = (done.stderr.strip() or "échec").splitlines()[-1]
        end(f"Impossible d'installer {', '.join(packages)} : « {line} » répond « {reason} ».")


def make_venv(venv: Path) -> Path:
    """The interpreter of `venv`, created if need be; Debian keeps ensurepip in python3-venv."""
    python = venv / "bin" / "python"
    if python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0:  # noqa: S603
        return python
    shutil.rmtree(venv, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(venv)]
    if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        shutil.rmtree(venv, ignore_errors=True)
        install_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            end(f"Impossible de créer {venv} : {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return python


def install_lock(python: Path, venv: Path, kind: str) -> None:
    """Exactly what the lock file names, each file checked against its hash."""
    lock = ROOT / "requirements" / f"{kind}.txt"
    stamp = venv / f".installe-{kind}"
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return
    sys.stdout.write(f"Installation de requirements/{kind}.txt…\n")
    sys.stdout.flush()
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    done = subprocess.run([*pip, "-r", str(lock)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        end(f"Impossible d'installer requirements/{kind}.txt : {errors[-1] if errors else 'pip a échoué'}")
    stamp.write_text(mark)


def main() -> None:
    venv, kind = Path(sys.argv[1]).absolute(), sys.argv[2]
    python = make_venv(venv)
    missing = missing_packages(kind, version_of(venv))
    if missing:
        install_packages(missing)
    install_lock(python, venv, kind)


if __name__ == "__main__":
    main()
