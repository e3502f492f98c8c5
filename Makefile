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
.PHONY: help run test prove check conformance same-answers format messages examples lock bench bench-quick bench-help bench-tools clean env mcp-env test-env venv python

help: ## この一覧を表示します
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: env ## 環境を整え、サービスを起動します（http://127.0.0.1:8000）
	@exec $(BIN)/hoshin serve

# A process for each core. `load` hands out the tests in their order, so that in every process those of
# the browser come last: their driver keeps an event loop running, and no other can start beside it.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist load

# The tools for assistants are an extra: their packages stand in a folder of their own, so that everything
# else is tested as it is installed.
EXTRA := $(VENV)/mcp
WITH_EXTRA := PYTHONPATH=$(EXTRA) $(BIN)/python -m pytest tests/assistants

test: check mcp-env ## 書式・型・テンプレートの検査と、すべてのテストを実行します
	$(PYTEST)
	$(WITH_EXTRA)

prove: check mcp-env ## make test と同じですが、標本だけを試すテストでもすべての場合を試します
	PROVE=true $(PYTEST) --timeout 600
	$(WITH_EXTRA)

mcp-env: test-env
	@test -e $(EXTRA)/ready || { echo 'AIアシスタント用の部品を入れています（requirements-mcp.lock）…'; \
	  $(LOCKED) --target $(EXTRA) -r requirements-mcp.lock && touch $(EXTRA)/ready; }

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
	    'ckan[requirements]' ckanext-dcat ckanext-harvest extruct \
	    ckanapi datasette polars pandas duckdb duckdb-extension-httpfs \
	    openapi-python-client openapi-generator-cli && touch $(CLIENTS)/ready; }
	$(CLIENTS)/bin/python -m conformance.harvest
	$(CLIENTS)/bin/python -m conformance.data_tools
	$(CLIENTS)/bin/python -m conformance.generated_clients
	$(BIN)/python -m conformance.workbooks

SAME_ANSWERS_OPTIONS ?=
same-answers: test-env ## 前のコミットと同じ応答を返すかを確かめます（BEFORE=そのチェックアウト）
	@test -n '$(BEFORE)' || { \
	  echo '比べる前のチェックアウトを BEFORE=… で指定してください（中で make test-env を済ませたもの）。' >&2; exit 1; }
	$(BIN)/python -m conformance.same_answers --before '$(BEFORE)' $(SAME_ANSWERS_OPTIONS)

# Templates are linted but never re-formatted: white space inside Japanese text would be visible.
format: test-env ## Python コードの書式を整えます
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

messages: test-env ## 画面の文の一覧（app/locale/messages.pot）を書き直します
	$(BIN)/python -m tests.write_messages

examples: test-env ## API の例（app/models/reference/examples.json）を書き直します
	$(BIN)/python -m tests.write_examples

# Addresses stay out of the locks, so that they install from any registry or mirror.
lock: ## 依存パッケージの固定ファイルを作り直します（uv が必要です）
	@command -v $(UV) >/dev/null || { \
	  echo '固定ファイルの作成には uv が必要です（起動とテストには不要です）。' >&2; exit 1; }
	$(COMPILE) --group build --output-file requirements.lock pyproject.toml
	$(COMPILE) --group build --extra mcp --constraint requirements.lock \
	  --output-file requirements-mcp.lock pyproject.toml
	$(COMPILE) --group build --group test --constraint requirements.lock \
	  --output-file requirements-test.lock pyproject.toml

# The timed run. Peers live in an environment of their own and are in no lock; wrk makes the load.
PEERS := .venv-bench
BENCH_DATA ?= var/bench
BENCH_SIZES ?= 60 100k 1M
BENCH_OPTIONS ?=
bench-data = $(foreach size,$(1),$(BENCH_DATA)/files-$(size) $(BENCH_DATA)/$(size).db)
BENCH := $(BIN)/python -m benchmarks.bench $(BENCH_DATA)

bench: bench-tools $(call bench-data,$(BENCH_SIZES)) ## 性能を測り、benchmarks/RESULTS.md を書きます（25分以内。詳しくは make bench-help）
	$(BENCH) $(addprefix --size ,$(BENCH_SIZES)) $(BENCH_OPTIONS)

bench-quick: bench-tools $(call bench-data,60) ## 計画1件だけで性能を測り、var/bench/quick.md を書きます（3分以内）
	$(BENCH) --size 60 --quick --results var/bench/quick.md $(BENCH_OPTIONS)

bench-help: ## 性能測定の使い方を表示します
	@echo 'make bench        60件・10万件・100万件で、上限・手書きSQL・他の枠組みと比べます（25分以内）。'
	@echo '                  hoshin serve を既定の設定のまま測ります。'
	@echo '                  初回だけデータを作ります。100万件は、計画ファイルが1分から3分（1 GB）、'
	@echo '                  登録と、写しの上での hoshin rebuild がそれぞれ5分から10分、'
	@echo '                  比べる相手の表が数分です（合わせて12 GB、途中だけさらに7 GB）。'
	@echo 'make bench-quick  計画1件（60件）だけで測ります（3分以内）。結果は var/bench/quick.md に書きます。'
	@echo ''
	@echo '  BENCH_SIZES="60 100k"             測る大きさ（既定 60 100k 1M。小さい順）'
	@echo '  BENCH_DATA=/path                  データの置き場（既定 var/bench）。60.db と files-60 などがあれば使います。'
	@echo '  BENCH_OPTIONS=--postgresql-1m     PostgreSQL でも100万件を測ります（初回の登録に時間がかかります）。'
	@echo ''
	@echo '必要なもの: wrk（sudo apt-get install wrk）、コア2つ以上、ほかに負荷のない計算機。'
	@echo '目標を外れたものか、測れなかったものがあれば、状態1で終わります。'

bench-tools: test-env
	@command -v wrk >/dev/null || { \
	  echo '負荷をかける wrk が見つかりません。Debian・Ubuntu では sudo apt-get install wrk、macOS では brew install wrk で入れてください。' >&2; exit 1; }
	@test -e $(PEERS)/ready || { echo '比べる相手を入れています（$(PEERS)）…'; \
	  $(PYTHON) -m venv --clear $(PEERS) \
	  && $(PEERS)/bin/python -m pip --disable-pip-version-check install -qq --no-input \
	    'datasette>=0.65,<1' 'django>=5.2,<6' 'django-ninja>=1.4,<2' 'uvicorn[standard]>=0.54' \
	  && touch $(PEERS)/ready; }

# Data of every size are made once.
$(BENCH_DATA)/files-60: COUNT = 60
$(BENCH_DATA)/files-100k: COUNT = 100000
$(BENCH_DATA)/files-1M: COUNT = 1000000
$(BENCH_DATA)/files-%: | test-env
	rm -rf $@.part
	$(BIN)/python -m benchmarks.plan_generator $@.part --initiatives $(COUNT)
	mv $@.part $@
$(BENCH_DATA)/%.db: | $(BENCH_DATA)/files-%
	$(BIN)/python -m benchmarks.store_import $(BENCH_DATA)/files-$* $@

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
