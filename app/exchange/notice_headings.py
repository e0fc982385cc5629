"""The words by which a heading of a notice is told apart: section, aspect, problem, organising talk, next steps, a measure.

Only words are judged here; where a heading stands in the outline is the caller's to weigh.
"""

from __future__ import annotations

import re

from app.exchange.notice_marks import DEFICIENT

EXPLICIT_HEAD = re.compile(
    r"^ ?(?:关于|针对|对于|对反馈)[^\n]*问题|问题(?:的)?整改|^ ?(?:反馈|存在的?|具体)问题|(?:的|等)问题[。:]?$"
)
ASPECT_HEAD = re.compile(
    r"方面|聚焦|^ ?围绕|四个落实|三个聚焦|^ ?(?:贯彻|落实|坚持|加强|推进)[^。]{2,60}(?:情况|方面)$"
)
SECTION_HEAD = re.compile(
    r"反馈(?:的|意见|问题|指出)?[^。\n]{0,16}(?:整改|落实|办理)|问题[^。\n]{0,8}整改|整改(?:的)?(?:落实|进展|完成|任务|事项|问题)[^。\n]{0,10}(?:情况|完成|进展|任务|事项)|重点(?:问题|任务|整改|事项)"
    r"|(?:具体|主要|突出|巡[察视]发现的?)(?:的)?问题|整改(?:工作)?(?:具体|总体)?(?:情况|成效|进展)$|逐[条项].{0,8}整改|整改措施[和及与].{0,8}(?:成效|情况)"
)
FILLER = re.compile(
    "巡[察视]|县委|市委|区委|反馈|意见|指出|发现|问题|整改|落实|进展|完成|情况|具体|主要|突出|重点|任务|事项|工作|集中|存在|存在的|逐[项条]|抓好|推进|推动|"
    "及其?成效|措施|成效|取得|坚持|导向|狠抓|扎实|全面|对照|清单|关于|对|的|和|与|及|组|等|[,、:;“” ]"
)
ORGANISING = re.compile(
    r"组织(?:领导|实施|整改|推进|开展|落实|保障)|主体责任|第一责任人|责任担当|政治(?:自觉|站位|责任|担当)|思想认识|统一思想|高度重视|领导小组|动员部署|安排部署|推进情况|开展情况|基本情况|总体情况|工作情况$|"
    r"(?:履行|落实|压实|扛牢|扛起|强化)[^。]{0,16}责任|工作机制|提高(?:政治)?站位|加强(?:组织)?领导|整改部署|主要做法|精心组织|强化领导"
)
NEXT = re.compile(
    r"下一步|下步|下阶段|今后|后续|接下来|持续(?:巩固|深化|抓|推进|整改)|巩固(?:深化|拓展|提升|整改)?|长效|常抓不懈|打算|努力方向|继续|工作安排|再接再厉"
)
TRANSFERRED = re.compile(r"(?:移交|转办|交办|反映)[^。]{0,14}(?:线索|信访|事项)|信访(?:件|举报)")
MEASURE_START = re.compile(
    r"^ ?(?:加强|强化|完善|制定|组织|召开|建立|健全|规范|严格|严肃|深入|积极|认真|全面|及时|开展|落实|加大|提高|提升|推动|推进|细化|压实|明确|坚持|修订|印发|聚焦|优化|深化|已|对|按|把|将|持续|进一步|充分|通过|突出|抓好|抓实|做好|立即|定期|统筹|督促|举一反三|建章立制|针对|排查|整治|核查|核实|清理|清查|更换|补齐|补充|调整|协调|集中|结合|依托|实行|推行|执行|设立|成立|邀请|选派|举办|新增|投入|争取|出台|编制|梳理|签订|联合|会同|发放|走访|下发|收缴|责令|追回|清退|约谈|紧盯)"
)


def states_shortcoming(head: str) -> bool:
    """Tell 落实责任不到位 from 追回违规支出: what was done may name the wrong, a problem ends with it."""
    if not DEFICIENT.search(head[:80]):
        return False
    if not MEASURE_START.match(head):
        return True
    clauses = re.split("[,;]", head[:80])
    return any(
        DEFICIENT.search(clause[-8:]) and not re.search(r"\d[^\d]{0,3}$", clause) for clause in clauses
    )
