#!/bin/sh
# Puts uv into .tools/bin without touching the system's Python: by a venv, or where ensurepip is missing by pip --target.
set -eu
python=$1
version=0.13.9
if "$python" -m venv .tools >/dev/null 2>&1; then
    .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version"
elif command -v uv >/dev/null 2>&1; then
    rm -rf .tools && mkdir -p .tools/bin && ln -s "$(command -v uv)" .tools/bin/uv
elif "$python" -m pip --version >/dev/null 2>&1; then
    rm -rf .tools && mkdir -p .tools/bin
    "$python" -m pip install --quiet --disable-pip-version-check --target .tools/lib "uv==$version"
    ln -s ../lib/bin/uv .tools/bin/uv
else
    echo "Neither venv nor pip works in $python. On Debian: apt-get install python3-venv" >&2
    exit 1
fi
