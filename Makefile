# `make demo` and `make test` set everything up by themselves; a second call does only what changed.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RAG := $(VENV)/bin/rag
READY := $(VENV)/.ready
QUESTION ?= On what date was Sora released?
# Beside the index of one's own articles, which `rag index` keeps in index/.
DEMO := --index index/demo

.PHONY: help demo test quick check lint eval nightly speed bench clean

help:  ## Show what can be made.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "pincite needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt pip
	$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt torch
	$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt --group dev --editable .
	@touch $(READY)

demo: $(READY)  ## Index the five articles and ask a question of them.
	@$(RAG) index seeds $(DEMO)
	@$(RAG) ask $(DEMO) "$(QUESTION)"
	@printf '\nAsk more: %s\nYour own: %s\n' '$(RAG) ask $(DEMO) "..."' '$(RAG) index FOLDER, then $(RAG) ask "..."'

test: $(READY)  ## Run every test, the slow ones with real models too.
	@$(VENV)/bin/pytest -q -n auto --dist loadfile --no-loadscope-reorder

quick: $(READY)  ## Run the fast tests only.
	@$(VENV)/bin/pytest -q -m "not slow"

lint: $(READY)  ## Style, types and the rules of who may import whom.
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

eval: $(READY)  ## Ask every gold question and compare with the baseline.
	@$(RAG) index --quiet
	@$(RAG) eval

check: lint test eval  ## All that the continuous integration runs.

nightly: $(READY)  ## The long campaigns: 20,000 API cases, 2,000 lives and 17,000 faults of an index, 100 stops and swaps, load, memory.
	@PINCITE_API_CASES=20000 PINCITE_SHUTDOWNS=100 PINCITE_SWAPS=100 $(VENV)/bin/pytest -q \
	  tests/serving/test_openapi.py tests/serving/test_server.py tests/serving/test_generations.py
	@PINCITE_LIVES=2000 $(VENV)/bin/pytest -q tests/test_life.py
	@mkdir -p eval/runs
	@$(VENV)/bin/python eval/bench/index_faults.py --out eval/runs/durability.md
	@$(RAG) index --quiet
	@$(VENV)/bin/python eval/bench/serving_faults.py --out eval/runs/serving-faults.md
	@$(VENV)/bin/python eval/bench/serving_load.py --seconds 300 --out eval/runs/serving-load.md
	@$(VENV)/bin/python eval/bench/serving_load.py --soak 30 --out eval/runs/serving-memory.md

BENCH_DATA ?= ../shared/data/bench

bench: $(READY)  ## Measure beside txtai, Haystack, LangChain, LlamaIndex, bm25s: hours at first, needs BENCH_DATA.
	@$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt --group bench
	@$(VENV)/bin/python -m eval.bench.peers --data $(BENCH_DATA) $(BENCH)

speed: $(READY)  ## Measure cold starts, answers and encoding beside their promises; SPEED hands arguments on.
	@$(RAG) index --quiet
	@$(VENV)/bin/python -m eval.bench.speed $(SPEED)

clean:  ## Remove the environment and the index.
	rm -rf $(VENV) index/[!R]*
