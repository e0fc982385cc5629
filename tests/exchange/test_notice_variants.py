"""More notices as units write them: reports, school and hospital notices, a town's, a whole round's."""

from app.exchange.notice import read_notice


def test_report_with_labels_on_lines_of_their_own():
    notice = read_notice(
        "中共云岭县商务局党组关于落实县委第三巡察组反馈意见整改情况的报告\n"
        "县委第三巡察组于2023年3月10日至5月20日对县商务局党组进行了常规巡察，并于2023年7月12日进行了反馈。现将整改情况报告如下：\n"
        "一、整改工作总体情况\n（一）提高认识，加强领导。局党组先后召开党组会议5次、专题会议8次。\n"
        "（二）细化任务。制定整改措施68条。针对反馈的3个方面4个具体问题，目前已完成整改3个，需长期坚持1个。\n"
        "二、整改落实具体情况\n（一）聚焦决策部署落实方面存在的问题\n1.针对“市场监测不及时”的问题\n整改完成情况：已完成\n"
        "整改措施：一是增加监测点。二是每日报送。\n整改成效：数据报送率100%。\n2.针对“商贸项目推进缓慢”的问题\n整改措施：开展走访35次。\n"
        "（二）聚焦群众身边腐败问题和不正之风方面存在的问题\n1.针对“补贴审核不严”的问题\n整改完成情况\n已完成。\n整改措施\n"
        "（1）复核资料3次。\n（2）开展评查，发现问题21个，全部整改。\n2.针对“接待费用超标”的问题\n整改措施：清退0.6万元。下一步，将继续加强审核。\n"
        "三、下步工作打算\n一是持续加强学习。\n联系方式：0999-2233445；电子邮箱：sw@example.cn。\n中共云岭县商务局党组\n2023年12月20日\n"
    )
    assert [(problem.number, problem.text) for problem in notice.problems] == [
        (1, "市场监测不及时"),
        (2, "商贸项目推进缓慢"),
        (1, "补贴审核不严"),
        (2, "接待费用超标"),
    ]
    assert notice.problems[0].measures == ("已完成", "增加监测点。", "每日报送。", "数据报送率100%。")
    assert notice.problems[2].measures == ("已完成。", "复核资料3次。", "开展评查，发现问题21个，全部整改。")
    assert notice.meetings == {"党组会议": 5, "专题会议": 8}
    figures = {"problems": 4, "done": 3, "long_term": 1, "measures": 68, "problem_aspects": 3, "rate": 75.0}
    assert {key: notice.figures.get(key) for key in figures} == figures
    assert notice.feedback_on == "2023-07-12"
    assert notice.published_on == "2023-12-20"
    assert (notice.warnings, notice.unread) == ((), ())


def test_feedback_report_with_problems_under_aspects():
    notice = read_notice(
        "县委第四巡察组向县交通运输局党组反馈巡察情况\n发布时间：2023-08-18 来源：云岭清风 作者：佚名 字号：大 中 小\n"
        "根据县委统一部署，2023年4月3日至6月9日，县委第四巡察组对县交通运输局党组开展了巡察。8月16日，县委第四巡察组向县交通运输局党组反馈了巡察情况。\n"
        "但巡察也发现存在一些突出问题和不足：\n（一）贯彻落实上级决策部署有差距\n1.农村公路建设推进不力。3条县道改造逾期未完工。\n"
        "2.交通安全监管责任未压实。\n（二）全面从严治党责任落实不到位\n3.廉政风险防控机制不健全。\n4.财务管理混乱，白条入账时有发生。\n"
        "巡察组提出以下整改意见：一是提高政治站位，切实担当主体责任；二是强化监督；三是加强党建。\n县交通运输局党组书记表示，完全接受反馈意见。\n"
    )
    assert notice.document == "反馈情况"
    assert notice.feedback_on == "2023-08-16"
    assert [(problem.number, problem.aspect, problem.text) for problem in notice.problems] == [
        (1, "贯彻落实上级决策部署有差距", "农村公路建设推进不力。3条县道改造逾期未完工"),
        (2, "贯彻落实上级决策部署有差距", "交通安全监管责任未压实"),
        (3, "全面从严治党责任落实不到位", "廉政风险防控机制不健全"),
        (4, "全面从严治党责任落实不到位", "财务管理混乱，白条入账时有发生"),
    ]
    assert notice.unread == ()


def test_school_notice_in_one_paragraph():
    notice = read_notice(
        "中共云岭县第一小学支部委员会关于巡察整改情况的公示 根据县委统一安排，县委教育专项巡察组于2021年9月1日至10月15日，对县第一小学党支部进行了专项巡察，"
        "2021年11月20日，向我校党支部反馈了巡察意见。现将整改情况公示如下：一、落实全面从严治党主体责任不力的问题整改情况 "
        "1、关于“党风廉政建设责任制落实不到位”的问题 整改情况：（1）制定责任清单；（2）签订责任书42份。 2、关于“主题教育流于形式”的问题 整改情况：重新开展学习3次。 "
        "二、师德师风建设存在薄弱环节的问题整改情况 1、关于“有偿补课屡禁不止”的问题 整改情况：查处2人。 "
        "公示期：2022年3月1日至3月7日 监督电话：0999-5566778 中共云岭县第一小学支部委员会 2022年3月1日"
    )
    assert [(problem.aspect, problem.text) for problem in notice.problems] == [
        ("落实全面从严治党主体责任不力", "党风廉政建设责任制落实不到位"),
        ("落实全面从严治党主体责任不力", "主题教育流于形式"),
        ("师德师风建设存在薄弱环节", "有偿补课屡禁不止"),
    ]
    assert notice.problems[0].measures == ("制定责任清单", "签订责任书42份。")
    assert notice.contact.publicity == "公示期：2022年3月1日至3月7日"
    assert notice.period == ("2021-09-01", "2021-10-15")


def test_town_notice_with_numbered_measures_and_a_relative_year():
    notice = read_notice(
        "关于县委巡察组反馈意见整改落实情况的通报\n根据县委统一部署，今年3月15日至5月20日，县委第一巡察组对我镇党委进行了巡察。7月8日，县委第一巡察组向镇党委反馈了巡察意见。现将整改情况通报如下：\n"
        "一、党的领导方面\n（一）关于“学懂弄通不够”问题。\n1.镇党委中心组集中学习12次。\n2.班子成员讲党课9次。\n"
        "二、全面从严治党方面\n（一）关于“村级财务管理混乱”问题。\n1.清理村级账目18个村。\n2.追回违规支出4.3万元，给予党内警告处分1人，诫勉2人。\n"
        "三、今后工作打算\n（一）进一步强化政治担当。\n镇党委\n2022年10月9日\n"
    )
    assert [(problem.aspect, problem.text) for problem in notice.problems] == [
        ("党的领导方面", "学懂弄通不够"),
        ("全面从严治党方面", "村级财务管理混乱"),
    ]
    assert notice.problems[0].measures == ("镇党委中心组集中学习12次。", "班子成员讲党课9次。")
    assert len(notice.problems[1].measures) == 2
    assert notice.period == ("2022-03-15", "2022-05-20")
    assert notice.feedback_on == "2022-07-08"
    assert len([warning for warning in notice.warnings if "推定" in warning]) == 2


def test_problems_at_two_levels_one_of_them_without_parts():
    notice = read_notice(
        "中共云岭县人民医院委员会关于巡察整改进展情况的通报\n2023年5月4日至7月3日，县委第二巡察组对县人民医院党委开展了为期两个月的常规巡察。2023年9月1日反馈了意见。\n"
        "一、关于党的领导作用发挥不充分的问题\n（一）关于党委领导下的院长负责制落实不到位的问题\n整改情况：修订议事规则。\n（二）关于“三重一大”事项决策不规范的问题\n整改情况：补议事项6个。\n"
        "二、关于基层党建薄弱的问题\n整改情况：调整支部设置，选优配强支部书记5名。\n"
    )
    assert [(problem.number, problem.aspect, problem.text) for problem in notice.problems] == [
        (1, "党的领导作用发挥不充分", "党委领导下的院长负责制落实不到位"),
        (2, "党的领导作用发挥不充分", "“三重一大”事项决策不规范"),
        (2, "", "基层党建薄弱"),
    ]


def test_statistics_of_a_round_in_one_paragraph():
    notice = read_notice(
        "中共云岭县委第九轮巡察整改进展情况通报\n根据县委统一部署，2022年2月14日至4月20日，县委派出6个巡察组，对县民政局、县残联等12个单位党组织开展常规巡察，"
        "对县粮食储备中心开展涉粮专项巡察“回头看”。巡察共发现问题286个，移交问题线索9件12人，提出意见建议64条。截至2022年12月底，12个被巡察党组织已完成整改271个，"
        "正在整改15个，整改完成率94.76%；给予党纪政务处分7人，组织处理5人，诫勉谈话4人，批评教育提醒谈话31人次；追缴违规资金83.6万元，建立健全制度142项。\n"
    )
    assert notice.group == "县委6个巡察组"
    assert notice.units == ("县民政局、县残联等12个单位党组织", "县粮食储备中心")
    assert notice.kind == "常规、回头看、专项"
    expected = {
        "problems": 286, "done": 271, "doing": 15, "rate": 94.76, "clues": 9, "clue_persons": 12, "suggestions": 64,
        "party_admin_sanctions": 7, "organisational": 5, "admonished": 4, "reminded": 31, "recovered_fen": 83_600_000,
        "rules": 142, "groups": 6, "units": 12,
    }  # fmt: skip
    assert {key: notice.figures.get(key) for key in expected} == expected
    assert notice.warnings == ()


def test_problems_with_deadline_and_person_lines_numbered_through():
    notice = read_notice(
        "中共云岭县青石镇委员会关于县委巡察反馈意见整改落实情况的公示\n按照县委安排，2020年10月12日至12月11日县委第二巡察组对青石镇党委进行了巡察，"
        "并于2021年3月2日反馈了巡察意见。现将整改情况公示如下。\n一、在贯彻政策方面\n1.反馈问题：扶贫政策落实不精准\n整改情况：重新核查312户。\n完成时限：2021年5月\n责任人：分管领导\n"
        "2.反馈问题：环保督察整改不彻底\n整改情况：关停企业6家。\n完成时限：2021年6月\n责任人：镇长\n二、在群众身边不正之风方面\n3.反馈问题：村干部优亲厚友\n整改情况：取消低保5户。\n完成时限：立行立改\n责任人：纪委书记\n"
    )
    assert [(problem.number, problem.aspect, problem.text) for problem in notice.problems] == [
        (1, "贯彻政策方面", "扶贫政策落实不精准"),
        (2, "贯彻政策方面", "环保督察整改不彻底"),
        (3, "群众身边不正之风方面", "村干部优亲厚友"),
    ]
    assert [problem.measures for problem in notice.problems] == [
        ("重新核查312户。",),
        ("关停企业6家。",),
        ("取消低保5户。",),
    ]


def test_sections_about_results_and_transferred_clues_are_no_problems():
    notice = read_notice(
        "中共云岭县水利局党组关于巡察整改进展情况的通报\n2023年5月6日至7月6日，县委第五巡察组对县水利局党组进行了巡察。2023年9月8日反馈了巡察意见。现通报如下：\n"
        "一、集中整改期内已完成的整改事项\n（一）贯彻落实决策部署方面\n1.河长制工作落实不到位问题。\n已采取措施：组织巡河1200次。\n2.项目建设管理粗放问题。\n已采取措施：一是修订办法。二是约谈3家。\n"
        "二、需要长期整改的事项\n1.农村饮水管护机制不完善问题。\n整改进展：移交工程12处。\n三、问题线索和信访件办理情况\n移交信访件23件，问题线索5件。\n"
        "四、整改成效\n反馈的3个问题，已完成2个，长期坚持1个，完成率66.67%。\n五、下一步工作安排\n继续抓好整改。\n"
    )
    assert [problem.text for problem in notice.problems] == [
        "河长制工作落实不到位",
        "项目建设管理粗放",
        "农村饮水管护机制不完善",
    ]
    expected = {"problems": 3, "done": 2, "long_term": 1, "rate": 66.67, "petitions": 23, "clues": 5}
    assert {key: notice.figures.get(key) for key in expected} == expected
    assert notice.warnings == ()
