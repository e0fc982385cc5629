"""The office takes a group's certificate of erasure: what was brought is held against its own register, then certified.

Never certified without an erasure that the certificate states, for the very bundle that this office received and answered.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.areas.closeout.certificate import Brought, check_file, check_sheet
from app.areas.closeout.holding.service import handover_of
from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.taking_back import RECEIPTED
from app.areas.preparation.model import Task
from app.areas.secrecy.model import BundleLog
from app.bundle import contacts
from app.core.errors import Refused
from app.core.fields import FileRef
from app.core.roles import who_may

if TYPE_CHECKING:
    from db.session import Session

ERASED_ROW = "data_erased"
"""The row of the checklist that the certificate answers for."""


@dataclass(frozen=True)
class Point:
    """One thing that was compared. must: without it nothing is certified; else two signatures on paper have to stand in."""

    label: str
    good: bool
    said: str
    must: bool = True


@dataclass(frozen=True)
class Judged:
    """A certificate held against the office's register. sha256: of what was brought; closeout_id: "" when none fits."""

    points: tuple[Point, ...]
    group: str
    number: str
    sha256: str
    erased_at: datetime | None
    erased_by: tuple[str, ...]
    closeout_id: str
    receipt_id: str
    bundle_id: str
    bundle_sha256: str

    @property
    def certifiable(self) -> bool:
        """Whether everything holds that must."""
        return bool(self.closeout_id) and all(point.good for point in self.points if point.must)

    @property
    def on_paper(self) -> bool:
        """Whether the signatures of two persons on paper have to stand in for the electronic one."""
        return any(not point.good for point in self.points if not point.must)


def judge_file(session: Session, content: bytes) -> Judged:
    """A certificate as a file. KnownError when it is none."""
    return _judge(session, check_file(content, contacts.cards(session)), hashlib.sha256(content).hexdigest())


def judge_code(session: Session, code: str) -> Judged:
    """A certificate as the code on its printed sheet. KnownError when it is none."""
    brought = check_sheet(code, contacts.cards(session))
    return _judge(session, brought, hashlib.sha256(code.encode()).hexdigest())


def _judge(session: Session, brought: Brought, sha256: str) -> Judged:
    facts = brought.facts
    log = handover_of(session, facts["bundle"])
    closeouts = session.find(Closeout, task_id=log.task_id) if log and log.task_id else ()
    closeout = closeouts[-1] if closeouts else None
    erased_at = _moment(facts["erased"])
    points = (
        _bundle(log, facts["sha256"]),
        _receipt(session, log, facts["receipt"]),
        _order(log, facts.get("seq", "")),
        Point(
            "残留",
            brought.hits == 0,
            "查验没有发现残留" if not brought.hits else f"发现残留 {brought.hits} 处",
        ),
        _when(log, erased_at),
        _signature(brought, log),
        _closeout(closeout),
    )
    task = session.get(Task, log.task_id) if log and log.task_id else None
    return Judged(
        points,
        task.group_name if task else "",
        brought.whole.number if brought.whole else f"清-{facts['bundle'][:8]}",
        sha256,
        erased_at,
        brought.whole.erased_by if brought.whole else (),
        closeout.id if closeout and closeout.state != "certified" else "",
        facts["receipt"],
        facts["bundle"],
        facts["sha256"],
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _bundle(log: BundleLog | None, sha256: str) -> Point:
    if log is None:
        return Point("移交包", False, "本库没有收到过这个移交包")
    same = log.sha256 == sha256
    return Point("移交包", same, f"与 {log.bundle_id[:12]} 一致" if same else "包号相同，校验值不同")


def _receipt(session: Session, log: BundleLog | None, receipt: str) -> Point:
    notes = [entry.note for entry in session.history(log)] if log is not None else []
    ours = f"{RECEIPTED} {receipt}" in notes
    return Point("回执", ours, f"是本库出具的 {receipt[:12]}" if ours else "不是本库对这个包出具的回执")


def _order(log: BundleLog | None, seq: str) -> Point:
    least = log.journal_seq if log is not None and log.journal_seq is not None else 0
    good = seq.isdigit() and int(seq) >= least
    said = f"清除时第 {seq} 条，不早于封装时第 {least} 条" if good else "台账号早于封装时，请与组里核对"
    return Point("台账锚点", good, said)


def _when(log: BundleLog | None, erased_at: datetime | None) -> Point:
    if erased_at is None:
        return Point("清除时间", False, "读不出来")
    return Point("清除时间", True, f"{erased_at:%Y-%m-%d %H:%M}（按组里电脑的时钟）")


def _signature(brought: Brought, log: BundleLog | None) -> Point:
    key = log.counterpart_key if log is not None else ""
    card = brought.signed_by
    if card is not None:
        good = card.key_id == key
        said = f"{card.org}{card.name}签名相符" if good else "签名不是封装移交包的那个组的"
        return Point("电子签名", good, said)
    empty = brought.whole is not None and not brought.whole.signature
    if empty and brought.ordered_by is not None and brought.ordered_by.key_id == key:
        said = "清除令签名相符；清除中途断过电，清除情况没有签名，须核对纸面两人签字"
        return Point("电子签名", False, said, must=False)
    return Point("电子签名", False, "验不过：内容被改过，或签名的名片没有登记")


def _closeout(closeout: Closeout | None) -> Point:
    if closeout is None:
        return Point("撤组记录", False, "移交包里没有这次撤组的记录")
    if closeout.state == "certified":
        return Point("撤组记录", False, f"已经登记过零持有（{closeout.certificate_id}）")
    return Point("撤组记录", True, closeout.name)


def certify(
    session: Session, judged: Judged, *, papers: tuple[FileRef, ...] = (), seen_on_paper: bool = False
) -> Closeout:
    """Enter that the group holds nothing. Refused, with every reason, when the certificate does not hold.

    seen_on_paper: the two signatures on the printed sheet were looked at, where the electronic one is missing.
    """
    reasons = [f"{point.label}：{point.said}" for point in judged.points if point.must and not point.good]
    if judged.on_paper and not seen_on_paper:
        reasons.append("电子签名为空，须核对纸面上两人的签字")
    if not session.actor.may("receipt.issue"):
        reasons.append(f"须由{who_may('receipt.issue')}办理")
    if reasons:
        session.note("未能登记零持有：确认书核对不符")
        raise Refused("不能登记零持有", reasons, kept="撤组记录没有变化", todo="请与组里当面核对确认书")
    held = session.get(Closeout, judged.closeout_id)
    with session.transaction():
        held = session.save(
            replace(
                held,
                bundle_id=judged.bundle_id,
                bundle_sha256=judged.bundle_sha256,
                receipt_id=judged.receipt_id,
                receipt_on=held.receipt_on or _receipt_day(session, judged.receipt_id),
                first_by=judged.erased_by[0] if judged.erased_by else held.first_by,
                second_by=judged.erased_by[1] if judged.erased_by else held.second_by,
                erased_at=judged.erased_at,
                certificate_id=judged.number,
                certificate_sha256=judged.sha256,
                certified_on=date.today(),
                certified_how="\n".join(f"{point.label}：{point.said}" for point in judged.points),
                certificate_files=(*held.certificate_files, *papers),
            )
        )
        # The copy that came with the bundle stands where it stood when it was sealed.
        for step in ("complete", "seal", "receipt"):
            if held.state in held.TYPE.lifecycle.transition(step).sources and not session.why_not(held, step):
                held = session.move(held, step)
        _answer_row(session, held, judged)
        return session.move(held, "certify", reason=judged.number)


def _receipt_day(session: Session, receipt_id: str) -> date:
    found = session.find(BundleLog, bundle_id=receipt_id, direction="out")
    return found[-1].made_at.date() if found and found[-1].made_at else date.today()


def _answer_row(session: Session, held: Closeout, judged: Judged) -> None:
    for item in session.find(HandoverItem, task_id=held.task_id, code=ERASED_ROW, state="open"):
        given = replace(
            item,
            given=item.due,
            giver="、".join(judged.erased_by) or "清除人、监督人",
            given_on=judged.erased_at.date() if judged.erased_at else date.today(),
            contents=judged.number,
            receiver=session.actor.name,
            received_on=date.today(),
        )
        session.move(session.move(session.save(given), "give"), "receive")
