"""Runs the decrypting child process and yields its plaintext as a stream. It judges nothing that comes out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.bundle import decrypt_child
from app.bundle.ageheader import check_age_header
from app.bundle.refusals import refusal

_PIPE_SIZE = 1 << 20
_SECONDS_AT_LEAST = 120.0
_BYTES_PER_SECOND = 1 << 20  # wall clock; far below what the slowest stick delivers
_CODES = {
    decrypt_child.NO_MATCH: (
        "本机的密钥打不开这个密封包",
        "请确认它是发给本单位的，并让对方用您最新的名片重新封装",
    ),
    decrypt_child.DAMAGED: ("密封包的加密内容已损坏或被改动", "请对方重新封装后再送"),
    decrypt_child.OUT_OF_MEMORY: ("解密超出了允许的内存，已停止", "请对方重新封装后再送"),
    decrypt_child.UNREADABLE: ("读取密封包文件时出错", "请换一个介质重新拷贝"),
}


class Plaintext:
    """The plaintext of one payload. `read(n)` yields n bytes, or fewer only at its end."""

    def __init__(self, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
        self._process = process
        self._output = output

    def read(self, count: int) -> bytes:
        """At most `count` bytes. BundleError with the child's reason when it ends before `count`."""
        content = self._output.read(count)
        if len(content) < count:
            self.finish()
        return content

    def finish(self) -> None:
        """BundleError unless the child ended, and ended well."""
        code = self._process.wait()
        if code != 0:
            what, todo = _CODES.get(code, ("解密进程超出了允许的时间或资源，已停止", "请对方重新封装后再送"))
            raise refusal(what, todo)


@contextmanager
def decrypted(path: Path, offset: int, length: int, secret: str) -> Iterator[Plaintext]:
    """Decrypt `length` bytes of `path` from `offset` with an age secret, in a limited process of its own.

    The age header is checked here first. Plaintext comes before its end was authenticated: the caller calls
    `finish()` after the last read, and believes nothing before.
    """
    with open(path, "rb") as file:
        file.seek(offset)
        if check_age_header(file) > length:
            raise refusal("密封包的加密内容不完整")
    process = subprocess.Popen(
        [*_command(), str(path.resolve()), str(offset), str(length)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=_PIPE_SIZE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    watch = threading.Timer(_SECONDS_AT_LEAST + length / _BYTES_PER_SECOND, process.kill)
    watch.daemon = True
    watch.start()
    try:
        _widen(process.stdout)
        _hand_over(process.stdin, secret)
        yield Plaintext(process, process.stdout)
    finally:
        watch.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
        watch.join()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--decrypt-child"]
    return [sys.executable, "-IB", str(Path(decrypt_child.__file__).resolve())]


def _hand_over(stdin: IO[bytes], secret: str) -> None:
    try:
        stdin.write(secret.encode("ascii") + b"\n")
        stdin.close()
    except BrokenPipeError:  # the child died already; its exit code will say why
        pass


def _widen(pipe: IO[bytes]) -> None:
    """A larger pipe on Linux: fewer switches between the two processes."""
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
        except OSError:  # over the user's quota: the default size works, too
            return
