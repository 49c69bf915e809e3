# The GTRM 5W warehouse. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
MONTH ?= 2021-09
INBOX ?=
APPROVE ?= yes
PORT ?= 8080
PUBLICATIONS ?=
STAY ?=
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup cycle test check hunt format bench bench-intake bench-validation bench-warehouse metrics serve nightly airflow bi lock sample docs clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## Set up .venv (the other targets do it by themselves)

$(READY): requirements.lock pyproject.toml scripts/setup_environment.sh
	@PYTHON="$(PYTHON)" scripts/setup_environment.sh "$(VENV)"
	@touch $@

cycle: $(READY) ## Run a month: make cycle [MONTH=2021-03 INBOX=path/to/folder APPROVE=no]
	@$(BIN)/python scripts/run_cycle.py --month "$(MONTH)" --approve "$(APPROVE)" $(if $(INBOX),--inbox "$(INBOX)")

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder

# Ruff's cache does not notice when a module moves between folders and imports must be sorted anew.
check: $(READY) ## Lint, format, rooms, types, SQL lint
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/ruff format --no-cache --check .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project src/gtrm/products --processes 2 --disable-progress-bar

hunt: $(READY) ## Odd files by the thousand: each reads the same or is told; make hunt [SEED=2]
	@$(BIN)/python scripts/hunt.py --seed "$(SEED)"

format: $(READY) ## Format Python and SQL in place
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix dbt_project src/gtrm/products --processes 2 --disable-progress-bar

bench: $(READY) ## What a cycle costs by stage, beside its floor and a script by hand; exits 1 past a limit
	@$(BIN)/python scripts/bench.py

bench-intake: $(READY) ## Measure reading beside openpyxl, pandas and bare calamine
	@$(BIN)/python scripts/bench_intake.py

bench-validation: $(READY) ## Measure 40 rules beside the same rules as SQL
	@$(BIN)/python scripts/bench_validation.py

bench-warehouse: $(READY) ## Measure what one more month costs with 24, 60 and 120 months loaded
	@$(BIN)/python scripts/bench_warehouse.py

# MetricFlow reads what dbt parsed; it does not parse by itself.
metrics: $(READY) ## Ask the metrics: make metrics QUERY="--metrics people_reached --group-by metric_time"
	@cd dbt_project && export DBT_TARGET=release DBT_PROFILES_DIR=. DO_NOT_TRACK=1 && \
		../$(BIN)/dbt --quiet parse && ../$(BIN)/mf query $(QUERY)

serve: $(READY) ## Show the current release's site, bulletins, reports and docs (Ctrl+C stops it)
	@$(BIN)/gtrm serve --port "$(PORT)"

bi: $(READY) ## A real Superset with the bundle, checked and pictured: make bi [PUBLICATIONS=5 STAY=yes]
	@$(BIN)/python bi/run_superset.py $(if $(PUBLICATIONS),--while-publishing "$(PUBLICATIONS)") $(if $(STAY),--stay)

nightly: $(READY) ## Long checks: a month, the hunt, Superset reading while five releases appear, the benchmarks
	@$(MAKE) --no-print-directory cycle
	@$(MAKE) --no-print-directory hunt
	@$(MAKE) --no-print-directory bi PUBLICATIONS=5
	@$(MAKE) --no-print-directory bench bench-intake bench-validation bench-warehouse

airflow: $(READY) ## Start a local Airflow with its web page (Ctrl+C stops it)
	@$(BIN)/python scripts/run_airflow.py --port "$(PORT)"

lock: ## Renew requirements.lock and bi/requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade requirements.in -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade bi/requirements.in -o bi/requirements.lock

sample: $(READY) ## Rebuild the sample month's workbooks from their source
	@$(BIN)/python scripts/build_sample.py

docs: $(READY) ## Renew what is generated: docs/rules.md, docs/config.md, docs/data_dictionary.md, the reader contract
	@$(BIN)/python -m gtrm.rules.catalogue
	@$(BIN)/python -m gtrm.config.page
	@$(BIN)/python scripts/build_dictionary.py

clean: ## Remove .venv and all that can be made again (raw/ and warehouse/ stay)
	@rm -rf $(VENV) .venv-bi .airflow .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dbt_project/target
