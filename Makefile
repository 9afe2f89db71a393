# Everything runs from a virtual environment in .venv, made on the first call and again when pyproject.toml changes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO := runs/demo
ALONE := tests/adversarial tests/fuzz tests/integration
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/stem2code-eval
VLLM_ENV ?= $(CACHE)/vllm
LMMS_ENV ?= $(CACHE)/lmms
CLIP_ENV ?= $(CACHE)/clip
INSPECT_ENV ?= $(CACHE)/inspect

.DEFAULT_GOAL := help
.PHONY: help setup sandbox demo test test-vllm test-lmms test-clip test-inspect check format bench bench-render bench-load clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 21

setup: $(READY) ## install this package and its tools into .venv
	@$(BIN)/python -c "" 2>/dev/null || { \
	  echo "make: .venv was made by another account or a Python that has gone; run 'make clean' first" >&2; exit 1; }

$(READY): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "make: there is no $(PYTHON); install Python 3.11 or newer (Debian: apt install python3 python3-venv)" >&2; \
	  exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
	  echo "make: Python 3.11 or newer is needed and $(PYTHON) is older; name one: make PYTHON=python3.12 ..." >&2; \
	  exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
	  echo "make: $(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }
	@echo "setup: installing the package and its tools into .venv (a minute or two, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[dev]'
	@touch $@

sandbox: setup ## prepare every sandbox that this machine can have
	@$(BIN)/stem2code-eval doctor --build

demo: sandbox ## evaluate the tracing baseline on the shipped figures and build its report
	$(BIN)/stem2code-eval run --model baseline/tracer --task stem_figures --limit 60 --out $(DEMO)
	$(BIN)/stem2code-eval view $(DEMO)

test: sandbox ## run the tests, and those that look at the whole machine by themselves
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ALONE:%=--ignore=%)
	$(BIN)/python -m pytest $(ALONE)

test-vllm: sandbox $(VLLM_ENV)/.ready ## evaluate a tiny random model through a real vLLM on the CPU (6 GB in VLLM_ENV)
	STEM2CODE_VLLM_PYTHON=$(VLLM_ENV)/bin/python $(BIN)/python -m pytest -rs tests/integration/test_real_vllm.py

$(VLLM_ENV)/.ready: tests/environments/vllm.txt tests/environments/vllm-overrides.txt | setup
	$(call environment,$(VLLM_ENV),--override tests/environments/vllm-overrides.txt --requirement $<)

test-lmms: sandbox $(LMMS_ENV)/.ready ## our tasks in a real lmms-eval, and its model classes in our run (6 GB in LMMS_ENV)
	STEM2CODE_LMMS_PYTHON=$(LMMS_ENV)/bin/python $(BIN)/python -m pytest -rs tests/integration/test_real_lmms_*.py

$(LMMS_ENV)/.ready: tests/environments/lmms.txt pyproject.toml | setup
	$(call environment,$(LMMS_ENV),--requirement $< --editable .)

test-clip: $(CLIP_ENV)/.ready ## run the tests that need PyTorch (6 GB in CLIP_ENV)
	PYTHONPATH=$(CURDIR) $(CLIP_ENV)/bin/python -m pytest tests/metrics/clip tests/metrics/batched

test-inspect: sandbox $(INSPECT_ENV)/.ready ## evaluate through a real inspect_ai (0.6 GB in INSPECT_ENV)
	PYTHONPATH=$(CURDIR) $(INSPECT_ENV)/bin/python -m pytest -rs tests/integrations/inspect

$(INSPECT_ENV)/.ready: pyproject.toml
	$(call environment,$(INSPECT_ENV),--editable '.[inspect$(comma)dev]')

$(CLIP_ENV)/.ready: pyproject.toml
	$(call environment,$(CLIP_ENV),--requirements pyproject.toml --extra clip --extra dev)

comma := ,

define environment
@echo "making $(1) (some minutes and 6 GB, once)"
@mkdir -p $(dir $(1))
@$(PYTHON) -m venv --clear $(1)
@$(1)/bin/python -m pip install --disable-pip-version-check --quiet uv
@$(1)/bin/uv pip install --quiet --python $(1)/bin/python $(2)
@touch $@
endef

check: setup ## lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## put the code into its one format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: sandbox ## run the studies in benchmarks/, but those with an environment of their own; each prints one JSON object
	@for study in $(filter-out benchmarks/gpu_score.py benchmarks/lmms_parity.py,$(wildcard benchmarks/*.py)); do echo "# $$study" >&2; $(BIN)/python $$study || exit 1; done

bench-render: sandbox ## what isolation costs, against a fresh interpreter, docker run, and none
	@$(BIN)/python benchmarks/render.py

bench-load: sandbox ## whether load changes outcomes or pixels, over 300 programs
	@$(BIN)/python benchmarks/load.py

clean: ## remove what make made here (sandboxes are kept in the user's cache folder)
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -not -path './.git/*' -exec rm -rf {} +
