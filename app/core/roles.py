"""Who may do what: one table. Enforced by the services through Actor.may; compartments are enforced by keys, not here."""

from __future__ import annotations

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

MAY: dict[str, frozenset[Role]] = {
    "record.read": BUSINESS | {Role.SECURITY},
    "record.write": BUSINESS,
    "record.delete": BUSINESS,
    "preparation.write": OFFICE | {Role.LEADER, Role.DEPUTY, Role.LIAISON},
    "paper.submit": GROUP,  # 承办人提交底稿
    "paper.review": frozenset({Role.DEPUTY, Role.LEADER}),  # 副组长复核
    "paper.sign": frozenset({Role.LEADER}),  # 组长审签
    "paper.file": OFFICE,  # 巡察办备案
    "clue.approve": frozenset({Role.LEADER}),
    "clue.hand": OFFICE | {Role.LEADER},
    "clue.accept": OFFICE,
    "report.finish": frozenset({Role.LEADER}),
    "report.approve": OFFICE | {Role.LEADER},  # 组长登记领导小组、书记专题会的审定结果
    "petition.decide": frozenset({Role.LEADER, Role.DEPUTY}) | OFFICE,
    "rectification.confirm": OFFICE | {Role.LEADER},  # 销号
    "handover.tick": GROUP | OFFICE,
    "bundle.seal": frozenset({Role.LEADER, Role.LIAISON}) | OFFICE,
    "bundle.open": GROUP | OFFICE,
    "bundle.share": GROUP | OFFICE,  # 协作包：组员与组长之间
    "bundle.undo": frozenset({Role.LEADER, Role.LIAISON}) | OFFICE,  # 撤销本次导入
    "receipt.issue": OFFICE,
    "vault.erase": frozenset({Role.LEADER, Role.LIAISON, Role.DIRECTOR, Role.SECURITY}),
    "vault.witness": frozenset({Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.SECURITY})
    | OFFICE,  # 清除的监督人
    "user.manage": frozenset({Role.LEADER, Role.LIAISON, Role.DIRECTOR, Role.SYSTEM}),
    "role.grant": frozenset({Role.LEADER, Role.DIRECTOR, Role.SECURITY}),
    "code.edit": OFFICE | {Role.LEADER, Role.LIAISON},
    "paper.print": BUSINESS,
    "table.export": BUSINESS,
    "finding.confirm": frozenset({Role.LEADER, Role.DEPUTY}),  # 会商认定
    "common.confirm": frozenset({Role.LEADER, Role.DEPUTY}) | OFFICE,  # 共性问题研判，几个单位的由巡察办
    "carrier.write": BUSINESS | {Role.SECURITY},
    "carrier.destroy": OFFICE | {Role.SECURITY},
    "journal.audit": frozenset({Role.AUDITOR, Role.LEADER, Role.DIRECTOR}),
}
"""Action code → roles that may do it. Defaults of a county; who holds a role is granted per vault."""


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
