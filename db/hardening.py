"""Keep this process's memory out of core dumps and away from other programs of the same user. It must not fail the start.

What could not be switched on is returned in the user's words, so that the start page can show it.
"""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4


def harden_process() -> tuple[str, ...]:
    """Switch off core dumps and same-user memory reading; returns what could not be done (empty: all done)."""
    if sys.platform == "win32":
        return _harden_windows()
    return _harden_posix()


if sys.platform == "win32":

    def _harden_windows() -> tuple[str, ...]:
        # The grant KeePassXC uses: SYNCHRONIZE, QUERY_LIMITED_INFORMATION and TERMINATE for the owner, nothing more.
        # SetErrorMode keeps Windows Error Reporting from writing a dump of an unhandled fault.
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        security = ctypes.WinDLL("advapi32", use_last_error=True)
        kernel.SetErrorMode(0x0001 | 0x0002)
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        descriptor = ctypes.c_void_p()
        made = security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            ctypes.c_wchar_p("D:P(A;;0x101001;;;OW)(A;;0x1fffff;;;SY)"), 1, ctypes.byref(descriptor), None
        )
        dacl = 0x00000004
        done = made and security.SetKernelObjectSecurity(
            ctypes.c_void_p(kernel.GetCurrentProcess()), dacl, descriptor
        )
        if made:
            kernel.LocalFree(descriptor)
        return () if done else ("未能限制其他程序读取本程序的内存",)

else:
    import resource

    def _harden_posix() -> tuple[str, ...]:
        left: list[str] = []
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (OSError, ValueError):
            left.append("未能关闭内存转储文件")
        if sys.platform == "linux":
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
                left.append("未能限制其他程序读取本程序的内存")
        return tuple(left)
