# `make` lists the commands. Each sets up what it needs; the second time that takes no time.
# Without make: README.md, "Without make".

VENV := .venv
RUN := $(VENV)/bin/python
APP_READY := $(VENV)/.app-ready
TESTS_READY := $(VENV)/.tests-ready
# Only files whose hashes the lock has, so nothing else that a registry may serve one day.
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes
# Files of every platform and Python version, wheels only: building a package runs code nobody pinned.
LOCK := $(RUN) -m uv pip compile --quiet --no-config --no-cache -c constraints.txt --universal \
  --python-version 3.11 --generate-hashes --only-binary :all: --emit-build-options \
  --no-emit-index-url --no-annotate --custom-compile-command "make lock"

# Which Python the environment is made with, if not the first suitable one: make PYTHON=… app
PYTHON := python3.11 python3.12 python3.13 python3 python
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.PHONY: help app test test-all lint lock messages benchmarks screenshot clean-venv
.DEFAULT_GOAL := help

help:
	@echo "make app         set up what is needed and open the dashboard"
	@echo "make test        set up what is needed and run the tests (ten minutes)"
	@echo "make test-all    the same and the slow ones, as the project's own checks do"
	@echo "make lint        check style and formatting"
	@echo "make lock        write the hashes of all pinned packages' files into the locks"
	@echo "make messages    collect all messages for translators"
	@echo "make benchmarks  measure our engine against plain Keras (takes hours)"
	@echo "make screenshot  take the README's pictures again"
	@echo "make clean-venv  delete the Python environment, $(VENV)"

app: $(APP_READY)
	@echo "Opening the dashboard; end it with Ctrl-C."
	@$(RUN) -m streamlit run app.py

test: $(TESTS_READY)
	@echo "Running the tests, layer by layer; make test-all runs the slow ones, too."
	@$(RUN) -m tests.run

test-all: $(TESTS_READY)
	@echo "Running all tests, layer by layer."
	@$(RUN) -m tests.run --all

lint: $(TESTS_READY)
	@echo "Checking style and formatting."
	@$(RUN) -m tests.run lint

lock: $(TESTS_READY)
	@echo "Asking the package registry for the hashes of every pinned package's files."
	@$(LOCK) requirements.txt -o requirements.lock >/dev/null
	@$(LOCK) tests/requirements.txt -o tests/requirements.lock >/dev/null

messages: $(TESTS_READY)
	@echo "Collecting what people read."
	@$(RUN) -m tests.messages

benchmarks: $(TESTS_READY)
	@echo "Measuring our engine against plain Keras."
	@$(RUN) -m tests.benchmarks.engine

screenshot: $(TESTS_READY)
	@echo "Training some recipes and taking the README's picture of them."
	@$(RUN) -m tests.e2e.screenshot

clean-venv:
	@echo "Deleting $(VENV)."
	@rm -rf $(VENV)

$(RUN):
	@for python in $(PYTHON); do \
	  if "$$python" -c "$(SUITABLE)" 2>/dev/null; then \
	    echo "Making a Python environment in $(VENV) with $$("$$python" --version)."; \
	    exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 with its venv module is needed and was not found."; \
	echo "Install one (on Debian: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.11 app"; \
	exit 1

$(APP_READY): requirements.lock | $(RUN)
	@echo "Installing what the dashboard needs into $(VENV) (about two minutes, this once)."
	@$(INSTALL) -r $<
	@touch $@

$(TESTS_READY): tests/requirements.lock $(APP_READY)
	@echo "Installing what the tests need into $(VENV)."
	@$(INSTALL) -r $<
	@touch $@
