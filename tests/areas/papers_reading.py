"""All sample papers by name, and what a reader finds on them: in the PDF, in the Word file, in the model."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

from app.areas.closeout.papers import bundle_cover, erase_certificate, zero_holding_list
from app.areas.clues.papers import clue_form, clue_transfer_list
from app.areas.feedback.papers import feedback_list, feedback_opinion
from app.areas.fieldwork.model import Interview, Petition
from app.areas.fieldwork.papers import interview_record, petition_form
from app.areas.preparation.declarations import Pledge, Recusal
from app.areas.preparation.model import Round, Task
from app.areas.preparation.papers import announcement, assignment_decision, pledge_letter, recusal_form
from app.areas.reporting.model import Report
from app.areas.reporting.papers import report
from app.areas.secrecy.papers import carrier_list, exposure_ledger
from app.areas.workpapers.dossier import Dossier
from app.areas.workpapers.model import WorkingPaper
from app.areas.workpapers.papers import approval_sheet, evidence_catalogue, working_paper
from app.core.fields import Signature
from app.documents import raster
from app.documents.docx import render_docx
from app.documents.paper import Paper
from app.documents.pdf import render_pdf
from app.documents.wording import texts
from tests.areas.papers_samples import (
    DOSSIER,
    INTERVIEW,
    LETTER,
    PETITION,
    PROBLEMS,
    REPORT,
    REPORT_PAPERS,
    ROUND,
    TASK,
    UNIT,
    labels,
    squeezed,
)
from tests.areas.papers_samples_closing import (
    CARRIERS,
    CLOSEOUT,
    CLUES,
    COVER,
    ERASED,
    EXPOSURES,
    ITEMS,
)

RECUSAL = Recusal(
    task_id="T1",
    name="陈𬱖远",
    employer="县农业农村局科员",
    declared_on=date(2026, 3, 3),
    has_relation=True,
    kind="post",
    relation="affinity",
    related_name="慕容昶",
    related_post="县民政服务中心会计",
    statement="关系人为本人妻弟，2023年起在该单位任会计。",
    opinion="申请不参与该单位财务组工作。",
    substitute="李㛃",
    signed=(Signature("组长", "杭知谨", date(2026, 3, 4), "同意调整分工。"),),
)
PLEDGE = Pledge(
    task_id="T1", name="陈𬱖远", devices="保密计算机 QH-PC-009\n涉密U盘 QH-U-017", signed_on=date(2026, 3, 5)
)
SAMPLES: dict[str, Callable[[], Paper]] = {
    "assignment_decision": lambda: assignment_decision(ROUND, [(TASK, UNIT)], labels),
    "announcement": lambda: announcement(TASK, UNIT, ROUND, labels),
    "recusal_form": lambda: recusal_form(RECUSAL, TASK, UNIT, labels),
    "pledge_letter": lambda: pledge_letter(PLEDGE, TASK, UNIT, labels),
    "interview_record": lambda: interview_record(INTERVIEW, TASK, UNIT, labels),
    "petition_form": lambda: petition_form(PETITION, TASK, UNIT, labels, "信访〔2026〕002号"),
    "working_paper": lambda: working_paper(DOSSIER, labels),
    "approval_sheet": lambda: approval_sheet(DOSSIER, labels),
    "evidence_catalogue": lambda: evidence_catalogue(DOSSIER, labels),
    "report": lambda: report(REPORT, TASK, ROUND, REPORT_PAPERS, labels),
    "feedback_opinion": lambda: feedback_opinion(LETTER, TASK, UNIT, PROBLEMS, labels),
    "feedback_list": lambda: feedback_list(PROBLEMS, TASK, ROUND, UNIT, labels),
    "clue_form": lambda: clue_form(CLUES[0], TASK, UNIT, ("信访〔2026〕007号",), labels),
    "clue_transfer_list": lambda: clue_transfer_list(CLUES, TASK, UNIT, labels),
    "zero_holding_list": lambda: zero_holding_list(CLOSEOUT, ITEMS, TASK, UNIT, labels),
    "bundle_cover": lambda: bundle_cover(COVER, labels),
    "erase_certificate": lambda: erase_certificate(ERASED, labels),
    "exposure_ledger": lambda: exposure_ledger(EXPOSURES, TASK.group_name, "internal", labels),
    "carrier_list": lambda: carrier_list(CARRIERS, TASK.group_name, "internal", labels),
}
BARE: dict[str, Callable[[], Paper]] = {
    "assignment_decision": lambda: assignment_decision(Round(name="本轮巡察"), (), labels),
    "announcement": lambda: announcement(
        Task(group_name="县委第一巡察组"), UNIT, Round(name="本轮巡察"), labels
    ),
    "recusal_form": lambda: recusal_form(Recusal(name="陈𬱖远"), TASK, UNIT, labels),
    "pledge_letter": lambda: pledge_letter(Pledge(name="陈𬱖远"), TASK, UNIT, labels),
    "interview_record": lambda: interview_record(Interview(), TASK, UNIT, labels),
    "petition_form": lambda: petition_form(Petition(), TASK, UNIT, labels),
    "working_paper": lambda: working_paper(Dossier(WorkingPaper(), TASK, ROUND, UNIT), labels),
    "approval_sheet": lambda: approval_sheet(Dossier(WorkingPaper(), TASK, ROUND, UNIT), labels),
    "evidence_catalogue": lambda: evidence_catalogue(Dossier(WorkingPaper(), TASK, ROUND, UNIT), labels),
    "report": lambda: report(Report(title="关于巡察情况的报告"), TASK, ROUND, (), labels),
    "feedback_list": lambda: feedback_list((), TASK, ROUND, UNIT, labels),
    "zero_holding_list": lambda: zero_holding_list(CLOSEOUT, (), TASK, UNIT, labels),
    "erase_certificate": lambda: erase_certificate(replace(ERASED, copies=()), labels),
    "exposure_ledger": lambda: exposure_ledger((), TASK.group_name, "", labels),
    "carrier_list": lambda: carrier_list((), TASK.group_name, "", labels),
}
_EMPTY_BRACKETS = re.compile(r"（\s*）|〔\s*〕|《\s*》|“\s*”|\(\s*\)|：：|，，|。。")


def on_paper(paper: Paper) -> str:
    """What the printed PDF says, without white space."""
    pdf = render_pdf(paper)
    return squeezed("".join(raster.page_text(pdf, index) for index in range(raster.pages(pdf))))


def in_model(paper: Paper) -> str:
    return squeezed("\n".join(texts(paper)))


def in_word(paper: Paper) -> str:
    with ZipFile(BytesIO(render_docx(paper))) as packed:
        return squeezed(re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode()))


def assert_clean(text: str) -> None:
    for wrong in ("None", "未知", "Signature(", "[]", "()", "{"):
        assert wrong not in text, wrong
    assert not _EMPTY_BRACKETS.search(text), _EMPTY_BRACKETS.search(text)


def assert_all_shown(values: dict[str, str], text: str) -> None:
    missing = [
        name
        for name, value in values.items()
        if any(squeezed(part) not in text for part in value.split("\n"))
    ]
    assert missing == []
