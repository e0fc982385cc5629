"""Feedback reports, round statistics, figures, dates, groups and units; wording and places are invented."""

import pytest

from app.exchange.notice import read_notice, to_json

FED_BACK = "近日，县委第五巡察组向河湾乡党委反馈巡察情况。根据县委统一部署，2024年4月8日至6月14日，县委第五巡察组对河湾乡党委开展了常规巡察。"
PUBLISHED = "根据市委部署，2024年3月1日至4月30日，市委第一巡察组对市水务局党组进行了巡察。2024年6月3日反馈了巡察意见。现将整改情况予以公布。\n"


def test_numbered_problems_inside_one_sentence():
    notice = read_notice(
        FED_BACK
        + "巡察反馈了4个主要问题：一、理论学习不够系统；二、项目资金监管不严；三、村级后备干部不足；四、信访化解不及时。"
        "针对以上问题，乡党委书记作了表态发言：一、诚恳接受；二、坚决整改。"
    )
    assert [problem.number for problem in notice.problems] == [1, 2, 3, 4]
    assert notice.problems[3].text == "信访化解不及时"
    assert notice.figures["problems"] == 4


def test_problems_by_first_second_third_with_advice_left_out():
    notice = read_notice(
        FED_BACK
        + "巡察发现的主要问题：一是落实产业政策有偏差，培育龙头不力；二是执行财务制度不严格；三是党建责任层层递减，支部作用发挥不充分。"
        "巡察组提出意见建议：一是加强学习；二是压实责任。"
    )
    assert [problem.text for problem in notice.problems] == [
        "落实产业政策有偏差，培育龙头不力",
        "执行财务制度不严格",
        "党建责任层层递减，支部作用发挥不充分",
    ]


def test_prose_is_cut_by_aspect_and_by_problem():
    notice = read_notice(
        FED_BACK
        + "巡察发现，在落实决策部署方面，存在谋划发展思路不清、推动落实不力等问题；在作风建设方面，主要存在“三公”经费管理不严的问题。"
        "同时，巡察组收到一些问题线索，已按规定转有关部门处理。"
    )
    assert [(problem.aspect, problem.text) for problem in notice.problems] == [
        ("落实决策部署方面", "谋划发展思路不清"),
        ("落实决策部署方面", "推动落实不力"),
        ("作风建设方面", "“三公”经费管理不严"),
    ]


def test_demands_alone_make_no_problems():
    notice = read_notice(
        FED_BACK
        + "会议要求，一要提高站位，着力解决不担当问题；二要压实责任；三要举一反三。乡党委表示照单全收。"
    )
    assert notice.problems == ()


@pytest.mark.parametrize(
    ("words", "period", "feedback"),
    [
        ("2023年11月10日至2024年1月8日，县委第一巡察组对县文化馆党支部进行了巡察。2024年3月1日反馈意见。", ("2023-11-10", "2024-01-08"), "2024-03-01"),
        ("2021年11月8日-12月20日，县委第一巡察组对县文化馆党支部进行了巡察，并于2022年1月27日反馈了巡察意见。", ("2021-11-08", "2021-12-20"), "2022-01-27"),
        ("2022年6月10日至7月20日，县委第一巡察组对县文化馆党支部进行了巡察，9月2日向馆党支部反馈了巡察意见。", ("2022-06-10", "2022-07-20"), "2022-09-02"),
        ("2022年3月至5月，县委第一巡察组对县文化馆党支部开展了巡察。2022年7月6日反馈。", (None, None), "2022-07-06"),
        ("2022年11月1日至12月15日，县委第一巡察组对县文化馆党支部开展巡察。1月17日向其反馈了巡察意见。", ("2022-11-01", "2022-12-15"), "2023-01-17"),
        ("6月10日至7月20日，县委第一巡察组对县文化馆党支部开展巡察。2020年9月1日反馈巡察意见。", ("2020-06-10", "2020-07-20"), "2020-09-01"),
        ("2023年 月 日至 月 日，县委第一巡察组对县文化馆党支部开展巡察。", (None, None), None),
        ("2023年2月30日至3月9日，县委第一巡察组对县文化馆党支部开展巡察。", (None, "2023-03-09"), None),
        ("2023 年 5 月 6 日 至 6 月 1 日，县委第一巡察组对县文化馆党支部开展巡察。", ("2023-05-06", "2023-06-01"), None),
        ("２０２３年５月６日～６月１日，县委第一巡察组对县文化馆党支部开展巡察。", ("2023-05-06", "2023-06-01"), None),
    ],
)  # fmt: skip
def test_periods_and_feedback_days(words, period, feedback):
    notice = read_notice("根据县委统一部署，" + words + "现将整改情况予以公布。")
    assert notice.period == period
    assert notice.feedback_on == feedback
    if None in period:
        assert notice.warnings


def test_lost_digits_are_reported_and_not_guessed():
    notice = read_notice(
        "根据市委部署，2019321日至2019521日，市委第三巡察组对市图书馆党委进行了巡察。现将整改情况公布：反馈问题个，完成整改个，完成率%。"
    )
    assert notice.period == (None, None)
    assert notice.figures["problems"] is None
    assert notice.figures["done"] is None
    assert len([warning for warning in notice.warnings if "未作推测" in warning]) >= 3


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("市委提级巡察第四组", "市委提级巡察第四组"),
        ("县委第一巡察组", "县委第一巡察组"),
        ("县委巡察组", "县委巡察组"),
        ("省委第八巡视组", "省委第八巡视组"),
        ("云岭县委第十二巡察组", "云岭县委第十二巡察组"),
        ("区委巡察三组", "区委巡察三组"),
        ("县委第一联动巡察组", "县委第一联动巡察组"),
        ("县委涉粮专项巡察组", "县委涉粮专项巡察组"),
        ("市委第三专项巡察组", "市委第三专项巡察组"),
        ("集团党委第二巡察组", "集团党委第二巡察组"),
        ("县委3个巡察组", "县委3个巡察组"),
        ("县委组建五个巡察组", "县委五个巡察组"),
        ("县委第二、第三巡察组", "县委第二、第三巡察组"),
    ],
)
def test_groups(words, group):
    notice = read_notice(
        f"根据统一部署，2023年5月6日至6月1日，{words}对县卫健局党委开展了巡察。现将整改情况公布如下。"
    )
    assert notice.group == group
    assert notice.unit == "县卫健局党委"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("开展了常规巡察", "常规"),
        ("进行了提级巡察", "提级"),
        ("开展了机动式巡察", "机动"),
        ("开展了涉粮专项巡察", "专项"),
        ("开展了巡察“回头看”", "回头看"),
        ("开展了交叉巡察", "交叉"),
        ("进行了延伸巡察", "延伸"),
        ("进行了为期两个月的常规巡察", "常规"),
        ("进行了巡察", None),
    ],
)
def test_kinds(words, kind):
    notice = read_notice(
        f"根据县委统一部署，2023年5月6日至6月1日，县委第一巡察组对县财政局党组{words}。现将整改情况公布如下。"
    )
    assert notice.kind == kind
    assert notice.unit == "县财政局党组"


def test_several_units_of_one_round():
    notice = read_notice(
        "根据县委部署，2020年4月7日至6月8日，县委三个巡察组对东坡镇、县水利局、县档案馆开展了常规巡察，延伸巡察所辖7个村。共发现问题二百零五个，移交问题线索3件5人，立行立改21个。"
    )
    assert notice.units == ("东坡镇、县水利局、县档案馆",)
    assert notice.figures["problems"] == 205
    assert notice.figures["clues"] == 3
    assert notice.figures["clue_persons"] == 5
    assert notice.figures["immediate"] == 21
    assert notice.figures["groups"] == 3
    assert notice.figures["units"] == 3


def test_unit_from_the_title_where_the_text_says_we():
    notice = read_notice(
        "中共云岭县青石医院委员会关于巡察整改情况的通报\n2023年5月6日至6月1日，县委第一巡察组对我院进行了巡察。现将整改情况公布如下。"
    )
    assert notice.unit == "中共云岭县青石医院委员会"


def test_abbreviation_in_brackets_is_not_part_of_the_unit():
    notice = read_notice(
        "2023年5月6日至6月1日，县委第一巡察组对中共云岭县人民检察院党组（以下简称“县检察院党组”）开展巡察。现将整改情况公布如下。"
    )
    assert notice.unit == "中共云岭县人民检察院党组"


def test_figures_of_persons_money_and_rules():
    figures = read_notice(
        PUBLISHED + "截至目前，反馈的42个问题，已完成整改37个，基本完成2个，正在整改3个，完成率88.1%。"
        "给予党纪处分2人，政务处分1人，组织处理3人，诫勉2人，提醒谈话9人次，批评教育11人，责令检查4人，约谈6人次，通报批评5人。"
        "建立完善制度19项，追回资金12.5万元，清退违规发放补贴3万元，挽回经济损失0.8亿元，节约经费2000元。"
    ).figures
    expected = {
        "problems": 42, "done": 37, "basically_done": 2, "doing": 3, "rate": 88.1, "rate_printed": 88.1,
        "party_sanctions": 2, "admin_sanctions": 1, "organisational": 3, "admonished": 2, "reminded": 9,
        "criticised": 11, "ordered_inspection": 4, "interviewed": 6, "notified": 5, "rules": 19,
        "recovered_fen": 12_500_000, "returned_fen": 3_000_000, "losses_recovered_fen": 8_000_000_000,
        "saved_fen": 200_000,
    }  # fmt: skip
    assert {key: figures.get(key) for key in expected} == expected


def test_figures_of_the_work_of_a_round():
    figures = read_notice(
        "2022年3月1日至5月10日，县委4个巡察组对县妇联等9个单位开展巡察。巡察期间，共开展个别谈话312人次，走访群众1,204户，召开座谈会18场，"
        "发放调查问卷650份，受理信访举报47件，查阅资料3200余份，明察暗访26次，张贴公告80份，发现问题196个，移交问题线索七件，"
        "提出整改意见建议58条，督促立行立改33个。"
    ).figures
    expected = {
        "talks": 312, "visits": 1204, "seminars": 18, "questionnaires": 650, "petitions": 47, "documents_read": 3200,
        "secret_visits": 26, "posted": 80, "problems": 196, "clues": 7, "suggestions": 58, "immediate": 33, "groups": 4,
    }  # fmt: skip
    assert {key: figures.get(key) for key in expected} == expected


def test_rate_that_does_not_agree_is_a_warning():
    notice = read_notice(PUBLISHED + "反馈的200个问题，已完成整改197个，完成率99.5%。")
    assert notice.figures["rate"] == 98.5
    assert notice.figures["rate_printed"] == 99.5
    assert any("98.50%" in warning for warning in notice.warnings)


def test_rate_rounded_in_print_agrees():
    notice = read_notice(PUBLISHED + "反馈的3个问题，已完成整改2个，正在整改1个，完成率66.7%。")
    assert notice.figures["rate"] == 66.67
    assert not any("完成率" in warning for warning in notice.warnings)


def test_parts_that_do_not_add_up_are_a_warning():
    notice = read_notice(PUBLISHED + "反馈的20个问题，已完成整改15个，正在整改3个。")
    assert any("相加为18" in warning for warning in notice.warnings)


def test_zero_persons_is_a_figure():
    figures = read_notice(PUBLISHED + "给予政务处分0人，组织处理0人，批评教育6人。").figures
    assert (figures["admin_sanctions"], figures["organisational"], figures["criticised"]) == (0, 0, 6)


def test_a_counted_sentence_that_fits_nothing_is_shown_as_unread():
    notice = read_notice(PUBLISHED + "整改期间，拆除问题围挡37处并更换问题井盖118套，惠及住户2300家。")
    assert any("围挡37处" in passage for passage in notice.unread)


def test_announcement_has_contact_and_no_problems():
    notice = read_notice(
        "县委第三巡察组巡察公告\n根据县委部署，2025年2月17日至4月18日，县委第三巡察组对县民政局党组开展常规巡察。主要受理反映领导班子及其成员问题的来信来电来访。\n"
        "一、联系电话：13900000000\n二、邮政信箱：云岭县邮政1号信箱\n三、举报邮箱：xcz3@example.cn\n"
    )
    assert notice.document == "巡察公告"
    assert notice.problems == ()
    assert notice.contact.phones == ("13900000000",)
    assert notice.contact.mail == "云岭县邮政1号信箱"


def test_text_cut_in_the_middle_of_a_sentence_is_a_warning():
    notice = read_notice(
        PUBLISHED + "一、组织整改情况\n局党组第一时间召开会议传达学习反馈意见并逐条研究制定整改方案和责任清"
    )
    assert any("不完整" in warning for warning in notice.warnings)


def test_json_has_the_keys_of_the_command():
    shape = to_json(
        read_notice(PUBLISHED + "一、反馈问题整改情况\n1.关于“水费拖欠”的问题\n整改情况：追缴。\n")
    )
    assert list(shape)[:10] == [
        "title", "unit", "group", "kind", "period", "feedback_on", "problems", "figures", "warnings", "unread",
    ]  # fmt: skip
    assert shape["problems"][0] == {
        "number": 1, "aspect": None, "text": "水费拖欠", "children": [], "measures": ["追缴。"],
    }  # fmt: skip
    assert {"problems", "done", "doing", "rate"} <= set(shape["figures"])
