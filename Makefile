# Two commands on a fresh machine: `make run` and `make test`. Needs Python 3.11, make and git.
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PACKAGES := bot jobs storage seed
# uv takes seconds where pip takes a minute; where it does not reach the index as pip does (pip.conf), pip does it all.
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python

.PHONY: setup run test coverage check fix bench chaos requirements chromium clean

setup: .venv/.run-installed          ## makes .venv and installs what running needs

.venv/.run-installed: requirements/run.txt requirements/uv.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements/uv.txt || true
	$(UV) --require-hashes -r requirements/run.txt || $(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev-installed: .venv/.run-installed requirements/dev.txt
	$(UV) --require-hashes -r requirements/dev.txt || $(PIP) --require-hashes -r requirements/dev.txt
	touch $@

run: setup                           ## the sandbox in a browser: the real bot, no Slack account
	@exec $(BIN)/convenor sandbox

check: .venv/.dev-installed          ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

chromium:
	@sh tests/chromium.sh

# Each worker, and each `convenor` that a test starts, would else compile all modules anew where that variable is set.
test coverage: export PYTHONDONTWRITEBYTECODE =

test: check chromium                 ## check, and every test
	$(BIN)/python -m pytest -n 4

coverage: .venv/.dev-installed chromium  ## every test, counting lines: a third slower
	$(BIN)/python -m pytest -n 4 --cov --cov-report=term --cov-fail-under=90

fix: .venv/.dev-installed            ## format, and write the generated tables and the manifest
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.house.generated --write

bench: .venv/.dev-installed          ## figures against bare Bolt apps; prints a table of ratios
	$(BIN)/python -m bench

chaos: .venv/.dev-installed          ## 20 rounds of sending while processes are killed and Slack fails: over an hour
	$(BIN)/python -m bench.chaos

requirements: .venv/.dev-installed   ## resolves the hashed requirement files anew
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml --group build -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group installer -c requirements/dev.txt -o requirements/uv.txt

clean:
	rm -rf .venv build dist *.egg-info
