# Two commands do everything: `make run` and `make test`. Both create .venv themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: run test lint lock format clean
run: $(STAMP)
	@$(BIN)/affidavit extract seeds/ --output runs/seeds --model local/qwen2.5-coder-1.5b --overwrite

test: lint
	$(BIN)/pytest

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(DEV_STAMP)
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --no-annotate --no-header --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) runs dist build

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The lock pins everything, as constraints: a run installs what it needs, the tests add their tools.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable

$(STAMP): pyproject.toml requirements.lock | $(BIN)/python
	$(INSTALL) .
	@touch $@

$(DEV_STAMP): $(STAMP)
	$(INSTALL) '.[dev]'
	@touch $@
