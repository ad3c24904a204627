# Everything a contributor runs. `make` alone does what CI does.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NODE   := tests/node tests/models/node
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Python keeps what it compiled, as it does for users: else each start of a server compiles half a second long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all setup setup-node setup-browser install-browser serve test schemas check format bench touched reference lock clean
all: check test schemas

setup: $(VENV)/.dev            ## make .venv with the cordboard command and the development tools

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Cordboard needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@

setup-node:                    ## the official Node library and the programs of MCP for their tests, where there is npm
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(NODE:=/node_modules/.ready); \
	else echo "There is no npm: what is tested with Python and curl is not tested with Node."; fi

$(NODE:=/node_modules/.ready): %/node_modules/.ready: %/package-lock.json
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

setup-browser:                 ## Debian's Chromium, which the tests of the console look with
	@command -v chromium >/dev/null || $(MAKE) --no-print-directory install-browser

# As root, or as somebody who may become it without being asked; others are told what to do.
install-browser:
	@as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	{ command -v apt-get >/dev/null && $$as apt-get update -qq && $$as apt-get install -y -qq chromium >/dev/null; } \
	|| { echo "The tests of the console need Chromium, which cannot be installed here: apt-get install chromium" >&2; exit 1; }

serve: $(VENV)/.run            ## start the server; ARGS="--port 0" passes options
	$(BIN)/cordboard serve $(ARGS)

test: setup setup-node setup-browser  ## all tests, in parallel
	$(BIN)/python -m pytest -n auto --dist loadscope $(ARGS)

.venv-schemas/.ready: requirements/schemas.txt
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/schemas.txt
	touch $@

schemas: setup .venv-schemas/.ready  ## schemathesis over every OpenAPI document; ARGS="own-v2010" chooses
	$(BIN)/python tests/schemas.py .venv-schemas/bin/schemathesis $(ARGS)

check: setup                   ## format, lint, strict types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup                  ## apply the formatter and the safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup                   ## all benchmarks; one line a figure
	$(BIN)/python -m bench $(ARGS)

touched: setup setup-node setup-browser  ## run all tests, and write which of them touch each operation
	rm -rf .touched && mkdir .touched
	TOUCHED=$(CURDIR)/.touched $(BIN)/python -m pytest -n auto --dist loadscope $(ARGS)
	$(BIN)/python tools/touched.py .touched
	$(BIN)/python tools/reference.py

reference: setup               ## write the reference pages that follow from the catalogue
	$(BIN)/python tools/reference.py

lock:                          ## renew the hash-pinned requirement files (needs uv)
	uv pip compile -q pyproject.toml --all-extras --group dev --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/dev.txt
	uv pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements/dev.txt -o requirements/run.txt
	uv pip compile -q --group schemas --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/schemas.txt
	printf "hatchling\neditables\n" | uv pip compile -q - --universal --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements/dev.txt -o requirements/build.txt

clean:
	rm -rf $(VENV) .venv-schemas $(NODE:=/node_modules) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .touched
