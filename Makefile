# Each target does all of its own set-up; see tools/setup.sh.
PY = .venv/bin/python
# Sources not compiled to byte-code make every start several times slower.
CLEAN = env -u PYTHONDONTWRITEBYTECODE
OFFSCREEN = $(CLEAN) QT_QPA_PLATFORM=offscreen

.PHONY: run test check bench pictures table lock install-desktop bundle

run:
	@tools/setup.sh run
	@$(CLEAN) .venv/bin/byheart $(ARGS)

test:
	@tools/setup.sh dev
	$(OFFSCREEN) $(PY) -m pytest $(ARGS)

check:
	@tools/setup.sh dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/byheart check decks/bank

bench:
	@tools/setup.sh dev
	$(OFFSCREEN) $(PY) -m benchmarks.bench $(ARGS)

# A menu entry and an icon for this user, by the XDG folders.
install-desktop:
	@tools/setup.sh run
	@$(PY) -m tools.install_desktop

# The pictures of the README, of the running program.
pictures:
	@tools/setup.sh dev
	$(OFFSCREEN) $(PY) -m tools.pictures docs/pictures

# What the bank holds, lesson by lesson; and the help, with its tables of commands, settings and keys.
table:
	@tools/setup.sh dev
	$(PY) -m tools.bank_table
	$(OFFSCREEN) $(PY) -m tools.help_pages

# The program with Python and Qt in one folder, dist/byheart, for machines without either.
bundle:
	@tools/setup.sh dev
	$(CLEAN) $(PY) -m tools.bundle

# After a change of the dependencies in pyproject.toml: the newest versions that fit. Both files get the same ones.
LOCK = .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links --extra build
lock:
	@tools/setup.sh dev
	@[ -x .venv/bin/uv ] || $(PY) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(LOCK) --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml
