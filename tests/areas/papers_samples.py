"""Records with long, realistic, invented content for the tests of the papers; no name or place in them is real."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path

from app.areas.feedback.model import FeedbackLetter, FeedbackProblem
from app.areas.fieldwork.model import Evidence, Interview, Petition
from app.areas.libraries.model import Policy, Unit
from app.areas.preparation.model import Round, Task
from app.areas.reporting.model import Report
from app.areas.workpapers.dossier import Dossier, Returned
from app.areas.workpapers.model import Finding, WorkingPaper
from app.core.fields import FileRef, Kind, Signature
from app.core.records import Record

CODES = Path(__file__).resolve().parents[2] / "resources" / "codes"


def labels(list_name: str, code: str) -> str:
    """The shipped label of a code; an unknown code is a mistake of the sample."""
    items = json.loads((CODES / f"{list_name}.json").read_text(encoding="utf-8"))["items"]
    return next(str(item["label"]) for item in items if item["code"] == code)


ROUND = Round(
    id="R1",
    name="十五届青禾县委第三轮巡察",
    term="十五届青禾县委",
    ordinal="三",
    year=2026,
    kinds=("regular",),
    secrecy="internal",
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 6, 30),
    approved_on=date(2026, 2, 12),
    approved_by="青禾县委书记专题会",
    basis="《授权任职及任务分工决定》（青巡〔2026〕3号）",
    goals="坚持政治巡察定位，紧盯权力和责任，推动解决群众反映强烈的问题。",
    emphasis="惠民资金管理使用\n基层党组织建设\n巡视巡察整改落实",
    arrangement="3月2日至9日巡前准备，3月9日至5月8日进驻了解，5月汇报，6月反馈。",
)
UNIT = Unit(
    id="U1",
    name="中共青禾县民政事务服务中心党组",
    short_name="县民政服务中心",
    category="department",
    secretary="邵砚耕",
)
TASK = Task(
    id="T1",
    name="县委第一巡察组巡察县民政服务中心",
    round_id="R1",
    unit_id="U1",
    group_name="中共青禾县委第一巡察组",
    group_ordinal="一",
    kinds=("regular",),
    secrecy="internal",
    leader="杭知谨",
    deputies="蔺守拙、郗砚田",
    liaison="欧阳䶮",
    authorised_on=date(2026, 2, 20),
    authorised_until=date(2026, 7, 31),
    hotline="0000-5550123（工作日8:30—18:00）",
    mailbox="青禾县1号信箱",
    office="青禾县民政服务中心二楼会议室",
    stay_from=date(2026, 3, 9),
    stay_to=date(2026, 5, 8),
    petition_until=date(2026, 4, 30),
    feedback_on=date(2026, 6, 12),
    emphasis="惠民补贴审核发放\n财务报账和政府采购\n三会一课和党员教育管理",
    approach="听取汇报、个别谈话、调阅资料、受理信访、走访下沉、明察暗访",
)

_QUESTIONS = (
    (
        "请你介绍一下本人分工和任职时间。",
        "我叫陈喆堃，2021年6月起在中心财务股工作，负责费用报销和低保资金的账务处理。",
    ),
    (
        "中心的费用报销是怎样审核的？",
        "按制度要经办人、股室负责人、分管领导、财务四道签字。实际上2024年下半年以来，分管领导经常出差，"
        "有的单据是事后一次补签的，最多的一次补了37张，合计8.64万元。\n单据都在凭证里，2025年第三季度的最集中。",
    ),
    (
        "有没有没有原始凭证就报销的情况？",
        "有。2025年8月到9月有3笔差旅费，一共4260元，只有审批单，没有车票和住宿发票。"
        "当时问过，说是发票丢了，后来也没有补。",
    ),
    (
        "这些情况有没有在班子会上研究过？",
        "据我所知没有专门研究过，年底的审计提出来以后，在一次股室例会上提醒过。",
    ),
    (
        "低保资金发放前的核对怎么做？",
        "系统里每月导出名单，由社会救助股核对死亡、户籍迁出和车辆信息。2025年有两个月没有核对，"
        "是因为负责的同志借调走了，名单直接用的上月的。后来追回了11户、共2.31万元。",
    ),
)
INTERVIEW = Interview(
    id="I1",
    number="谈话〔2026〕012号",
    task_id="T1",
    subject="陈喆堃",
    subject_unit="青禾县民政事务服务中心",
    subject_post="财务股股长",
    subject_politics="party",
    subject_kind="finance",
    subject_phone="13900000000",
    must="must",
    kind="single",
    started_at=datetime(2026, 3, 18, 9, 5),
    ended_at=datetime(2026, 3, 18, 11, 30),
    place="中心二楼小会议室",
    interviewer="蔺守拙",
    recorder="李㛃",
    others="欧阳䶮（联络员）",
    secrecy="internal",
    content="\n".join(f"问：{q}\n答：{a}" for q, a in _QUESTIONS * 4)
    + "\n问：还有什么需要补充的吗？\n答：没有了。",
    extract="报销审核走形式\n低保名单两个月没有核对",
    signed_pages=5,
    confirmed="signed",
    confirmed_on=date(2026, 3, 18),
    state="draft",
)

PETITION = Petition(
    id="P1",
    number="信访〔2026〕007号",
    task_id="T1",
    received_on=date(2026, 3, 20),
    origin="received",
    channel="letter",
    business="accusation",
    secrecy="internal",
    naming="real",
    reporter="司徒念慈",
    reporter_contact="13800000000",
    reporter_address="青禾县望河镇柳湾村三组",
    joint=3,
    subject="温景行",
    subject_post="青禾县民政事务服务中心社会救助股股长",
    subject_level="section_deputy",
    summary="反映社会救助股长在低保审核中优亲厚友",
    content="反映人称，2025年5月柳湾村低保评议没有公示，其中两户与被反映人有亲属关系，名下各有一辆小型汽车，"
    "仍然通过审核，按月领取。反映人曾向镇里反映，没有得到答复。随信附评议名单复印件2页、照片3张。",
    disciplines=("integrity", "mass"),
    in_scope="in",
    repeated=True,
    merged_into="P0",
    sheets=6,
    attachments=(FileRef("ab" * 32, "原件.pdf", 1200, pages=6),),
    registrar="欧阳䶮",
    handling="inspect",
    proposal="建议由信访组重点了解，调阅柳湾村低保评议、公示和车辆核对资料，走访相关农户。",
    decision="同意拟办意见，注意保护反映人，四月十日前报结果。",
    handler="李㛃",
    due_on=date(2026, 4, 10),
    methods=("document", "visit"),
    process="3月25日调阅柳湾村低保档案12份，3月27日到村走访9户，3月30日向镇民政所核对车辆信息。",
    conclusion="partly",
    result="反映的两户中一户名下有车、不符合条件，已责成停发并追回资金4320元；另一户条件符合，但没有公示。",
    destination="移交县委巡察办",
    handed_on=date(2026, 4, 12),
    closed_on=date(2026, 4, 9),
    signed=(
        Signature("拟办人", "欧阳䶮", date(2026, 3, 21)),
        Signature("批示领导", "杭知谨", date(2026, 3, 22)),
        Signature("承办人", "李㛃", date(2026, 4, 9)),
    ),
    state="closed",
    note="随信照片三张另存。",
)

EVIDENCE = tuple(
    Evidence(
        id=f"E{n}",
        number=f"佐证-{n:03}",
        task_id="T1",
        name=name,
        source=source,
        pages=f"第{n}-{n + 2}页" if n % 3 else f"第{n}页、第{n + 6}-{n + 9}页",
        page_total=40 + n,
        copy_number=f"{n:06}" if n % 2 else "",
        secrecy="internal" if n % 4 else "work_secret",
        proves="证明报销单据事后补签、没有原始凭证即予列支的事实和数量",
        original="copy",
        storage=f"2号柜第{n % 4 + 1}盒",
    )
    for n, (name, source) in enumerate(
        (
            ("2025年第三季度记账凭证", "account"),
            ("2025年差旅费报销审批单汇总", "account"),
            ("中心财务管理制度（2023年修订）", "document"),
            ("陈喆堃谈话记录", "interview"),
            ("中心党组会议记录（2024—2025年）", "document"),
            ("县审计局对中心2024年度预算执行情况的审计报告", "briefing"),
            ("分管领导2025年下半年出差登记", "document"),
            ("银行存款日记账", "account"),
            ("社会救助股低保核对工作台账", "document"),
            ("低保资金追回明细表", "account"),
            ("望河镇柳湾村低保公示照片", "photo"),
            ("柳湾村走访记录", "visit"),
            ("信访〔2026〕007号来信原件", "petition"),
            ("股室例会记录本", "document"),
            ("事实确认单", "confirmation"),
        ),
        1,
    )
)
POLICIES = (
    Policy(
        id="L1",
        title="《行政单位财务示范规则》",
        clause="第二十一条",
        content="行政单位的支出应当取得真实、合法、有效的原始凭证，手续不全的不得列支。",
    ),
    Policy(
        id="L2",
        title="《青禾县机关差旅费管理办法》",
        clause="第十八条第二款",
        content="报销差旅费应当提供出差审批单、车票、住宿发票等凭证，缺少凭证的不予报销。",
    ),
)
FINDINGS = (
    Finding(id="F1", number="问题〔2026〕003", task_id="T1", title="报销单据事后补签", state="papered"),
    Finding(id="F2", number="问题〔2026〕005", task_id="T1", title="无原始凭证报销差旅费", state="papered"),
)
_LONG = (
    "查阅2025年7月至12月全部记账凭证214册，抽查报销单据1,386张，发现事后补签单据37张，涉及差旅费、办公费、"
    "车辆运行费8.64万元，补签日期与出差登记不符的29张；2025年8月至9月，3笔差旅费4,260元没有车票、住宿发票即予列支。"
    "县审计局2024年度审计已指出同类问题，要求立即纠正，中心于当年12月报告整改完毕，但2025年下半年又出现反弹。"
)
PAPER = WorkingPaper(
    id="W1",
    number="预〔2026〕004",
    formal_number="〔2026〕三巡-一组-02号",
    task_id="T1",
    title="财务报销审核流于形式，审计指出的问题边改边犯",
    made_on=date(2026, 4, 16),
    secrecy="internal",
    finding_ids=("F1", "F2"),
    sources=("interview", "document", "petition"),
    focus="f4-2",
    aspect="f4-2-4",
    level="self",
    unit_kind="institution",
    scope="body",
    key=True,
    key_case="exposed",
    summary="中心2025年下半年报销单据大量事后补签，3笔差旅费没有原始凭证即予列支，同类问题审计指出后反弹。",
    inquiry="听取中心党组汇报1次，与财务股、办公室等5名同志谈话，调阅凭证214册、会议记录2本，核对出差登记和银行日记账，"
    "4月14日向中心主要负责人核实。",
    phenomenon=_LONG * 6 + "\n" + _LONG * 4,
    amount=9_066_000,
    happened_from=date(2025, 7, 1),
    happened_to=date(2025, 12, 31),
    nature="上述问题违反财务管理和差旅费报销的规定，反映出中心党组对财经纪律重视不足，落实审计整改不严不实，“四道签字”成了摆设。",
    policy_ids=("L1", "L2"),
    basis="中心《财务管理制度》（2023年修订）第九条：未经分管领导签批的单据不得报销。",
    duty="中心党组负主体责任；党组书记邵砚耕作为第一责任人，负领导责任；分管财务的班子成员负直接领导责任；财务股负审核责任。",
    cause_kinds=("duty", "execution"),
    points=("risk", "bleeding"),
    causes="一是责任层层空转，分管领导以出差为由不在事前审签；二是制度执行没有监督，财务股不敢坚持原则；三是整改满足于写报告。",
    evidence_ids=tuple(item.id for item in EVIDENCE),
    disposals=("feedback", "common"),
    talked_on=date(2026, 4, 14),
    talked="主要负责人邵砚耕认可事实，表示立即组织清理，对3笔差旅费的说明是发票遗失，没有提供材料。",
    authors=(
        Signature("承办人", "陈𬱖远", date(2026, 4, 16)),
        Signature("承办人", "李㛃", date(2026, 4, 16)),
    ),
    reviews=(
        Signature("副组长", "郗砚田", date(2026, 4, 10), "第一次复核意见，退回前所写。"),
        Signature("副组长", "蔺守拙", date(2026, 4, 18), "事实清楚，佐证充分，定性准确，同意报组长审签。"),
        Signature("组长", "杭知谨", date(2026, 4, 20), "同意。列入报告第二部分。"),
    ),
    state="signed",
)
DOSSIER = Dossier(
    PAPER,
    TASK,
    ROUND,
    UNIT,
    FINDINGS,
    POLICIES,
    EVIDENCE,
    (Returned(date(2026, 4, 11), "郗砚田", "退回", "第二处事例没有写明金额，请补充后再报。"),),
)

_POINTS = (
    "1.财务报销审核流于形式。" + _LONG + "［底稿：〔2026〕三巡-一组-02号］\n"
    "2.惠民资金发放前核对走过场。2025年有两个月没有核对低保名单，多发11户、2.31万元。"
    "［底稿：〔2026〕三巡-一组-01号、〔2026〕三巡-一组-03号］"
)
REPORT = Report(
    id="B1",
    number="报告〔2026〕01",
    task_id="T1",
    title="关于巡察青禾县民政事务服务中心党组情况的报告",
    kind="inspection",
    secrecy="internal",
    urgency="normal",
    made_on=date(2026, 5, 22),
    addressed_to="青禾县委巡察工作领导小组",
    basics="2026年3月9日至5月8日，中共青禾县委第一巡察组对县民政事务服务中心党组开展了常规巡察。其间，个别谈话46人次，"
    "受理信访12件，走访112人次，查阅资料980份，召开座谈会6次，回收问卷150份。",
    overall="巡察认为，中心党组能够推动主要任务落实，社会救助和养老服务有新进展。\n但在落实主体责任、财经纪律和整改方面还有差距。",
    problems="（一）聚焦群众身边不正之风和腐败问题方面\n"
    + _POINTS
    + "\n（二）聚焦基层党组织和党员队伍建设方面\n"
    "3.党内政治生活不严肃。2025年民主生活会相互批评意见共21条，其中17条以希望代替批评。［底稿：〔2026〕三巡-一组-04号］",
    suggestions="1.压实党组主体责任，清理2024年以来报销单据，追缴违规列支资金。\n2.完善低保名单月度核对制度，定期公示。",
    other="对发现的领导干部问题，另行按规定移交。",
    paper_ids=("W1", "W2", "W3", "W4"),
    version=2,
    drafter="陈𬱖远",
    checker="蔺守拙",
    consulted="组务会讨论两次，采纳意见5条；巡察办审核意见3条全部采纳。",
    heard_on=date(2026, 5, 27),
    approved_on=date(2026, 6, 3),
    approval="同意报告，按程序反馈。",
    signed=(Signature("组长", "杭知谨", date(2026, 5, 22), "同意上报。"),),
    state="submitted",
)
REPORT_PAPERS = (
    PAPER,
    WorkingPaper(id="W2", formal_number="〔2026〕三巡-一组-01号", title="低保名单两个月没有核对"),
    WorkingPaper(id="W3", formal_number="〔2026〕三巡-一组-03号", title="低保评议结果没有公示"),
    WorkingPaper(id="W4", formal_number="〔2026〕三巡-一组-04号", title="民主生活会批评意见以希望代替"),
)

PROBLEMS = tuple(
    FeedbackProblem(
        id=f"K{n:02}",
        task_id="T1",
        position=n,
        category="群众身边不正之风和腐败问题",
        subcategory="财务管理、报账和三公经费",
        title=f"财务报销审核流于形式之{n}",
        detail=_LONG
        if n % 3 == 0
        else "2025年下半年，报销单据事后补签37张，涉及资金8.64万元，同类问题审计指出后反弹。",
        focus="f4-2",
        key=n % 4 == 0,
        key_case="exposed" if n % 4 == 0 else "",
        immediate=n == 2,
        special="personnel" if n == 9 else "main",
        state="issued",
    )
    for n in range(1, 10)
)
LETTER = FeedbackLetter(
    id="L1",
    task_id="T1",
    title="中共青禾县委第一巡察组关于巡察青禾县民政事务服务中心党组的反馈意见",
    kind="body",
    document_number="青巡一反〔2026〕1号",
    secrecy="internal",
    addressed_to="中共青禾县民政事务服务中心党组",
    made_on=date(2026, 6, 12),
    basis="根据县委统一部署，2026年3月9日至5月8日，县委第一巡察组对中心党组开展了常规巡察。现反馈如下。",
    overall=REPORT.overall,
    problems="（一）聚焦群众身边不正之风和腐败问题方面\n1.财务报销审核流于形式。" + _LONG + "\n"
    "2.惠民资金发放前核对走过场。\n（二）聚焦基层党组织和党员队伍建设方面\n3.党内政治生活不严肃。",
    opinions="（一）强化政治担当，压实主体责任。党组书记履行第一责任人责任。\n（二）严肃财经纪律。全面清理2024年以来报销单据。",
    requirements="自反馈之日起15个工作日内报送整改方案，3个月内报送集中整改进展情况报告，并向党内通报、向社会公开。",
    held_on=date(2026, 6, 12),
)

_SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """Text without white space, as it can be compared after having been set in lines."""
    return _SPACE.sub("", text)


def written_fields(held: Record, *leave: str) -> dict[str, str]:
    """The filled text fields of a record by name: what a complete paper has to show, but for `leave`."""
    kinds = (Kind.TEXT, Kind.LONG_TEXT, Kind.PERSON)
    found = {}
    for spec in held.TYPE.fields:
        value = getattr(held, spec.name)
        if spec.kind in kinds and spec.name not in leave and isinstance(value, str) and value.strip():
            found[spec.name] = value
    return found
