#!/bin/sh
# Builds dist/xuncha-desk (one folder) and dist/xuncha-desk-<version>-<machine>.tar.xz, and starts it once without a screen.
# The result runs where glibc is at least as new as on the building machine: build on the oldest system to be served.
set -eu
cd "$(dirname "$0")/.."
./run setup
builder=build/packaging-venv
if [ ! -x "$builder/bin/pyinstaller" ]; then
    .venv/bin/python -m venv "$builder"
    "$builder/bin/pip" install -q --disable-pip-version-check --require-hashes -r requirements.txt
    "$builder/bin/pip" install -q --disable-pip-version-check 'pyinstaller>=6.22,<7'
fi
"$builder/bin/pyinstaller" --noconfirm --log-level WARN --workpath build/pyinstaller --distpath dist packaging/xuncha.spec
QT_QPA_PLATFORM=offscreen dist/xuncha-desk/xuncha --self-test
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
archive=dist/xuncha-desk-$version-$(uname -m).tar.xz
tar -C dist --owner=0 --group=0 --sort=name -cJf "$archive" xuncha-desk
(cd dist && sha256sum "$(basename "$archive")" >"$(basename "$archive").sha256")
du -sh dist/xuncha-desk "$archive"
