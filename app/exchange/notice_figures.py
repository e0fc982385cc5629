"""The figures of a notice: one table of what to look for, one pass over the sentences, one recalculation.

A figure is taken as printed. Nothing is added up across sentences, and a missing digit stays missing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.chinese_numbers import number
from app.exchange.notice_model import Figure, Money

_N = r"(?P<n>\d[\d,]{0,11}(?:\.\d+)?|[〇零一二两三四五六七八九十百千万]{1,7})(?P<about>余|多)?"
_OF = r"[^,;。\d]"

# key → patterns; the first that fits a sentence counts. {N} is the number.
_PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("immediate", (r"立行立改(?:的|问题|事项|类|整改|清单|完成|共)*{N}(?:个|条|项|件)", r"{N}(?:个|条|项|件)立行立改", r"边巡边改[^,。;\d]{0,8}{N}(?:个|条|项|件)")),
    ("problems", (
        r"(?:反馈|指出|移交|认领|涉及|梳理|提出|查摆)(?:的|了|出|我[局院镇村校]的?|问题|具体|共|整改|各类|以下|存在|突出|[一二三四五六七八九十\d]{1,3}(?:个|大)?(?:方面|类)[、的,]?){0,6}{N}(?:个|条|项)(?:具体|突出|主要|整改|反馈|方面)*(?:问题|(?=,))",
        r"(?<!整改)(?<!完成)(?<!立改)(?<!解决)(?<!整改的)(?:问题|反馈意见)(?:共|共计|总计|合计|清单)?(?:涉及|有)?{N}(?:个|条|项)(?=[,。;]|,?(?:已|完成|其中|整改))",
        r"(?:发现|查找|存在)(?:的|了|出|各类|具体|突出|主要|共性|党组织|存在)*(?:问题)?(?:共|共计)?{N}(?:个|条|项)(?:具体|突出|主要|方面)*(?:问题)?(?=[,。;、]|其中|$|问题)",
        r"{N}(?:个|条|项)(?:具体|反馈|整改|突出)*(?:问题)[^。]{0,12}(?:全部|均已|已全部|已经全部|整改完成|已完成|,?完成整改)",
        r"(?:反馈|发现|存在|指出)[^。;]{0,24}?{N}(?:个|条|项)(?:具体|突出|主要|反馈)*(?:的)?问题",
        r"方面(?:存在)?的?{N}(?:个|条|项)(?:具体|突出|主要)*问题",
        r"(?<!完成)(?<!正在)(?<!持续)(?<!继续)(?<!已)(?:整改任务|整改事项|整改问题)(?:共|共计|总计)?{N}(?:个|条|项)", r"共(?:有|计)?{N}(?:个|条|项)(?:具体|反馈|整改)*(?:问题)",
        r"(?:存在|反馈|发现|指出)(?:的)?问题{N}(?:个|条|项)",
        r"(?:发现|查摆)[^,。;]{0,6}{N}(?:个|条|项)[^,。;]{0,4}问题",
        r"(?:对|就|针对|涉及|围绕)(?:巡[察视])?(?:反馈|指出)?(?:的)?{N}(?:个|条|项)(?:具体|反馈|整改)*问题",
    )),
    ("basically_done", (r"基本(?:完成|整改|解决)(?:整改|到位|问题)*(?:的)?(?:取得阶段性成[果效])?[^,;。\d]{0,16}?{N}(?:个|条|项)", r"{N}(?:个|条|项)(?:问题)?(?:已)?基本(?:完成|整改|解决)")),
    ("measures_done", (r"(?:措施|举措)(?:已|均已|已全部)?(?:完成|落实)(?:整改)?{N}(?:条|项|个)", r"(?:完成|落实)(?:整改)?措施{N}(?:条|项|个)")),
    ("tasks_done", (r"(?:任务|事项)(?:中)?,?(?:已|均已|目前已|已全部)?(?:完成|落实|办结)(?:整改)?{N}(?:条|项|个)",)),
    ("done", (
        r"(?<!未)(?<!基本)(?:已完成|完成|已整改|整改完成|整改到位|整改销号|已销号|已办结)(?:整改|问题|到位|任务|反馈|销号|落实|的|并销号|了)*(?:共)?{N}(?:个|条|项)",
        r"(?:整改|解决)(?:到位|完成|完毕|落实)(?:的)?(?:问题)?{N}(?:个|条|项)",
        r"(?:反馈|发现|指出)(?:的|了)?(?:具体|各类|存在)*问题{N}(?:个|条|项)[^。;\d]{0,10}(?:全部|均已?|都已?)[^。;\d]{0,4}(?:完成|整改(?:到位|完毕|完成|销号)|解决|到位|销号|办结)",
        r"{N}(?:个|条|项)[^,。;\d]{0,10}问题[^。;\d]{0,12}(?:全部|均已?|都已?)[^。;\d]{0,4}(?:完成|整改(?:到位|完毕|完成|销号)|解决|到位|销号|办结)",
        r"{N}(?:个|条|项)(?:具体|反馈)?(?:问题)?(?:已经?|均已|已全部|全部)(?:完成)?(?:整改|解决|销号|办结)(?:到位|完成|完毕)?",
        r"(?:其中)[,:]?{N}(?:个|条|项)(?:问题)?(?:已)?(?:完成整改|整改完成|整改到位)", r"(?:立行立改|集中整改)?(?:已)?整改(?:问题)?{N}(?:个|条|项)(?=[,;。]|并|,完成率)",
        r"(?:完成)(?:问题)?整改(?:率|了)?{N}(?:个|条|项)",
    )),
    ("doing", (
        r"(?:正在|持续|正|仍在|继续|长期|尚在|需持续|还在|推进中)(?:进行|推进|抓紧|持续|坚持)*(?:整改|推进|办理|解决)(?:中|问题|的|落实)*(?:共)?{N}(?:个|条|项)",
        r"{N}(?:个|条|项)(?:问题)?(?:正在|正|仍在|持续|需)(?:持续|抓紧|有序|长期|按计划|加快)?(?:整改|推进|办理)",
        r"(?:整改中|未完成正在整改|推进中)(?:的)?(?:问题)?{N}(?:个|条|项)",
    )),
    ("not_done", (r"(?:未|尚未|没有|暂未|还未)(?:完成|整改|办结)(?:整改|到位|的|问题)*{N}(?:个|条|项)", r"{N}(?:个|条|项)(?:问题)?(?:尚未|未|暂未|还未)(?:完成|整改)")),
    ("long_term", (r"(?:长期坚持|需长期|持续坚持|常态化)(?:整改|推进|坚持|的|问题)*{N}(?:个|条|项)", r"{N}(?:个|条|项)(?:问题)?(?:需|须|为)?(?:长期坚持|长期整改|长期任务|持续坚持)")),
    ("problem_classes", (r"{N}(?:大)?类(?:主要|突出|具体)?(?:问题|,)", r"{N}大类", r"(?:问题)[^,。;\d]{0,4}{N}类")),
    ("problem_aspects", (r"{N}个?(?:大)?方面(?:的)?(?:共|存在)?[\d一二三四五六七八九十]{0,4}(?:个|项|条)?(?:具体|突出)?(?:的)?问题", r"{N}个方面")),
    ("measures", (r"(?:整改)?(?:措施|举措)(?:共|共计|合计)?{N}(?:条|项|个)", r"{N}(?:条|项|个)(?:具体)?(?:整改)?(?:措施|举措)")),
    ("tasks", (r"(?:细化|分解)(?:为|成)?{N}(?:条|项|个)(?:具体)?(?:整改)?(?:任务|事项)", r"{N}(?:条|项|个)(?:具体)?整改(?:任务|事项)")),
    ("rules", (
        r"(?:建立|制定|修订|完善|健全|新建|出台|废止|制(?:定)?修(?:订)?|印发|梳理)[^。;\d]{0,24}?(?:制度|规章|办法|机制|规定|文件|流程|规范)(?:性文件|机制|办法|措施|流程|规范|等|类|共|规定|文件|和)*{N}(?:个|项|部|条|份|余项)",
        r"(?:建立|制定|修订|完善|健全|新建|出台|制(?:定)?修(?:订)?|印发)[^,。;\d]{0,24}?{N}(?:个|项|部|条|份)(?:规章|管理|相关|内控|各类|工作|长效)*(?:制度|规章|办法|机制|规定|流程)",
        r"{N}(?:个|项|部)(?:规章|管理)?制度",
    )),
    ("study", (r"(?:集中|专题|理论)?学习(?:会议|研讨|会|教育|培训|活动|讨论)*(?:共)?{N}(?:次|场|期|场次)",)),
    ("party_lectures", (r"(?:讲|讲授|上)(?:廉政|专题)*党课{N}(?:次|场|堂|节|期)", r"党课{N}(?:次|场|堂|节|期)")),
    ("training", (r"(?:业务|专题|组织|开展)*培训(?:班)?{N}(?:次|场|期)",)),
    ("party_sanctions", (r"(?<!政务)党纪(?:处分|处理)(?:共)?{N}(?:人|名|人次)", r"党内(?:严重)?警告(?:处分)?{N}(?:人|名)", r"{N}(?:人|名)(?:受到|给予|受)党纪处分")),
    ("admin_sanctions", (r"(?<!党纪)政务(?:处分|处理|警告)(?:共)?{N}(?:人|名|人次)", r"政纪处分{N}(?:人|名)")),
    ("party_admin_sanctions", (r"党纪政[务纪](?:处分|处理)?(?:共)?{N}(?:人|名|人次)", r"(?:给予|受到)?(?:纪律)处分{N}(?:人|名|人次)", r"(?<!党纪)(?<!政务)(?<!政纪)(?<!纪律)(?<!警告)处分{N}(?:人|名|人次)")),
    ("organisational", (r"组织(?:处理|调整|处置)(?:共)?{N}(?:人|名|人次)", r"{N}(?:人|名)(?:受到)?组织处理")),
    ("admonished", (r"诫勉(?:谈话|处理)?(?:共)?{N}(?:人|名|人次)",)),
    ("reminded", (r"(?:提醒谈话|谈话提醒|提醒约谈|廉政提醒|红脸出汗|咬耳扯袖)(?:共)?{N}(?:人|名|人次)", r"(?<!谈话)提醒{N}(?:人|名|人次)")),
    ("criticised", (r"批评教育(?:共)?{N}(?:人|名|人次)",)),
    ("helped", (r"批评帮助(?:共)?{N}(?:人|名|人次)",)),
    ("ordered_inspection", (r"责令(?:作出|做出)?(?:书面)?检查(?:共)?{N}(?:人|名|人次)", r"(?:作出|做出|书面)检查{N}(?:人|名|人次)", r"书面检讨{N}(?:人|名|人次)")),
    ("interviewed", (r"(?<!提醒)约谈(?:了)?(?:党员|干部|相关|责任|负责|班子|中层|人员|同志|党组织)*(?:共)?{N}(?:人|名|家|人次)", r"(?:廉政|集体)谈话{N}(?:人|名|人次)")),
    ("notified", (r"通报(?:批评|曝光)?(?:共)?{N}(?:人|名|人次|起|期|家)",)),
    ("accountability", (r"(?:追责)?问责(?:处理)?(?:党员|干部|人员|领导)*(?:共)?{N}(?:人|名|人次)", r"追究责任{N}(?:人|名)")),
    ("referred", (r"(?:交由|移交|移送)(?:纪委|纪检|司法|派驻)[^,。;\d]{0,12}{N}(?:人|名|件)", )),
    ("filed_cases", (r"(?:立案)(?:审查|调查|查处)*{N}(?:人|件|起|名)",)),
    ("talks", (r"(?:个别|个人)?(?:谈话|访谈)(?:了)?(?:党员|干部|群众|职工|等|对象|共|,)*{N}(?:人次|人|名)", r"(?:与|同)[^,。;\d]{0,20}{N}(?:人次|人|名)[^,。;]{0,10}(?:个别)?谈话", r"谈话{N}(?:余)?人次")),
    ("visits", (r"走访(?:了)?(?:调研|慰问|座谈|群众|农户|企业|基层|单位|党员|和|了解)*{N}(?:人次|人|户|次|家|个|户次|名|余户)", r"走访[^,。;\d]{1,30}?{N}(?:人次|户次|人|户|次|家)")),
    ("announcements", (r"(?:发布|刊登|公布)(?:了)?(?:巡察|巡视)?公告{N}(?:次|份|篇|条|期)",)),
    ("posted", (r"(?:张贴)(?:了)?(?:巡察|巡视)?(?:公告|通告|海报)?{N}(?:份|张|处|次)", r"张贴[^,。;\d]{1,16}?{N}(?:份|张|处)")),
    ("secret_visits", (r"(?:明察暗访|暗访|明查暗访)(?:了)?{N}(?:次|处|家|人次|个)",)),
    ("site_checks", (r"(?:实地|现场)(?:查看|走访|核查|督查|检查|督导|调研)[^,。;\d]{0,10}{N}(?:次|处|个|家)",)),
    ("seminars", (r"座谈(?:会)?(?:共)?{N}(?:次|场|场次)", r"{N}(?:次|场)座谈会")),
    ("questionnaires", (r"(?:问卷|调查问卷|问卷调查|测评表)[^,。;\d]{0,6}{N}(?:份|张|人次)", r"{N}份(?:调查)?问卷")),
    ("petitions", (r"(?:信访|来信|来访|来电|举报|信访举报)(?:件|来信|来访|来电|举报|反映|问题|事项|和|、|等|共|办理|线索)*{N}(?:件|封|个|次|件次|批|批次|人次)", r"{N}(?:件|封)(?:信访|来信|举报)(?:件)?")),
    ("documents_read", (r"(?:查阅|调阅|抽查|翻阅|查看|审阅)[^。;\d]{0,30}?(?:资料|材料|文件|档案|账目|凭证|账册|卷宗|记录|台账)(?:等|共|资料|材料)*{N}(?:余)?(?:份|卷|册|本|件|盒|套)", r"(?:查阅|调阅|抽查)[^,。;\d]{0,16}?{N}(?:余)?(?:份|卷|册|本|盒)")),
    ("clues", (r"(?:问题)?线索{N}(?:件|条|个|起)", r"{N}(?:件|条|个|起)(?:问题)?线索", r"线索[^,。;\d]{0,10}{N}(?:件|条|起)")),
    ("clue_persons", (r"线索[\d一二三四五六七八九十]{1,4}(?:件|条|个|起)[,(]?(?:涉及)?(?:党员|干部)*{N}(?:人|名)",)),
    ("suggestions_organisation", (r"组织部[^,。;\d]{0,8}(?:意见|建议){1,2}{N}(?:条|个|项)",)),
    ("suggestions_government", (r"政府(?!采购)[^,。;\d]{0,8}(?:意见|建议){1,2}{N}(?:条|个|项)",)),
    ("suggestions_departments", (r"(?:职能|主管|有关|相关)部门[^,。;\d]{0,10}(?:巡察|巡视)?(?:意见|建议){1,2}(?:书)?{N}(?:条|个|项|份)", r"(?:巡察|巡视)建议(?:书)?{N}(?:条|个|项|份)")),
    ("suggestions", (r"(?:向)?被巡[察视][^,。;\d]{0,14}(?:意见|建议)(?:和建议|建议)?{N}(?:条|个|项)", r"(?:整改)(?:意见|建议)(?:和建议|建议)?{N}(?:条|个|项)", r"(?:提出|反馈)(?:了|针对性|工作|整改|的)*(?:意见|建议)(?:和建议|建议)?{N}(?:条|个|项)(?!$)", r"{N}(?:条|个|项)(?:整改|针对性|工作)?(?:意见|建议)")),
    ("supervision_letters", (r"(?:督办函|提醒函|督办通知|提示函|监察建议书|纪检监察建议书?|建议书)[^,。;\d]{0,4}{N}(?:份|件|个|封)",)),
    ("special_campaigns", (r"专项(?:整治|治理|行动|检查|整改)(?:行动)?{N}(?:次|项|个|场)",)),
    ("units", (r"{N}(?:家|个)被巡[察视](?:单位|党组织|党委|部门)", r"(?:被巡[察视](?:单位|党组织)){N}(?:家|个)", r"(?:巡[察视])(?:了)?(?:党组织|单位){N}(?:个|家)", )),
    ("groups", (r"{N}个[\u4e00-\u9fff]{0,8}巡[察视]组",)),
    ("talent_pool", (r"{N}(?:人|名)(?:组成)?的?[^,。;\d]{0,10}人才库", r"人才库[^,。;\d]{0,8}{N}(?:人|名)")),
    ("drawn_persons", (r"抽调[^。;\d]{0,40}?{N}(?:人次|人|名)",)),
    ("rounds", (r"(?:开展|进行|组织)(?:了)?(?:巡[察视])?{N}轮(?:次)?",)),
    ("supervised", (r"(?:督办|督查|督导|回访督查)[^,。;\d]{0,8}{N}(?:次|轮)",)),
)  # fmt: skip

# A sentence with one of these words and a number is worth a second look when no figure came of it.
_WORTH = re.compile(
    "问题|整改|线索|处分|处理|诫勉|谈话|信访|制度|万元|资金|走访|问卷|约谈|问责|立行立改|完成率|建议"
)
_COUNTED = re.compile(
    r"(?<![第\d一二三四五六七八九十])(?:\d[\d,.]*|[二三四五六七八九十百]{1,5})(?:余|多)?(?:个(?!月|工作日|维护|意识|自信|确立|方面|环节|聚焦|落实|必须|务必|着力|全面|一)|条|件|处|起|户|宗|笔|套|人次|名(?!额)|份|项|(?<!第\d)(?<!第\d\d)次(?!会议精神|全会|会议)|万元|元|%)"
)
_RATE = re.compile(
    r"(?:完成|整改|办结|销号)率(?:均|已|总体|为|达到?|分别|到|约|是|、满意度|,|都|以上)*(?P<n>\d{1,3}(?:\.\d+)?) ?%"
    r"|(?:完成|整改|办结|销号)率(?:均|已|为|达到?|到|是)*(?P<cn>百分之百)"
)
_MONEY = re.compile(
    r"(?P<kind>(?:追回|追缴|收缴|收回|清退|退缴|退回|清缴|退还|补缴|上缴|挽回|清理|节约|减少|清收|兑付|化解|返还|违规|盘活|核减|扣回|追补|罚没|整改|发放|缴回|退赔|归还|清偿|支付|偿还)[^,;。\d]{0,26}?)(?:共|共计|合计|累计|约|总计|人民币)?"
    r"(?P<n>\d[\d,]{0,11}(?:\.\d+)?)(?P<about>余|多)?(?P<unit>万元|亿元|元|万余元|千元)"
)
_MONEY_KEYS = (
    ("losses_recovered_fen", re.compile("挽回")),
    ("saved_fen", re.compile("节约|核减|减少")),
    ("returned_fen", re.compile("清退|退缴|退回|清缴|退还|补缴|上缴|返还|缴回|退赔|归还|清理")),
    ("recovered_fen", re.compile("追回|追缴|收缴|收回|清收|扣回|追补|罚没")),
)
_MEETING = re.compile(
    r"(?:召开|组织召开|先后召开)(?P<kind>[^,;。\d]{0,46}?会(?:议)?(?:\([^)]{1,12}\))?)(?P<what>[^,;。\d]{0,24}?)(?:共|共计|累计)?(?P<n>\d{1,4}|[一二两三四五六七八九十]{1,3})(?:余)?(?:次|场|期|场次)(?!专题(?!会))"
    r"|[、和,](?P<k>\d{1,4}|[一二两三四五六七八九十]{1,3})(?:次|场)(?P<kind3>[^,;。、\d]{1,20}?会(?:议)?)(?=[,;。、]|$)"
    r"|[、和](?P<kind4>[^,;。、\d]{1,20}?会(?:议)?)(?P<k4>\d{1,4}|[一二两三四五六七八九十]{1,3})(?:次|场)(?=[,;。、]|$)"
    r"|(?:召开|先后|先后召开|共召开|组织召开)(?:了)?(?P<m>\d{1,4}|[一二两三四五六七八九十]{1,3})(?:余)?(?:次|场)(?P<kind2>[^,;。、\d]{0,20}?会(?:议)?)"
)


# A sentence without one of a key's words cannot hold its figure; this keeps a long text fast.
_CUES = {
    key: tuple(words.split())
    for key, words in {
        "problems": "问题 整改 意见", "basically_done": "基本", "done": "完成 整改 解决 销号 办结",
        "doing": "正在 正 持续 继续 推进 整改中 长期 仍 尚在 还在", "not_done": "未 没有", "long_term": "长期 持续坚持 常态化",
        "problem_classes": "类", "problem_aspects": "方面", "immediate": "立行立改 边巡边改", "measures": "措施 举措",
        "measures_done": "措施 举措", "tasks_done": "任务 事项", "tasks": "任务 事项", "rules": "制度 规章 办法 机制 规定 文件 流程 规范", "study": "学习",
        "party_lectures": "党课", "training": "培训", "party_sanctions": "党", "admin_sanctions": "政务 政纪",
        "party_admin_sanctions": "处分 党纪", "organisational": "组织", "admonished": "诫勉", "reminded": "提醒 红脸出汗 咬耳扯袖",
        "criticised": "批评教育", "helped": "批评帮助", "ordered_inspection": "检查 检讨", "interviewed": "约谈 谈话", "notified": "通报",
        "accountability": "问责 追究", "referred": "移交 移送 交由", "filed_cases": "立案", "talks": "谈话 访谈", "visits": "走访",
        "announcements": "公告", "posted": "张贴", "secret_visits": "暗访", "site_checks": "实地 现场", "seminars": "座谈",
        "questionnaires": "问卷 测评", "petitions": "信访 来信 来访 来电 举报", "documents_read": "查阅 调阅 抽查 翻阅 查看 审阅",
        "clues": "线索", "clue_persons": "线索", "suggestions_organisation": "组织部", "suggestions_government": "政府",
        "suggestions_departments": "部门 建议", "suggestions": "意见 建议", "supervision_letters": "函 通知 建议书",
        "special_campaigns": "专项", "units": "巡察 巡视", "groups": "组", "talent_pool": "人才库", "drawn_persons": "抽调",
        "rounds": "轮", "supervised": "督",
    }.items()
}  # fmt: skip

# These say how a number divides and may share it with the figure that counts the same things.
_SHARING = frozenset({"problem_classes", "problem_aspects", "units", "groups"})


@dataclass
class Figures:
    """What was counted; `understood` are the positions of the numbers that became figures."""

    values: dict[str, Figure] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    money: list[Money] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    understood: list[tuple[int, int]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    weight: int = -1  # of the sentence that gave the total: 2 with its share done, 1 反馈, 0 other


_COMPILED = tuple(
    (key, tuple(re.compile(pattern.replace("{N}", _N)) for pattern in patterns))
    for key, patterns in _PATTERNS
)


def read_figures(body: str, text: str, outside: Iterable[tuple[int, int]]) -> Figures:
    """Read the figures of the stretches `outside` the problems; positions refer to uniform `text`."""
    figures = Figures()
    for start, end in outside:
        for begin, stop in _sentences(text, start, end):
            _read_sentence(body, text, begin, stop, figures)
    _recalculate(figures)
    return figures


def summary_stretches(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sentences inside problems that sum up the whole rectification (反馈的…个问题…完成…)."""
    pattern = re.compile(
        r"(?:截至|截止|目前|巡[察视](?:组)?反馈)[^。\n]{0,80}?(?:反馈|指出|涉及)[^。\n]{0,40}?\d{1,6}(?:个|条|项)[^。\n]{0,8}问题[^。\n]{0,60}?(?:完成|整改到位|已整改|办结)[^。\n]*"
    )
    found: list[tuple[int, int]] = []
    for start, end in spans:
        found.extend(match.span() for match in pattern.finditer(text, start, end))
    return found


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [match.end() for match in re.finditer("[。!?\n]", text[start:end])]
    edges = [0, *cuts, end - start]
    return [
        (start + a, start + b) for a, b in itertools.pairwise(edges) if text[start + a : start + b].strip()
    ]


_SLOGAN = re.compile("“[一二两三四五六七八九十]{1,3}[个项类大][^”\\d]{1,8}”")


def _read_sentence(body: str, text: str, start: int, end: int, figures: Figures) -> None:
    # Same length: a slogan in quotes (“三项措施”) counts nothing, and quotes stand in the way of patterns.
    sentence = _SLOGAN.sub(lambda match: "·" * len(match[0]), text[start:end])
    sentence = re.sub("[“”《》]", "·", sentence)
    if not re.search("[\\d一二两三四五六七八九十百]", sentence):
        return
    before = len(figures.understood)
    rate = _read_rate(sentence, start, figures)
    _read_money(body, sentence, start, figures)
    _read_meetings(sentence, start, figures)
    taken: set[tuple[int, int]] = set()
    here: dict[str, tuple[int | float, str]] = {}
    for key, patterns in _COMPILED:
        for cue in _CUES[key]:
            if cue in sentence:
                break
        else:
            continue
        match = _first(patterns, sentence, taken)
        value = number(match["n"]) if match is not None else None
        if match is None or value is None:
            continue
        if key == "problems" and (match["n"] == "一" or 0 <= sentence.find("其中") < match.start("n")):
            continue  # 整改一个问题 counts nothing; 其中某局反馈问题31个 is a part of the total
        if key not in _SHARING:
            taken.add(match.span("n"))
        figures.understood.append((start + match.start("n"), start + match.end("n")))
        here[key] = (value, match[0].strip())
        if match["about"] and key not in figures.values:
            figures.warnings.append(f"“{match[0].strip()}”为约数")
    totals = list(dict.fromkeys(re.findall(r"(\d+)(?:个|条|项)(?:具体|突出)?问题", sentence)))
    if (
        "problems" in here
        and len(totals) > 1
        and not re.search("其中|除|其余|剩余|另有|还有|尚有|分别", sentence)
    ):
        figures.warnings.append(
            f"一句中有几个问题数（{'、'.join(totals[:6])}），只取{here['problems'][0]}，请核对"
        )
    _keep(here, rate, figures)
    unquoted = re.sub("“[^”]{0,40}”", "", text[start:end])
    if before == len(figures.understood) and _WORTH.search(unquoted) and _COUNTED.search(unquoted):
        figures.unread.append(body[start:end].strip())


def _first(
    patterns: tuple[re.Pattern[str], ...], sentence: str, taken: set[tuple[int, int]]
) -> re.Match[str] | None:
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            # 6个问题全部完成 is the total and the share done at once.
            if match.span("n") not in taken or re.search("问题.*(?:全部|均|都已)", match[0]):
                return match
    return None


def _keep(here: dict[str, tuple[int | float, str]], rate: str | None, figures: Figures) -> None:
    """Take a sentence's figures: the first wins, but the total that comes with its share done wins over all."""
    total = here.get("problems")
    if total is not None:
        weight = 2 if rate is not None or "done" in here else 1 if "反馈" in total[1] else 0
        known = figures.values.get("problems")
        if weight > figures.weight:
            figures.weight = weight
            for key in (
                "problems",
                "done",
                "basically_done",
                "doing",
                "not_done",
                "long_term",
                "rate_printed",
                "rate_printed_text",
            ):
                if weight == 2 or key == "problems":
                    figures.values.pop(key, None)
        elif weight == figures.weight and known is not None and known != total[0]:
            figures.warnings.append(f"文中有不同的数：“{total[1]}”与前文的{known}，已取前文的数，请核对")
        elif weight < figures.weight:
            here = {key: value for key, value in here.items() if key != "problems"}
    if rate is not None and (total is None or here.get("problems") is total):
        figures.values.setdefault("rate_printed", float(rate))
        figures.values.setdefault("rate_printed_text", rate)
    for key, (value, _) in here.items():
        figures.values.setdefault(key, value)


def _read_rate(sentence: str, start: int, figures: Figures) -> str | None:
    """Return the rate that the sentence prints, in its digits."""
    match = _RATE.search(sentence)
    if match is None:
        return None
    figures.understood.append((start + match.start(), start + match.end()))
    return "100" if match["cn"] else match["n"]


def _read_money(body: str, sentence: str, start: int, figures: Figures) -> None:
    for match in _MONEY.finditer(sentence):
        factor = {"万元": 10_000, "万余元": 10_000, "亿元": 100_000_000, "千元": 1000, "元": 1}[match["unit"]]
        fen = int(Decimal(match["n"].replace(",", "")) * factor * 100)
        words = body[start + match.start() : start + match.end()]
        kind = re.sub("(?:共|共计|合计|累计|约|总计|人民币|金额|资金)+$", "", match["kind"]) or match["kind"]
        figures.money.append(
            Money(body[start + match.start() : start + match.start() + len(kind)], fen, words)
        )
        figures.understood.append((start + match.start("n"), start + match.end("n")))
        for key, pattern in _MONEY_KEYS:
            if pattern.match(match["kind"]):
                figures.values.setdefault(key, fen)
                break


def _read_meetings(sentence: str, start: int, figures: Figures) -> None:
    for match in _MEETING.finditer(sentence):
        kind = re.sub(
            "^(?:了|过|共|·|的)+|·",
            "",
            match["kind"] or match["kind2"] or match["kind3"] or match["kind4"] or "",
        )
        group = next(name for name in ("n", "m", "k", "k4") if match[name])
        value = number(match[group])
        if value is None or not kind:
            continue
        figures.meetings[kind] = figures.meetings.get(kind, 0) + int(value)
        begin, end = match.span(group)
        figures.understood.append((start + begin, start + end))
        figures.values.setdefault("meetings", int(value))


def _recalculate(figures: Figures) -> None:
    """Work out the rate from done and problems, and say where the printed figures do not agree."""
    values = figures.values
    problems, done = values.get("problems"), values.get("done")
    printed = values.get("rate_printed")
    text = values.pop("rate_printed_text", None)
    values.setdefault("problems", None)
    values.setdefault("done", None)
    values.setdefault("doing", None)
    if problems is None and "problem_classes" in values:
        values["problems"] = problems = values["problem_classes"]
    values["rate"] = None
    if isinstance(problems, int) and isinstance(done, int) and problems > 0:
        values["rate"] = round(done / problems * 100 + 1e-9, 2)
        if done > problems:
            figures.warnings.append(f"已完成{done}个多于反馈问题{problems}个，请核对")
        if isinstance(printed, float) and isinstance(text, str):
            places = len(text.partition(".")[2])
            if abs(done / problems * 100 - printed) > 0.5 * 10**-places + 1e-6:
                figures.warnings.append(
                    f"完成率不符：文中为{text}%，按{done}/{problems}计算为{values['rate']:.2f}%"
                )
        rest = [values.get(key) for key in ("basically_done", "doing", "not_done", "long_term")]
        known = [value for value in rest if isinstance(value, int)]
        if known and done + sum(known) != problems and done + max(known) != problems:
            figures.warnings.append(f"各项相加为{done + sum(known)}，与反馈问题{problems}个不符，请核对")
    elif isinstance(printed, float):
        values["rate"] = printed
        figures.warnings.append(f"文中只写了完成率{text}%，没有可供复算的问题数和完成数")
