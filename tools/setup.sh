#!/bin/sh
# Makes .venv with exactly what the lock pins, and sees to Qt's system libraries.
# Usage: tools/setup.sh run | dev          (run: the program; dev: tests, checks and benchmarks as well)
# Does nothing, quickly, when all of it is there.
set -eu
cd "$(dirname "$0")/.."

what=${1:-run}
case $what in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: tools/setup.sh run|dev" >&2; exit 2 ;;
esac

say() { echo "set-up: $*" >&2; }

# A window needs more libraries than tests do, which draw off screen.
display=offscreen
[ "$what" = run ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && display=screen

stamp=.venv/.byheart-$what-$display
# The place counts as well: the commands in .venv/bin carry it, so a moved project is set up again.
wanted=$({ pwd; cat "$lock" pyproject.toml tools/setup.sh tools/qt_libraries.py; } | cksum)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

# Installs Debian packages, or names them: `need PACKAGE...` succeeds only when they are there afterwards.
need() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "missing: $*. Install what your system calls these Debian packages, then run this again."
        return 1
    fi
    as=
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            as="sudo -n"
        else
            say "missing: $*. Install them with:  sudo apt-get install $*"
            return 1
        fi
    fi
    say "installing the system packages: $*"
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    # A fresh machine has no package lists yet.
    $as apt-get update -qq >/dev/null 2>&1 || true
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || {
        say "these packages could not be installed: $*"
        return 1
    }
}

find_python() {
    # PySide6 below 6.12 knows no Python 3.15.
    for name in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Sources not compiled to byte-code make every start several times slower.
unset PYTHONDONTWRITEBYTECODE

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python) || { need python3 python3-venv && python=$(find_python); } || {
        say "there is no Python from 3.11 to 3.14: install one, then run this again."
        exit 1
    }
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        need "$("$python" -c 'import sys; print(f"python3.{sys.version_info[1]}-venv")')"
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

say "installing what $lock pins"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
# uv_build looks for its binary on the path.
PATH="$PWD/.venv/bin:$PATH" \
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
.venv/bin/python -m compileall -q app cheatsheets decks export scheduler

missing=$(.venv/bin/python tools/qt_libraries.py "$display")
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # a list of packages
    if ! need $missing; then
        [ "$what" = run ] || exit 1
        say "without them there is no window; the review in the terminal works:  .venv/bin/byheart review"
        exit 1
    fi
    missing=$(.venv/bin/python tools/qt_libraries.py "$display")
    [ -z "$missing" ] || { say "still missing after the installation: $missing"; exit 1; }
fi
echo "$wanted" >"$stamp"
