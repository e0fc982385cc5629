"""Limits that a child process puts on itself before it looks at anything foreign: memory, processor time, files, children.

Linux and macOS by setrlimit, Windows by a job object that the process joins and cannot leave. It must never be called in
the program's own process. It imports nothing of the program, for the decrypting child runs without it.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

OPEN_FILES = 16
_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_FAULT = 0x2, 0x8, 0x100, 0x400
_EXTENDED, _UI = 9, 4
_ALL_UI = 0xFF
"""No clipboard, no desktop, no handles of other windows, no shutdown."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of a 64-bit Windows."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit_this_process(*, memory: int, seconds: int, at_most: int = 0) -> None:
    """From here on: `memory` bytes of address space, `seconds` of processor time, no file written, no child, no dump.

    at_most: seconds that `more_time` may go up to; `seconds` alone where it is 0. A lower limit set from outside stays.
    """
    if sys.platform == "win32":
        _join_job(job_limits(memory, max(seconds, at_most)))
        return
    import resource

    most = max(seconds, at_most)
    for what, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, seconds, most),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
    ):
        _, held = resource.getrlimit(what)
        if held != resource.RLIM_INFINITY:
            soft, hard = min(soft, held), min(hard, held)
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))


def more_time(seconds: int) -> None:
    """Let the next piece of work have so many seconds of processor time of its own, within what was allowed at most."""
    if sys.platform == "win32":
        return  # the job object counts over the whole life; the parent's clock looks after each piece
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
    if most == resource.RLIM_INFINITY:
        return  # not limited: this is no child
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (min(wanted, most), most))


def job_limits(memory: int, seconds: int) -> ExtendedLimits:
    """What a job object is told; times count in tenths of a microsecond."""
    made = ExtendedLimits()
    made.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_FAULT
    made.basic.process_time = seconds * 10_000_000
    made.basic.active_processes = 1
    made.process_memory = memory
    return made


if sys.platform == "win32":

    def _join_job(limits: ExtendedLimits) -> None:
        """Join a nameless job with these limits, then let go of its handle: nobody can widen them any more."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for name, result in (("CreateJobObjectW", ctypes.c_void_p), ("GetCurrentProcess", ctypes.c_void_p)):
            getattr(kernel, name).restype = result
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            raise OSError("no job object")
        handle = ctypes.c_void_p(job)
        ui = ctypes.c_uint32(_ALL_UI)
        try:
            for kind, held in ((_EXTENDED, limits), (_UI, ui)):
                if not kernel.SetInformationJobObject(handle, kind, ctypes.byref(held), ctypes.sizeof(held)):
                    raise OSError("the limits of the job were refused")
            if not kernel.AssignProcessToJobObject(handle, ctypes.c_void_p(kernel.GetCurrentProcess())):
                raise OSError("the job was not joined")
        finally:
            kernel.CloseHandle(handle)
