# Two commands do everything: `make run` and `make test`. Both create .venv themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: run test lint browser lock format clean record baseline bench bench-accuracy torture
run: $(STAMP)
	@$(BIN)/affidavit extract seeds/ --prompt conflict_report/staged --output runs/seeds \
	    --model local/qwen2.5-coder-1.5b --overwrite

test: lint browser
	$(BIN)/pytest

# The page that `affidavit report` writes is tested in Chromium. Where it is not there yet, Debian's is installed.
browser:
	@{ command -v chromium || command -v google-chrome; } >/dev/null && command -v chromedriver >/dev/null || { \
	    echo "make test needs chromium and chromedriver: installing Debian's"; \
	    as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	    $$as_root apt-get -qq update && $$as_root env DEBIAN_FRONTEND=noninteractive \
	        apt-get -qq install -y --no-install-recommends chromium chromium-driver; \
	}

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The local model's real answers on the gold documents, one file a prompt: minutes each. Made in an empty cache, so that a
# file holds those answers and no others.
GOLD := evals/gold/seeds
EVAL := $(BIN)/affidavit eval --gold $(GOLD) --model local/qwen2.5-coder-1.5b
PROMPTS := $(basename $(notdir $(wildcard prompts/conflict_report/*.md)))

record: $(PROMPTS:%=record-%)

record-%: $(STAMP)
	rm -rf runs/record-$*
	AFFIDAVIT_CACHE_DIR=runs/record-$*/cache $(EVAL) --prompt conflict_report/$* --output runs/record-$*/run
	AFFIDAVIT_CACHE_DIR=runs/record-$*/cache $(BIN)/affidavit cache export evals/recordings/$*.jsonl.gz

# What the recordings score now, as what later changes are held against.
baseline: $(PROMPTS:%=baseline-%)

baseline-%: $(STAMP)
	$(EVAL) --prompt conflict_report/$* --recordings evals/recordings/$*.jsonl.gz --output runs/baseline-$* --overwrite \
	    --write-baseline evals/baselines/$*.json

# Accuracy beside other tools, on the local model: hours. Outside data by path: make bench-accuracy MUC4=DIR FAKES=FILE
bench-accuracy: $(STAMP)
	$(BIN)/python -m evals.benchmarks.accuracy --out runs/accuracy --data seeds held_out \
	    $(if $(MUC4),--muc4 $(MUC4)) $(if $(FAKES),--fakes $(FAKES))

# How fast, beside other clients, against a server on loopback: some minutes, with nothing else on the machine. The first time
# curator and LangExtract are installed, each in an environment of its own (runs/environments, 1.2 GB).
bench: $(STAMP)
	$(BIN)/python -m evals.benchmarks.throughput

# A run killed a hundred times at random moments and resumed each time: some minutes.
torture: $(STAMP)
	$(BIN)/python -m evals.benchmarks.torture

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Not by way of $(DEV_STAMP): that installs by the old lock, which may contradict the new pyproject.toml.
lock: | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check pip-tools
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
