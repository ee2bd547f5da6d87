# Guichet : `make run` installe et sert tout, `make test` installe et vérifie tout.

UV_VERSION := 0.13.9
BIN := .venv/bin
UV := $(BIN)/uv
UV_INSTALL := $(UV) pip install --python $(BIN)/python
COMPILE := $(UV) pip compile pyproject.toml --extra openai --group build --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock" --quiet

# The first command that answers with a version pyproject.toml accepts; `make PYTHON=…` imposes one.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null \
	&& echo $$python && break; done)

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench lock browser clean

help: ## Affiche cette aide
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: .venv/.installed ## Installe Guichet dans .venv (commande .venv/bin/guichet)

run: install ## Installe ce qui manque, puis sert Guichet
	@exec $(BIN)/guichet serve

test: lint browser ## Installe ce qui manque, puis vérifie tout : style, types, tests, couverture, documentation
	@echo '» Tests et couverture'
	@$(BIN)/python -m pytest --cov

lint: .venv/.tested ## Vérifie le style, les types, le Dockerfile et l’intégration continue
	@echo '» Style'
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo '» Types'
	@$(BIN)/mypy
	@echo '» Dockerfile et intégration continue'
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/zizmor --offline --quiet .github

bench: .venv/.tested ## Mesure la qualité et les temps de réponse
	@$(BIN)/python -m pytest tests/benchmarks -o python_files="bench_*.py" --timeout 3600 -s

browser: .venv/.tested
	@$(BIN)/python -m tests.tools.browser

lock: $(UV) ## Choisit de nouveau les versions des paquets
	$(COMPILE) --upgrade --output-file requirements.txt
	$(COMPILE) --upgrade --group test --constraint requirements.txt --output-file tests/requirements.txt

clean: ## Efface l’environnement et les fichiers de travail, jamais les données
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

$(UV): Makefile
	@test -n '$(PYTHON)' || { echo 'Guichet a besoin de Python 3.11 à 3.14 : installez-le, ou indiquez où il est par « make PYTHON=/chemin/python3 ».' >&2; exit 1; }
	@echo '» Environnement Python dans .venv'
	@$(PYTHON) -m venv .venv || { echo 'Python ne sait pas créer d’environnement. Sur Debian ou Ubuntu : apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# hatchling comes with the lock: without isolation, the build of Guichet itself fetches nothing.
.venv/.installed: $(UV) requirements.txt pyproject.toml
	@echo '» Paquets Python (requirements.txt)'
	@$(UV_INSTALL) --require-hashes --compile-bytecode --requirement requirements.txt
	@$(UV_INSTALL) --no-deps --no-build-isolation --quiet --editable .
	@touch $@

.venv/.tested: .venv/.installed tests/requirements.txt
	@echo '» Paquets Python pour les tests (tests/requirements.txt)'
	@$(UV_INSTALL) --require-hashes --compile-bytecode --requirement tests/requirements.txt
	@touch $@
