# The executable documentation: `make run` plays the bundled story, `make test` tests everything, `make live` watches the real web.
.POSIX:
.PHONY: setup run ui live test check lint fmt bench clean
.DEFAULT_GOAL := help

PYTHON ?= python3
STORY ?= stories/azal-8243
PORT ?= 8080
UV = .tools/bin/uv
BIN = .venv/bin
export UV_PYTHON_DOWNLOADS = never

help:
	@echo "make run    play the bundled story through the real DAGs (make run STORY=DIR plays another)"
	@echo "make ui     Airflow's web page on that story's store (PORT=8080)"
	@echo "make live   watch the outlets of config/feeds.yaml into var/live (PORT=8080)"
	@echo "make test   all tests; make check: that, lint, types, import contracts, migrations"
	@echo "make bench  how fast, as ratios: the HTTP layer, a whole capture, extraction (PAGES=\"FOLDER…\"), near-duplicates (TEXTS=FILE), judging"

setup: .venv/ready

# uv lives in an environment of its own: a system Python that refuses installs, or has no ensurepip, is no obstacle.
.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Palimpsest needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@sh scripts/get-uv.sh "$(PYTHON)"

.venv/ready: .tools/bin/uv pyproject.toml uv.lock
	@$(UV) sync --frozen --quiet --python "$(PYTHON)"
	@touch .venv/ready

run: setup
	@$(BIN)/palimpsest replay "$(STORY)"

ui: setup
	@$(BIN)/palimpsest ui "$(STORY)" --port $(PORT)

live: setup
	@$(BIN)/palimpsest live --port $(PORT)

# All tests of a file run in one process: some files play a whole story, once for all of them.
test: setup
	@$(BIN)/pytest -n 2 --dist loadfile

check: setup lint test

# Ratios against peers, or against a limit, in the same run; PAGES are folders of labelled pages for the extraction bench, TEXTS is a file of
# labelled copies (bench/duplicates.py says of which form).
bench: setup
	@$(BIN)/python -m bench.fetching
	@$(BIN)/python -m bench.capture
	@$(BIN)/python -m bench.schedule
	@$(BIN)/python -m bench.compare
	@$(BIN)/python -m bench.fingerprints $(TEXTS)
	@$(BIN)/python -m bench.duplicates $(TEXTS)
	@$(BIN)/python -m bench.annotate $(PAGES)
	@if [ -n "$(PAGES)" ]; then $(BIN)/python -m bench.extract $(PAGES) && $(BIN)/python -m bench.noise $(PAGES); fi

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/palimpsest incidents check

fmt: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf .venv .tools var
