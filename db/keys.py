"""From passwords to keys: Argon2id, sealed slots, subkeys, recovery codes, password rules. It must not touch files.

Nothing here puts a password, a code or a key into an exception or a log line.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import VaultError

KEY_BYTES = 32
DATABASE_KEY_BYTES = 48  # 32 key + 16 salt: SQLCipher's raw keyspec
TOKEN_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_MIB = 1024
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 26


@dataclass(frozen=True)
class KdfParams:
    """Cost of Argon2id: memory in KiB, passes, lanes. The default is the costliest that a county laptop bears."""

    memory_kib: int = 256 * _MIB
    passes: int = 3
    lanes: int = 4

    def require_sane(self) -> None:
        """Refuse parameters outside 64 MiB–1 GiB, 3–10 passes, 1–8 lanes, before anything is derived with them.

        Below: a downgrade that makes guessing cheap. Above: a bomb that exhausts the machine.
        """
        sane = 64 * _MIB <= self.memory_kib <= 1024 * _MIB and 3 <= self.passes <= 10 and 1 <= self.lanes <= 8
        if not sane:
            raise VaultError(
                "工作库密钥文件里的口令参数不在允许范围内，可能被改动过",
                kept="没有使用该参数，库文件没有变化",
                todo="请从备份恢复密钥文件，并把情况报告安全保密管理员",
            )


MINIMUM_KDF = KdfParams(memory_kib=64 * _MIB, passes=3, lanes=4)


def stretch(*parts: bytes, salt: bytes, params: KdfParams) -> bytes:
    """Argon2id over length-prefixed parts; 32 bytes. Takes up to seconds and params.memory_kib: for a worker only."""
    params.require_sane()
    secret = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    try:
        return hash_secret_raw(
            secret, salt, params.passes, params.memory_kib, params.lanes, KEY_BYTES, Type.ID
        )
    except (HashingError, MemoryError) as error:
        raise VaultError(
            "内存不够，无法核对口令", kept="库文件没有变化", todo="请关闭其他程序后再试"
        ) from error


def calibrate(clock: Callable[[], float] = time.perf_counter) -> KdfParams:
    """Parameters that take 0.5–1.0 s on this machine, never under 64 MiB and 3 passes, never over 256 MiB."""
    params = MINIMUM_KDF
    for _ in range(4):
        start = clock()
        stretch(b"calibration", salt=bytes(32), params=params)
        spent = max(clock() - start, 1e-3)
        if 0.5 <= spent <= 1.0:
            break
        work = params.memory_kib * params.passes * 0.75 / spent
        memory = int(min(max(work / 3, MINIMUM_KDF.memory_kib), KdfParams().memory_kib))
        passes = int(min(max(work / memory, 3), 10))
        if (memory, passes) == (params.memory_kib, params.passes):
            break
        params = KdfParams(memory, passes, params.lanes)
    return params


def user_key(login: str, password: str, token: bytes | None, *, salt: bytes, params: KdfParams) -> bytes:
    """The key that opens one user's slot.

    The login is part of the secret, under one salt for the vault: a single derivation then serves every slot, takes
    the same time whether or not the user exists, and a stolen header does not even confirm a guessed name.
    """
    if token is not None and len(token) != TOKEN_BYTES:
        raise VaultError(
            "介质令牌文件不正确", kept="库文件没有变化", todo=f"请选择U盘上 {TOKEN_BYTES} 字节的令牌文件"
        )
    return stretch(
        b"user",
        normal_login(login).encode(),
        normal_password(password),
        token or b"",
        salt=salt,
        params=params,
    )


def recovery_key(code: str, *, salt: bytes, params: KdfParams) -> bytes:
    """The key that opens the recovery slot."""
    return stretch(b"recovery", parse_recovery_code(code), salt=salt, params=params)


def normal_login(login: str) -> str:
    """A login as it is compared: NFKC, trimmed, case-folded."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def normal_password(password: str) -> bytes:
    """A password as bytes: NFC, UTF-8, nothing trimmed."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def expand(key: bytes, purpose: str, *, salt: bytes = b"") -> bytes:
    """A 32-byte subkey for one purpose, HKDF-SHA256."""
    return HKDF(SHA256(), KEY_BYTES, salt or None, f"xuncha-desk/{purpose}".encode()).derive(key)


def seal(key: bytes, content: bytes, bound: bytes) -> bytes:
    """nonce ‖ ChaCha20-Poly1305(content), bound to `bound` as associated data."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    """The content, or None when key, content or bound data are not the ones that were sealed."""
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag:
        return None


def mac(key: bytes, content: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, content, hashlib.sha256)


def new_recovery_code() -> tuple[str, bytes]:
    """A fresh code of 26 Crockford base32 characters, and its 128 bits."""
    bits = secrets.token_bytes(16)
    number = int.from_bytes(bits, "big")
    digits = (_CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(_CODE_LENGTH)))
    return "".join(digits), bits


def parse_recovery_code(code: str) -> bytes:
    """The 128 bits of a typed code; spaces, dashes, case and the look-alikes O, I, L do not matter."""
    typed = unicodedata.normalize("NFKC", code).upper()
    typed = "".join(sign for sign in typed if not sign.isspace() and sign not in "-—_·")
    typed = typed.translate(str.maketrans("OIL", "011"))
    number = 0
    for sign in typed:
        place = _CROCKFORD.find(sign)
        number = -1 if place < 0 or number < 0 else number * 32 + place
    if len(typed) != _CODE_LENGTH or not 0 <= number < 1 << 128:
        raise VaultError(
            "恢复码不完整或有错字",
            kept="库文件没有变化",
            todo=f"请对照封存的恢复码重新输入，共 {_CODE_LENGTH} 个字符",
        )
    return number.to_bytes(16, "big")


@dataclass(frozen=True)
class PasswordRule:
    """What a password of one 密级 must be: characters, classes of four, days until it expires."""

    length: int = 10
    classes: int = 3
    days: int = 30

    @property
    def words(self) -> str:
        """The rule as it is told beside a line for a new password."""
        return (
            f"至少 {self.length} 个字符；大写字母、小写字母、数字、其他字符四类中至少 {self.classes} 类；"
            f"{self.days} 天更换一次"
        )


# Source: the practice for classified systems, BMB17: 秘密 30 days, 机密 7 days, at least ten characters of three classes.
PASSWORD_RULES: dict[str, PasswordRule] = {"机密": PasswordRule(days=7)}
_PLAIN_SIGNS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_COMMON = ("password", "qwerty", "123456", "abc123", "admin", "111111", "iloveyou", "1q2w3e", "xuncha")


def password_rule(grade: str) -> PasswordRule:
    """The rule of a 密级; the default one where the grade has none of its own."""
    return PASSWORD_RULES.get(grade, PasswordRule())


def check_password(
    password: str, grade: str, *, login: str = "", rule: PasswordRule | None = None
) -> list[str]:
    """Everything that is wrong with a new password, in the user's words; empty: acceptable."""
    rule = rule or password_rule(grade)
    problems: list[str] = []
    if len(password) < rule.length:
        problems.append(f"口令至少 {rule.length} 个字符，现在是 {len(password)} 个")
    if _classes(password) < rule.classes:
        problems.append(f"大写字母、小写字母、数字、其他字符四类中至少要有 {rule.classes} 类")
    folded = normal_login(password)
    if len(set(password)) < min(5, rule.length):
        problems.append("重复的字符太多")
    if any(word in folded for word in _COMMON):
        problems.append("含有常见的弱口令字样")
    if login and len(normal_login(login)) > 1 and normal_login(login) in folded:
        problems.append("口令里不能含有登录名")
    if any(unicodedata.category(sign) == "Cc" for sign in password):
        problems.append("含有不可见的控制字符")
    return problems


def one_time_password(rule: PasswordRule) -> str:
    """A random password to be handed over on paper and changed at its first use: four classes, nothing to mistake."""
    while True:
        signs = [secrets.choice(_PLAIN_SIGNS) for _ in range(max(12, rule.length))]
        made = "-".join("".join(signs[at : at + 4]) for at in range(0, len(signs), 4))
        if not check_password(made, "", rule=rule) and _classes(made) == 4:
            return made


def _classes(password: str) -> int:
    kinds = {
        "upper"
        if "A" <= sign <= "Z"
        else "lower"
        if "a" <= sign <= "z"
        else "digit"
        if "0" <= sign <= "9"
        else "other"
        for sign in password
    }
    return len(kinds)
