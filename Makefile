# Everything here works in a fresh clone: `make demo` and `make test` set up what they need.
#
# Variables, used while .venv is made (after `make clean` it is made anew):
#   PYTHON=...       the Python 3.11 to make it with (default: the first one found)
#   TORCH_INDEX=...  package index to take torch from (default: the CPU builds on Linux), for
#                    example https://download.pytorch.org/whl/cu128 for an NVIDIA GPU;
#                    `default` leaves the choice to pip
# And for `make bench`:
#   ARGS=...         its options, for example ARGS="--full --photos DIR --plot bench.png"

BIN := .venv/bin
PACKAGE_PYTHON := PYTHONPATH=build_spec build/package-env/bin/python
BUNDLE := dist/fashion-desktop
CHECKED := fashion_desktop tests build_spec

export PYTHONUTF8 := 1
export PYTHON TORCH_INDEX

.DEFAULT_GOAL := help
.PHONY: help demo run bench test lint types stress format clean setup setup-test setup-package \
	package package-test package-sizes

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

demo: setup  ## Open the window on the demo catalogue (without a display: run it offscreen)
	@$(BIN)/fashion-desktop demo

run: setup  ## Open the window on your own library
	@$(BIN)/fashion-desktop

bench: setup  ## Measure how fast the program is on this computer
	@$(BIN)/fashion-desktop bench $(ARGS)

test: setup-test lint types  ## Lint, types, layers and all tests but the long ones
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m "not stress"

stress: setup-test  ## The long tests
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m stress

lint: setup-test  ## Style, formatting and the layers
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/lint-imports

types: setup-test  ## Static types
	$(BIN)/mypy

package: setup-package  ## Build the packaged program for this computer's system into dist/
	@$(PACKAGE_PYTHON) -m packager.build

package-test: setup-test  ## Use the package as people would, and check what it loads (Linux)
	@PYTHONPATH=build_spec $(BIN)/python -m package_test --bundle $(BUNDLE) $(ARGS)

package-sizes: setup-package  ## Size and start time of the package, and of one with all left in
	@build_spec/setup/bootstrap.sh package-plain
	@PYTHONPATH=build_spec build/plain-env/bin/python -m packager.build --plain
	@$(PACKAGE_PYTHON) -m packager.sizes build/plain/fashion-desktop $(BUNDLE)
	@$(PACKAGE_PYTHON) -m packager.start_times build/plain/fashion-desktop $(BUNDLE)

format: setup-test  ## Format the code and fix what can be fixed safely
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

clean:  ## Remove the virtual environment, caches and builds
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		test-results demo.png
	find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@build_spec/setup/bootstrap.sh run

setup-package:
	@build_spec/setup/bootstrap.sh package

setup-test:
	@build_spec/setup/bootstrap.sh test
