.DEFAULT_GOAL := help
PYTHON ?= python3
UV := .venv/bin/uv

help: ## what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(UV):
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/.synced: $(UV) pyproject.toml uv.lock hatch_build.py
	UV_PROJECT_ENVIRONMENT=.venv $(UV) sync --quiet --inexact --locked
	@touch $@

demo: .venv/.synced ## a study made from real pages, open in the browser
	.venv/bin/diatrace demo

test: .venv/.synced ## the whole suite
	.venv/bin/pytest -n auto

.PHONY: help demo test
