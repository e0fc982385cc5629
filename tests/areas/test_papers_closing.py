"""The papers of clues, close-out and secrecy: hand-over, cover sheet, certificate, ledgers."""

from __future__ import annotations

from app.areas.parts import grouped
from app.documents import raster
from app.documents.paper import Picture
from app.documents.pdf import render_pdf
from tests.areas.papers_reading import (
    SAMPLES,
    assert_all_shown,
    in_model,
)
from tests.areas.papers_samples import (
    TASK,
    squeezed,
    written_fields,
)
from tests.areas.papers_samples_closing import (
    CLOSEOUT,
    CLUES,
    COVER,
    ERASED,
    EXPOSURES,
    HASH,
    ITEMS,
)


def test_clue_list_carries_the_highest_grade_and_the_totals_of_both_sides() -> None:
    paper = SAMPLES["clue_transfer_list"]()
    assert paper.secrecy is not None
    assert paper.secrecy.grade == "秘密"
    text = in_model(paper)
    assert "线索3件、涉及6人，材料3件、36页" in text
    for held in CLUES:
        for value in (held.number, held.summary, held.subject, held.seal_number):
            assert squeezed(value) in text
    for value in ("县纪委监委", TASK.group_name, "移交经办人", "接收经办人", "2026年5月6日", "欧阳䶮"):
        assert value in text


def test_clue_form_shows_every_filled_field() -> None:
    held = CLUES[0]
    left = ("task_id", "handed_by", "seal_number")  # of the hand-over, which has a paper of its own
    assert_all_shown(written_fields(held, *left), in_model(SAMPLES["clue_form"]()))


def test_zero_holding_list_prints_seventeen_rows_and_says_what_is_open() -> None:
    text = in_model(SAMPLES["zero_holding_list"]())
    for item in ITEMS:
        for value in (item.name, item.contents, item.giver, item.receiver, item.note):
            assert squeezed(value) in text
    assert "共7个方面17个环节，已交接15个，不适用1个，未办结1个" in text
    for value in (CLOSEOUT.bundle_id, CLOSEOUT.receipt_id, "全体组员已签零持有承诺", "不适用"):
        assert value in text


def test_cover_sheet_fits_one_page_and_shows_the_hash_in_groups_of_four() -> None:
    paper = SAMPLES["bundle_cover"]()
    assert raster.pages(render_pdf(paper)) == 1
    assert "9f2c 4a7b e01d 5388" in grouped(HASH)
    text = in_model(paper)
    for value in (
        COVER.bundle_id,
        COVER.sender,
        COVER.receiver,
        COVER.medium,
        COVER.sealed_by,
        "486条记录",
        "57个文件",
    ):
        assert squeezed(value) in text
    for digest in (COVER.sha256, COVER.content_root, COVER.previous, COVER.journal[0][2]):
        assert digest in text
    picture = next(block for block in paper.body if isinstance(block, Picture))
    assert picture.png.startswith(b"\x89PNG")
    assert COVER.anchors().isascii()
    assert COVER.sha256 in COVER.anchors()


def test_certificate_names_what_was_destroyed_searched_not_covered_and_what_is_out() -> None:
    text = in_model(SAMPLES["erase_certificate"]())
    for file in ERASED.files:
        assert file.path in text
        assert f"{file.size:,}" in text
    for place in ERASED.searched:
        assert place.place in text
        assert f"{place.files:,}" in text
    for line in (*ERASED.not_covered, *ERASED.missing):
        assert all(squeezed(part) in text for part in line.split("：")), line
    for copy in ERASED.copies:
        assert copy.number in text
        assert copy.copy_numbers in text
    assert "☑已收回" in text
    assert text.count("□已收回□已销毁") == 2
    for value in (
        *ERASED.erased_by,
        ERASED.number,
        ERASED.vault_id,
        ERASED.bundle_id,
        ERASED.receipt_id,
        "没有发现残留",
    ):
        assert value in text
    assert ERASED.qr_text().isascii()


def test_ledger_and_carrier_list_say_what_is_still_out() -> None:
    ledger = in_model(SAMPLES["exposure_ledger"]())
    for held in EXPOSURES:
        assert held.number in ledger
        assert held.copy_numbers in ledger
    assert "尚未收回或销毁" in ledger
    carriers = in_model(SAMPLES["carrier_list"]())
    for value in (
        "SN7788120",
        "WX-5500-11",
        "内容已清除",
        "应于2026-05-11归还",
        "粉碎",
        "批准杭知谨",
        "在用未还1件",
    ):
        assert value in carriers, value
