# make run   start Musa here                make check  what a commit must pass
# make test  the whole suite                make bench  how near batches come to the ideal
#                                           make lock   resolve the dependencies anew

PYTHON ?= python3
PY := .venv/bin/python
TEST_SETTINGS := --settings config.settings.test

.PHONY: run test check bench lock

run: .venv/.installed
	@$(PY) manage.py run_studio

test: .venv/.installed-dev
	@$(PYTEST)
	@TEST_DB=postgres $(PYTEST) -p tests.pg_plugin $(ON_POSTGRES)

# Two at once, each in order through its half and then through half of what the other has left: what
# a file sets up once is set up once.  Every stack of processes migrates; the others need no history.
PYTEST := $(PY) -m pytest -n 2 --dist worksteal --nomigrations

# Once more what the database decides, page by page; the API asks it for nothing of its own but this.
ON_POSTGRES := $(addprefix tests/integration/,studio gallery sessions_app site_builder) \
	tests/integration/api/test_bulk.py tests/processes/test_postgres.py

check: .venv/.installed-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy .
	@.venv/bin/djlint --check --lint --quiet templates
	@$(PY) manage.py check $(TEST_SETTINGS)
	@DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run $(TEST_SETTINGS)
	@$(PY) -m pytest -q tests/test_architecture.py

bench: .venv/.installed-dev
	@$(PY) -m tests.bench

lock:
	uv pip compile $(LOCK) -o requirements/base.txt
	uv pip compile $(LOCK) --group dev -o requirements/dev.txt

LOCK := --universal --no-emit-index-url --no-header --generate-hashes --python-version 3.11 pyproject.toml

.venv/.installed: requirements/base.txt
.venv/.installed-dev: requirements/dev.txt
.venv/.installed .venv/.installed-dev:
	@$(PYTHON) -c 'import sys; sys.exit("Musa needs Python 3.11 or newer; %s is %s. Name another one: make PYTHON=python3.12" % (sys.executable, sys.version.split()[0]) if sys.version_info < (3, 11) else 0)'
	@test -x $(PY) || { echo "Making .venv"; $(PYTHON) -m venv .venv; }
	@echo "Installing $<"
	@if uv --version >/dev/null 2>&1; \
	then uv pip install --quiet --python $(PY) --require-hashes -r $<; \
	else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; fi
	@touch $@
