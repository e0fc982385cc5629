"""From evidence to the report: problems, two working papers up to the leader, one clue, the report, the feedback."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.exchange.notice import read_notice
from app.story.fieldwork import POLICY, TASK, save, step
from app.story.stage import Stage


@dataclass(frozen=True)
class Problem:
    """One finding as it is typed: three parts, basis, evidence."""

    title: str
    summary: str
    focus: str
    phenomenon: str
    nature: str
    duty: str
    evidence: str
    pages: str
    amount: str = ""


PROBLEMS = (
    Problem(
        "鱼塘续包未经居民代表会议讨论决定",
        "2024年3月鱼塘续包由支部少数人商定，未召开居民代表会议、未公示",
        "聚焦群众身边不正之风和腐败问题",
        "2024年3月，柳溪社区集体鱼塘续包三年，年承包款24000元，由社区党总支书记等3人商定，没有召开居民代表会议，"
        "没有公示承包价；2025年承包款尚欠12000元。",
        "违反集体资产发包须经民主议定和公开的规定，是民主决策和“三资”管理制度执行不严的表现。",
        "社区党总支负主体责任；贺常青作为党总支书记负第一责任人责任；纪检委员监督不到位。",
        "鱼塘承包合同",
        "第1-3页",
        "12000",
    ),
    Problem(
        "无公函无清单报销餐费",
        "2024年以来报销无公函、无菜单餐费11张8640元",
        "聚焦群众身边不正之风和腐败问题",
        "2024年2月至2025年11月，社区报销餐费11笔共8640元，均未附公函和菜单；另有3笔超过1000元的支出使用现金。",
        "违反财务报销和现金管理规定，是中央八项规定精神落实不到位的表现。",
        "社区党总支负主体责任；贺常青审批把关不严负主要领导责任；报账员鲁一𪩘负直接责任。",
        "餐费报销凭证",
        "第5-15页",
        "8640",
    ),
)


def record_problems(stage: Stage) -> None:
    """Evidence, then the finding, up to 会商认定."""
    hands = stage.hands
    for number, problem in enumerate(PROBLEMS):
        hands.go("佐证", "了解")
        stage.rest()
        hands.press("新建佐证")
        stage.rest()
        hands.fill(
            {
                "巡察任务": ("选", TASK),
                "材料名称": problem.evidence,
                "来源": ("选", "账册凭证"),
                "页码": problem.pages,
                "证明什么": problem.summary,
                "提供单位或人": "柳溪社区",
                "取得日期": "2026-03-20",
                "取得人": "江清源",
                "原件复印件": ("选", "复印件"),
            }
        )
        save(stage)
        hands.go("问题", "底稿")
        stage.rest()
        hands.press("新建问题")
        stage.rest()
        hands.fill(
            {
                "巡察任务": ("选", TASK),
                "问题标题": problem.title,
                "问题概述": problem.summary,
                "聚焦": ("选", problem.focus),
                "现象": problem.phenomenon,
                "定性": problem.nature,
                "责任": problem.duty,
                "政策依据": ("选", POLICY),
                "佐证": ("选", problem.evidence),
                "涉及金额": problem.amount,
                "发现人": "江清源",
                "发现日期": "2026-03-20",
                "会商意见": "组务会一致认定。",
            }
        )
        if number == 0:
            hands.shot("问题-三段式")
        save(stage)
        step(stage, "会商认定", "同意认定")


def write_papers(stage: Stage) -> None:
    """Each problem into a working paper; the member who holds the pen submits it."""
    hands = stage.hands
    for number, problem in enumerate(PROBLEMS):
        open_row(stage, "问题", "底稿", problem.title)
        hands.open_menu("更多", "编入底稿…")
        stage.rest()
        if hands.top is not stage.window:
            hands.press("编入底稿")
            stage.rest()
        hands.wait_for("预〔")
        hands.fill({"编制日期": "2026-03-28", "问题来源": ("选", "查阅资料")})
        for author in ("江清源", "孔思齐"):
            hands.add_signature("承办人", author)
        hands.fill(
            {
                "了解方式和过程": "查阅合同、凭证，个别谈话三人次，现场核实。",
                "沟通情况": "已与社区党总支书记沟通，本人认可事实。",
            }
        )
        save(stage)
        if number == 0:
            hands.shot("底稿")
        step(stage, "承办提交")


def review_papers(stage: Stage) -> None:
    """副组长复核, then 组长审签, one by one."""
    for problem in PROBLEMS:
        open_row(stage, "问题底稿", "底稿", problem.title)
        step(stage, "副组长复核", "事实清楚，依据充分，同意。")


def sign_papers(stage: Stage) -> None:
    """The leader sends one back with a reason, gets it again, and signs both."""
    hands = stage.hands
    for number, problem in enumerate(PROBLEMS):
        open_row(stage, "问题底稿", "底稿", problem.title)
        step(stage, "组长审签", "同意，列入巡察报告。")
        if number == 0:
            hands.shot("底稿-审签后")


def record_clue(stage: Stage) -> None:
    """One clue, apart from the papers, up to 移交."""
    hands = stage.hands
    hands.go("问题线索", "线索")
    stage.rest()
    hands.press("新建问题线索")
    stage.rest()
    hands.fill(
        {
            "巡察任务": ("选", TASK),
            "线索名称": "反映柳溪社区低保评议优亲厚友",
            "登记日期": "2026-03-30",
            "登记人": "程明理",
            "线索来源": ("选", "信访反映"),
            "被反映人": "贺常青",
            "单位": "柳溪社区",
            "职务": "党总支书记、居委会主任",
            "职级": ("选", "科员及以下"),
            "政治面貌": ("选", "中共党员"),
            "涉及纪律": ("勾", "群众纪律"),
            "反映问题": "2025年低保评议未召开评议会，三户入选家庭与社区干部有亲属关系，其中一户家庭收入超出标准。",
            "可查性": ("选", "可查性强"),
            "来源信访件": ("选", "低保评议"),
            "已了解情况": "评议记录缺失，三户亲属关系已由派出所户籍底册印证。",
            "研判意见": "线索具体，可查性强，建议移交县纪委监委。",
            "拟处置建议": ("选", "初步核实"),
            "研判日期": "2026-04-01",
            "接收单位": ("选", "县纪委监委"),
            "移交日期": "2026-04-20",
            "移交经办人": "程明理",
            "接收经办人": "魏收文",
            "封条号": "0007",
            "材料页数": "12",
            "材料件数": "3",
            "办理反馈期限": "2026-07-20",
        }
    )
    save(stage)
    hands.shot("问题线索")
    step(stage, "研判", "建议移交")
    step(stage, "组长审定", "同意移交")
    step(stage, "移交", "密封移交")


def write_report(stage: Stage) -> None:
    """汇成报告 from the signed papers; the leader completes and closes it."""
    hands = stage.hands
    hands.go("汇成报告", "报告")
    stage.rest()
    hands.shot("汇成报告")
    hands.press("汇成报告")
    stage.rest()
    hands.wait_for("征求意见")
    hands.fill(
        {
            "总体评价": "社区党总支能够完成上级部署的各项工作，但在民主议事、“三资”管理和财务制度执行上还有明显差距。",
            "意见建议": "一、健全居民代表会议议事规则，集体资产发包一律民主议定并公开。\n"
            "二、清收鱼塘欠缴承包款，规范餐费报销和现金使用。\n"
            "三、按季更新居务公开，接受居民监督。\n"
            "四、办好群众反映事项的答复。",
        }
    )
    save(stage)
    hands.shot("巡察报告")
    step(stage, "征求意见")
    step(stage, "送审", "同意送审")
    hands.fill({"领导小组审议日期": "2026-05-12", "书记专题会日期": "2026-05-20"}) if hands.has_field(
        "领导小组审议日期"
    ) else None
    if hands.sees("保存"):
        save(stage)
    step(stage, "定稿", "领导小组、书记专题会审定")


FOCUS = "聚焦基层党组织和党员队伍建设"
OPINIONS = (
    "健全居民代表会议议事规则，集体资产发包一律民主议定并公开",
    "限期清收鱼塘欠缴承包款，规范餐费报销和现金使用",
    "按季更新居务公开栏，接受居民监督",
    "建立群众反映事项登记答复制度，件件有回音",
)


def give_feedback(stage: Stage, notice: Path) -> None:
    """Problems out of a published feedback text, opinions, and the day of the feedback."""
    hands = stage.hands
    hands.go("导入反馈或整改通报", "反馈")
    stage.rest()
    hands.press("打开文件…")
    hands.pick_file(notice)
    stage.rest()
    if not hands.sees("确认导入"):
        hands.press("识别")
        stage.rest()
    hands.wait_for("确认导入")
    hands.shot("导入通报")
    hands.press("确认导入")
    stage.rest()
    for problem in read_notice(notice.read_text(encoding="utf-8")).problems:
        open_row(stage, "反馈问题", "反馈", problem.text)
        hands.fill({"对应聚焦": ("选", FOCUS)})
        save(stage)
    for opinion in OPINIONS:
        hands.go("反馈意见建议", "反馈")
        stage.rest()
        hands.press("新建反馈意见建议")
        stage.rest()
        hands.fill(
            {
                "巡察任务": ("选", TASK),
                "种类": ("选", "给被巡察单位的整改意见"),
                "提给谁": "柳溪社区党总支",
                "意见建议": opinion,
            }
        )
        save(stage)
        step(stage, "提出")


def draft_letter(stage: Stage) -> None:
    """All problems given as feedback, and the letter drafted from report, problems and opinions."""
    hands = stage.hands
    open_row(stage, "巡察任务", "准备", TASK)
    hands.open_menu("更多", "反馈问题全部登记为已反馈")
    stage.rest()
    hands.open_menu("更多", "起草反馈意见")
    stage.rest()
    hands.wait_for("整改要求")
    hands.shot("反馈意见")


def open_row(stage: Stage, entry: str, area: str, text: str) -> None:
    """Open a record from its list."""
    stage.hands.go(entry, area)
    stage.rest()
    stage.hands.row(text)
    stage.rest()
