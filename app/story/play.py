"""Plays the story from beginning to end and says where everything lies. `./run story [folder]`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.areas.insight.service import RoundFigures, round_figures
from app.areas.preparation.model import Round, Task
from app.bundle.bundle import describe
from app.core.errors import KnownError
from app.demo import fill_demo
from app.documents import raster
from app.documents.pdf import render_pdf
from app.hooks import PAPERS
from app.story import closing, delivery, exchange, fieldwork, writing
from app.story.fieldwork import TASK
from app.story.saying import act, say
from app.story.stage import GIVEN, Stage
from db.session import Session

LEADER, DEPUTY, DIRECTOR = "程明理", "江清源", "周主任"
NOTICE = (
    "按照县委的统一部署，2026年3月9日至4月24日，县委第一巡察组对柳溪社区开展巡察。2026年5月25日，县委第一巡察组在"
    "城关街道召开巡察情况反馈会。会上反馈了柳溪社区存在的5类主要问题：一、日常党建工作不扎实；二、从严治党两个责任落实"
    "不到位；三、意识形态工作重视不够；四、财务管理不规范；五、群众服务意识有待提高。"
)
"""Stands in for the published text where the folder of real texts is not at hand."""
ROUND = "demo.round.1"
"""The round that is played and counted; the demonstration holds later ones beside it."""
FED_BACK = date(2026, 5, 25)
SEED = {"units": 3, "problems": 16, "opinions": 13, "clues": 5, "people": 25}
"""The quantities of the round that the story is measured against."""


def play(folder: Path) -> int:
    """Play into `folder`, which is emptied first; 0 when all went well. What is made is listed at the end."""
    folder = folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["XUNCHA_HOME"] = str(folder / "home")
    stage = Stage(folder)
    try:
        figures = Story(stage).run()
    finally:
        stage.switch_off()
    say("", *_lines(figures))
    say("", f"截图 {folder}/screens　文书 {folder}/papers　密封包和回执 {folder}/stick")
    say(f"清除确认书 {folder}/group/清除确认书")
    return 0 if all(_value(figures, name) == wanted for name, wanted in SEED.items()) else 1


class Story:
    """The acts in their order."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.office = stage.path("office/vault")
        self.group = stage.path("group/vault")
        self.stick = stage.path("stick")
        self.papers = stage.path("papers")
        self.task_bundle = self.stick

    def run(self) -> RoundFigures:
        """The whole story; the office's figures of the round at its end."""
        with act("巡察办建库、名片"):
            self._office_begins()
        with act("巡察组建库、名片"):
            self._group_begins()
        with act("巡察办封装任务包"):
            self._task_goes_out()
        with act("巡察组打开任务包、登记组员"):
            self._task_arrives()
        with act("组长：谈话、信访"):
            self._leader_on_site()
        with act("副组长：谈话、信访、问题、底稿"):
            self._deputy_on_site()
        with act("组长：审签、线索、报告"):
            self._leader_writes()
        with act("反馈、整改"):
            self._feedback()
        with act("撤点、封装移交包"):
            bundle = self._hand_over()
        with act("巡察办接收、出具回执"):
            self._office_receives(bundle)
        with act("核验回执、十七个环节、两人清除"):
            self._holding_nothing()
        with act("巡察办统计"):
            return self._figures()

    def _office_begins(self) -> None:
        self.stage.create("office", "县委巡察办", DIRECTOR, DIRECTOR, self.office)
        self.stage.directly(lambda session: bool(fill_demo(session, office=True)))
        self.stage.hands.go("今日")
        self.stage.rest()
        self.stage.hands.shot("巡察办-今日")
        exchange.make_card(self.stage, "巡察办", self.stick / "office.card")
        self.stage.switch_off()

    def _group_begins(self) -> None:
        self.stage.create("group", "县委第一巡察组", LEADER, LEADER, self.group)
        exchange.make_card(self.stage, "第一巡察组", self.stick / "group.card")
        exchange.learn_card(self.stage, self.stick / "office.card")
        self.stage.switch_off()

    def _task_goes_out(self) -> None:
        self.stage.unlock(self.office, DIRECTOR, DIRECTOR)
        exchange.learn_card(self.stage, self.stick / "group.card")
        self.task_bundle = exchange.make_task_bundle(self.stage, fieldwork.TASK, self.stick)
        self.stage.switch_off()

    def _task_arrives(self) -> None:
        self.stage.unlock(self.group, LEADER, LEADER)
        exchange.take_bundle(self.stage, self.task_bundle, "任务包")
        closing.task_step(self.stage, "进驻")
        exchange.add_member(self.stage, DEPUTY, ("副组长",), GIVEN)

    def _leader_on_site(self) -> None:
        fieldwork.record_talks(self.stage, fieldwork.TALKS[:2], LEADER, DEPUTY)
        fieldwork.record_petitions(self.stage, False, self.stick)
        self.stage.lock()

    def _deputy_on_site(self) -> None:
        self.stage.first_unlock(self.group, DEPUTY, DEPUTY)
        fieldwork.record_talks(self.stage, fieldwork.TALKS[2:], DEPUTY, "孔思齐")
        fieldwork.record_petitions(self.stage, True, self.stick)
        self.stage.hands.go("信访件", "了解")
        self.stage.rest()
        self.stage.hands.shot("信访件-列表")
        writing.record_problems(self.stage)
        writing.write_papers(self.stage)
        writing.review_papers(self.stage)
        self.stage.lock()

    def _leader_writes(self) -> None:
        self.stage.unlock(self.group, LEADER, LEADER)
        writing.sign_papers(self.stage)
        writing.record_clue(self.stage)
        closing.print_paper(
            self.stage,
            "问题底稿",
            "底稿",
            writing.PROBLEMS[0].title,
            "问题底稿",
            self.papers / "另存-问题底稿.pdf",
        )
        writing.write_report(self.stage)

    def _feedback(self) -> None:
        writing.give_feedback(self.stage, self._notice())
        writing.draft_letter(self.stage)
        delivery.give_twice(self.stage, TASK, presenter=LEADER, head="柳溪社区党总支书记", on=FED_BACK)
        closing.settle_plans(self.stage)
        closing.task_step(self.stage, "撤点")
        closing.task_step(self.stage, "已反馈", {"反馈日期": FED_BACK.isoformat()})
        closing.rectify(self.stage)
        closing.task_step(self.stage, "进入整改")

    def _hand_over(self) -> Path:
        self._keep_papers("组")
        bundle = closing.hand_over(self.stage, self.stick)
        self.stage.switch_off()
        return bundle

    def _office_receives(self, bundle: Path) -> None:
        self.stage.unlock(self.office, DIRECTOR, DIRECTOR)
        exchange.take_bundle(self.stage, bundle, "移交包")
        exchange.issue_receipt(self.stage, self.stick / "receipt.xcb")
        self.stage.switch_off()
        say(*(f"    {line}" for line in describe(bundle)[:6]))

    def _holding_nothing(self) -> None:
        self.stage.unlock(self.group, LEADER, LEADER)
        closing.take_receipt(self.stage, self.stick / "receipt.xcb")
        closing.bring_back_copies(self.stage, 1)
        self.stage.hands.go("撤组与零持有", "撤点移交")
        self.stage.rest()
        closing.close_items(self.stage)
        output = closing.erase(self.stage, (LEADER, DEPUTY))
        for sheet in output.glob("*.pdf"):
            self._keep("清除确认书", sheet.read_bytes())
        if (self.group).exists():
            raise AssertionError("the vault's folder is still there")

    def _figures(self) -> RoundFigures:
        self.stage.unlock(self.office, DIRECTOR, DIRECTOR)
        self.stage.hands.go("统计", "统计")
        self.stage.rest()
        self.stage.hands.shot("统计")
        self._keep_papers("办")
        found: list[RoundFigures] = []
        self.stage.directly(lambda session: found.append(round_figures(session, session.get(Round, ROUND))))
        return found[0]

    def _notice(self) -> Path:
        shared = Path(os.environ.get("XUNCHA_SHARED") or Path(__file__).resolve().parents[3] / "shared")
        real = shared / "real" / "08_jiangnan_shequ_fankui.txt"
        if real.exists():
            return real
        path = self.stick / "反馈会.txt"
        path.write_text(NOTICE, encoding="utf-8")
        return path

    def _keep_papers(self, mark: str) -> None:
        """Every paper that the vault can make, once, as PDF and pictures: what a reader of the story looks at."""

        def build(session: Session) -> None:
            for spec in PAPERS:
                task = session.find(Task)[0]
                kind = session.catalog[spec.record]
                held = (
                    session.find(kind.cls, task_id=task.id) if kind.has("task_id") else session.find(kind.cls)
                )
                for record in held[-1:]:
                    try:
                        self._keep(f"{mark}-{spec.label}", render_pdf(spec.build(session, record.id)))
                    except KnownError as error:
                        say(f"    {spec.label}：{error.message}")

        self.stage.directly(build)

    def _keep(self, name: str, pdf: bytes) -> None:
        (self.papers / f"{name}.pdf").write_bytes(pdf)
        for index in range(raster.pages(pdf)):
            (self.papers / f"{name}-{index + 1}.png").write_bytes(raster.page_png(pdf, index, 80))


def _value(figures: RoundFigures, name: str) -> int:
    return int(getattr(figures, name))


def _lines(figures: RoundFigures) -> Iterator[str]:
    yield "本轮统计（巡察办，接收移交后）："
    labels = {
        "units": "被巡察单位",
        "problems": "问题",
        "opinions": "意见建议",
        "clues": "线索",
        "people": "人才库",
    }
    for name, wanted in SEED.items():
        got = _value(figures, name)
        yield f"  {labels[name]} {got}{'' if got == wanted else f'（应为 {wanted}）'}"
