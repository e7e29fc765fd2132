"""Put the browser's libraries and font into the package, from npm, at pinned versions.

    python data/browser/build.py [OUTPUT]

Each file is copied as its package ships it, with its licence beside it; `manifest.json` names package, version, licence
and checksum.  OUTPUT is the folder of the package they are served from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "maplibre-gl": ("6.17.0", "BSD-3-Clause", "LICENSE.txt", {
        "dist/maplibre-gl.mjs": "maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre-gl.css"}),
    "topojson-client": ("3.1.0", "ISC", "LICENSE", {"dist/topojson-client.min.js": "topojson-client.min.js"}),
    "@fontsource-variable/inter": ("5.3.0", "OFL-1.1", "LICENSE", {
        "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
        "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2"}),
    "@fontsource-variable/noto-sans-arabic": ("5.3.0", "OFL-1.1", "LICENSE", {
        "files/noto-sans-arabic-arabic-wght-normal.woff2": "noto-sans-arabic.woff2"}),
}  # fmt: skip


def build(output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    told = []
    with tempfile.TemporaryDirectory() as folder:
        wanted = [f"{name}@{given[0]}" for name, given in PACKAGES.items()]
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder]
        subprocess.run([*command, *wanted], check=True)  # noqa: S603 - names and versions stand above
        for name, (version, licence, licence_file, files) in PACKAGES.items():
            package = Path(folder) / "node_modules" / name
            short = name.rpartition("/")[2]
            shutil.copyfile(package / licence_file, output / f"{short}.LICENSE")
            sums = {}
            for source, target in files.items():
                shutil.copyfile(package / source, output / target)
                sums[target] = hashlib.sha256((output / target).read_bytes()).hexdigest()
            told.append({"package": name, "version": version, "registry": "npm", "licence": licence, "files": sums})
    (output / "manifest.json").write_text(json.dumps({"packages": told}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src/dateline/web/static/vendor")
