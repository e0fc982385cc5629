"""The days on site: talks, letters with a scan, evidence, problems, two working papers up to the leader, one clue.

All places, people and events are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.documents.paper import Layout, Paper, Paragraph
from app.documents.pdf import render_pdf
from app.story.stage import Stage

TASK = "柳溪社区"
POLICY = "《农村集体经济组织财务制度》"


@dataclass(frozen=True)
class Talk:
    """One interview as it is typed."""

    subject: str
    post: str
    kind: str
    start: str
    end: str
    content: str
    extract: str


TALKS = (
    Talk(
        "贺常青",
        "社区党总支书记、居委会主任",
        "党组织书记",
        "2026-03-12 09:00",
        "2026-03-12 10:40",
        "问：请谈谈社区“三资”管理和居务公开的情况。\n"
        "答：社区有门面房六间、鱼塘一口。鱼塘是2024年3月续包的，当时没有开居民代表会议，是支部几个人商量后定的。\n"
        "问：发包合同和收款票据在哪里？\n"
        "答：合同在文书那里，承包款每年两万四千元，2025年的还差一半没有收上来。\n"
        "问：居务公开栏最近一次更新是什么时候？\n"
        "答：2025年第四季度没有公开，财务那边忙，就拖下来了。",
        "鱼塘续包未经居民代表会议；2025年承包款欠收一万二千元；2025年第四季度居务未公开。",
    ),
    Talk(
        "鲁一𪩘",
        "社区报账员",
        "财务负责人",
        "2026-03-13 14:30",
        "2026-03-13 16:00",
        "问：2024年以来招待用餐怎样报销？\n"
        "答：有十一张餐票没有附公函和菜单，合计八千六百四十元，书记签了字就报了。\n"
        "问：现金支付的有哪些？\n"
        "答：清扫保洁、零星维修大多用现金，有三笔超过一千元。",
        "无公函无清单报销餐费十一张八千六百四十元；超限额使用现金三笔。",
    ),
    Talk(
        "苗喆堃",
        "居民代表",
        "群众、服务对象",
        "2026-03-16 09:30",
        "2026-03-16 10:10",
        "问：您参加过社区的议事会吗？\n"
        "答：去年只开过一回会，低保评议我没有收到通知，后来看到名单里有干部的亲戚。\n"
        "问：有没有向社区反映过？\n"
        "答：说过，没有人答复。",
        "低保评议程序不到位，疑有优亲厚友；群众反映无答复。",
    ),
)


def scan(folder: Path) -> Path:
    """A scanned letter, as a PDF on the stick."""
    lines = (
        "巡察组领导：",
        "我们反映柳溪社区鱼塘发包的问题。鱼塘续包没有开会，也没有公示价钱，承包人是干部家里的亲戚。",
        "请组织上查一查。",
        "几名居民",
    )
    paper = Paper(
        name="scan", title="来信", layout=Layout.PLAIN, body=tuple(Paragraph(line) for line in lines)
    )
    path = folder / "来信扫描.pdf"
    path.write_bytes(render_pdf(paper))
    return path


def record_talks(stage: Stage, talks: tuple[Talk, ...], interviewer: str, recorder: str) -> None:
    """Type interviews, save, and have them signed."""
    hands = stage.hands
    for number, talk in enumerate(talks):
        hands.go("谈话记录", "了解")
        stage.rest()
        hands.press("新建谈话记录")
        stage.rest()
        hands.fill(
            {
                "巡察任务": ("选", TASK),
                "谈话对象": talk.subject,
                "单位": "柳溪社区",
                "职务": talk.post,
                "政治面貌": ("选", "中共党员"),
                "对象类别": ("选", talk.kind),
                "必谈选谈": ("选", "必谈"),
                "谈话方式": ("选", "个别谈话"),
                "开始时间": talk.start,
                "结束时间": talk.end,
                "地点": "社区二楼谈话室",
                "谈话人": interviewer,
                "记录人": recorder,
                "已告知权利义务": True,
                "谈话内容": talk.content,
                "问题提炼": talk.extract,
                "签字页数": "2",
                "核对签字情况": ("选", "逐页核对签字"),
                "签字日期": talk.end[:10],
            }
        )
        if number == 0:
            hands.shot("谈话记录-录入")
        save(stage)
        step(stage, "核对签字", "已核对，与本人所说一致")


def record_petitions(stage: Stage, first: bool, stick: Path) -> None:
    """Four letters and calls: two are typed by each member; one is anonymous, one is out of scope."""
    hands = stage.hands
    common = {"巡察任务": ("选", TASK), "来源": ("选", "巡察期间收到")}
    if first:
        path = scan(stick)
        petition(
            stage,
            {
                **common,
                "受理日期": "2026-03-11",
                "渠道": ("选", "来信"),
                "署名情况": ("选", "匿名"),
                "被反映人": "贺常青",
                "被反映人单位职务": "柳溪社区党总支书记",
                "内容摘要": "反映社区鱼塘续包未开会、未公示，承包人系干部亲属",
                "反映内容": "鱼塘续包没有召开居民代表会议，没有公示承包价，承包人是社区干部亲属。",
                "受理范围": ("选", "属于受理范围"),
                "原件页数": "1",
                "登记人": "江清源",
                "处理方式": ("选", "重点了解"),
                "拟办意见": "建议结合“三资”管理检查重点了解。",
                "领导批示": "同意，请资料组核查发包程序和收款情况。",
                "承办人": "江清源",
                "办理时限": "2026-04-10",
                "了解结论": ("选", "部分属实"),
                "办理结果": "续包未经民主程序属实；承包人与社区干部为远亲，价格低于周边，已列入问题底稿。",
                "办结日期": "2026-03-27",
                "去向": "存档",
            },
            file=path,
        )
        hands.shot("信访件-附件")
        settle_petition(stage)
        petition(
            stage,
            {
                **common,
                "受理日期": "2026-03-12",
                "渠道": ("选", "来电"),
                "署名情况": ("选", "实名"),
                "反映人": "尹小满",
                "联系方式": "0000-5550123",
                "内容摘要": "反映本人与邻居宅基地边界纠纷，要求重新划界",
                "反映内容": "与邻居因院墙边界争执多年，希望巡察组出面划界。",
                "受理范围": ("选", "不属于受理范围"),
                "处理方式": ("选", "转有关部门"),
                "拟办意见": "属个人诉求，转街道办事处依法处理并告知本人。",
                "去向": "城关街道办事处",
            },
        )
        step(stage, "转办")
        return
    petition(
        stage,
        {
            **common,
            "受理日期": "2026-03-16",
            "渠道": ("选", "来访"),
            "署名情况": ("选", "实名"),
            "反映人": "苗喆堃",
            "被反映人": "贺常青",
            "内容摘要": "反映低保评议未通知代表，名单中有干部亲属",
            "反映内容": "2025年低保评议未按规定召开评议会，三户与社区干部有亲属关系。",
            "受理范围": ("选", "属于受理范围"),
            "处理方式": ("选", "转作问题线索"),
            "拟办意见": "涉及领导干部，建议按线索管理。",
            "领导批示": "同意，按线索管理。",
            "承办人": "程明理",
            "了解结论": ("选", "部分属实"),
            "办理结果": "程序缺失属实，其余情况按线索移交。",
            "办结日期": "2026-03-30",
            "去向": "另案处理",
        },
    )
    settle_petition(stage)
    petition(
        stage,
        {
            **common,
            "受理日期": "2026-03-18",
            "渠道": ("选", "扫码"),
            "署名情况": ("选", "匿名"),
            "内容摘要": "反映社区服务大厅中午无人值班",
            "反映内容": "中午下班后服务大厅锁门，办事要跑两趟。",
            "受理范围": ("选", "属于受理范围"),
            "处理方式": ("选", "立行立改"),
            "拟办意见": "交社区立行立改。",
            "领导批示": "同意。",
            "承办人": "江清源",
            "了解结论": ("选", "属实"),
            "办理结果": "社区已实行午间轮值，并在大厅公示值班表。",
            "办结日期": "2026-03-25",
        },
    )
    settle_petition(stage)


def petition(stage: Stage, values: dict[str, object], file: Path | None = None) -> None:
    """Type one petition and save it."""
    hands = stage.hands
    hands.go("信访件", "了解")
    stage.rest()
    hands.press("新建信访件")
    stage.rest()
    hands.fill(values)
    if file is not None:
        hands.press("添加文件…")
        hands.pick_file(file)
        stage.rest()
        hands.wait_for(file.name)
    save(stage)


def settle_petition(stage: Stage) -> None:
    """From 拟办 to 办结."""
    step(stage, "报请批示", "按拟办意见办理")
    step(stage, "批示", "同意")
    step(stage, "交办")
    step(stage, "办结", "已了解清楚")


def save(stage: Stage) -> None:
    """Save the form that is open."""
    stage.hands.press("保存")
    stage.rest()


def step(stage: Stage, label: str, opinion: str = "") -> None:
    """Take a step of the lifecycle of the form that is open; type the opinion where one is asked for."""
    hands = stage.hands
    hands.press(label)
    stage.rest()
    if hands.top is not stage.window:
        if opinion and hands.has_field("意见"):
            hands.write("意见", opinion)
        elif opinion and hands.has_field("原因"):
            hands.write("原因", opinion)
        hands.press(label)
        stage.rest()
    hands.wait(f"{label}之后", lambda: hands.top is stage.window)
