"""Who may do what is one table: enforced below the window, kept apart as the three officers must be, every refusal noted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.areas.fieldwork.model import Petition
from app.areas.libraries.model import Unit
from app.areas.secrecy import keyholders
from app.areas.secrecy.audit import Wanted, audit
from app.areas.secrecy.keyholders import Wanted as NewUser
from app.areas.secrecy.model import Account
from app.catalog import catalog
from app.core.errors import InputProblems, KnownError, Refused
from app.core.roles import LABELS, MAY, TABLE, Role, conflict_of, separated
from db.session import Session
from db.token_file import read_token
from db.vault import Vault, WrongPassword
from tests.builders import PASSWORD, new_vault, session_on

SECOND = "Song-Bai-2026-chang"


def notes(session: Session) -> list[str]:
    return [line.what for line in audit(session, Wanted.EVERYTHING)]


def as_role(vault: Vault, *roles: Role) -> Session:
    return session_on(vault, name="某人", roles=frozenset(roles))


def widen(session: Session, account: Account) -> None:
    """In one transaction: something allowed, then a post that only others may grant."""
    with session.transaction():
        session.create(Unit(name="中共示例县水务局党组"))
        session.save(replace(account, roles=("leader",)))


def test_no_post_may_do_everything_and_each_action_has_somebody(tmp_path: Path) -> None:
    assert all(act.roles for act in TABLE)
    assert all(any(role not in act.roles for act in TABLE) for role in LABELS)
    assert len(MAY) == len(TABLE)
    used = {kind.action for kind in catalog()}
    used |= {step.action for kind in catalog() for step in kind.lifecycle.transitions}
    assert used <= set(MAY)
    assert conflict_of(("auditor", "system"))
    assert conflict_of(("auditor", "security"))
    assert not conflict_of(("system", "security", "leader"))
    assert separated((Role.AUDITOR, Role.SYSTEM, Role.MEMBER)) == {Role.MEMBER}


def test_posts_are_granted_by_those_who_may_and_refusals_outlive_the_rollback(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "v")
    leader = session_on(vault)
    account = leader.create(Account(user_id="u2", login="乙", name="乙", roles=("member",)))
    liaison = as_role(vault, Role.LIAISON)
    with pytest.raises(Refused, match="岗位须由组长"):
        widen(liaison, account)
    assert leader.find(Unit) == ()  # the rest of the transaction was undone
    assert any(note.startswith("不能修改这条使用人") for note in notes(leader))  # the refusal was not
    assert liaison.save(replace(account, note="换了电话")).note == "换了电话"
    with pytest.raises(Refused, match="须由"):
        liaison.allow("role.grant", "不能授予岗位")
    own = leader.create(Account(user_id=vault.user.user_id, login="丙", name="丙", roles=("security",)))
    officer = as_role(vault, Role.SECURITY, Role.SYSTEM)
    with pytest.raises(Refused, match="不能给自己增加岗位"):
        officer.save(replace(own, roles=("security", "director")))
    with pytest.raises(InputProblems, match="不能兼任"):
        officer.save(replace(leader.get(Account, account.id), roles=("auditor", "system")))
    member = as_role(vault, Role.AUDITOR)
    with pytest.raises(Refused, match="须由"):
        member.create(Petition(summary="反映发包不公"))
    refused = [line.what for line in audit(leader, Wanted.REFUSED)]
    assert "不能新建信访件：岗位不符" in refused
    with pytest.raises(Refused, match="查看操作日志"):
        audit(liaison, Wanted.EVERYTHING)
    for session in (leader, liaison, officer, member):
        session.close()
    vault.close()


def test_users_passwords_and_tokens_are_managed_by_services_that_ask_the_table(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "v")
    leader, member = session_on(vault), as_role(vault, Role.MEMBER)
    wanted = NewUser("乙", "乙", ("member",), SECOND, clues=False)
    for step in (
        lambda s: keyholders.add_user(s, vault, wanted),
        lambda s: keyholders.disable_user(s, vault, "u", "离组"),
        lambda s: keyholders.reset_password(s, vault, "u", SECOND),
        lambda s: keyholders.new_recovery_code(s, vault),
        lambda s: keyholders.save_settings(s, vault, vault.settings),
        lambda s: keyholders.require_rekey(s, vault),
    ):
        with pytest.raises(Refused, match="须由"):
            step(member)
    assert len([note for note in notes(leader) if note.endswith("岗位不符")]) == 6
    user = keyholders.add_user(leader, vault, wanted)
    with pytest.raises(InputProblems, match="兼任"):
        keyholders.add_user(leader, vault, replace(wanted, login="丙", roles=("auditor", "security")))
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(KnownError, match="不能和库放在一起"):
        keyholders.change_token(leader, vault, PASSWORD, vault.paths.folder)
    with pytest.raises(InputProblems, match="口令不对"):
        keyholders.change_token(leader, vault, "Cuo-Wu-2026-kouling", stick)
    assert list(stick.iterdir()) == []  # the token of a change that failed is gone
    vault.paths.backoff.unlink()
    path = keyholders.change_token(leader, vault, PASSWORD, stick)
    assert path is not None
    token = read_token(path)
    keyholders.change_own_password(leader, vault, PASSWORD, "Gao-Shan5-Xinglu")
    keyholders.disable_user(leader, vault, user.user_id, "离组")
    rule = replace(vault.settings.rule, days=3, length=12)
    keyholders.save_settings(leader, vault, replace(vault.settings, rule=rule))
    assert (vault.user.days_left(vault.user.expires_on), vault.settings.rule.length) == (0, 12)  # type: ignore[arg-type]
    assert "口令还有 3 天到期" in keyholders.term_notice(vault.user, replace(rule, days=12))
    said = notes(leader)
    for text in ("更换令牌文件：组长甲", "修改口令：组长甲", "停用使用人：乙"):
        assert text in said
    leader.close()
    member.close()
    vault.close()
    with pytest.raises(WrongPassword):
        Vault.unlock(tmp_path / "v", "组长甲", "Gao-Shan5-Xinglu")
    vault.paths.backoff.unlink()
    vault = Vault.unlock(tmp_path / "v", "组长甲", "Gao-Shan5-Xinglu", token=token)
    assert vault.user.with_token
    vault.change_token("Gao-Shan5-Xinglu", None)
    vault.close()
    Vault.unlock(tmp_path / "v", "组长甲", "Gao-Shan5-Xinglu").close()
