"""Builds an export of the stand-alone rectification program as that program writes it, with invented content."""

from __future__ import annotations

import io
import json
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

TABLE = "mgoiy1rueaalu"
STAMPS = {"createdAt": "2026-06-01T02:00:00.000Z", "updatedAt": "2026-07-01T02:00:00.000Z"}
NODES = (
    "FeedbackMeetNode-feedback", "FeedbackMeetNode-problemList", "FeedbackMeetAdviceNode-advice",
    "RectificationPlanNode-fill", "RectificationPlanNode-scheme", "SpecialMeetNode-rectification", "SpecialMeetNode-life",
    "ConcentratedRectificationNode-index", "RectificationReportNode-fill", "RectificationReportNode-report",
    "PublicRectificationSituationNode-unpublished", "PublicRectificationSituationNode-situation",
    "SubsequentRectificationNode-fill", "SubsequentRectificationReportNode-fill", "SubsequentRectificationReportNode-report",
)  # fmt: skip
LIST, PLAN, AT_WORK, UNPUBLISHED = NODES[1], NODES[3], NODES[7], NODES[10]


def file(name: str, grade: str = "内部", *, stored: str = "") -> dict[str, Any]:
    """One row of a list of files; the path is the one of the machine that made it."""
    path = f"C:\\Users\\unit\\AppData\\Roaming\\cdi/attachments/{stored or f'1750000000000_{name}'}"
    return {"fileType": grade, "fileName": name, "filePath": path}


def paper(name: str, grade: str = "内部", **more: str) -> dict[str, Any]:
    """One paper of a node."""
    held = file(name, grade)
    return {"matter": "x", "version": "第1版", "mj": held.pop("fileType"), **held, **more}


def leader(name: str, kind: str = "党组织主要负责人") -> dict[str, str]:
    return {"responsibleLeader": name, "responsibleLeaderType": kind}


def problem(id: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "questionsSpecial": "巡察", "questionsType": "财务管理", "questionsSubclass": "报销审核",
        "questionsContent": title, "performanceContent": detail, "correspondingContent": "聚焦巡察整改落实情况",
        "focusConcern": "否", **STAMPS, **more,
    }  # fmt: skip


def planned(row: dict[str, Any], measures: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        **row, "rectifyGoal": "报销有人复核", "leaderList": [leader("局长戊"), leader("副局长己", "其他领导班子成员")],
        "responsibleDepartment": "财务股", "oftenInsist": "否", "concentratedRectification": "是",
        "completeTime": "2026-09-30", "measureList": measures, **more,
    }  # fmt: skip


def measure(content: str, *kinds: str, **more: Any) -> dict[str, Any]:
    keys = (
        "establishSystem", "recoverLoss", "accountability", "drawInferences", "specialRectification", "significantMeasures",
    )  # fmt: skip
    return {
        "measuresContent": content, "responsibleDepartment": "财务股", "leaderList": [leader("副局长己", "其他领导班子成员")],
        "cutoffTime": "2026-08-31", **{key: int(key in kinds) for key in keys}, "measureType": list(kinds), **more,
    }  # fmt: skip


def finished(
    held: dict[str, Any], status: int, said: str, files: dict[str, Any], **more: Any
) -> dict[str, Any]:
    lists = {
        "completeContent": [],
        "establishSystemContent": [],
        "recoverLossContent": [],
        "accountabilityContent": [],
    }
    lists |= {
        "drawInferencesContent": [],
        "specialRectificationContent": [],
        "rectificationOtherContent": [file("") | {"filePath": ""}],
    }
    return {
        **held, "completeSituation": status, "completeContent": said, "establishSystemContent": 0, "recoverLossContent": 0,
        "rectificationOtherContent": 0, "filesMap": {**lists, **files}, "expand": False, "requireKey": ["completeContent"],
        "requireUploadFileCount": 1, "isRequire": False, "fileList": [], **more,
    }  # fmt: skip


@dataclass
class Export:
    """An export to be changed by a test and packed."""

    tables: dict[str, Any]
    files: dict[str, bytes]
    extra: dict[str, bytes] = field(default_factory=dict)

    @property
    def nodes(self) -> dict[str, Any]:
        """The rows of the task."""
        held: dict[str, Any] = self.tables[TABLE][0]
        return held

    def pack(self, base: str = "") -> bytes:
        """The zip. base: a folder that somebody packed everything in."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(f"{base}database.json", json.dumps(self.tables, ensure_ascii=False, indent=2))
            archive.mkdir(f"{base}attachments")
            for name, content in self.files.items():
                archive.writestr(f"{base}attachments/{name}", content)
            for name, content in self.extra.items():
                archive.writestr(f"{base}{name}", content)
        return out.getvalue()

    def copy(self) -> Export:
        """Another export, to be changed apart."""
        return deepcopy(self)


def make_export(unit: str = "示例县甲局党组", round_: str = "第三轮") -> Export:
    """Three problems in three states, measures, papers, an unknown table, and one file that is not there."""
    first = problem(
        "mgo1", "报销审核不严", "3笔差旅费没有原始凭证即予报销", focusConcern="是",
        focusSituation="被上级部门通报批评、被主要媒体曝光的问题未进行整改或整改不彻底",
    )  # fmt: skip
    second = problem(
        "mgo2", "补贴发放不规范", "2人重复领取补贴", correspondingContent="聚焦群众身边不正之风和腐败问题"
    )
    third = problem(
        "mgo3", "学习不经常", "半年没有集中学习", questionsSpecial="意识形态专项", undefined="多出的一列"
    )
    first_plan = planned(
        first,
        [
            measure("修订报销办法", "establishSystem"),
            measure("逐笔复核凭证", "drawInferences", "specialRectification"),
        ],
    )
    second_plan = planned(
        second,
        [measure("清退多领补贴", "recoverLoss")],
        oftenInsist="是",
        concentratedRectification="否",
        completeTime="2026-12-31",
    )
    first_work = {
        **first_plan, "completeSituation": "已完成", "problemCompletionOverview": "已修订办法，3笔凭证已补齐",
        "measureList": [
            finished(
                first_plan["measureList"][0], 2, "已印发新办法",
                {"establishSystemContent": [file("新办法.pdf", "公开")], "completeContent": [file("会议记录.txt", "秘密")]},
                establishSystemContent=1,
            ),
            finished(first_plan["measureList"][1], 2, "已复核", {"drawInferencesContent": [file("没有拷来.pdf")]}, drawInferencesContent=2),
        ],
    }  # fmt: skip
    second_work = {
        **second_plan, "completeSituation": "基本完成", "problemCompletionOverview": "已清退1人，另1人分期退",
        "measureList": [finished(second_plan["measureList"][0], 1, "已退0.35万元", {}, recoverLossContent=0.35)],
    }  # fmt: skip
    hidden = {
        "issueNoPublic": "补贴问题",
        "issueNoPublicReason": "涉及个人隐私",
        "issueRectificationNoPublic": "",
        "issueRectificationNoPublicReason": "",
    }
    second_hidden = {**second_work, "isSocietyUnpublish": True, "SocietyUnpublishMap": hidden}
    row: dict[str, Any] = {node: [] for node in NODES}
    row |= {
        "id": 1, **STAMPS, LIST: [first, second, third], PLAN: [first_plan, second_plan, third],
        AT_WORK: [first_work, second_work, third], UNPUBLISHED: [first_work, second_hidden, third],
        "RectificationPlanNode-scheme": [{"id": "mgo4", **file("整改方案.docx"), "version": "第1版", "questionsSpecial": "巡察", **STAMPS}],
        "RectificationReportNode-report": [
            {"id": "mgo5", "title": "关于市/县（区）委巡察组巡察反馈意见整改进展情况的报告", "fileList": [paper("报告.pdf", "机密")], **STAMPS},
            {"id": "mgo6", "title": "关于市/县（区）委巡察组巡察移交问题线索处置情况的报告", "fileList": [paper("处置.pdf", "机密")], **STAMPS},
        ],
        "SpecialMeetNode-life": [
            {"id": "mgo7", "title": "召开民主生活会", "fileList": [{"matter": "会议情况报告", "files": [paper("情况报告.pdf", time="2026-06-20", address="三楼会议室")]}], **STAMPS},
        ],
        "FeedbackMeetNode-feedback": [
            {"id": "mgo8", "title": "反馈会(一对一反馈)情况", "sub": [
                {"subTitle": "反馈材料签收时间", "subsetItemList": [{"fieldName": "时间", "fieldType": "2", "content": ["2026-05-20", "2026-05-20"]}]},
                {"subTitle": "巡察反馈材料签收单", "isAdd": True, "subsetItemList": [
                    {"fieldName": "密级", "fieldType": "1", "content": "", "fileName": "", "filePath": "", "fileData": [file("签收单.jpg")]}]},
            ], **STAMPS},
        ],
    }  # fmt: skip
    tables = {
        "settings": {"theme": "light", "autoSave": True, "lastOpenedFile": None},
        "userInfo": [{"id": TABLE, "session": "十五届", "round": round_, "inspectionTeam": "第一巡察组", "inspectionType": "常规巡察", "organization": unit, **STAMPS}],
        "currentTaskId": [{"id": 1, "currentTaskId": TABLE, **STAMPS}],
        TABLE: [row],
        "evaluation": [{"id": "x", "score": 90}],
    }  # fmt: skip
    names = (
        "新办法.pdf",
        "会议记录.txt",
        "整改方案.docx",
        "报告.pdf",
        "处置.pdf",
        "情况报告.pdf",
        "签收单.jpg",
    )
    files = {f"1750000000000_{name}": f"内容 {name}".encode() for name in names}
    files["1750000000001_多余.txt"] = b"nobody names it"
    return Export(tables, files)
