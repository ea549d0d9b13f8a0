"""`make quality`: every check names itself; the exit code is the number of those that fail."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .console import dire

CHECKS = {
    "ruff check": "ruff check .",
    "ruff format": "ruff format --check .",
    "djlint": "djlint --check --lint templates",
    "mypy": "mypy .",
    "import-linter": "lint-imports",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "bandit": "bandit -q -c pyproject.toml -r cyclades accounts registrations documents justificatifs sessions_cfg",
    "deptry": "deptry .",
    "compose": "check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml",
}


def check(name: str) -> tuple[str, int, float, str]:
    """Name, exit code, seconds and what it said."""
    start = time.monotonic()
    # No server is asked: the checks only need settings that can be read.
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cyclades.settings.test",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or "postgres://qualite@127.0.0.1:1/qualite",
        "PATH": f"{os.path.dirname(sys.executable)}:{os.environ.get('PATH', '')}",  # noqa: PTH120
    }
    done = subprocess.run(CHECKS[name].split(), env=env, capture_output=True, text=True, check=False)  # noqa: S603
    return name, done.returncode, time.monotonic() - start, (done.stdout + done.stderr).strip()


def main() -> int:
    failures = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        slow_first = sorted(CHECKS, key=lambda name: name != "mypy")
        for name, code, seconds, said in pool.map(check, slow_first):
            dire(f"{'bon ' if code == 0 else 'NON '} {name} ({seconds:.1f} s)")
            if code:
                failures += 1
                dire(said)
    return failures


if __name__ == "__main__":
    sys.exit(main())
