# The commands that stay. Each sets itself up; nothing but Python 3.11+, git and make is needed.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE ?=
export DATA_DIR
export PORT

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(VENV)/.installed ## The environment only: virtual environment and pinned dependencies

$(VENV)/.installed: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Earful needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

up: setup ## Everything, with demo data, at http://127.0.0.1:8000 (PORT=… and DATA_DIR=… choose others)
	@exec $(BIN)/python manage.py up

test: $(VENV)/.installed-dev ## The whole suite; DATABASE_URL=postgres://… runs it on PostgreSQL, COVERAGE=1 measures
	$(BIN)/$(if $(COVERAGE),coverage run,python) -m pytest -m "not alone" $(ARGS)
	$(if $(ARGS),,$(BIN)/python -m pytest -m alone -n 0)
	@$(if $(COVERAGE),$(BIN)/coverage combine --quiet && $(BIN)/coverage report,true)

bench: $(VENV)/.installed-bench ## Measure what Earful promises about speed; writes bench/results.json
	$(BIN)/python -m bench

$(VENV)/.installed-bench: requirements/bench.txt $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

lint: $(VENV)/.installed-dev ## Style, types, layers and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --deploy --fail-level ERROR

format: $(VENV)/.installed-dev ## Write the code the way `make lint` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

texts: $(VENV)/.installed-dev ## Collect the texts of the screens for translation; docs/translating.md
	$(BIN)/python -m translating

lock: ## Pin the dependencies of requirements/*.in anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements/base.in -o requirements/base.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q requirements/bench.in -o requirements/bench.txt

reset: setup ## Empty the data directory
	@$(BIN)/python manage.py reset

.PHONY: help setup up test bench lint format texts lock reset
