"""The demonstration's records of libraries.handbook: a register of rules, a local chapter, notes, reference items."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.areas.libraries.handbook.model import HandbookChapter, HandbookNote, WorkRule
from app.areas.libraries.model import LibraryItem
from app.demo.calendar import day
from app.demo.making import put
from db.session import Session

RULES: tuple[tuple[str, str, str], ...] = (
    ("leading", "巡察工作领导小组工作规则", "例会、审议事项、听取汇报和成果运用的办法。"),
    ("office", "巡察办工作规则", "统筹、协调、指导、督办和服务保障的分工。"),
    ("group", "巡察组工作规则", "组长负责制、组务会、请示报告和临时党支部。"),
    ("staff", "巡察人才库管理办法", "入库条件、抽调、培训、考核、退出。"),
    ("staff", "巡察人员回避办法", "应当回避的情形、申报、审定和违反的处理。"),
    ("staff", "巡察人员行为守则", "廉洁、保密、言行和接待的要求。"),
    ("papers", "问题底稿管理办法", "一事一稿、三级审签、修改和作废。"),
    ("papers", "巡察报告质量评审办法", "四关、评分、通报和结果运用。"),
    ("petitions", "巡察信访办理办法", "登记、批示、转办、答复和保护反映人。"),
    ("petitions", "问题线索移交管理办法", "登记、研判、审定、分送、反馈。"),
    ("rectification", "巡察整改督查办法", "审方案、看进度、回访、约谈和销号。"),
    ("rectification", "巡察整改情况公开办法", "党内通报、社会公开和拟不公开事项报批。"),
    ("partners", "巡察协作配合办法", "各部门通报情况、派员、办理移交的时限。"),
    ("secrecy", "巡察保密工作规定", "定密、载体、打印、知悉范围和撤点清除。"),
    ("secrecy", "巡察档案立卷办法", "归档范围、保管期限、编目和移交。"),
)
PROCESSES: tuple[tuple[str, str], ...] = (
    ("group", "巡察组进驻和撤点流程"),
    ("papers", "问题底稿审签流程"),
    ("papers", "巡察报告审议流程"),
    ("petitions", "信访件九步办理流程"),
    ("rectification", "整改任务核查销号流程"),
)
OLD = "demo.work_rule.90"
CHAPTER = """示例县每轮巡察的联络员由巡察办派出，另有三件本地的事：

## 每天

- 17:30 前在“今日”看一遍到期事项，提醒承办人；
- 收齐当天的走访记录，缺页的当面补。

## 每周五

- 打印周报，组长签字后报巡察办；
- 意见箱开箱，两人在场，登记件数。

## 撤点前

先还原件，再收打印件，最后才封装移交包。
"""


def play(session: Session, *, office: bool) -> None:
    """Fill this part of a new demonstration vault; inside the caller's transaction."""
    _rules(session)
    chapter: dict[str, Any] = {"book": "inspect", "place": "16", "name": "十六、本县联络员须知"}
    put(
        session,
        HandbookChapter,
        "1",
        **chapter,
        content=CHAPTER,
        revised_on=day(2026, 2, 20),
        note="首次印发",
    )
    put(
        session, HandbookNote, "1", chapter="inspect/04", about="四、谈话",
        content="追问四个字：谁、哪、几、凭。问分管领导时先看他签过字的事项清单。",
    )  # fmt: skip
    if office:
        _items(session)


def _rules(session: Session) -> None:
    rows = [("rule", subject, name, content) for subject, name, content in RULES]
    rows += [("process", subject, name, f"{name}：步骤、责任人、时限见附图。") for subject, name in PROCESSES]
    for place, (kind, subject, name, content) in enumerate(rows, 1):
        put(
            session, WorkRule, f"{place:02}", position=place, kind=kind, subject=subject,
            name=f"示例县委{name}" if kind == "rule" else name, content=content,
            issuer="示例县委巡察工作领导小组", doc_number=f"示巡发〔2024〕{place}号", issued_on=date(2024, 3, 18),
            reviewed_on=date(2025, 12, 20), review_by=day(2026, 12, 31),
            replaces_id=OLD if name == "巡察整改督查办法" else "",
        )  # fmt: skip
    put(
        session, WorkRule, "90", kind="rule", subject="rectification", name="示例县委巡察整改工作暂行办法",
        content="已由《示例县委巡察整改督查办法》代替。", issuer="示例县委巡察工作领导小组",
        doc_number="示巡发〔2019〕4号", issued_on=date(2019, 5, 6), in_force=False, ended_on=date(2024, 3, 18),
    )  # fmt: skip


def _items(session: Session) -> None:
    for key, kind, title, content, tags in (
        ("rural-money", "problems", "村集体资产出租不公开、租金不入账", "近两轮在三个乡镇都有发现：合同不过会、租金长期不入账、监管部门审核流于形式。", "村集体、合同"),
        ("welfare", "problems", "惠民补贴名册审核走过场", "入户表代签、名册与死亡登记不比对；查名册先比对，再入户。", "低保、名册"),
        ("case-1", "cases", "一份能上会的底稿样本（虚构）", "一事一稿，佐证到页，责任到岗；事实部分用时间顺序，结尾点明责任。", "底稿、样本"),
        ("case-2", "cases", "动员讲话提纲样本（虚构）", "三段：为什么来、看什么、怎样配合；十分钟以内。", "讲话、样本"),
    ):  # fmt: skip
        put(
            session,
            LibraryItem,
            f"handbook.{key}",
            title=title,
            kind=kind,
            content=content,
            tags=tags,
            source="本县实践",
        )
