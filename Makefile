# `make` lists what there is. Everything runs from a clean clone; nothing is installed but Debian packages, by `deps`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# C libraries that are linked into the binary, and what the tests in Python need.
PACKAGES := libdeflate-dev libzstd-dev libbrotli-dev zlib1g-dev libsqlite3-dev
SOURCES := Sources Tests Package.swift
VENV := .build/venv

DATA ?= culprit-data
LISTEN ?= 127.0.0.1:9000
PYTEST ?=
SCENARIOS ?=

.PHONY: browser-deps help run test lint format bench bench-server deps build build-tests test-swift test-end-to-end screenshots clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

run: build  ## Build a release and serve it on LISTEN with its data in DATA
	exec .build/release/culprit serve --listen $(LISTEN) --data $(DATA)

build: deps  ## Build the release binary, .build/release/culprit
	swift build -c release --product culprit --static-swift-stdlib

test: deps lint build-tests test-swift test-end-to-end  ## Lint, build, and run every test

build-tests: deps
	swift build --build-tests

test-swift: build-tests  ## Only the tests in Swift
	swift test --skip-build

test-end-to-end: build-tests browser-deps $(VENV)/installed  ## Only the tests against the running binary; PYTEST="-k pages" picks some
	cd Tests/EndToEndTests && "$(CURDIR)/$(VENV)/bin/python" -m pytest -q -p no:cacheprovider --durations=10 $(PYTEST)

lint:  ## Check the format
	swift format lint --strict --recursive --parallel $(SOURCES)

format:  ## Format in place
	swift format --in-place --recursive --parallel $(SOURCES)

bench: deps  ## Time the hot path; SCENARIOS="envelope" picks some
	swift run -c release Bench $(SCENARIOS)

bench-server: build  ## Measure the running server with the kit in BENCH_DIR
	Tests/Tools/bench-culprit.sh

screenshots: build  ## Pictures of the pages, light, dark and narrow, with chromium
	CULPRIT_BINARY="$(CURDIR)/.build/release/culprit" Tests/Tools/screenshots.sh .build/screenshots

$(VENV)/installed: Tests/EndToEndTests/requirements.txt Tests/EndToEndTests/browser/requirements.txt
	@python3 -c 'import ensurepip, venv' 2>/dev/null || Tests/Tools/install-packages.sh python3-venv
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade -r $<
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r $(lastword $^)
	@touch $@

browser-deps:
	@Tests/Tools/install-packages.sh chromium fonts-noto-cjk

deps:
	@Tests/Tools/install-packages.sh $(PACKAGES)

clean:  ## Remove what was built
	rm -rf .build
