.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
BIN := .venv/bin
MODULES := agents_ui/node_modules/.package-lock.json
UI := $(shell find agents_ui -name node_modules -prune -o -name dist -prune -o -name __pycache__ -prune \
	-o -type f ! -name '*.py' ! -name '*.test.ts' ! -name openapi.json -print)

.PHONY: help deps install run check test test-full test-rasa ui openapi bench lock

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

deps: ## Install the Debian packages that tests and measurements need, or name them
	@.ci/deps

install: .venv/installed ## Make .venv with the product and its console

run: install ## Start the demonstration shop with its contact centre
	$(BIN)/contact-center serve --demo

check: .venv/tools $(MODULES) ## Format, lint, types and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.ci/npm run check

test: deps .venv/tools $(MODULES) ## Everything but the long tests
	.ci/npm test
	$(BIN)/pytest -n auto -m "not full and not rasa"

test-full: deps .venv/tools $(MODULES) ## The long tests too
	.ci/npm test
	$(BIN)/pytest -n auto -m "not rasa"

test-rasa: .venv/tools ## Against a real Rasa server: installs 2.7 GB into .cache once, then some minutes
	$(BIN)/contact-center rasa install --folder .cache/rasa
	$(BIN)/pytest -m rasa tests/faq_bot/rasa

ui: $(MODULES) ## Build console, widget and loader, and print their sizes
	.ci/npm run build
	.ci/npm run sizes

openapi: .venv/tools $(MODULES) ## Write the API's description and the front end's types from it
	$(BIN)/contact-center openapi > agents_ui/openapi.json
	.ci/npm run openapi

bench: deps .venv/tools ## The measurements, one JSON object each
	$(BIN)/contact-center bench chat --json
	$(BIN)/contact-center bench connections --count 1000 --json
	$(BIN)/contact-center bench start --json
	$(BIN)/contact-center bench visits --rate 500 --json
	$(BIN)/contact-center bench search --messages 1000000 --json
	$(BIN)/contact-center bench router --json
	$(BIN)/contact-center bench routers --processes 8 --items 10000 --json
	$(BIN)/contact-center bench fairness --json
	$(BIN)/contact-center bench erlang --json
	$(BIN)/contact-center bench crash --rounds 20 --json
	$(BIN)/contact-center bench list --conversations 100000 --json
	$(BIN)/contact-center bench bot --vietnamese --json
	$(BIN)/contact-center bench quotes --json
	$(BIN)/contact-center bench mail --json
	$(BIN)/contact-center bench loops --json
	$(BIN)/contact-center bench mailcrash --json
	$(BIN)/contact-center bench mailoutage --json

lock: .venv/tools ## Write the requirements files anew from pyproject.toml
	.ci/lock

.venv/pip:
	.ci/deps python
	$$(.ci/python) -m venv .venv
	@touch $@

.venv/installed: .venv/pip requirements.txt requirements-nlu.txt pyproject.toml hatch_build.py $(UI)
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements-nlu.txt
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@

.venv/tools: .venv/installed requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(MODULES): agents_ui/package-lock.json | .venv/pip
	.ci/npm ci --no-audit --no-fund
	@touch $@
