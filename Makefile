# make run | test | quality | captures | specialites | faults | bench | clean
# Variables : PORT, CYCLADES_VAR, CYCLADES_HORLOGE, DATABASE_URL, REDIS_URL, EMAIL_URL ; ARGS pour pytest.

VENV ?= .venv
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; exit; }; done)
BIN = $(VENV)/bin
EXEC = $(BIN)/python -m cyclades.localstack exec --
# Two processes, each with its own base; N=1 for one.
PYTEST = $(BIN)/python -m pytest --create-db -n $(or $(N),2)
ARGS ?=

.PHONY: run test quality captures specialites faults bench base dev python clean
.DEFAULT_GOAL := run

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 ou plus est introuvable : installez python3 (Debian 12 ou plus)." >&2; exit 1; }

base: python
	@$(PYTHON) cyclades/local/bootstrap.py $(VENV) base

dev: python
	@$(PYTHON) cyclades/local/bootstrap.py $(VENV) dev

run: base
	@exec $(BIN)/python -m cyclades.localstack run

test: dev
	@exec $(EXEC) $(PYTEST) $(ARGS)

quality: dev
	@exec $(BIN)/python -m cyclades.local.quality

captures: dev
	@exec $(EXEC) $(BIN)/python -m pytest -q -p no:randomly --create-db tests/captures.py $(ARGS)

specialites: dev
	@exec $(EXEC) $(PYTEST) -q -p no:randomly tests/captures_specialites.py $(ARGS)

faults: dev
	@exec $(EXEC) $(BIN)/python -m pytest --create-db -p no:randomly tests/faults $(ARGS)

bench: dev
	@exec $(EXEC) sh -ec 'PATH="$(abspath $(BIN)):$$PATH"; python manage.py migrate -v 0; \
		python manage.py load_catalogue --demo -v 0; \
		for b in bench/*.py; do echo "== $$b"; python -m bench.$$(basename $$b .py); done'

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
