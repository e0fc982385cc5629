"""Papers as one PDF: fonts embedded as subsets, outline, title and language set, equal bytes for equal papers.

It decides nothing about layout, and writes into memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.core.errors import XunchaError
from app.documents.compose import Composition, compose, draw_page
from app.documents.flow import StopPagination
from app.documents.fonts import Faces, faces
from app.documents.paper import Face, Paper
from app.documents.pen import Pen
from app.documents.typeset import Line, Style, Typesetter
from app.documents.wording import texts

PRODUCER = "Xuncha Desk"
_COMMENT = re.compile(rb"ReportLab [Gg]enerated PDF document[ -]*(?:digest )?\(opensource\)")
"""Comments of reportlab; what takes their place is as long, so that every offset stays right."""

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


class RenderCancelled(XunchaError):
    """The caller asked to stop; nothing was made."""


def render_pdf(
    paper: Paper | Sequence[Paper],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    fonts: Faces | None = None,
) -> bytes:
    """One paper, or several behind each other with page numbers of their own, as a PDF.

    `cancelled` is asked on every page; when it says True, RenderCancelled is raised. `fonts` defaults to the
    official fonts of the machine with the bundled ones in their place.
    """
    papers = [paper] if isinstance(paper, Paper) else list(paper)
    used = fonts or faces()
    setter = Typesetter(used)
    stop = cancelled or (lambda: False)
    try:
        compositions = [compose(item, used, stop, setter) for item in papers]
    except StopPagination:
        raise RenderCancelled("rendering stopped") from None
    return _write(compositions, used, setter, progress, stop)


def count_pages(paper: Paper, *, fonts: Faces | None = None) -> int:
    """How many pages a paper takes, without drawing it."""
    return len(compose(paper, fonts or faces()).pages)


def unprintable(paper: Paper, *, fonts: Faces | None = None) -> str:
    """The characters, each once, that no font has and that would print as 〓."""
    return (fonts or faces()).uncovered(texts(paper))


def _write(
    compositions: Sequence[Composition],
    used: Faces,
    setter: Typesetter,
    progress: Progress | None,
    stop: Callable[[], bool],
) -> bytes:
    base = used.glyphs(Face.FANG).main
    out = BytesIO()
    title = compositions[0].paper.title.replace("\n", "") if compositions else ""
    canvas: Any = Canvas(
        out, invariant=1, pageCompression=1, initialFontName=base, initialFontSize=16, lang="zh-CN"
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setKeywords("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    total = sum(len(item.pages) for item in compositions)
    done = 0
    bound = len(compositions) > 1
    for order, item in enumerate(compositions):
        mark = _watermark(item.paper, setter)
        for index in range(len(item.pages)):
            if stop():
                raise RenderCancelled("rendering stopped")
            if index == 0 and bound:
                pen.start_page(item.pages[0].area.page_width, item.pages[0].area.page_height)
                if item.paper.title:
                    pen.bookmark(f"paper-{order}", item.paper.title.replace("\n", ""), 0, 0.0)
            draw_page(pen, item, index, setter, mark, f"p{order}", 1 if bound else 0)
            with _binary_streams():
                canvas.showPage()
            done += 1
            if progress is not None:
                progress(done, total)
    if total == 0:
        canvas.showPage()
    with _binary_streams():
        canvas.save()
    return _COMMENT.sub(lambda match: PRODUCER.encode().ljust(len(match.group())), out.getvalue())


@contextmanager
def _binary_streams() -> Iterator[None]:
    """Streams without the ASCII85 coat that reportlab puts on by default: a fifth smaller, and faster."""
    before = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = before


def _watermark(paper: Paper, setter: Typesetter) -> Line | None:
    if not paper.watermark:
        return None
    size = min(60.0, 560.0 / max(len(paper.watermark), 1))
    return setter.one_line(paper.watermark, Style(Face.HEI, size, size, size))
