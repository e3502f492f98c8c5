# One environment, .venv/, for running and testing. The test lock contains the runtime lock with
# the same versions, so `make run` after `make test` has nothing to install.

PYTHON ?= python3
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin
# Hashes make the source of a file irrelevant; wheels only, because building a source
# distribution would fetch build tools that no hash covers.
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install -qq --no-input
LOCKED := $(PIP_INSTALL) --require-hashes --only-binary=:all:
# `make lock LOCK_OPTIONS=--upgrade` moves to the newest versions; without it the pins stay.
LOCK_OPTIONS ?=
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(LOCK_OPTIONS)

.DEFAULT_GOAL := help
.PHONY: help run test check conformance format lock clean env test-env venv python

help: ## この一覧を表示します
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: env ## 環境を整え、サービスを起動します（http://127.0.0.1:8000）
	@exec $(BIN)/hoshin serve

test: check ## 書式・型・テンプレートの検査と、すべてのテストを実行します
	$(BIN)/python -m pytest

check: test-env ## 書式・静的検査・型・テンプレートを検査します（テストは実行しません）
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint app/templates

# Clients of portals, in an environment of their own: CKAN is AGPL and is no part of the product, so it is
# in no lock. Debian needs libpq-dev and libmagic1 where pip must build.
CLIENTS := .venv-conformance
conformance: test-env ## 実物の収集クライアント（CKAN など）で目録を確かめます
	@test -e $(CLIENTS)/ready || { $(PYTHON) -m venv --clear $(CLIENTS) \
	  && $(CLIENTS)/bin/python -m pip --disable-pip-version-check install -qq --no-input \
	    'ckan[requirements]' ckanext-dcat ckanext-harvest extruct && touch $(CLIENTS)/ready; }
	$(CLIENTS)/bin/python -m conformance.harvest

# Templates are linted but never re-formatted: white space inside Japanese text would be visible.
format: test-env ## Python コードの書式を整えます
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

# Addresses stay out of the locks, so that they install from any registry or mirror.
lock: ## 依存パッケージの固定ファイルを作り直します（uv が必要です）
	@command -v $(UV) >/dev/null || { \
	  echo '固定ファイルの作成には uv が必要です（起動とテストには不要です）。' >&2; exit 1; }
	$(COMPILE) --group build --output-file requirements.lock pyproject.toml
	$(COMPILE) --group build --group test --constraint requirements.lock \
	  --output-file requirements-test.lock pyproject.toml

# Data of every size are made once, in var/bench; a million initiatives take some ten minutes and 7 GB.
bench: var/bench/60.db var/bench/100k.db var/bench/1M.db ## 性能を測り、benchmarks/RESULTS.md を書きます（wrk が必要です）
	$(BIN)/python -m benchmarks.bench 60=var/bench/60.db 100k=var/bench/100k.db 1M=var/bench/1M.db

bench-quick: var/bench/60.db ## 計画1件だけで性能を測ります（3分以内）
	$(BIN)/python -m benchmarks.bench 60=var/bench/60.db

var/bench/60.db: COUNT = 60
var/bench/100k.db: COUNT = 100000
var/bench/1M.db: COUNT = 1000000
var/bench/%.db: | env
	$(BIN)/python -m benchmarks.generate var/bench/files-$* --initiatives $(COUNT)
	HOSHIN_DATABASE_URL=sqlite:///$@.part $(BIN)/hoshin import var/bench/files-$*
	mv $@.part $@

clean: ## .venv とキャッシュを消します（var/ のデータは残します）
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist *.egg-info
	find app tests -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps below are copies of what was installed, compared by content: a checkout that only
# changes file times installs nothing, and a changed lock starts from an empty environment, so
# that no package lingers that the lock no longer names.

env: venv
	@cmp -s requirements.lock $(VENV)/installed.lock || { \
	  echo '依存パッケージを入れています（requirements.lock）…'; \
	  $(LOCKED) -r requirements.lock && cp requirements.lock $(VENV)/installed.lock; }
	$(install-project)

test-env: venv
	@cmp -s requirements-test.lock $(VENV)/installed-test.lock || { \
	  echo 'テスト用の依存パッケージを入れています（requirements-test.lock）…'; \
	  $(LOCKED) -r requirements-test.lock \
	    && cp requirements-test.lock $(VENV)/installed-test.lock \
	    && cp requirements.lock $(VENV)/installed.lock; }
	$(install-project)

# Hatchling comes from the lock: without build isolation nothing is fetched here.
define install-project
	@cmp -s pyproject.toml $(VENV)/installed.toml || { \
	  $(PIP_INSTALL) --no-deps --no-build-isolation --editable . \
	    && cp pyproject.toml $(VENV)/installed.toml; }
endef

# A virtual environment holds absolute paths: one that was moved or copied is made anew.
venv:
	@stale() { test -e $(VENV)/$$2 && ! cmp -s $$1 $(VENV)/$$2; }; \
	if test "$$(cat $(VENV)/made-in 2>/dev/null)" = '$(CURDIR)' && $(BIN)/python -c '' 2>/dev/null \
	  && ! stale requirements.lock installed.lock \
	  && ! stale requirements-test.lock installed-test.lock; then exit 0; fi; \
	$(MAKE) --no-print-directory python \
	  && $(PYTHON) -m venv --clear $(VENV) && printf '%s' '$(CURDIR)' > $(VENV)/made-in

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 以上が必要です（$(PYTHON) は古いか、見つかりません）。' >&2; \
	  echo '別の Python を使うには: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) に venv がありません。Debian・Ubuntu では python3-venv を入れてください。' >&2; exit 1; }
