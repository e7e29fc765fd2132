# dateline: `make demo` codes a report, `make test` runs every test.  Both set up what they need in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: demo desk test test-slow lint docs gate bench bench-peer lock clean help

help:
	@echo "make demo   install, code a sample report, show its record"
	@echo "make desk   install, keep the sample reports in a ledger and open the desk on them"
	@echo "make test   install, run all tests"
	@echo "make test-slow  the same with those that take minutes (browser, real time, killed processes)"
	@echo "make lint   style, types and import contracts"
	@echo "make docs   build the documentation, with its examples run"
	@echo "make gate   score every labelled dev set and compare with the floors"
	@echo "make bench  time the coder against a named peer"

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit("dateline needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Name one with make PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/core: requirements/core.txt pyproject.toml $(VENV)/python
	@echo "installing dateline into $(VENV)"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/core.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/desk: requirements/desk.txt $(VENV)/core
	@echo "installing the desk into $(VENV)"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/desk.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/core
	@echo "installing the development tools into $(VENV)"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

demo: $(VENV)/core
	@$(BIN)/python samples/demo.py

desk: $(VENV)/desk
	@mkdir -p demo-out
	@$(BIN)/dateline ingest samples/ --ledger demo-out/desk.db
	@$(BIN)/dateline serve --ledger demo-out/desk.db

test: $(VENV)/dev
	@$(BIN)/python -m pytest

# A real Chromium, servers in real time, killed processes: minutes.
test-slow: $(VENV)/dev
	@DATELINE_SLOW=1 $(BIN)/python -m pytest

lint: $(VENV)/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/dev
	@$(BIN)/python docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "the documentation is in site/index.html"

gate: $(VENV)/dev
	@$(BIN)/python benchmarks/gate.py $(GATE)

bench: $(VENV)/dev
	@$(BIN)/python benchmarks/speed.py $(BENCH)

# The peer that `make bench` measures against lives in an environment of its own; dateline does not need it.  Its model
# package asks for a newer Python than it needs.
bench-peer: $(VENV)/python
	@$(PYTHON) -m venv .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --ignore-requires-python -r requirements/peer.txt

lock: $(VENV)/dev
	@UV=$(BIN)/uv bash requirements/lock.sh

clean:
	@rm -rf $(VENV) .venv-peer site build dist .gate demo-out
