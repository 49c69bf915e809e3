#!/usr/bin/env bash
# Make the environment from requirements.lock: scripts/setup_environment.sh FOLDER
# Needs Python 3.11 to 3.13 with venv and a package index; no root. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }
fail() { say "make: $1"; say "      $2"; exit 2; }

suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

if ! suitable "$python"; then
    for candidate in python3.13 python3.12 python3.11; do
        if suitable "$candidate"; then python=$candidate; break; fi
    done
fi
suitable "$python" || fail "Python 3.11, 3.12 or 3.13 is needed; '$python' is not one of them." \
    "Install one (Debian 12 has 3.11) or name it: make PYTHON=/usr/bin/python3.12 ..."

if ! "$venv/bin/python" -c '' 2>/dev/null || ! suitable "$venv/bin/python"; then
    say "Making $venv with $("$python" --version) ..."
    rm -rf "$venv"
    "$python" -m venv "$venv" || fail "The environment could not be made." \
        "Install the venv module (Debian: apt-get install python3-venv) and run again."
fi

pin() { sed -n "s/^$1==\([^ ]*\).*/\1/p" requirements.lock; }
if [ "$("$venv/bin/uv" --version 2>/dev/null | cut -d' ' -f2)" != "$(pin uv)" ]; then
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$(pin uv)" ||
        fail "The package index cannot be reached." "Check the network or the pip settings and run again."
fi

say "Installing the locked packages (a few minutes the first time) ..."
# Compiled once here: a cycle imports thousands of modules, in several processes.
# UV_PYTHON of the user's shell must not redirect the installation to another interpreter.
unset UV_PYTHON VIRTUAL_ENV
export UV_PYTHON_DOWNLOADS=never
"$venv/bin/uv" pip sync --quiet --compile-bytecode --python "$venv/bin/python" requirements.lock ||
    fail "The locked packages could not be installed." "See the message above; run again when it is mended."
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable . ||
    fail "The package itself could not be installed." "See the message above."
"$venv/bin/python" -m compileall -q src dags scripts || true # a file that cannot be compiled says so when it runs
