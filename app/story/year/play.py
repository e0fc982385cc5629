"""Plays the year from beginning to end, holds its figures against what was put in, and says where everything lies."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.areas.closeout.view.preview import accept_arrival, issue_receipt
from app.areas.feedback.delivery.model import Recommendation
from app.areas.feedback.delivery.service import double_feedback
from app.areas.insight.service import RoundFigures, round_figures
from app.areas.preparation.model import Round, Task
from app.areas.preparation.planning.model.plans import Plan
from app.areas.preparation.planning.service.coverage import coverage
from app.areas.rectification.publication.model import Publication
from app.areas.rectification.satisfaction.service import satisfaction
from app.areas.secrecy.model import BundleLog, Exposure
from app.bundle import transfer
from app.bundle.bundle import Card
from app.documents import raster
from app.documents.pdf import render_pdf
from app.hooks import PAPERS
from app.story import closing, exchange
from app.story.saying import act, say
from app.story.stage import Stage
from app.story.year import after, groups, laptops, office, results, team
from app.story.year.books import libraries
from app.story.year.content import ORDINALS, ROUNDS, WAITING, RoundPlan, Wanted, wanted
from app.story.year.laptops import ORG, RECEIVER, Laptop
from db.session import Session

DIRECTOR = "周主任"
KEPT = (
    "round_plan", "report_review", "review_bulletin", "leading_minutes", "distribution", "feedback_opinion", "feedback_head",
    "feedback_receipt", "recommendation_letter", "advice_ledger", "warning_letter", "rect_ledger", "satisfaction_result",
    "published_text", "working_paper", "report",
)  # fmt: skip
"""Papers that are kept of the first round: one of each."""


@dataclass(frozen=True)
class Check:
    """One figure: what was put in, and what the office counts."""

    label: str
    wanted: object
    found: object

    @property
    def good(self) -> bool:
        """Whether they agree."""
        return self.wanted == self.found


def play(folder: Path, *, rounds: int = 2, groups_each: int = 3) -> int:
    """Play into `folder`, which is emptied first; 0 when every figure is what was put in."""
    folder = folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["XUNCHA_HOME"] = str(folder / "home")
    stage = Stage(folder)
    try:
        checks = Year(stage, rounds, groups_each).run()
    finally:
        stage.switch_off()
    say("", "全年数字（巡察办）：")
    for check in checks:
        say(f"  {check.label} {check.found}{'' if check.good else f'（应为 {check.wanted}）'}")
    say("", f"截图 {folder}/screens　文书 {folder}/papers　密封包和回执 {folder}/stick")
    return 0 if all(check.good for check in checks) else 1


class Year:
    """The acts in their order. plans: the rounds that are played, each with the sites that are."""

    def __init__(self, stage: Stage, rounds: int, groups_each: int) -> None:
        self.stage = stage
        self.plans = tuple(
            RoundPlan(p.name, p.ordinal, p.approved, p.stay, p.feedback, p.sites[:groups_each])
            for p in ROUNDS[:rounds]
        )
        self.stick, self.papers = stage.path("stick"), stage.path("papers")
        self.vault = stage.path("office/vault")
        self.card: Card | None = None
        self.rounds: list[str] = []
        self.lost: tuple[str, ...] = ()
        self.sealed = 0
        self.today = date.today()

    def run(self) -> tuple[Check, ...]:
        """The whole year; its figures beside what was put in."""
        with act("巡察办建库、规划、年度要点"):
            self._begin()
        for place, plan in enumerate(self.plans):
            with act(f"{plan.name}：轮次、任务、任务包"):
                laps, cards, bundles = self._send_out(plan, place)
            receipts: list[tuple[Laptop, Path]] = []
            if place == 0:
                with act("第一组三台电脑：分头记录、汇合、冲突选定、移交"):
                    receipts += self._team(plan, laps, cards, bundles[0])
            with act(f"{plan.name}：各组了解、底稿、报告、移交"):
                receipts += self._work(plan, laps, cards, bundles, 0 if place else 1)
            with act(f"{plan.name}：接收移交、回执"):
                self._take_in(plan, receipts)
            with act(f"{plan.name}：各组核验回执、零持有"):
                self._hold_nothing(receipts, shown=place == 0)
            with act(f"{plan.name}：评审、会议、反馈、整改"):
                self._after(plan, played=place == 0)
        with act("共性问题、巡察建议、覆盖率、统计"):
            return self._end()

    # Before

    def _begin(self) -> None:
        self.stage.create("office", f"{ORG}巡察办", DIRECTOR, DIRECTOR, self.vault)
        exchange.make_card(self.stage, "巡察办", self.stick / "office.card", ORG)
        self.card = Card.from_bytes((self.stick / "office.card").read_bytes())
        self.stage.directly(libraries)
        office.make_plan(self.stage)
        office.look_at_coverage(self.stage)

    def _send_out(self, plan: RoundPlan, place: int) -> tuple[list[Laptop], list[Card], list[Path]]:
        assert self.card is not None
        self.rounds.append(office.open_round(self.stage, plan))
        office.set_tasks(self.stage, plan, self.rounds[-1], len(plan.sites))
        folder = self.stage.path(f"groups/{plan.ordinal}")
        laps = [
            Laptop(folder / ORDINALS[n] / "vault", f"第{ORDINALS[n]}巡察组", (site.leader, site.deputy))
            for n, site in enumerate(plan.sites)
        ]
        if place == 0:
            laps = [*team.laptops_of(folder / ORDINALS[0], plan.sites[0]), *laps[1:]]
        cards = [laptops.set_up(lap, self.card) for lap in laps]
        if place == 0:
            team.know_each_other(tuple(laps[:3]), tuple(cards[:3]))
        office.meet(self.stage, cards, self.stick, renewed=place > 0)
        mains = [cards[0], *cards[3:]] if place == 0 else cards
        return laps, cards, office.send_out(self.stage, plan, mains, self.stick)

    # On site

    def _team(
        self, plan: RoundPlan, laps: list[Laptop], cards: list[Card], bundle: Path
    ) -> list[tuple[Laptop, Path]]:
        assert self.card is not None
        site, stage = plan.sites[0], self.stage
        trio, theirs = (laps[0], laps[1], laps[2]), (cards[0], cards[1], cards[2])
        stage.switch_off()
        back = team.work_apart(stage, trio, site, bundle, theirs, self.stick)
        stage.unlock(trio[0].folder, site.leader, site.leader)
        team.bring_together(stage, back)
        stage.switch_off()
        team.finish(stage, trio, site, theirs, self.stick)
        with laptops.desk(trio[0]) as session:
            self.lost = team.lost(session, site)
        stage.unlock(trio[0].folder, site.leader, site.leader)
        bundles = [(trio[0], closing.hand_over(stage, self.stick))]
        stage.switch_off()
        for lap in trio[1:]:
            with laptops.desk(lap) as session:
                bundles.append((lap, laptops.hand_over(session, self.stick, self.card)))
        stage.unlock(self.vault, DIRECTOR, DIRECTOR)
        return bundles

    def _work(
        self, plan: RoundPlan, laps: list[Laptop], cards: list[Card], bundles: list[Path], first: int
    ) -> list[tuple[Laptop, Path]]:
        assert self.card is not None
        mains = laps[len(laps) - len(plan.sites) :]
        done = []
        for lap, site, bundle in list(zip(mains, plan.sites, bundles, strict=True))[first:]:
            with laptops.desk(lap) as session:
                laptops.take(session, bundle)
                groups.on_site(session, site)
                done.append((lap, laptops.hand_over(session, self.stick, self.card)))
        return done

    # Handed over

    def _take_in(self, plan: RoundPlan, receipts: list[tuple[Laptop, Path]]) -> None:
        self.sealed += len(receipts)
        for lap, bundle in receipts:
            receipt = bundle.with_suffix(".receipt")
            if len(lap.users) == 2 and lap.posts == laptops.OF_MEMBER:
                self.stage.directly(lambda s, b=bundle, r=receipt: _taken(s, b, r))
            else:
                office.take_in(self.stage, bundle, receipt)

    def _hold_nothing(self, receipts: list[tuple[Laptop, Path]], *, shown: bool) -> None:
        for place, (lap, bundle) in enumerate(receipts):
            receipt = bundle.with_suffix(".receipt")
            if shown and place == 0:
                self._erase_in_window(lap, receipt)
            else:
                laptops.hold_nothing(lap, receipt)

    def _erase_in_window(self, lap: Laptop, receipt: Path) -> None:
        stage = self.stage
        stage.switch_off()
        stage.unlock(lap.folder, lap.users[0], lap.users[0])
        closing.take_receipt(stage, receipt)
        closing.close_items(stage, lap.users[0], RECEIVER)
        closing.erase(stage, (lap.users[0], lap.users[1]), str(lap.folder.parent))
        stage.unlock(self.vault, DIRECTOR, DIRECTOR)

    # After

    def _after(self, plan: RoundPlan, *, played: bool) -> None:
        stage = self.stage
        names = [f"县委第{ORDINALS[n]}巡察组巡察{site.short}" for n, site in enumerate(plan.sites)]
        due = self.today + timedelta(days=9)
        if played:
            after.score_report(stage, plan.sites[0])
            after.meet(stage, plan, stage.path("meeting"))
            after.give_feedback(stage, names[0], plan.sites[0], plan.feedback)
        others = names[1:] if played else names

        def follow(session: Session) -> None:
            for name in names:
                task = session.find(Task, name=name)[0]
                if name in others:
                    results.review(session, task)
                    results.tell(session, task, plan.feedback)
                    results.poll(session, task, ("inspection", "department", "people"), self.today)
                else:
                    results.fed_back(session, task, plan.feedback)
                    results.poll(session, task, ("inspection", "department"), self.today)
                results.rectify(session, session.get(Task, task.id), due)
                results.publish_within(session, session.get(Task, task.id), self.today)

        stage.directly(follow)
        if played:
            after.read_bulletin(stage, plan)
            after.warn(stage, names[0], plan.sites[0].troubles[0].title, self.today)
            after.satisfy(stage, names[0], self.today)
            after.publish(stage, names[0])

    def _end(self) -> tuple[Check, ...]:
        stage = self.stage
        after.judge_common(stage, "差旅费报销凭证审核把关不严")
        after.recommend(stage)
        after.file_away(stage, f"县委第一巡察组巡察{self.plans[0].sites[0].short}")
        shown = office.look_at_coverage(stage)
        stage.hands.go("统计", "统计")
        stage.rest()
        stage.hands.shot("统计")
        stage.hands.go("移交包登记", "保密与台账")
        stage.rest()
        stage.hands.shot("移交包登记")
        stage.hands.go("打印导出登记", "保密与台账")
        stage.rest()
        stage.hands.shot("打印导出登记")
        stage.directly(self._keep_papers)
        return stage.ask(lambda session: tuple(self._checks(session, shown)))

    # Figures

    def _checks(self, session: Session, shown: str) -> list[Check]:
        checks = []
        for id, plan in zip(self.rounds, self.plans, strict=True):
            figures, put_in = round_figures(session, session.get(Round, id)), wanted(plan.sites)
            checks += [
                Check(f"{plan.name} {LABELS[field.name]}", getattr(put_in, field.name), _counted(figures, field.name))
                for field in fields(Wanted)
            ]  # fmt: skip
            checks.append(Check(f"{plan.name} 应整改", put_in.problems, figures.rate.total))
            checks.append(Check(f"{plan.name} 已完成", put_in.units, figures.rate.done))
        return checks + self._checks_of_the_year(session, shown)

    def _checks_of_the_year(self, session: Session, shown: str) -> list[Check]:
        tasks = [task for id in self.rounds for task in session.find(Task, round_id=id)]
        held = coverage(session, session.find(Plan)[0], today=self.today)
        whole = sum(len(plan.sites) for plan in ROUNDS) + len(WAITING)
        handed = session.find(BundleLog, kind="handover", direction="in")
        still_out = [e for e in session.find(Exposure) if e.state == "out" and e.kind in ("print", "pdf")]
        left = [path for path in self.stage.path("groups").rglob("*") if path.is_file()]
        certificates = [path for path in left if path.suffix == ".json"]
        return [
            Check("任期覆盖（已巡察、应巡察）", (len(tasks), whole), (held.whole.done, held.whole.total)),
            Check("全覆盖页面所示", held.whole.formula, shown),
            Check("双反馈完成", len(tasks), sum(double_feedback(session, t).fed_back for t in tasks)),
            Check("三满意合格", len(tasks), sum(satisfaction(session, t).verdict == "合格" for t in tasks)),
            Check("巡察建议对着共性问题", 1, len(_advised(session))),
            Check("公开稿", len(tasks) + 1, len(session.find(Publication))),
            Check("接收移交包", self.sealed, len(handed)),
            Check("已出具回执", self.sealed, len(list(self.stick.glob("*.receipt")))),
            Check("没有收回的会议材料", 0, len(still_out)),
            Check("各组电脑清除确认书", self.sealed, len(certificates)),
            Check("各组电脑其他文件", 0, len([p for p in left if p.suffix not in KEPT_KINDS])),
            Check("汇合中丢失的内容", (), self.lost),
        ]

    def _keep_papers(self, session: Session) -> None:
        task = session.find(Task, round_id=self.rounds[0])[0]
        for spec in PAPERS:
            kind = session.catalog[spec.record]
            if spec.name in KEPT and (id := _one(session, kind, task)):
                pdf = render_pdf(spec.build(session, id))
                (self.papers / f"{spec.label}.pdf").write_bytes(pdf)
                (self.papers / f"{spec.label}-1.png").write_bytes(raster.page_png(pdf, 0, 80))


KEPT_KINDS = (".json", ".pdf", ".xcb")
"""What a group's laptop keeps after its erasure: the certificate, its printed sheet, the office's receipt."""
LABELS = {
    "units": "被巡察单位",
    "problems": "反馈问题",
    "opinions": "意见建议",
    "clues": "线索",
    "members": "组员",
    "talks": "谈话",
    "petitions": "信访件",
    "visits": "走访人次",
    "papers": "底稿",
}


def _advised(session: Session) -> list[Recommendation]:
    """The recommendations that name the common problem they come from."""
    return [held for held in session.find(Recommendation) if held.common_problem_id]


def _counted(figures: RoundFigures, name: str) -> object:
    return getattr(figures, name)


def _one(session: Session, kind: Any, task: Task) -> str:
    """Id of the record of the first task that a paper is about."""
    if kind.name in ("task", "round"):
        return task.id if kind.name == "task" else task.round_id
    found = session.find(kind.cls, task_id=task.id) if kind.has("task_id") else ()
    if not found and kind.has("round_id"):
        found = session.find(kind.cls, round_id=task.round_id)
    return str(found[0].id) if found else ""


def _taken(session: Session, bundle: Path, receipt: Path) -> None:
    arrival = transfer.receive(session, bundle)
    accept_arrival(session, arrival, ())
    issue_receipt(session, receipt, arrival)
