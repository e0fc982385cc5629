"""Who may do what: one table. Enforced by the services through Actor.may; compartments are enforced by keys, not here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The posts of a group, of the office, and the three officers (三员)."""

    LEADER = "leader"  # 组长
    DEPUTY = "deputy"  # 副组长
    LIAISON = "liaison"  # 联络员
    MEMBER = "member"  # 组员
    DIRECTOR = "director"  # 巡察办主任
    OFFICER = "officer"  # 巡察办干部
    SYSTEM = "system"  # 系统管理员
    SECURITY = "security"  # 安全保密管理员
    AUDITOR = "auditor"  # 安全审计员


LABELS: dict[Role, str] = {
    Role.LEADER: "组长",
    Role.DEPUTY: "副组长",
    Role.LIAISON: "联络员",
    Role.MEMBER: "组员",
    Role.DIRECTOR: "巡察办主任",
    Role.OFFICER: "巡察办干部",
    Role.SYSTEM: "系统管理员",
    Role.SECURITY: "安全保密管理员",
    Role.AUDITOR: "安全审计员",
}

GROUP = frozenset({Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.MEMBER})
OFFICE = frozenset({Role.DIRECTOR, Role.OFFICER})
BUSINESS = GROUP | OFFICE


@dataclass(frozen=True)
class Act:
    """One row of the table: the action's code, what it is called, under which heading, and who may do it."""

    code: str
    label: str
    group: str
    roles: frozenset[Role]


_LEADING = frozenset({Role.LEADER, Role.DEPUTY})
_SENDING = OFFICE | {Role.LEADER, Role.LIAISON}

TABLE: tuple[Act, ...] = (
    # Whoever holds a slot can read: no key separates it, and the program does not pretend to (SECURITY.md §3).
    Act("record.read", "查看记录（线索专区另要钥匙）", "记录", frozenset(Role)),
    Act("record.write", "登记、修改业务记录", "记录", BUSINESS),
    Act("record.delete", "移除、恢复记录", "记录", BUSINESS),
    Act(
        "preparation.write", "登记轮次、任务、人员", "记录", OFFICE | {Role.LEADER, Role.DEPUTY, Role.LIAISON}
    ),
    Act("code.edit", "改代码表、手册、模板", "记录", _SENDING),
    Act("petition.decide", "信访件定处理意见", "了解", _LEADING | OFFICE),
    Act("finding.confirm", "会商认定问题", "底稿和报告", _LEADING),
    Act("common.confirm", "研判共性问题", "底稿和报告", _LEADING | OFFICE),  # 几个单位的由巡察办
    Act("paper.submit", "提交底稿", "底稿和报告", GROUP),  # 承办人
    Act("paper.review", "复核底稿", "底稿和报告", _LEADING),  # 副组长
    Act("paper.sign", "审签底稿", "底稿和报告", frozenset({Role.LEADER})),
    Act("paper.file", "底稿备案", "底稿和报告", OFFICE),
    Act("report.finish", "报告定稿", "底稿和报告", frozenset({Role.LEADER})),
    Act(
        "report.approve", "登记报告审定结果", "底稿和报告", OFFICE | {Role.LEADER}
    ),  # 领导小组、书记专题会的结果
    Act("clue.approve", "线索审批", "线索（另须有线索专区的钥匙）", frozenset({Role.LEADER})),
    Act("clue.hand", "线索移交", "线索（另须有线索专区的钥匙）", OFFICE | {Role.LEADER}),
    Act("clue.accept", "线索接收、登记办理结果", "线索（另须有线索专区的钥匙）", OFFICE),
    Act("rectification.confirm", "整改销号", "整改", OFFICE | {Role.LEADER}),
    Act("bundle.seal", "封装移交包、任务包、归档包", "交接", _SENDING),
    Act("bundle.open", "接收密封包、登记名片", "交接", GROUP | OFFICE),
    Act("bundle.share", "做协作包", "交接", GROUP | OFFICE),  # 组员与组长之间
    Act("bundle.undo", "撤销一次导入", "交接", _SENDING),
    Act("receipt.issue", "出具回执", "交接", OFFICE),
    Act("card.revoke", "吊销名片", "交接", OFFICE | {Role.SECURITY}),
    Act("handover.tick", "撤点清单办理、副本收回", "交接", GROUP | OFFICE),
    Act("paper.print", "打印、另存文书", "输出和载体", BUSINESS),
    Act("table.export", "导出表格", "输出和载体", BUSINESS),
    Act("carrier.write", "登记涉密载体", "输出和载体", BUSINESS | {Role.SECURITY}),
    Act("carrier.destroy", "销毁涉密载体", "输出和载体", OFFICE | {Role.SECURITY}),
    Act(
        "user.manage",
        "新增、停用使用人，重设口令",
        "使用人和库",
        frozenset({Role.LEADER, Role.LIAISON, Role.DIRECTOR, Role.SYSTEM}),
    ),
    Act(
        "role.grant",
        "授予岗位、更换恢复码",
        "使用人和库",
        frozenset({Role.LEADER, Role.DIRECTOR, Role.SECURITY}),
    ),
    Act(
        "vault.set",
        "改锁定时间、口令规则",
        "使用人和库",
        frozenset({Role.LEADER, Role.DIRECTOR, Role.SYSTEM, Role.SECURITY, Role.LIAISON}),
    ),
    Act("vault.rekey", "全库重新加密", "使用人和库", frozenset({Role.LEADER, Role.DIRECTOR, Role.SECURITY})),
    Act(
        "vault.erase",
        "清除工作库（须两人）",
        "使用人和库",
        frozenset({Role.LEADER, Role.LIAISON, Role.DIRECTOR, Role.SECURITY}),
    ),
    Act(
        "vault.witness",
        "监督清除工作库",
        "使用人和库",
        OFFICE | {Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.SECURITY},
    ),
    Act("journal.audit", "查看操作日志", "使用人和库", frozenset({Role.AUDITOR, Role.LEADER, Role.DIRECTOR})),
)
"""Who may do what, all of it. Defaults of a county; who holds a post is granted per vault."""

MAY: dict[str, frozenset[Role]] = {act.code: act.roles for act in TABLE}
"""Action code → roles that may do it."""

WIDENING = frozenset({Role.LEADER, Role.DIRECTOR})
"""Who leads may give himself a further post; nobody else may widen his own."""


@dataclass(frozen=True)
class Actor:
    """Who is at the desk: user id of the vault's slot, name, roles, and the device (replica id)."""

    user_id: str
    name: str
    roles: frozenset[Role]
    device: str = ""

    def may(self, action: str) -> bool:
        """Whether one of the actor's roles allows `action`."""
        return bool(self.roles & MAY[action])


def who_may(action: str) -> str:
    """The posts that may do `action`, as one Chinese phrase for a refusal."""
    return "、".join(label for role, label in LABELS.items() if role in MAY[action])


def conflict_of(roles: Iterable[str]) -> str:
    """Why one person may not hold these posts together (三员分立), "" when he may. Codes of Role."""
    if Role.AUDITOR.value in set(roles) and {Role.SYSTEM.value, Role.SECURITY.value} & set(roles):
        return "安全审计员不能兼任系统管理员或安全保密管理员"
    return ""


def separated(roles: Iterable[Role]) -> frozenset[Role]:
    """The posts that may be used at once: with the auditor's beside another officer's, neither holds (三员分立)."""
    held = frozenset(roles)
    return held - {Role.SYSTEM, Role.SECURITY, Role.AUDITOR} if conflict_of(held) else held


def reason_against(actor: Actor, action: str) -> str:
    """Why `actor` may not do `action`, naming who can; "" when he may. For a hint and for a refusal."""
    if actor.may(action):
        return ""
    mine = "、".join(label for role, label in LABELS.items() if role in actor.roles) or "没有登记岗位"
    return f"须由{who_may(action)}办理（您是：{mine}）"
