"""The character sets that the bundled fonts are cut to and measured against. It must not open a font."""

from __future__ import annotations

import bz2
from pathlib import Path

TGH_FILE = Path(__file__).with_name("tgh8105.txt")

# Unusual characters of personal and place names; the reason why one Chinese font is never enough.
NAMES = "喆堃淼赟翀玥昇镕犇祎烜甯亓叕䶮㛃婠瑨珺琲湉熠祺钰鑫焱垚骉羴珅钊邕鄞郓濉溧盱眙洮浐沣鄠盩厔"

_LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
_EXTRA = (
    "–—―‘’“”•…‰‱′″‹›※‼⁇⁈⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉€℃℅℉№℡™ΩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅪⅫ←↑→↓↔↕↖↗↘↙⇒⇔"
    "∀∂∃∈∑−∕√∝∞∠∥∧∨∩∪∫∮∴∵∷∽≈≌≒≠≡≤≥≦≧≮≯⊕⊙⊥⌒①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿❶❷❸❹❺❻❼❽❾❿■□▢▲△▶▷▼▽◀◁◆◇○◎●★☆☎☐☑☒✓✔✗✘"
    "　、。〃々〆〇〈〉《》「」『』【】〒〓〔〕〖〗〜〝〞㈱㊣㎎㎏㎜㎝㎞㎡㎥㏄㏎㏑㏒㏕︰﹏＿￠￡￢￣￤￥\ufffd"
)


def gb2312() -> tuple[set[str], set[str]]:
    """The 6,763 Chinese characters of GB/T 2312, and its symbols."""
    characters: set[str] = set()
    symbols: set[str] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes([high, low]).decode("gb2312", "ignore")
            (characters if high >= 0xB0 else symbols).update(text)
    return characters, symbols


def gbk() -> set[str]:
    """The 20,902 Chinese characters of GBK."""
    return {c for c in map(chr, range(0x4E00, 0x9FA6)) if len(c.encode("gbk", "ignore")) == 2}


def tgh() -> list[str]:
    """The 8,105 characters of 通用规范汉字表 (2013) in the order of their numbers: levels end at 3500, 6500, 8105."""
    return [c for line in TGH_FILE.read_text("utf-8").splitlines() if line[:1] != "#" for c in line]


def write_tgh(unihan: Path) -> None:
    """Write the list beside this file from the Unihan property kTGH (`Unihan_OtherMappings.txt.bz2`)."""
    numbered: dict[int, str] = {}
    for line in bz2.decompress(unihan.read_bytes()).decode("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 3 and columns[1] == "kTGH":
            numbered[int(columns[2].split(":")[1])] = chr(int(columns[0][2:], 16))
    text = "".join(numbered[number] for number in sorted(numbered))
    lines = [text[i : i + 100] for i in range(0, len(text), 100)]
    head = "# 通用规范汉字表 (2013), 8105 characters in the order of their numbers, after kTGH of Unicode's Unihan.\n"
    TGH_FILE.write_text(head + "\n".join(lines) + "\n", "utf-8")


def symbols() -> set[str]:
    """Everything that is not a Chinese character and that a paper or a screen of this product may hold."""
    return set(_LATIN) | set(_EXTRA) | gb2312()[1]


def wanted(charset: str) -> set[str]:
    """Characters a font is cut to: `standard` = GB 2312 and TGH, `gbk` = GBK too; both with names and symbols."""
    text = symbols() | gb2312()[0] | set(tgh()) | set(NAMES)
    return text | gbk() if charset == "gbk" else text
