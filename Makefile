# Two commands do everything: `make demo` and `make test`. Both set up .venv the first time only, so
# the second time they need no network.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYWB := pywb==2.10.0

.DEFAULT_GOAL := help
.PHONY: help demo test lint format clean

help:  ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runs  ## set up, crawl the bundled demo site (or SITE=https://...), search it
	@$(BIN)/newskeep demo $(if $(SITE),--site "$(SITE)")

test: $(VENV)/.tests $(VENV)/.pywb  ## set up and run the tests
	@$(BIN)/python -m pytest -q

lint: $(VENV)/.tests  ## formatting, style, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.tests  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:  ## remove the environment and the demo archive
	rm -rf $(VENV) demo-archive

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newskeep needs Python 3.11 or newer; found: $$($(PYTHON) -V). Try: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Setting up $(VENV) (the first time only, about a minute) ..."
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 2; }

$(VENV)/.runs: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.runs

# GPL, and its brotli takes the place of ours: an environment of its own, for two tests that say so where it is missing.
$(VENV)/.pywb: Makefile | $(BIN)/python
	@rm -rf $(VENV)/pywb; $(PYTHON) -m venv $(VENV)/pywb && \
		$(VENV)/pywb/bin/python -m pip install --quiet --disable-pip-version-check $(PYWB) && touch $@ || \
		{ rm -rf $(VENV)/pywb; echo "$(PYWB) could not be installed: its tests are left out" >&2; }
