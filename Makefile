# Every target sets up what it needs; only Python >= 3.11 and make are asked for.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo serve test check format bench scoreboard wheel clean

demo: $(READY)
	$(BIN)/chuangguan demo

serve: $(READY)
	$(BIN)/chuangguan demo --serve --people 300

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 8

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(READY)
	$(BIN)/python -m pytest benchmarks/bench_*.py -o python_files='bench_*.py' -o python_functions='bench_*' \
		--benchmark-disable-gc --benchmark-columns=min,median,max,rounds --benchmark-sort=name

scoreboard: $(READY)
	HYPOTHESIS_PROFILE=scoreboard $(BIN)/python -m pytest

wheel: $(READY)
	$(BIN)/python -m build --wheel

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python >= 3.11 is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $(READY)

clean:
	rm -rf .venv build dist
