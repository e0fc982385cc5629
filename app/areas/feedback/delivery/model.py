"""Record types of delivery: feedback meetings (双反馈), reports and copies to others (专报、抄告), advice to departments.

They state who was told what and what was answered; what the unit does about it stands in rectification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from app.areas.feedback.model import FeedbackLetter
from app.areas.preparation.model import Task
from app.areas.secrecy.terms import secrecy_term
from app.areas.workpapers.model import names_clue
from app.core.errors import Problem
from app.core.fields import (
    FileRef,
    Signature,
    choice,
    day,
    files,
    flag,
    link,
    links,
    long_text,
    number,
    person,
    signatures,
    text,
)
from app.core.lifecycle import Lifecycle, Reader, Reason, State, StepRule, Transition
from app.core.records import Record, record

MEETINGS, ADVICE = "反馈会与抄告", "建议与移交"
"""The entries of the navigation that gather these lists."""


def _no_clue(held: Record) -> Iterator[Problem]:
    for spec in held.TYPE.fields:
        value = getattr(held, spec.name)
        if isinstance(value, str) and names_clue(value):
            yield Problem(spec.name, f"“{spec.label}”里写了线索编号；线索只走线索移交，请删去")


def _letter_ready(held: FeedbackSession, reader: Reader) -> str | None:
    if not held.letter_id:
        return "还没有指明反馈意见：先起草并审定反馈意见，再填写“反馈意见”"
    letter = reader.get(FeedbackLetter, held.letter_id)
    if letter.kind != held.kind:
        return "指明的反馈意见不是给这个反馈对象的"
    label = letter.TYPE.lifecycle.state(letter.state).label
    return None if letter.state in ("approved", "delivered") else f"反馈意见还是“{label}”，审定后才反馈"


def _letter_given(held: FeedbackSession, _reader: Reader) -> str | None:
    return None if held.letter_given else "反馈意见还没有当面交付：交付后勾选“书面反馈意见已交付”"


FEEDBACK_SESSION = Lifecycle(
    states=(
        State("planned", "已安排", "draft"),
        State("held", "已反馈", "done", locked=True),
        State("waived", "不单独反馈", "stop", locked=True),
    ),
    transitions=(
        Transition(
            "hold",
            "登记已反馈",
            ("planned",),
            "held",
            "preparation.write",
            needs=("held_on", "place", "presenter", "receivers", "signed_for_by", "signed_for_on"),
            rules=(_letter_ready, _letter_given),
        ),
        Transition(
            "waive",
            "不单独反馈",
            ("planned",),
            "waived",
            "report.approve",
            needs=("waived_why",),
            signs=("signed", "批准"),
        ),
        Transition("reopen", "改正", ("held", "waived"), "planned", "report.approve", reason=True),
    ),
)


@record(
    "feedback_session",
    "反馈会",
    area="feedback",
    group=MEETINGS,
    heading="{held_on} {receivers} 反馈",
    icon="users",
    action="preparation.write",
    lifecycle=FEEDBACK_SESSION,
    checks=(_no_clue,),
    purpose="双反馈：对主要负责人一对一反馈一次，对领导班子反馈一次，签收和表态留痕",
)
class FeedbackSession(Record):
    """One delivery of the feedback, to the head alone or to the body."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="安排")
    kind: str = choice("反馈对象", codes="feedback_kind", default="body", required=True, listed=True)
    letter_id: str = link("反馈意见", to="feedback_letter", help="审定后的书面反馈意见")
    held_on: date | None = day("反馈日期", listed=True)
    place: str = text("地点", listed=True)
    chaired_by: str = person("主持人")
    presenter: str = person("反馈人", listed=True, help="通常是巡察组组长")
    attended_by: str = long_text("参加人员", help="领导小组成员、巡察办和巡察组人员，一行一人")
    receivers: str = text("被反馈人", help="主要负责人姓名，或“领导班子成员”")
    headcount: int | None = number("到会人数", unit="人", show_if=("kind", ("body",)))
    agenda: str = long_text("议程", section="议程与讲话", help="一行一项；留空时按通常议程印出")
    points: str = long_text(
        "第一责任人要点", search=True, show_if=("kind", ("head",)), help="主要负责人应当负责和带头整改的事项"
    )
    group_speech: str = long_text("反馈讲话要点", search=True)
    leader_speech: str = long_text("领导小组成员讲话要点", search=True)
    reply: str = long_text("表态发言要点", search=True, help="党组织书记表态，整改的承诺和时限")
    letter_given: bool = flag("书面反馈意见已交付", section="签收")
    copies: int | None = number("交付份数", unit="份")
    signed_for_by: str = person("签收人")
    signed_for_on: date | None = day("签收日期")
    waived_why: str = long_text("不单独反馈的理由", section="不单独反馈", help="例如主要负责人空缺，须经批准")
    signed: tuple[Signature, ...] = signatures("审批", roles=("批准",))
    attachments: tuple[FileRef, ...] = files("签收单、讲话稿、表态发言", section="附件")
    note: str = long_text("备注")
    news_on: date | None = day("反馈情况公开日期", section="公开", show_if=("kind", ("body",)))
    news_where: str = text(
        "公开载体", section="公开", show_if=("kind", ("body",)), help="党内通报的范围、网站和公众号名称"
    )


@record(
    "notification",
    "专报与抄告",
    area="feedback",
    group=MEETINGS,
    number="通报〔{year}〕{serial:03}",
    heading="{number} {addressee}",
    apart=("addressee",),
    icon="mail",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("sent", "已送出"),
            State("received", "已签收"),
            State("answered", "已答复", "done", locked=True),
            State("dropped", "不送", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "send",
                "送出",
                ("draft",),
                "sent",
                "preparation.write",
                needs=("addressee", "problems", "sent_on"),
                signs=("signed", "签发"),
            ),
            Transition("receive", "登记签收", ("sent",), "received", needs=("receipt_by", "receipt_on")),
            Transition(
                "answer", "登记答复", ("sent", "received"), "answered", needs=("answer", "answered_on")
            ),
            Transition("drop", "不送", ("draft",), "dropped", "report.approve", reason=True),
            Transition("reopen", "重新办理", ("answered", "dropped"), "draft", "report.approve", reason=True),
        ),
    ),
    purpose="多级同步反馈：专报送分管县领导，抄告送主责部门、纪检监察、组织部门",
)
class Notification(Record):
    """One report or copy of the feedback to somebody beside the unit."""

    task_id: str = link("巡察任务", to="task", required=True, listed=True, section="发送")
    kind: str = choice("种类", codes="notification_kind", default="copy", required=True, listed=True)
    audience: str = choice("送给哪一级", codes="notification_audience", required=True, listed=True)
    addressee: str = text("收件单位或领导", listed=True, search=True)
    title: str = text("标题", search=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    made_on: date | None = day("成文日期")
    problem_ids: tuple[str, ...] = links(
        "告知的问题", to="feedback_problem", help="按收件人的职责挑选，不是全部照抄", section="内容"
    )
    overview: str = long_text("巡察概况", search=True)
    problems: str = long_text("主要问题", search=True, help="只写问题，不写线索和反映人")
    advice: str = long_text("建议", search=True, help="请收件人督促或者协同解决什么")
    sent_on: date | None = day("送出日期", listed=True, section="送达")
    sent_by: str = person("送件人")
    receipt_by: str = person("签收人")
    receipt_on: date | None = day("签收日期", listed=True)
    due_on: date | None = day("答复期限", listed=True, section="答复")
    answer: str = long_text("答复或批示", search=True)
    answered_on: date | None = day("答复日期")
    signed: tuple[Signature, ...] = signatures("签发", roles=("签发",))
    attachments: tuple[FileRef, ...] = files("附件")
    note: str = long_text("备注")


def _adopted_said(held: Recommendation, _reader: Reader) -> str | None:
    if held.adopted in ("partly", "refused") and not held.result.strip():
        return "没有全部采纳的，在“落实结果”里写明理由和后续安排"
    return None


@record(
    "recommendation",
    "巡察建议书",
    area="feedback",
    group=ADVICE,
    number="巡察建议〔{year}〕{serial:02}号",
    heading="{number} {title}",
    apart=("receiver",),
    icon="lightbulb",
    checks=(_no_clue,),
    lifecycle=Lifecycle(
        states=(
            State("draft", "拟稿", "draft"),
            State("sent", "已发出"),
            State("chased", "已催办", "back"),
            State("answered", "已答复"),
            State("done", "已落实", "done", locked=True),
            State("dropped", "撤回", "stop", locked=True),
        ),
        transitions=(
            Transition(
                "send",
                "发出",
                ("draft",),
                "sent",
                "report.approve",
                needs=("receiver", "problems", "advice", "sent_on", "due_on"),
                signs=("signed", "签发"),
            ),
            Transition("chase", "催办", ("sent", "chased"), "chased", needs=("chased_on",)),
            Transition(
                "answer",
                "登记答复",
                ("sent", "chased"),
                "answered",
                needs=("answer", "answered_on", "adopted"),
            ),
            Transition("again", "答复不合要求", ("answered",), "chased", "report.approve", reason=True),
            Transition(
                "finish",
                "确认落实",
                ("answered",),
                "done",
                "rectification.confirm",
                needs=("result",),
                rules=(_adopted_said,),
            ),
            Transition("drop", "撤回", ("draft", "sent", "chased"), "dropped", "report.approve", reason=True),
            Transition("reopen", "重新办理", ("done", "dropped"), "sent", "report.approve", reason=True),
        ),
    ),
    purpose="面上的问题提给管这件事的部门：专项治理建议、巡察建议、共性问题移交，跟到采纳落实",
)
class Recommendation(Record):
    """One written recommendation to a department, followed until it is carried out."""

    round_id: str = link("轮次", to="round", listed=True, section="建议")
    task_id: str = link("巡察任务", to="task", help="只由一个单位引出的才填")
    kind: str = choice("种类", codes="recommendation_kind", default="advice", required=True, listed=True)
    receiver: str = text("发给哪个部门", search=True, listed=True)
    industry: str = choice("行业领域", codes="industry", help="共性问题按行业移交主管部门")
    title: str = text("标题", required=True, search=True, listed=True)
    document_number: str = text("文号")
    secrecy: str = choice("密级", codes="secrecy", default="internal")
    secrecy_term: str = secrecy_term()
    made_on: date | None = day("成文日期")
    common_problem_id: str = link(
        "共性问题",
        to="common_problem",
        show_if=("kind", ("common", "governance")),
        section="内容",
        help="研判认定的共性问题，移交给主管部门",
    )
    problem_ids: tuple[str, ...] = links("依据的反馈问题", to="feedback_problem")
    problems: str = long_text("存在的问题", search=True, help="写共性表现和涉及几个单位，不点反映人")
    causes: str = long_text("原因分析", search=True)
    advice: str = long_text("具体建议", search=True, help="一行一条，部门职责之内、能办、能检查")
    sent_on: date | None = day("发出日期", listed=True, section="跟踪")
    due_on: date | None = day("答复期限", listed=True)
    chased_on: date | None = day("最近催办日期")
    chases: int | None = number("催办次数", unit="次")
    answer: str = long_text("答复内容", search=True)
    answered_on: date | None = day("答复日期", listed=True)
    adopted: str = choice("采纳情况", codes="advice_adoption", listed=True)
    result: str = long_text("落实结果", search=True, help="出台了什么、解决了什么、有什么佐证")
    signed: tuple[Signature, ...] = signatures("签发", roles=("签发",))
    attachments: tuple[FileRef, ...] = files("建议书、答复和佐证", section="附件")
    note: str = long_text("备注")


TYPES: tuple[type[Record], ...] = (FeedbackSession, Notification, Recommendation)

# What the task's step 已反馈 asks -------------------------------------------------------------------------

KINDS = ("head", "body")
"""To whom feedback is given: the head alone first, then the body."""
HELD = ("held", "waived")
NAMES = {"head": "主要负责人", "body": "党组织领导班子"}


def sessions_of(reader: Reader, task_id: str) -> dict[str, FeedbackSession | None]:
    """Kind → the session of a task that went furthest, None where there is none."""
    held = reader.find(FeedbackSession, task_id=task_id)
    return {
        kind: max(
            (one for one in held if one.kind == kind),
            key=lambda one: (one.state in HELD, one.held_on or date.min),
            default=None,
        )
        for kind in KINDS
    }


def missing_of(
    found: Mapping[str, FeedbackSession | None], label: Callable[[str], str] = NAMES.__getitem__
) -> Iterator[Reason]:
    """What stands against counting the double feedback (双反馈) as given, each reason with the session it speaks of."""
    for kind in KINDS:
        one = found[kind]
        if one is None:
            yield Reason(f"还没有对{label(kind)}反馈")
        elif one.state not in HELD:
            state = one.TYPE.lifecycle.state(one.state).label
            yield Reason(f"对{label(kind)}的反馈还是“{state}”", (one,))
    if all(one is not None and one.state == "waived" for one in found.values()):
        yield Reason("两个反馈都登记为不单独反馈，至少要反馈一次", (one for one in found.values() if one))


def double_feedback_rule(task: Task, reader: Reader) -> Iterator[str]:
    """Both sessions are held, or the task says why this unit is not fed back twice."""
    if task.feedback_exception.strip():
        return
    missing = tuple(missing_of(sessions_of(reader, task.id)))
    yield from missing
    if missing:
        yield "双反馈在“反馈会”里办；按规定不必双反馈的，在任务的“不作双反馈的理由”里写明理由和批准人"


STEP_RULES: Mapping[tuple[str, str], StepRule] = {("task", "give_feedback"): double_feedback_rule}
