# Two commands: `make graph` turns the article into a graph, `make test` checks everything.
# Each first builds the virtual environment from requirements.lock; Python 3.11 or later
# and make are all that must be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
ARTICLE := data/articles/kunjungan-putin.id.txt
OUT := out
GOLD := ../shared/gold

EDITOR := kg/serve/_assets

.PHONY: graph test check browser virtuoso editor wheel lock accuracy confidence scan model-id model-en sbom audit clean
.DELETE_ON_ERROR:

graph: $(INSTALLED)
	$(BIN)/kg build $(ARTICLE) -o $(OUT)

test: check browser virtuoso editor
	$(BIN)/python -m pytest

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict kg

# Built anew only when the lock has changed.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The tests open the picture in Chromium.
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
	else \
	  echo "make test: Chromium is missing; install it (Debian: sudo apt-get install chromium)" >&2; exit 1; \
	fi

# They push graphs to a Virtuoso of their own; its program alone is wanted, not its service.
virtuoso:
	@if command -v virtuoso-t >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends virtuoso-opensource-7-bin >/dev/null; \
	else \
	  echo "make test: Virtuoso is missing; install it (Debian: sudo apt-get install virtuoso-opensource-7-bin)" >&2; exit 1; \
	fi

# The editor of the page that kg serve has to ask on: from npm, as web/package-lock.json pins it by
# hash. Without it the page has a plain form.
editor: $(EDITOR)/yasgui.min.js

$(EDITOR)/yasgui.min.js: web/package-lock.json
	@if command -v npm >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -qq -y --no-install-recommends npm >/dev/null; \
	else \
	  echo "make editor: npm is missing; install it (Debian: sudo apt-get install npm)" >&2; exit 1; \
	fi
	npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent
	mkdir -p $(EDITOR)
	cp web/node_modules/@zazuko/yasgui/build/yasgui.min.css web/node_modules/@zazuko/yasgui/build/yasgui.min.js $(EDITOR)/
	@touch $@

# A wheel, with the editor in it.
wheel: $(INSTALLED) editor
	$(BIN)/python -m hatchling build -t wheel

# The newest releases that fit pyproject.toml, for every platform, with their hashes.
lock: $(INSTALLED)
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --upgrade --universal \
	  --generate-hashes --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

# What is installed, with licences, as CycloneDX; what is known to be unsafe of it. Both ask the
# package index.
sbom: $(INSTALLED)
	$(BIN)/uv tool run --from cyclonedx-bom cyclonedx-py environment $(BIN)/python -o sbom.cdx.json

audit: $(INSTALLED)
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.lock

# The figures of docs/accuracy.md and the README; GOLD: further gold files, if there are any.
accuracy: $(INSTALLED)
	$(BIN)/kg eval $(wildcard benchmarks/gold/*/) $(wildcard $(GOLD)) \
	  --write docs/accuracy.md --write README.md

# The weights of confidence, from articles that the lexicons were not fitted to: their figures are
# used, nobody reads them.
confidence: $(INSTALLED)
	$(BIN)/python training/calibrate.py benchmarks/gold/test benchmarks/gold/plain benchmarks/gold/ms \
	  benchmarks/gold/unseen $(wildcard $(GOLD)/plover*.jsonl)

# The weights by which acts without a target are aimed, from the articles that were worked on.
parties: $(INSTALLED)
	$(BIN)/python training/parties.py --held benchmarks/gold/test benchmarks/gold/plain

# The weights by which sentences are chosen to be parsed, from articles and treebanks.
scan: $(INSTALLED)
	$(BIN)/python training/scan.py --held $(wildcard $(GOLD)/pud.*.jsonl)

# The network, from articles with their events marked, and from treebanks as texts without. Needs JAX.
network: $(INSTALLED)
	$(BIN)/pip install --quiet jax optax
	$(BIN)/python training/network.py --plain ../shared/treebanks/en_ewt-ud-train.conllu \
	  $(addprefix ../shared/treebanks/id_,csui-ud-train.conllu gsd-ud-train-r2.1.conllu \
	  gsd-ud-dev.conllu)

# The parsers, from Universal Dependencies treebanks in ../shared/treebanks.
model-id model-en: model-%: $(INSTALLED)
	$(BIN)/python training/train.py training/$*.toml

clean:
	rm -rf $(OUT) build dist
