.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv

help: ## say what each target does
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /:/' | awk -F: '{ printf "  make %-8s %s\n", $$1, $$2 }'

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

PAGE := $(shell find page/src src/diatrace/message -type f) page/package-lock.json
BUILT := src/diatrace/server/static/.built-from

.venv/.synced: $(BIN)/uv pyproject.toml uv.lock hatch_build.py $(PAGE) $(if $(wildcard $(BUILT)),,FORCE)
	$(BIN)/uv sync --locked --inexact --quiet
	@test -f $(BUILT) || $(BIN)/uv sync --locked --inexact --quiet --reinstall-package diatrace
	@touch $@

demo: .venv/.synced ## make a study of real pages and open its desk in the browser
	$(BIN)/diatrace demo

test: .venv/.synced ## run the whole suite; browser tests are skipped where there is no Chromium
	$(BIN)/pytest -n auto --dist loadgroup

check: .venv/.synced ## style, types, layers, the reference, the page's types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/reference.py check
	$(BIN)/python tools/page.py check

bench: .venv/.synced ## measure; see bench/README.md
	$(BIN)/uv sync --locked --inexact --quiet --group bench
	$(BIN)/python -m bench

docs: .venv/.synced ## build the documentation into site/
	$(BIN)/uv sync --locked --inexact --quiet --group docs
	$(BIN)/zensical build

FORCE:

.PHONY: FORCE help demo test check bench docs
