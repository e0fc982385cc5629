"""Every figure of an inspection by step of the work: what is counted and how the shares follow from the counts.

A table of declarations; the counting itself is app.areas.insight.counting's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.areas.clues.model import GONE
from app.areas.insight.counting import Count, Figure, Scope, counted, is_known, share
from app.areas.rectification.model import FINISHED
from db.query import Filter, Op
from db.session import Session


def _is(name: str, *values: object) -> Filter:
    return Filter(name, Op.EQ, values[0]) if len(values) == 1 else Filter(name, Op.IN, values)


def _not(name: str, *values: object) -> tuple[Filter, ...]:
    return tuple(Filter(name, Op.NE, value) for value in values)


ALIVE = _not("state", "dropped")
_OUT_OF_DRAFT = _not("state", "draft", "void")
PREPARATION, FIELDWORK, PAPERS, CLUES, REPORTING, FEEDBACK, RECTIFICATION, AFTER = (
    "准备", "了解", "底稿和问题", "问题线索", "报告和审议", "反馈和建议", "整改", "督办、满意度和移交",
)  # fmt: skip

COUNTS: dict[str, tuple[Count, ...]] = {
    PREPARATION: (
        Count("rounds", "轮次", "轮", "round", "轮次记录 {n} 个"),
        Count("tasks", "巡察任务", "个", "task", "一个组巡察一个党组织算一个任务，共 {n} 个"),
        Count("units", "被巡察党组织", "个", "task", "任务里的党组织，一个算一次，共 {n} 个", distinct=("unit_id",)),
        Count("people", "人才库", "人", "person", "人才库里的人员 {n} 人，不分轮次"),
        Count("members", "组员", "人", "member", "各任务的组员，同一人算一次，共 {n} 人", distinct=("person_id", "name")),
        Count("courses", "培训场次", "场", "training_course", "已举办的培训 {n} 场", only=(_is("state", "held"),)),
        Count("requests", "巡前情况函", "件", "info_request", "已发出的巡前情况函 {n} 件", only=_not("state", "draft")),
        Count("answers", "情况函回复", "件", "info_request", "写了回函日期的 {n} 件", only=(Filter("answered_on", Op.FILLED),)),
    ),
    FIELDWORK: (
        Count("talks", "个别谈话", "人次", "interview", "谈话记录 {n} 份，一份算一人次"),
        Count("petitions", "受理信访", "件", "petition", "信访件 {n} 件"),
        Count("visits", "走访", "人次", "visit", "走访记录 {rows} 条，走访人次相加（没写的按 1）＝{n}", amount="people", blank=1),
        Count("homes", "入户走访", "户", "visit", "入户走访 {rows} 条，户数相加（没写的按 1）＝{n}", only=(_is("kind", "home"),), amount="households", blank=1),
        Count("covert", "明察暗访", "次", "visit", "方式是“明察暗访”的走访记录 {n} 条", only=(_is("kind", "covert"),)),
        Count("loans", "调阅资料", "份", "document_loan", "已提供的调阅资料 {rows} 项，份数相加（没写的按 1）＝{n}", only=_not("state", "asked", "none"), amount="copies", blank=1),
        Count("documents", "查阅资料", "份", "task", "{rows} 个任务里填写的“查阅资料”相加＝{n}", amount="documents_read"),
        Count("notices", "发布公告", "份", "announcement_post", "公告发布 {rows} 处，份数相加（没写的按 1）＝{n}，撤离公告不计", only=_not("kind", "leave"), amount="copies", blank=1),
        Count("hearings", "座谈会", "次", "hearing", "类别是“座谈会”的记录 {n} 条", only=(_is("kind", "seminar"),)),
        Count("reports_heard", "听取汇报", "次", "hearing", "类别是“听取汇报”的记录 {n} 条", only=(_is("kind", "report"),)),
        Count("attended", "列席会议", "次", "hearing", "类别是“列席会议”的记录 {n} 条", only=(_is("kind", "attend"),)),
        Count("sheets", "回收问卷", "份", "survey_answer_sheet", "有效答卷 {n} 份", only=_not("state", "void")),
        Count("polls", "民主测评", "次", "poll", "已开始计票的测评 {n} 次", only=_not("state", "draft")),
        Count("letters", "意见箱来信", "件", "mailbox_opening", "开箱 {rows} 次，取出件数相加＝{n}", amount="letters"),
        Count("calls", "来电", "个", "hotline_call", "来电登记 {n} 条"),
        Count("disclosures", "个人有关事项抽查", "项", "disclosure_check", "抽查记录 {n} 条"),
        Count("villages", "延伸巡察", "个", "extension_target", "延伸的村（社区）、下属单位和项目 {n} 个"),
        Count("evidence", "取得佐证", "份", "evidence", "佐证 {n} 份，剔除的不计", only=ALIVE),
    ),
    PAPERS: (
        Count("findings", "发现问题", "个", "finding", "问题记录 {n} 个，撤回的不计", only=_not("state", "withdrawn")),
        Count("papers", "问题底稿", "份", "working_paper", "问题底稿 {n} 份，作废的不计", only=_not("state", "void")),
        Count("amount", "问题涉及金额", "元", "finding", "问题记录 {rows} 个的涉及金额相加＝{n} 元", only=_not("state", "withdrawn"), amount="amount", money=True),
        Count("fixes", "驻点立行立改", "件", "instant_fix", "已签发的立行立改通知书 {n} 件，草稿和作废的不计", only=_OUT_OF_DRAFT),
        Count("fixes_done", "立行立改验收", "件", "instant_fix", "其中已验收 {n} 件", only=(_is("state", "accepted"),)),
        Count("facts", "事实确认单", "份", "fact_confirmation", "已送核的事实确认单 {n} 份", only=_OUT_OF_DRAFT),
        Count("common", "共性典型问题", "个", "common_problem", "研判认定和已处理的 {n} 个，不分轮次", only=(_is("state", "confirmed", "treated"),)),
    ),
    CLUES: (
        Count("clues", "问题线索", "件", "clue", "问题线索 {n} 件，不计“不作线索”的", only=ALIVE),
        Count("clue_persons", "线索涉及", "人", "clue", "{rows} 件线索的涉及人数相加（没写的按 1）＝{n}", only=ALIVE, amount="persons", blank=1),
        Count("clues_handed", "移交线索", "件", "clue", "已移交、接收、办理、反馈、办结的 {n} 件", only=(_is("state", *GONE),)),
        Count("clues_filed", "立案", "件", "clue", "已立案和已结案的 {n} 件", only=(*ALIVE, _is("case_state", "filed", "closed"))),
        Count("clues_sanctioned", "线索处理处分", "人", "clue", "各件登记的处理处分人数相加＝{n}", only=ALIVE, amount="sanctioned"),
    ),
    REPORTING: (
        Count("final_reports", "巡察报告", "份", "report", "定稿的巡察报告 {n} 份", only=(_is("kind", "inspection"), _is("state", "final"))),
        Count("meetings", "会议", "次", "meeting", "已召开的会议 {n} 次", only=(_is("state", "held", "minuted"),)),
        Count("instructions", "领导批示", "条", "instruction", "批示记录 {n} 条"),
        Count("named", "点人点事", "项", "named_item", "点人点事事项 {n} 项"),
        Count("named_done", "点人点事办结", "项", "named_item", "其中已核实办结 {n} 项", only=(_is("state", "closed"),)),
        Count("defects", "评审缺陷", "个", "defect", "底稿和报告评审的缺陷 {n} 个"),
    ),
    FEEDBACK: (
        Count("problems", "反馈问题", "个", "feedback_problem", "反馈问题 {n} 个，不计“不反馈”的", only=ALIVE),
        Count("immediate", "立行立改", "个", "feedback_problem", "勾了“立行立改”的反馈问题 {n} 个", only=(*ALIVE, _is("immediate", True))),
        Count("opinions", "意见建议", "条", "opinion", "反馈意见建议 {n} 条"),
        Count("unit_opinions", "整改意见", "条", "opinion", "给被巡察单位的整改意见 {n} 条", only=(_is("kind", "unit"),)),
        Count("suggestions", "给党委、部门的建议", "条", "opinion", "给党委、政府、组织部和主管部门的建议 {n} 条", only=_not("kind", "unit")),
        Count("to_committee", "给党委的建议", "条", "opinion", "其中给县委的 {n} 条", only=(_is("kind", "committee"),)),
        Count("to_government", "给政府的建议", "条", "opinion", "其中给县政府的 {n} 条", only=(_is("kind", "government"),)),
        Count("to_organisation", "给组织部的建议", "条", "opinion", "其中给组织部的 {n} 条", only=(_is("kind", "organisation"),)),
        Count("recommendations", "巡察建议书", "份", "recommendation", "已发出的巡察建议书 {n} 份", only=_not("state", "draft", "dropped")),
        Count("recommendations_answered", "建议书答复", "份", "recommendation", "已答复和已落实的 {n} 份", only=(_is("state", "answered", "done"),)),
        Count("notifications", "专报与抄告", "件", "notification", "已送出的专报与抄告 {n} 件", only=_not("state", "draft", "dropped")),
        Count("sessions", "反馈会", "场", "feedback_session", "已召开的反馈会 {n} 场", only=(_is("state", "held"),)),
    ),
    RECTIFICATION: (
        Count("due_tasks", "应整改", "项", "rect_task", "整改任务 {n} 项，不再适用的不计", only=ALIVE),
        Count("done_tasks", "已完成", "项", "rect_task", "已完成和已销号的整改任务 {n} 项", only=(_is("state", *FINISHED),)),
        Count("mostly_tasks", "基本完成", "项", "rect_task", "基本完成的整改任务 {n} 项，不计入已完成", only=(_is("state", "mostly"),)),
        Count("permanent_tasks", "长期坚持", "项", "rect_task", "长期坚持的整改任务 {n} 项", only=(_is("state", "permanent"),)),
        Count("closed_problems", "销号问题", "个", "feedback_problem", "已销号的反馈问题 {n} 个", only=(_is("state", "closed"),)),
        Count("measures", "整改措施", "条", "measure", "整改措施 {n} 条，不再适用的不计", only=ALIVE),
        Count("measures_done", "措施完成", "条", "measure", "已完成的整改措施 {n} 条", only=(_is("state", "done"),)),
        Count("rules", "建章立制", "项", "rect_task", "{rows} 项整改任务登记的建章立制相加＝{n}", only=ALIVE, amount="rules_made"),
        Count("recovered", "挽回或清退", "元", "rect_task", "{rows} 项整改任务登记的金额相加＝{n} 元", only=ALIVE, amount="recovered", money=True),
        Count("handled", "整改处理", "人", "rect_task", "{rows} 项整改任务登记的处理人数相加＝{n}", only=ALIVE, amount="people_handled"),
        Count("cadres", "处理干部", "人次", "handled_cadre", "处理干部记录 {n} 条，一条算一人次"),
    ),
    AFTER: (
        Count("warnings", "整改预警", "件", "warning", "已发出的预警 {n} 件", only=_not("state", "proposed", "dropped")),
        Count("pressing", "督办文书", "件", "supervision_letter", "已送达的督办文书 {n} 件", only=_not("state", "draft")),
        Count("press_letters", "督办函", "份", "supervision_letter", "其中督办函 {n} 份", only=(*_not("state", "draft"), _is("kind", "letter"))),
        Count("summons", "约谈", "次", "summons", "已谈和办结的约谈 {n} 次", only=(_is("state", "held", "closed"),)),
        Count("rect_visits", "回访督查", "次", "inspection_visit", "已完成的回访与督查 {n} 次", only=(_is("state", "done", "closed"),)),
        Count("looked_back", "回头看核查", "项", "looked_back", "已核查的原反馈问题 {n} 项", only=(_is("state", "checked"),)),
        Count("published", "整改公开", "次", "publication", "已公开的整改情况 {n} 次", only=(_is("state", "published", "closed"),)),
        Count("votes_very", "满意票", "票", "satisfaction_poll", "已计票的 {rows} 次测评，满意票相加＝{n}", only=(_is("state", "counted"),), amount="very"),
        Count("votes_basic", "基本满意票", "票", "satisfaction_poll", "已计票的 {rows} 次测评，基本满意票相加＝{n}", only=(_is("state", "counted"),), amount="basic"),
        Count("votes_against", "不满意票", "票", "satisfaction_poll", "已计票的 {rows} 次测评，不满意票相加＝{n}", only=(_is("state", "counted"),), amount="dissatisfied"),
        Count("votes_unsure", "不了解票", "票", "satisfaction_poll", "已计票的 {rows} 次测评，不了解票相加＝{n}", only=(_is("state", "counted"),), amount="unsure"),
        Count("handovers", "移交事项", "项", "handover_item", "移交项 {n} 项，免交的不计", only=_not("state", "waived")),
        Count("received", "已接收事项", "项", "handover_item", "接收单位已签收的移交项 {n} 项", only=(_is("state", "received"),)),
    ),
}  # fmt: skip
"""By step of the work."""
BY_CODE = {count.code: count for counts in COUNTS.values() for count in counts}

SHARES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    PREPARATION: (("answer_rate", "情况函回复率", "answers", "requests"),),
    PAPERS: (("fix_rate", "立行立改验收率", "fixes_done", "fixes"),),
    CLUES: (
        ("hand_rate", "线索移交率", "clues_handed", "clues"),
        ("file_rate", "立案率", "clues_filed", "clues_handed"),
        ("sanction_rate", "处理处分率", "clues_sanctioned", "clue_persons"),
    ),
    REPORTING: (("named_rate", "点人点事办结率", "named_done", "named"),),
    FEEDBACK: (("recommendation_rate", "建议书答复率", "recommendations_answered", "recommendations"),),
    RECTIFICATION: (("measure_rate", "措施完成率", "measures_done", "measures"),),
    AFTER: (("handover_rate", "移交接收率", "received", "handovers"),),
}
"""By step of the work: code, label, part, whole."""


@dataclass(frozen=True)
class Section:
    """The figures of one step of the work."""

    name: str
    figures: tuple[Figure, ...]


def figure(session: Session, code: str, scope: Scope) -> Figure:
    """One counted figure."""
    return counted(session, BY_CODE[code], scope)


def sections(
    session: Session, scope: Scope, more: Callable[[str, dict[str, Figure]], Iterator[Figure]]
) -> tuple[Section, ...]:
    """Every figure that this vault and user can count; `more` adds what is computed from several records to a section."""
    found = []
    for name, counts in COUNTS.items():
        held = {count.code: counted(session, count, scope) for count in counts if is_known(session, count)}
        if not held:
            continue
        rates = [
            share(code, label, held[part], held[whole])
            for code, label, part, whole in SHARES.get(name, ())
            if held[whole].value
        ]
        found.append(Section(name, (*held.values(), *rates, *more(name, held))))
    return tuple(found)
