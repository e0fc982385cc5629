"""The child process that decrypts an age payload to its standard output. It writes no file and opens no other.

Runs on its own, without the rest of the program: `python decrypt_child.py PATH OFFSET LENGTH`, or through
`--decrypt-child` of the packaged program. The secret comes as one line on standard input.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

NO_MATCH = 11
DAMAGED = 12
OUT_OF_MEMORY = 13
UNREADABLE = 14
_MEMORY = 512 << 20  # bytes of address space; a stream needs about 60 MiB
_SECONDS_AT_LEAST = 30
_BYTES_PER_SECOND = 5 << 20  # of processor time, a tenth of what a slow laptop does
_OUTPUT_BUFFER = 256 << 10


class _Window:
    """The payload's part of the file, as something to read from."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def read(self, count: int = -1) -> bytes:
        wanted = self._left if count < 0 else min(count, self._left)
        content = self._file.read(wanted)
        self._left -= len(content)
        return content


def main(arguments: list[str]) -> int:
    """Decrypt bytes OFFSET…OFFSET+LENGTH of PATH; the exit code is 0 or one of this module's constants."""
    path, offset, length = arguments[0], int(arguments[1]), int(arguments[2])
    import pyrage

    # By number, not through sys.stdin: a packaged program without a console has none.
    with open(0, "rb", buffering=0, closefd=False) as pipe:
        secret = pipe.read(200).decode("ascii").strip()
    try:
        with open(path, "rb", buffering=1 << 20) as file:
            file.seek(offset)
            _limit(length)
            identity = pyrage.x25519.Identity.from_str(secret)
            with open(1, "wb", buffering=_OUTPUT_BUFFER, closefd=False) as output:
                pyrage.decrypt_io(_Window(file, length), output, [identity])
    except MemoryError:
        return OUT_OF_MEMORY
    except BrokenPipeError:
        return DAMAGED
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        return NO_MATCH if "No matching" in str(error) else DAMAGED
    except OSError as error:
        # What the library cannot authenticate comes as an OSError without a number, too.
        return UNREADABLE if error.errno else DAMAGED
    except BaseException:  # noqa: BLE001  a panic inside the library is no subclass of Exception
        return DAMAGED
    return 0


def _limit(length: int) -> None:
    """Bound memory, processor time and files, as app.core.limits does: loaded from its own file, beside this program."""
    import importlib.util
    from pathlib import Path

    if __name__ == "__main__":
        place = Path(__file__).resolve().parents[1] / "core" / "limits.py"
        found = importlib.util.spec_from_file_location("limits", place)
        assert found is not None
        assert found.loader is not None
        limits = importlib.util.module_from_spec(found)
        found.loader.exec_module(limits)
    else:
        from app.core import limits
    limits.limit_this_process(memory=_MEMORY, seconds=_SECONDS_AT_LEAST + length // _BYTES_PER_SECOND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
