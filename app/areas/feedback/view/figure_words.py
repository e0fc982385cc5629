"""What the figures of a published notice are called on the screen. Words only; app.exchange.notice reads the figures."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "problems": "反馈问题",
    "done": "已完成",
    "basically_done": "基本完成",
    "doing": "正在整改",
    "not_done": "未完成",
    "long_term": "长期坚持",
    "rate": "完成率（按件数计算）",
    "rate_printed": "完成率（文中）",
    "problem_classes": "问题类数",
    "problem_aspects": "问题方面",
    "immediate": "立行立改",
    "measures": "整改措施",
    "measures_done": "完成措施",
    "tasks": "整改任务",
    "rules": "建章立制",
    "meetings": "召开会议",
    "study": "学习",
    "party_lectures": "讲党课",
    "training": "培训",
    "party_sanctions": "党纪处分（人）",
    "admin_sanctions": "政务处分（人）",
    "party_admin_sanctions": "党纪政务处分（人）",
    "organisational": "组织处理（人）",
    "admonished": "诫勉（人）",
    "reminded": "谈话提醒（人）",
    "criticised": "批评教育（人）",
    "helped": "批评帮助（人）",
    "ordered_inspection": "责令检查（人）",
    "interviewed": "约谈（人）",
    "notified": "通报",
    "accountability": "问责（人）",
    "referred": "移交处理",
    "filed_cases": "立案",
    "talks": "个别谈话（人次）",
    "visits": "走访",
    "announcements": "发布公告",
    "posted": "张贴公告",
    "secret_visits": "明察暗访",
    "site_checks": "实地查看",
    "seminars": "座谈会",
    "questionnaires": "问卷（份）",
    "petitions": "信访（件）",
    "documents_read": "查阅资料（份）",
    "clues": "问题线索（件）",
    "clue_persons": "线索涉及（人）",
    "suggestions": "意见建议",
    "suggestions_organisation": "给组织部门的建议",
    "suggestions_government": "给政府的建议",
    "suggestions_departments": "给职能部门的建议",
    "supervision_letters": "督办函、建议书",
    "special_campaigns": "专项整治",
    "units": "被巡察党组织",
    "groups": "巡察组",
    "talent_pool": "人才库（人）",
    "drawn_persons": "抽调（人）",
    "rounds": "轮次",
    "supervised": "督办",
    "losses_recovered_fen": "挽回损失（元）",
    "saved_fen": "节约核减（元）",
    "returned_fen": "清退上缴（元）",
    "recovered_fen": "追回收缴（元）",
}


def figure_rows(figures: Mapping[str, int | float | str | None]) -> tuple[tuple[str, str], ...]:
    """(label, value) of every figure that was read, in a steady order; sums in 元, rates with two places."""
    found = []
    for key, label in WORDS.items():
        value = figures.get(key)
        if value is None:
            continue
        if key.endswith("_fen") and isinstance(value, int):
            found.append((label, f"{value / 100:,.2f}"))
        elif key.startswith("rate") and isinstance(value, int | float):
            found.append((label, f"{value:.2f}%"))
        else:
            found.append((label, str(value)))
    return tuple(found)


def check_text(figures: Mapping[str, int | float | str | None]) -> str:
    """The sum behind the completion rate, and whether it is what the text says; "" when it cannot be worked out."""
    problems, done = figures.get("problems"), figures.get("done")
    rate, printed = figures.get("rate"), figures.get("rate_printed")
    if (
        not isinstance(problems, int)
        or not isinstance(done, int)
        or not isinstance(rate, int | float)
        or not problems
    ):
        return ""
    said = f"复算：已完成 {done} ÷ 反馈问题 {problems} ＝ {rate:.2f}%"
    if isinstance(printed, int | float):
        said += "，与文中一致 ✓" if abs(float(printed) - rate) < 0.51 else f"，文中为 {printed:g}%，请核对 ▲"
    return said
