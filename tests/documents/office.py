"""LibreOffice on Word files, with the bundled fonts standing in for the official ones that the files name."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.documents import raster

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
STAND_INS = {
    "方正小标宋简体": "XC Song",
    "仿宋_GB2312": "XC Fang",
    "宋体": "XC Fang",
    "楷体_GB2312": "XC Kai",
    "黑体": "XC Hei",
}


def office_pages(folder: Path, files: Mapping[str, bytes]) -> dict[str, int]:
    """How many pages LibreOffice makes of each .docx; skips the test where LibreOffice is absent."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: conversion of DOCX not tested")
    paths = []
    for name, docx in files.items():
        path = folder / f"{name}.docx"
        path.write_bytes(docx)
        paths.append(str(path))
    fonts = folder / "fonts.conf"
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer></alias>'
        for name, ours in STAND_INS.items()
    )
    fonts.write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{FONTS}</dir><cachedir>{folder / 'cache'}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *paths]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, capture_output=True, check=True, timeout=300, env=environment)
    return {name: raster.pages((folder / f"{name}.pdf").read_bytes()) for name in files}
