"""Another team's check of a certificate of erasure, as a file and as the code on its sheet, from SECURITY.md §8 alone.

It imports nothing of app or db.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.readers.bundle_reader import Wrong, signed


def check_certificate(content: bytes, card: dict[str, Any]) -> dict[str, Any]:
    """The certificate, when all its signatures are those of the card; Wrong says which is not."""
    held = json.loads(content)
    order = {**held, "report": None, "order": "", "sheet": "", "signature": ""}
    for name, domain, body in (
        ("order", b"xuncha-desk erasure order v1", order),
        ("signature", b"xuncha-desk certificate v1", {**held, "signature": ""}),
    ):
        text = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
        signed(card["sign"], domain, hashlib.sha256(text).digest(), bytes.fromhex(held[name]))
    return dict(held)


def check_code(code: str, card: dict[str, Any]) -> dict[str, str]:
    """The facts on a sheet, when its code is signed by the card."""
    text, _, signature = code.partition("\nsig ")
    first, *lines = text.split("\n")
    if first != "XCE 1":
        raise Wrong("not the code of a certificate")
    digest = hashlib.sha256(text.encode("ascii")).digest()
    signed(card["sign"], b"xuncha-desk certificate sheet v1", digest, bytes.fromhex(signature))
    words = " ".join(lines).split(" ")
    return dict(zip(words[::2], words[1::2], strict=True))
