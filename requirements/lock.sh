#!/usr/bin/env bash
# Rewrites the lock files: every package with its version and hashes, and no registry address.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"; }
compile pyproject.toml requirements/build.in -o requirements/core.txt
compile pyproject.toml requirements/build.in --extra desk -c requirements/core.txt -o requirements/desk.txt
compile pyproject.toml requirements/build.in --extra dev -c requirements/desk.txt -o requirements/dev.txt
if grep -nE 'https?://' requirements/core.txt requirements/desk.txt requirements/dev.txt; then
    echo "a lock file names an address" >&2
    exit 1
fi
