"""收发文登记: an incoming paper from registration to its file, all numbered letters in one book, holes in the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.areas.feedback.delivery.model import Notification
from app.areas.libraries.deadlines.service import keep, seed_rules
from app.areas.secrecy.register.model import OfficeDocument
from app.areas.secrecy.register.papers import incoming_book, outgoing_book
from app.areas.secrecy.register.service import desk_of
from db.session import Session
from tests.areas.cases import OnSite
from tests.areas.papers_reading import in_model
from tests.systems.places import paper_text

DAY = date(2026, 3, 2)


def test_a_paper_that_came_is_proposed_decided_done_and_filed(session: Session, site: OnSite) -> None:
    seed_rules(session)
    held, _ = keep(
        session,
        OfficeDocument(
            title_text="关于报送巡察工作情况的通知", document_number="市巡办〔2026〕6号", other_side="市委巡察办",
            moved_on=DAY, task_id=site.task.id,
        ),
    )  # fmt: skip
    assert held.number == f"收发〔{date.today().year}〕0001"
    assert held.due_on == date(2026, 3, 16), "ten working days by the rule"
    held = session.move(session.save(replace(held, proposal="拟由综合科办理")), "propose")
    held = session.move(session.save(replace(held, decision="同意，按时报", handler="组员乙")), "decide")
    assert desk_of(session).waiting == (held,)
    assert "没有写“办理结果”；只供传阅的，写明谁已阅" in session.why_not(replace(held, done_on=DAY), "finish")
    held = session.move(
        session.save(replace(held, result="已报市委巡察办", done_on=date(2026, 3, 9))), "finish"
    )
    assert session.why_not(held, "file") == ("“归档类目”还没有填写", "“保管期限”还没有填写")
    sheet = paper_text(session, "handling_sheet", held.id)
    for said in ("收文处理单", "市巡办〔2026〕6号", "同意，按时报", "拟由综合科办理", "已报市委巡察办"):
        assert said in sheet
    assert desk_of(session, year=2026).done == 1


def test_every_numbered_letter_stands_in_one_book_and_odd_numbers_show(
    session: Session, site: OnSite
) -> None:
    for serial in (1, 2, 4):
        session.create(
            OfficeDocument(
                direction="out", title_text=f"第{serial}件", document_number=f"县巡办〔2026〕{serial}号", other_side="县财政局",
                issuer="主任甲", moved_on=DAY,
            )
        )  # fmt: skip
    session.create(
        Notification(
            task_id=site.task.id,
            audience="discipline",
            addressee="县纪委监委",
            title="抄告",
            document_number="县巡办〔2026〕2号",
        )
    )
    shown = desk_of(session, year=2026)
    assert len(shown.letters) == 4
    assert shown.odd == (
        "重号：县巡办〔2026〕2号用在收发文登记、专报与抄告",
        "跳号：县巡办〔2026〕缺3号",
    )
    assert "拟办和批示" in " ".join(session.why_not(session.find(OfficeDocument)[0], "propose"))
    assert "县纪委监委" in in_model(outgoing_book(shown.letters, 2026, session.code_label))
    assert "共0件" in in_model(incoming_book(session.find(OfficeDocument), 2026, session.code_label))
