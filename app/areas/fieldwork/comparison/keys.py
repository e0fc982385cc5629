"""What makes two cells the same: identity numbers, names, units, accounts and phones in one spelling, days and amounts.

It reads single texts; which columns are compared is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from stdnum.cn import ric

from app.core.hanzi import fold
from app.exchange.tables import as_date, plain_title

ROLES: Mapping[str, str] = {
    "identity": "证件号码",
    "name": "姓名",
    "unit": "单位",
    "account": "账号",
    "phone": "电话",
    "amount": "金额",
    "date": "日期",
    "": "不比对",
}
"""What a column can be for a comparison → what users call it."""
_TITLES: Mapping[str, tuple[str, ...]] = {
    "identity": ("身份证", "证件号", "公民身份", "身份号码"),
    "account": ("账号", "帐号", "卡号", "账户", "一卡通"),
    "phone": ("电话", "手机", "联系方式"),
    "amount": ("金额", "应发", "实发", "补贴额", "中标价", "合同价", "元"),
    "date": ("日期", "时间", "年月"),
    "unit": ("单位", "公司", "企业", "供应商", "部门"),
    "name": ("姓名", "名字", "户主", "领取人", "法定代表人", "股东", "人员"),
}
_NO_NUMBER = re.compile(r"[\s'’‘-]")
_NUMBER, _OLD = re.compile(r"\d{17}[\dX]"), re.compile(r"\d{15}")
_COMPANY = ("有限责任公司", "股份有限公司", "有限公司")


def guess_role(title: str) -> str:
    """What a column titled so is likely for, "" when nothing fits."""
    plain = plain_title(title)
    return next((role for role, words in _TITLES.items() if any(word in plain for word in words)), "")


def identity(text: str) -> str:
    """An identity number of 18 places, an old one of 15 lengthened; "" when its check digit or day of birth is wrong.

    The code of the place is not looked up: places were renamed, and the look-up would take minutes over a large list.
    """
    plain = _NO_NUMBER.sub("", fold(text)).upper()
    if _OLD.fullmatch(plain):
        longer = f"{plain[:6]}19{plain[6:]}"
        plain = longer + str(ric.calc_check_digit(f"{longer}0"))
    if not _NUMBER.fullmatch(plain) or ric.calc_check_digit(plain) != plain[-1]:
        return ""
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return ""
    return plain


def last4(text: str) -> str:
    """The last four places of an identity number, also of one that is masked (3301**********0011)."""
    plain = _NO_NUMBER.sub("", fold(text)).upper()
    tail = plain[-4:]
    return tail if len(plain) >= 4 and re.fullmatch(r"\d{3}[\dX]", tail) else ""


def name(text: str) -> str:
    """A person's name without spaces and marks, in simplified characters."""
    return re.sub(r"[\s·•.．。,，()（）]|\(.*?\)", "", fold(text))


def unit(text: str) -> str:
    """A unit's name without spaces, marks and the legal form of a company."""
    plain = re.sub(r"[\s·•.．。,，()（）【】\[\]“”\"]", "", fold(text))
    for form in _COMPANY:
        plain = plain.removesuffix(form)
    return plain


def digits(text: str) -> str:
    """Only the digits: accounts and phones."""
    return re.sub(r"\D", "", fold(text))


def phone(text: str) -> str:
    """A phone number without country code and marks; "" when it is too short to be one."""
    plain = digits(text)
    plain = plain[2:] if len(plain) == 13 and plain.startswith("86") else plain
    return plain if len(plain) >= 7 else ""


def account(text: str) -> str:
    """A bank account; "" when it is too short to be one."""
    plain = digits(text)
    return plain if len(plain) >= 8 else ""


def cents(text: str) -> int | None:
    """An amount in 分, None when the text is none."""
    plain = re.sub(r"[\s,，¥￥元]", "", fold(text))
    try:
        return int((Decimal(plain) * 100).to_integral_value()) if plain else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def day(text: str) -> date | None:
    """A day: 2026-03-15, 20260315, 2026年3月, None when the text is none."""
    plain = fold(text).strip().split(" ")[0]
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", plain):
        plain = f"{match[1]}-{match[2]}-{match[3] or '01'}"
    elif match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain):
        plain = f"{match[1]}-{match[2]}-1"
    return as_date(plain)


def join_keys(kind: str, cells: Sequence[str], roles: Sequence[str]) -> tuple[str, ...]:
    """What a row is found by under a code of join_key: one key for every column, or pair of columns, that has it."""
    of: dict[str, list[str]] = {}
    for cell, role in zip(cells, roles, strict=False):
        if role and cell.strip():
            of.setdefault(role, []).append(cell)
    match kind:
        case "identity":
            found = [identity(text) for text in of.get("identity", ())]
        case "name_last4":
            found = [
                f"{name(who)} {tail}"
                for who in of.get("name", ())
                for text in of.get("identity", ())
                if (tail := last4(text)) and name(who)
            ]
        case "name_unit":
            found = [
                f"{name(who)} {unit(where)}"
                for who in of.get("name", ())
                for where in of.get("unit", ())
                if name(who) and unit(where)
            ]
        case "account":
            found = [account(text) for text in of.get("account", ())]
        case "phone":
            found = [phone(text) for text in of.get("phone", ())]
        case "name":
            found = [plain for text in of.get("name", ()) if len(plain := name(text)) >= 2]
        case "unit":
            found = [plain for text in of.get("unit", ()) if len(plain := unit(text)) >= 2]
        case _:
            found = []
    return tuple(key for key in dict.fromkeys(found) if key)
