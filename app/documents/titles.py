"""Where a centred title breaks: between words, in the shape of a trapezium or a diamond (梯形、菱形).

It measures in characters and knows no fonts.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import comb

# Words of this trade that a title must not tear, beside what the suffix patterns below find.
# Ways to cut a title that are worth trying: three lines of forty words are 780.
_MOST_WAYS = 20_000
_VOCABULARY = """
纪检监察机关 组织部门 审计机关 信访部门 协作配合 巡察机构
巡察工作领导小组办公室 巡察工作领导小组 领导小组办公室 领导小组 巡察工作 巡察办公室 巡察办 巡察组
被巡察党组织 被巡察单位 被巡察 巡察整改 巡察发现 巡察反馈 巡察报告 巡察情况 巡察公告 巡视巡察
提级巡察 交叉巡察 常规巡察 专项巡察 机动巡察 巡察 委员会 办公室 人民政府 县委 市委 区委 党委
党组 党支部 党总支 党工委 党组织 主要负责人 负责人 领导班子 领导干部 一把手 班子成员 纪检监察
纪委监委 纪委 监委 组织部 宣传部 统战部 政法委 财政局 审计局 信访局 教育局 民政局 问题底稿
问题线索 反馈意见 反馈问题 反馈会 整改落实 整改方案 整改情况 整改进展 整改台账 整改任务
集中整改 立行立改 整改 情况报告 工作报告 专题报告 进展情况 落实情况 工作情况 有关情况 情况
通报 报告 通知 意见 决定 公告 方案 清单 台账 记录 登记表 登记 审批单 审批 确认单 确认
确认书 承诺书 责任书 建议书 移交函 督办函 移交清单 移交 清退 清除 零持有 封装单 封装
工作方案 实施方案 工作安排 会议纪要 会议记录 谈话记录 谈话提纲 谈话 信访 信访件 来信 来访
专题会议 专题会 书记专题会 民主生活会 组务会 选人用人 意识形态 群众身边 不正之风 腐败问题
基层党组织 党员队伍 党中央 决策部署 重大决策部署 社会主义 乡村振兴 巩固拓展 脱贫攻坚 成果
有效衔接 粮食 购销 领域 系统 专项 治理 监督 检查 评估 考核 评价 满意度 测评 测评表 评审
汇总表 汇总 统计表 统计 一览表 名单 安排表 目录 材料 支撑材料 涉密载体 载体 介质 设备 保密
档案 归档 全面从严治党 从严治党 主体责任 监督责任 第一责任人 党风廉政建设 廉政 建设 机关 单位
巡察组组长 巡察组副组长 巡察组长 副组长 组长 巡察工作人员 工作人员 巡察办主任 主任 联络员 承办人 审签人 领导小组组长
主库 线索库 日志锚点 日志 锚点 校验值 内容校验值 数据 录入 封包 借用 资料 归还 涉密介质 归还 学习 理论 武装 民主集中制 招投标 政府采购 纪要 公告 申报表 回避申报表
对照表 巡察移交 移交包 封装单 确认书 数据清除 回执 授权任职 任务分工 常规 巡前 立行立改 秘密 机密 县管干部 封装单位 移交包号 一览
人力资源和社会保障 人力资源 社会保障 住房和城乡建设 城乡建设 文化和旅游 工业和信息化 发展和改革 卫生健康 农业农村 自然资源
市场监督管理 监督管理 应急管理 退役军人事务 医疗保障 生态环境 交通运输 科学技术 供销合作社 联合社 总工会 行政审批服务
综合行政执法 机关事务 投资促进 公共资源交易 公共资源 融媒体 开发区 管理委员会 办事处 国有资产 民政 事务 服务中心 中心 管理办法
部门 乡镇 街道 社区 村居 开展 关于 进一步 加强 做好 印发 贯彻 落实 深入 推进 组织 成立
调整 授权 任职 征求 召开 公布 公开 进行 发现 问题 工作 领导 干部 人员 会议 制度 规定
办法 细则 试行 暂行 任务 责任 重点 事项 反馈 线索 底稿 审签 复核 备案 承办 意见 政策依据 政策 依据 支撑 定性 查证 事实 具体表现
概述 原因剖析 剖析 初步分析 分析 处理方式 方式 建议 来源 职务 地点 时间 编制 对象 内容 签名 保管 期限 年度 季度 届次
"""
_WORDS = sorted(_VOCABULARY.split(), key=len, reverse=True)
_TOKEN = re.compile(
    r"第[一二三四五六七八九十\d]+巡察组|第[一二三四五六七八九十百\d]+[轮届次批组期号章条]?|\d[\d.,]*年?(?:\d+月)?(?:\d+日)?|[〔（(][^〕）)]{1,12}[〕）)]"
    r"|《[^》]{1,14}》|“[^”]{1,10}”|[一二三四五六七八九十]+届|"
    + "|".join(_WORDS)
    + r"|[A-Za-z0-9]+|[^的和与及对向、]{2,3}[县市区乡镇村局委]|.",
    re.S,
)
_GOOD_END = frozenset(
    (
        "的",
        "关于",
        "情况",
        "党组",
        "党委",
        "委员会",
        "办公室",
        "领导小组",
        "巡察组",
        "巡察办",
        "、",
        "县委",
        "市委",
        "区委",
    )
)
_BAD_START = frozenset("的了、，。）》”〕和与及等局组会室办处科部院所站")
_PLACES = frozenset("县市区乡镇")


def title_tokens(title: str) -> list[str]:
    """The title cut into the words that must stay whole, in order, nothing lost."""
    return _TOKEN.findall(title)


def break_title(title: str, most: int) -> list[str]:
    """The lines of a title, at most `most` characters each; a line feed in the title is kept as it stands."""
    if "\n" in title:
        return [line for part in title.split("\n") for line in break_title(part, most)]
    if len(title) <= most:
        return [title]
    tokens = title_tokens(title)
    fewest = -(-len(title) // most)
    for count in (fewest, fewest + 1):
        best = _best_split(tokens, count, most)
        if best is not None:
            return best
    return _filled(tokens, most)


def break_label(text: str, most: int) -> list[str]:
    """The lines of a label cell, between words and of nearly equal length, at most `most` characters each."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in break_label(part, most)]
    if len(text) <= most or most < 1:
        return [text]
    tokens = title_tokens(text)
    count = -(-len(text) // most)
    for number in (count, count + 1):
        best = _best_split(tokens, number, most, label=True)
        if best is not None:
            return best
    return _filled(tokens, most)


def _filled(tokens: list[str], most: int) -> list[str]:
    """Lines filled one after the other, for texts too long to be shaped; a word longer than a line is cut."""
    lines = [""]
    for token in tokens:
        size = -(-len(token) // -(-len(token) // most))  # 4 characters in lines of 3: two and two
        for start in range(0, len(token), size):
            piece = token[start : start + size]
            if len(lines[-1]) + len(piece) > most:
                lines.append("")
            lines[-1] += piece
    return lines


def _best_split(tokens: list[str], count: int, most: int, *, label: bool = False) -> list[str] | None:
    """The least ugly way to cut the tokens into `count` lines, None when no way fits."""
    if comb(max(len(tokens) - 1, 0), count - 1) > _MOST_WAYS:
        return None
    best: tuple[float, list[str]] | None = None
    for cuts in combinations(range(1, len(tokens)), count - 1):
        edges = (0, *cuts, len(tokens))
        lines = ["".join(tokens[a:b]) for a, b in pairwise(edges)]
        if max(map(len, lines)) > most:
            continue
        lengths = [len(line) for line in lines]
        score = max(lengths) - min(lengths) if label else _ugliness(lengths, most)
        for cut in cuts:
            score -= 2.0 if tokens[cut - 1] in _GOOD_END else 0.0
            score += 8.0 if tokens[cut] in _BAD_START else 0.0
            # A place and the body that is named after it.
            score += 3.0 if tokens[cut - 1][-1] in _PLACES and not label else 0.0
            # Two single characters side by side are most likely one unknown word or name.
            score += 3.0 if len(tokens[cut - 1]) == 1 and len(tokens[cut]) == 1 else 0.0
        if best is None or score < best[0]:
            best = (score, lines)
    return best[1] if best else None


def _ugliness(lengths: list[int], most: int) -> float:
    """How far the shape is from a trapezium or a diamond; 0 is fine."""
    score = 0.0
    for one, two in pairwise(lengths):
        step = abs(one - two)
        score += 3.0 if step < 2 else max(0.0, step - 6) * 1.2
    if len(lengths) > 2:
        middle = lengths[1:-1]
        if min(middle) < min(lengths[0], lengths[-1]):  # an hourglass
            score += 12.0
    return (
        score
        + (6.0 if min(lengths) < 4 else 0.0)
        + (max(lengths) - most + 1.0 if max(lengths) >= most else 0.0)
    )
