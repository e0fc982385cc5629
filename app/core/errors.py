"""The tree of errors that the program raises on purpose. Nothing here formats for a particular window.

XunchaError
├── KnownError            the user can act: what happened → what was not lost → what to do
│   ├── InputProblems     several things are wrong with what was entered, all listed at once
│   ├── Refused           a rule or a role forbids the step ("为何不能…"), every reason at once
│   ├── VaultError        the vault cannot be opened or is damaged
│   └── BundleError       a sealed bundle or a receipt is not acceptable
└── BugError              a promise of the code was broken; shown with a short code
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class XunchaError(Exception):
    """Root of all errors raised on purpose."""


class KnownError(XunchaError):
    """An error in the user's words.

    what: what happened; kept: what was not lost; todo: what to do next. No secret and no
    case text may stand in them.
    """

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.todo = todo

    @property
    def message(self) -> str:
        """The three parts joined as one paragraph, in Chinese."""
        return "".join(
            part if part.endswith(("。", "！", "？")) else part + "。"
            for part in (self.what, self.kept, self.todo)
            if part
        )

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where (field name or row, may be empty), and what, in the user's words."""

    where: str
    text: str


class InputProblems(KnownError):
    """What was entered has problems; `problems` lists all of them in the order of the form."""

    def __init__(
        self, what: str, problems: Sequence[Problem], *, kept: str = "已填写的内容都还在", todo: str = ""
    ) -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.problems = tuple(problems)

    @property
    def message(self) -> str:
        """The headline, then one line for each problem."""
        return "\n".join([super().message, *(f"· {problem.text}" for problem in self.problems)])


class Refused(KnownError):
    """A step is not allowed now; `reasons` lists every reason. `noted`: the refusal stands in the journal."""

    def __init__(
        self, what: str, reasons: Sequence[str], *, kept: str = "", todo: str = "", noted: bool = False
    ) -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.reasons = tuple(reasons)
        self.noted = noted

    @property
    def message(self) -> str:
        """The headline, then one line for each reason."""
        return "\n".join([super().message, *(f"· {reason}" for reason in self.reasons)])


class VaultError(KnownError):
    """The vault cannot be opened, or what lies in it does not verify."""


class BundleError(KnownError):
    """A sealed bundle or a receipt is refused; the vault is as it was."""


class BugError(XunchaError):
    """A broken promise inside the program. `code` is short enough to be read over the phone."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
