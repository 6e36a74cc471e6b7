# One command for each thing; `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
WORKERS ?= 2
BUILDER ?= docker
# Per cent of the package's lines and branches that the tests must run; to trace them costs a quarter
# of the time, so `make test` does not.
COVERED ?= 90
# A worker gives back what a model took: glibc keeps it otherwise, an arena for each thread.
TEST_ENV := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=2 \
	GRADIO_ANALYTICS_ENABLED=False HF_HUB_DISABLE_TELEMETRY=1

# Two runs one after the other: a worker of the second has no network of the first in its memory.
BROWSER := tests/ui/*browser.py
ALL := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
	--durations=15 --memory

.DEFAULT_GOAL := help
.PHONY: help setup lock run share check test coverage pythons lint lint-js format docs image bench \
	evaluate train-charrnn train-words train-forms train-tagger train-summarizer \
	train-cnn train-gan train-pix2pix train-intent

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 26

setup: $(STAMP)  ## make .venv and install everything into it (once)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) 'torch==2.13.*'
	$(PIP) -e '.[dev]'
	@touch $@

lock: $(STAMP)  ## resolve every dependency anew into constraints.txt
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --upgrade --all-extras --universal --python-version 3.11 \
		--no-annotate --no-header pyproject.toml --output-file .venv/resolved.txt
	@{ sed '/^[^#]/,$$d' constraints.txt; grep -vE '^(nvidia|cuda-|triton)' .venv/resolved.txt; } \
		> .venv/constraints.txt && mv .venv/constraints.txt constraints.txt

run: $(STAMP)  ## open the app on http://127.0.0.1:7860
	$(BIN)/textnn serve

share: $(STAMP)  ## the same, with a public address where the network allows
	$(BIN)/textnn serve --share

check: lint  ## lint, types and the fast tests
	$(TEST_ENV) $(BIN)/python -m pytest -q -n $(WORKERS) -m 'not browser and not slow'

test: lint lint-js  ## lint, types and every test, the browser's too
	$(TEST_ENV) $(ALL) --ignore-glob='$(BROWSER)'
	$(TEST_ENV) $(ALL) $(BROWSER)

coverage: $(STAMP)  ## how much of the package the tests without a browser run, with its floor
	$(TEST_ENV) $(BIN)/python -m pytest -q -n $(WORKERS) -m 'not browser' --cov=textnn --cov-report=
	@echo "covered: $$($(BIN)/coverage report --format=total --fail-under=$(COVERED)) %"

pythons:  ## the fast tests on every other supported Python that this machine has
	@for python in python3.12 python3.13 python3.14; do \
		if $$python -c '' 2>/dev/null; then \
			echo "== $$python"; $$python -m venv .venv/$$python && \
			.venv/$$python/bin/python -m pip install --quiet -e '.[dev]' && \
			$(TEST_ENV) .venv/$$python/bin/python -m pytest -q -m 'not browser and not slow' || exit 1; \
		fi; done

lint: $(STAMP)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-js:  ## style and types of the page's scripts, where npm is installed
	@if ! command -v npm >/dev/null; then echo 'lint-js: skipped, npm is not installed'; \
	elif ! test node_modules/.package-lock.json -nt package-lock.json && \
		! npm ci --no-audit --no-fund --silent; then echo 'lint-js: skipped, npm ci failed'; \
	else npm run --silent lint; fi

format: $(STAMP)  ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP)  ## write the tables of README.md and docs/cli.md from the code
	$(BIN)/python -m tests.documents

image:  ## build the image of the Dockerfile, run it and ask whether it is well (docker, podman)
	$(BUILDER) build --tag textnn .
	-$(BUILDER) rm --force textnn-image
	$(BUILDER) run --detach --name textnn-image --publish 127.0.0.1:7869:7860 textnn
	curl --fail --silent --show-error --retry 60 --retry-delay 2 --retry-all-errors \
		http://127.0.0.1:7869/healthz; well=$$?; \
		$(BUILDER) logs textnn-image; $(BUILDER) rm --force textnn-image; exit $$well

bench: $(STAMP)  ## run every benchmark in benchmarks/
	@for file in benchmarks/*_vs_*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

train-charrnn: $(STAMP)  ## train the network that writes
	$(BIN)/textnn train charrnn

train-words: $(STAMP)  ## train the word vectors
	$(BIN)/textnn train words

train-forms: $(STAMP)  ## train the vectors of written forms
	$(BIN)/textnn train forms

train-tagger: $(STAMP)  ## train the network that marks, over the two above, and the one of organisations
	$(BIN)/textnn train tagger
	$(BIN)/textnn train organisations

train-summarizer: $(STAMP)  ## train the network that writes headlines, and what leans on it
	$(BIN)/textnn train summarizer
	$(BIN)/textnn train extractor
	$(BIN)/textnn train keywords
	$(BIN)/textnn train reranker
	$(BIN)/textnn train headlines

train-cnn: $(STAMP)  ## train the networks that classify pictures, and calibrate them
	$(BIN)/textnn train cnn-cifar10
	$(BIN)/textnn train cnn-slide
	$(BIN)/textnn train cnn-digits
	$(BIN)/textnn train cnn-arabic-digits
	$(BIN)/textnn train cnn-fashion
	$(BIN)/textnn train calibration

train-gan: $(STAMP)  ## train the networks that sample pictures
	$(BIN)/textnn train gan-digits
	$(BIN)/textnn train gan-fashion

train-pix2pix: $(STAMP)  ## train the networks that make a picture of an outline
	$(BIN)/textnn train pix2pix-fashion
	$(BIN)/textnn train pix2pix-facades

train-intent: $(STAMP)  ## train the network that understands requests
	$(BIN)/textnn train intent

DATASETS ?= $(or $(TEXTNN_DATASETS),$(HOME)/.textnn/datasets)

evaluate: $(STAMP)  ## measure the shipped models on the data sets' test files
	$(BIN)/textnn evaluate charrnn --data $(DATASETS)/news/pairs.test.jsonl.xz
	$(BIN)/textnn evaluate tagger --data $(DATASETS)/ner/uner_bosque.test.jsonl.gz
	$(BIN)/textnn evaluate summarizer --kind headline --data $(DATASETS)/news/pairs.test.jsonl.xz
	$(BIN)/textnn evaluate summarizer --kind dek --data $(DATASETS)/news/pairs.test.jsonl.xz
	$(BIN)/textnn evaluate summarizer --kind extract --data $(DATASETS)/news/pairs.test.jsonl.xz
	$(BIN)/textnn evaluate keywords --data $(DATASETS)/news/pairs.test.jsonl.xz
	@for set in cifar10 mnist arabic_digits fashion_mnist; do \
		$(BIN)/textnn evaluate cnn --data $(DATASETS)/images/$$set.npz || exit 1; done
