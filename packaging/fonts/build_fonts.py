"""Make resources/fonts from published packages: fetch, check, cut to a character set, turn CFF into glyf, rename.

It must not name a download host: Debian and npm packages come through the machine's own apt-get and npm.
Needs fontTools and brotli: `pip install fonttools brotli`, then `python packaging/fonts/build_fonts.py`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tarfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import charsets
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

TOP = Path(__file__).resolve().parents[2]
OUT = TOP / "resources" / "fonts"
NOTO = "usr/share/fonts/opentype/noto/"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
FANDOL_DOC = "usr/share/doc/texlive-doc/fonts/fandol/"
WENKAI = "@fontsource/lxgw-wenkai@5.3.0"
SC = 2  # the simplified-Chinese face inside Noto's collections
UNUSED_TABLES = [
    "BASE",
    "VORG",
    "DSIG",
    "STAT",
    "vhea",
    "vmtx",
    "morx",
    "prop",
    "feat",
    "bsln",
    "FFTM",
    "gasp",
    "GSUB",
]
FIXED_TIME = 3_850_000_000  # seconds since 1904, so that two builds give the same bytes


@dataclass(frozen=True)
class Font:
    """One file of resources/fonts and where its outlines come from."""

    file: str
    family: str
    role: str
    package: str
    member: str
    sha256: str
    licence: str
    charset: str = "standard"
    face: int = -1
    style: str = "Regular"
    weight: int = 400
    features: tuple[str, ...] = ()


FONTS = (
    Font("Song-Bold.ttf", "XC Song", "小标宋 substitute: titles", "deb:fonts-noto-cjk", NOTO + "NotoSerifCJK-Bold.ttc",
         "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac", "OFL-1.1-Noto.txt", face=SC),
    Font("Fang.ttf", "XC Fang", "仿宋: body of papers", "deb:texlive-lang-chinese", FANDOL + "FandolFang-Regular.otf",
         "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9", "GPL-3.0-Fandol.txt"),
    Font("Kai.ttf", "XC Kai", "楷体, and fallback for 仿宋", "npm:" + WENKAI,
         "package/files/lxgw-wenkai-latin-500-normal.woff2",
         "013fa90e3e7c3b30aeb0a5311ef92d9aee0d3def5817bc27c357198796d34306", "OFL-1.1-WenKai.txt", charset="gbk"),
    Font("Hei.ttf", "XC Hei", "黑体: first-level headings", "deb:fonts-noto-cjk-extra", NOTO + "NotoSansCJK-Medium.ttc",
         "197d5e1e019faca33a4d55931c7d68b8056f3b97cb862049f5cb8de9efdfb8ce", "OFL-1.1-Noto.txt", face=SC),
    Font("UI-Regular.ttf", "XC UI", "screens", "deb:fonts-noto-cjk", NOTO + "NotoSansCJK-Regular.ttc",
         "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a", "OFL-1.1-Noto.txt", charset="gbk",
         face=SC, features=("kern",)),
    Font("UI-Bold.ttf", "XC UI", "screens, emphasis", "deb:fonts-noto-cjk", NOTO + "NotoSansCJK-Bold.ttc",
         "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb", "OFL-1.1-Noto.txt", charset="gbk",
         face=SC, style="Bold", weight=700, features=("kern",)),
)  # fmt: skip


def fetch(package: str, work: Path) -> Path:
    """Unpack `deb:<name>` or `npm:<name>@<version>` under `work` once, and return the folder."""
    kind, _, name = package.partition(":")
    folder = work / name.replace("/", "_").lstrip("@")
    if folder.exists():
        return folder
    partial = folder.with_name(folder.name + ".part")
    partial.mkdir(parents=True, exist_ok=True)
    if kind == "deb":
        subprocess.run(["apt-get", "download", name], cwd=partial, check=True)
        subprocess.run(["dpkg-deb", "-x", str(next(partial.glob("*.deb"))), str(partial)], check=True)
    else:
        subprocess.run(["npm", "pack", "--silent", name], cwd=partial, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(partial.glob("*.tgz"))) as archive:
            archive.extractall(partial, filter="data")
    partial.rename(folder)
    return folder


def to_glyf(font: TTFont, max_error: float = 1.0) -> None:
    """Replace cubic (CFF) outlines by quadratic ones: reportlab embeds glyf only. `max_error` is in font units."""
    glyph_set, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, max_error, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    glyf.compile(font)
    for name in order:
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, glyf[name].xMin if glyf[name].numberOfContours else 0)
    limits = font["maxp"] = newTable("maxp")
    limits.tableVersion, limits.numGlyphs = 0x10000, len(order)
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{field}", 0)
    limits.maxSizeOfInstructions = 0
    limits.maxZones = limits.maxComponentElements = 1
    limits.compile(font)
    font.sfntVersion = "\0\1\0\0"


def add_tick_boxes(font: TTFont) -> None:
    """Compose ☐ ☑ ☒ from □ ✓ × where they are missing: forms need them and no source font has them."""
    cmap, glyf = font.getBestCmap(), font["glyf"]
    square, tick, cross = cmap.get(0x25A1), cmap.get(0x2713) or cmap.get(0x221A), cmap.get(0xD7)
    if square is None or tick is None or cross is None:
        return
    box = glyf[square]
    for code, sign in ((0x2610, None), (0x2611, tick), (0x2612, cross)):
        if code in cmap:
            continue
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(square, (1, 0, 0, 1, 0, 0))
        if sign is not None:
            inner = glyf[sign]
            wide, high = inner.xMax - inner.xMin, inner.yMax - inner.yMin
            scale = 0.72 * min((box.xMax - box.xMin) / wide, (box.yMax - box.yMin) / high)
            x = (box.xMin + box.xMax) / 2 - scale * (inner.xMin + inner.xMax) / 2
            y = (box.yMin + box.yMax) / 2 - scale * (inner.yMin + inner.yMax) / 2
            pen.addComponent(sign, (scale, 0, 0, scale, round(x), round(y)))
        name = f"uni{code:04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        glyf.glyphs[name] = pen.glyph()
        glyf.glyphOrder = font.getGlyphOrder()
        glyf[name].recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][square][0], glyf[name].xMin)
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14:
                table.cmap[code] = name


def rename(font: TTFont, spec: Font) -> None:
    """Give the neutral family name (an altered font may not keep a reserved one); copyright and licence stay."""
    names = font["name"]
    kept = {0, 13, 14}
    texts = {n: names.getDebugName(n) for n in kept if names.getDebugName(n)}
    full = spec.family if spec.style == "Regular" else f"{spec.family} {spec.style}"
    postscript = f"{spec.family}-{spec.style}".replace(" ", "")
    version = names.getDebugName(5) or "Version 1"
    texts |= {
        1: spec.family,
        2: spec.style,
        3: f"{postscript};{spec.sha256[:12]}",
        4: full,
        5: version,
        6: postscript,
    }
    texts[10] = f"Cut and renamed for Xuncha Desk from {Path(spec.member).name}"
    names.names = []
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    bold = spec.style == "Bold"
    os2 = font["OS/2"]
    os2.usWeightClass = spec.weight
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x20 if bold else 0x40)
    os2.fsType = 0
    font["head"].macStyle = int(bold)


def make(spec: Font, source: Path, target: Path) -> set[str]:
    """Write one font and return the wanted characters that its source lacks."""
    if hashlib.sha256(source.read_bytes()).hexdigest() != spec.sha256:
        sys.exit(f"{source.name}: not the file this recipe was written for")
    font = TTFont(source, fontNumber=spec.face, lazy=True, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = list(spec.features)
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += UNUSED_TABLES
    cutter = subset.Subsetter(options)
    want = charsets.wanted(spec.charset)
    cutter.populate(unicodes=[ord(c) for c in want])
    cutter.subset(font)
    if "glyf" not in font:
        to_glyf(font)
    add_tick_boxes(font)
    font["post"].formatType = 3.0
    font["head"].created = font["head"].modified = FIXED_TIME
    rename(font, spec)
    font.flavor = None
    partial = target.with_suffix(".part")
    font.save(partial)
    partial.replace(target)
    return want - covered(target)


def covered(path: Path) -> set[str]:
    """Characters for which the font at `path` has a glyph."""
    return set(map(chr, TTFont(path, lazy=True).getBestCmap()))


def write_licences(work: Path) -> None:
    """Put the licence texts beside the fonts, taken from the packages themselves."""
    folder = OUT / "LICENCES"
    folder.mkdir(parents=True, exist_ok=True)
    wenkai = (fetch("npm:" + WENKAI, work) / "package" / "LICENSE").read_text("utf-8")
    (folder / "OFL-1.1-WenKai.txt").write_text(wenkai, "utf-8")
    body = wenkai[wenkai.index("This Font Software is licensed") :]
    noto = "Copyright 2014-2022 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.\n\n"
    (folder / "OFL-1.1-Noto.txt").write_text(noto + body, "utf-8")
    docs = fetch("deb:texlive-lang-chinese", work) / FANDOL_DOC
    fandol = (
        (docs / "README").read_text("utf-8")
        + "\n"
        + gzip.decompress((docs / "COPYING.gz").read_bytes()).decode()
    )
    (folder / "GPL-3.0-Fandol.txt").write_text(fandol, "utf-8")


def write_readme() -> None:
    """Measure every font that stands in resources/fonts and write the table of resources/fonts/README.md."""
    tgh, (han, _), gbk = charsets.tgh(), charsets.gb2312(), charsets.gbk()
    rows = []
    for spec in FONTS:
        if (path := OUT / spec.file).exists():
            has = covered(path)
            levels = [sum(c not in has for c in tgh[a:b]) for a, b in ((0, 3500), (3500, 6500), (6500, 8105))]
            holes = "/".join(map(str, levels))
            names = "".join(c for c in charsets.NAMES if c not in has) or "–"
            signs = len(charsets.symbols() - has)
            size = path.stat().st_size / 1e6
            rows.append(
                f"| {spec.file} | {spec.family} {spec.style} | {spec.role} | {size:.2f} | {len(has)} | {len(han - has)} |"
                f" {sum(levels)} ({holes}) | {len(gbk - has)} | {signs} | {names} | {Path(spec.member).name} |"
                f" {spec.licence} |"
            )
    text = (OUT / "README.md").read_text("utf-8") if (OUT / "README.md").exists() else "# Fonts\n"
    head = text.split("<!-- measured -->")[0]
    table = (
        "<!-- measured -->\n"
        "| file | family | role | MB | characters | lacks of GB 2312 | lacks of TGH (level 1/2/3) | lacks of GBK"
        " | lacks of symbols | lacks of the test names | made from | licence |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )
    (OUT / "README.md").write_text(head + table, "utf-8")


def main() -> None:
    """Build all fonts, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="file names such as Kai.ttf; without any: all")
    parser.add_argument(
        "--work", type=Path, default=TOP / "build" / "fonts", help="where packages are unpacked"
    )
    asked = parser.parse_args()
    work = asked.work.resolve()
    OUT.mkdir(parents=True, exist_ok=True)
    unihan = fetch("deb:unicode-data", work) / "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    charsets.write_tgh(unihan)
    specs = [spec for spec in FONTS if not asked.files or spec.file in asked.files]
    sources = [fetch(spec.package, work) / spec.member for spec in specs]
    with ProcessPoolExecutor(2) as pool:
        for spec, lacking in zip(
            specs, pool.map(make, specs, sources, [OUT / s.file for s in specs]), strict=True
        ):
            print(f"{spec.file}: source lacks {len(lacking)} of the wanted characters")
    write_licences(work)
    write_readme()


if __name__ == "__main__":
    main()
