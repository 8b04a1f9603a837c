# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
# Every target sets up what the machine lacks first (bin/setup, quick when nothing is missing).
PYTHON := .venv/bin/python
JOBS ?= 2
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test test-fast check format bench screens backup restore lock messages

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: ## install and build everything that is missing
	@bin/setup

demo: ## run the portal with demo data (PORT=8001 for another port); Ctrl-C stops everything
	@bin/setup
	@$(PYTHON) manage.py up

demo-reset: ## the same with fresh demo data
	@bin/setup
	@$(PYTHON) manage.py up --reset-demo

test: ## every test, with the browser
	@bin/setup --browser
	@$(PYTHON) -m pytest -q -n $(JOBS) $(ARGS)

test-fast: ## without the browser stories and the broken-on-purpose tests
	@bin/setup
	@$(PYTHON) -m pytest -q -n $(JOBS) -m "not e2e and not faults" $(ARGS)

check: ## lint, types, layers, translations, deployment settings, secrets
	@bin/setup
	@$(PYTHON) bin/check

format: ## format code and templates, mend what the linter can mend
	@bin/setup
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@git ls-files -co --exclude-standard '*.html' | xargs .venv/bin/djade --target-version 5.2 || true

bench: ## measure, print a table, write var/bench/latest.json
	@bin/setup
	@$(PYTHON) -m bench $(ARGS)

screens: ## pictures of the main screens and documents into var/screens/
	@bin/setup --browser
	@$(PYTHON) manage.py screens $(ARGS)

backup: ## database and files into var/backups/<time>/
	@bin/setup
	@$(PYTHON) manage.py backup

restore: ## FROM=var/backups/<time> into an empty database
	@bin/setup
	@$(PYTHON) manage.py restore $(or $(FROM),$(error Say which one: make restore FROM=var/backups/<time>))

lock: ## newest versions of every dependency into the two lock files
	@bin/setup
	@bin/lock

messages: ## collect the texts to translate into locale/
	@bin/setup
	@bin/messages
