"""The verbs behind ./run: open the desk, play the story, look at a bundle, read a notice. It holds no rule of its own.

Everything heavy is imported by the verb that needs it, so that a child process or `verify` starts fast.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.core.errors import KnownError

USAGE = """用法：
  （无）            打开演示库
  open 路径         打开一个巡察库
  story [文件夹]    演示一轮巡察的全流程，再演示巡察办的一年
  story 一轮 [文件夹]、story 年 [文件夹]  只演示其中一个
  verify 移交包     说明一个移交包是什么、是否完整
  papers [文件夹]   用演示内容生成全部文书样张
  screens [文件夹]  给演示库的每一页截图
  notice 文件       读一份反馈或整改通报，输出 JSON
  --self-test       自检
"""


def main(argv: Sequence[str]) -> int:
    """Run one verb; 0 when it did what was asked, 1 for a known error (told in plain words), 2 for wrong use."""
    verb, *rest = argv or ["desk"]
    if isinstance(sys.stdout, io.TextIOWrapper):  # None in a window without a console
        sys.stdout.reconfigure(
            line_buffering=True
        )  # progress is told as it is made, also into a file or a pipe
    run = VERBS.get(verb)
    if run is None:
        sys.stderr.write(USAGE)
        return 2
    try:
        return run(rest)
    except KnownError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1


def _desk(rest: Sequence[str]) -> int:
    from app.main import open_demo

    return open_demo()


def _open(rest: Sequence[str]) -> int:
    from app.main import open_path

    if len(rest) != 1:
        sys.stderr.write(USAGE)
        return 2
    return open_path(Path(rest[0]))


STORIES = {"一轮": "round", "round": "round", "年": "year", "year": "year"}
"""First word after `story` → which of the two is played; without one, both are."""


def _story(rest: Sequence[str]) -> int:
    only = STORIES.get(rest[0], "") if rest else ""
    folder = Path(next(iter(rest[1:] if only else rest), "build/story"))
    bad = 0
    if only != "year":
        from app.story.play import play

        bad |= play(folder)
    if only != "round":
        from app.story.year.play import play as play_year

        bad |= play_year(folder / "年")
    return bad


def _verify(rest: Sequence[str]) -> int:
    from app.bundle.bundle import describe, is_whole

    if len(rest) != 1:
        sys.stderr.write(USAGE)
        return 2
    path = Path(rest[0])
    print("\n".join(describe(path)))
    return 0 if is_whole(path) else 1


def _papers(rest: Sequence[str]) -> int:
    from app.samples import write_samples

    return 1 if write_samples(Path(rest[0]) if rest else Path("build/papers"), print) else 0


def _screens(rest: Sequence[str]) -> int:
    from app.story.screens import write_screens

    folder = Path(rest[0]) if rest else Path("build/screens")
    return 1 if write_screens(folder, print, codes=rest[1:]) else 0


def _notice(rest: Sequence[str]) -> int:
    from app.exchange.notice import read_notice, to_json
    from app.exchange.texts import read_text

    if len(rest) != 1:
        sys.stderr.write(USAGE)
        return 2
    notice = read_notice(read_text(Path(rest[0])).text)
    print(json.dumps(to_json(notice), ensure_ascii=False, indent=2))
    return 0


def _self_test(rest: Sequence[str]) -> int:
    from app.main import self_test

    return self_test()


def _decrypt_child(rest: Sequence[str]) -> int:
    from app.bundle.decrypt_child import main as child

    return child(list(rest))


def _viewer_child(rest: Sequence[str]) -> int:
    from app.exchange.viewer_child import main as child

    return child()


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "desk": _desk,
    "open": _open,
    "story": _story,
    "verify": _verify,
    "papers": _papers,
    "screens": _screens,
    "notice": _notice,
    "--self-test": _self_test,
    "--decrypt-child": _decrypt_child,
    "--viewer-child": _viewer_child,
}
