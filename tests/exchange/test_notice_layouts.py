"""Rectification notices in the layouts that units publish; every place and wording here is invented."""

from app.exchange.notice import NoticeProblem, read_notice

OPENING = (
    "根据县委统一部署，2023年3月6日至4月28日，县委第二巡察组对县林草局党组开展了常规巡察。"
    "2023年6月9日，县委第二巡察组向县林草局党组反馈了巡察意见。现将整改情况予以公布。\n"
)


def _lines(problems: tuple[NoticeProblem, ...]) -> list[tuple[int | None, str, str]]:
    return [(problem.number, problem.aspect, problem.text) for problem in problems]


def test_aspects_in_brackets_problems_in_figures_subproblems_in_bracketed_figures():
    notice = read_notice(
        "中共云岭县林草局党组关于巡察整改情况的通报\n" + OPENING + "一、组织整改落实情况\n"
        "（一）加强领导。成立领导小组，召开党组会4次研究整改。\n"
        "二、反馈问题整改情况\n"
        "（一）在“落实决策部署”方面\n"
        "1.关于“护林责任压得不实”问题的整改\n"
        "（1）关于“巡山记录造假”的问题\n"
        "整改情况：一是重新划定网格。二是每周抽查记录20份。\n"
        "（2）关于“防火物资过期”的问题\n"
        "整改情况：更换灭火器60具。\n"
        "2.关于“林权纠纷久拖不决”问题的整改\n"
        "整改措施：逐件建账。调处纠纷9起。\n"
        "整改结果：已完成。\n"
        "（二）在“管党治党”方面\n"
        "1.关于“支部生活不经常”问题的整改\n"
        "一是补开组织生活会。二是建立提醒单。\n"
        "三、下一步打算\n（一）持续巩固整改成果。\n"
    )
    assert notice.title == "中共云岭县林草局党组关于巡察整改情况的通报"
    assert (notice.unit, notice.group, notice.kind) == ("县林草局党组", "县委第二巡察组", "常规")
    assert notice.period == ("2023-03-06", "2023-04-28")
    assert notice.feedback_on == "2023-06-09"
    assert _lines(notice.problems) == [
        (1, "落实决策部署", "护林责任压得不实"),
        (2, "落实决策部署", "林权纠纷久拖不决"),
        (1, "管党治党", "支部生活不经常"),
    ]
    first, second, third = notice.problems
    assert _lines(first.children) == [
        (1, "落实决策部署", "巡山记录造假"),
        (2, "落实决策部署", "防火物资过期"),
    ]
    assert first.children[0].measures == ("重新划定网格。", "每周抽查记录20份。")
    assert first.children[1].measures == ("更换灭火器60具。",)
    assert second.measures == ("逐件建账。", "调处纠纷9起。", "已完成。")
    assert third.measures == ("补开组织生活会。", "建立提醒单。")
    assert notice.meetings == {"党组会": 4}
    assert notice.unread == ()


def test_aspects_in_plain_chinese_numbers_problems_in_brackets():
    notice = read_notice(
        OPENING + "一、在贯彻上级部署方面\n"
        "（一）关于造林任务推进缓慢的问题。\n整改情况：补植苗木3000株。验收合格。\n"
        "（二）关于数据上报不实的问题。\n整改情况：重新核对台账。\n"
        "二、在作风建设方面\n"
        "（一）关于公车管理松散的问题。\n整改情况：一是加装定位。二是公示里程。\n"
    )
    assert _lines(notice.problems) == [
        (1, "贯彻上级部署方面", "造林任务推进缓慢"),
        (2, "贯彻上级部署方面", "数据上报不实"),
        (1, "作风建设方面", "公车管理松散"),
    ]
    assert notice.problems[0].measures == ("补植苗木3000株。", "验收合格。")
    assert notice.problems[2].measures == ("加装定位。", "公示里程。")


def test_brackets_outside_plain_numbers_inside():
    notice = read_notice(
        OPENING
        + "（一）党建引领方面\n一、学习走过场的问题\n整改情况：调整学习计划。\n二、发展党员程序不规范的问题\n整改情况：补齐材料。\n"
        "（二）队伍建设方面\n一、干部交流不够的问题\n整改情况：交流干部5名。\n"
    )
    assert _lines(notice.problems) == [
        (1, "党建引领方面", "学习走过场"),
        (2, "党建引领方面", "发展党员程序不规范"),
        (1, "队伍建设方面", "干部交流不够"),
    ]


def test_everything_on_one_line():
    notice = read_notice(
        "中共云岭县林草局党组关于巡察整改进展情况的公示 "
        + OPENING.strip()
        + " 一、履行整改主体责任情况 局党组召开专题会议3次。 "
        "二、反馈问题整改落实情况 （一）聚焦决策部署落实方面 1.关于“图斑核查不细”的问题。整改措施：一是补充核查。二是配发设备。 "
        "2.关于“项目验收拖延”的问题。整改措施：限期验收。 （二）聚焦基层党组织建设方面 1.关于“党费收缴不及时”的问题。"
        "整改措施：补缴到位。 三、下一步工作 （一）常抓不懈。 联系电话：0999-1234567；邮政信箱：云岭县林荫路1号；电子邮箱：lcj@example.cn。"
    )
    assert notice.title == "中共云岭县林草局党组关于巡察整改进展情况的公示"
    assert _lines(notice.problems) == [
        (1, "聚焦决策部署落实方面", "图斑核查不细"),
        (2, "聚焦决策部署落实方面", "项目验收拖延"),
        (1, "聚焦基层党组织建设方面", "党费收缴不及时"),
    ]
    assert notice.problems[0].measures == ("补充核查。", "配发设备。")
    assert notice.contact.phones == ("0999-1234567",)
    assert notice.contact.mail == "云岭县林荫路1号"
    assert notice.contact.emails == ("lcj@example.cn",)


def test_problems_numbered_through_all_aspects():
    notice = read_notice(
        OPENING
        + "二、巡察反馈问题整改情况\n（一）政治建设方面\n1、关于“站位不高”的问题\n整改情况：组织轮训。\n"
        "2、关于“谋划不足”的问题\n整改情况：编制规划。\n（二）作风建设方面\n3、关于“服务意识不强”的问题\n整改情况：设立窗口。\n"
        "4、关于“执法不严”的问题\n整改情况：查处案件7起。\n"
    )
    assert [problem.number for problem in notice.problems] == [1, 2, 3, 4]
    assert [problem.aspect for problem in notice.problems] == ["政治建设方面"] * 2 + ["作风建设方面"] * 2


def test_measures_numbered_in_the_style_of_the_problems():
    notice = read_notice(
        OPENING
        + "一、反馈问题整改情况\n1.关于“账目混乱”的问题\n整改措施：\n1.清理旧账。\n2.统一科目。\n3.公开收支。\n"
        "2.关于“资产闲置”的问题\n整改措施：\n1.盘点资产。\n2.公开出租。\n"
    )
    assert _lines(notice.problems) == [(1, "", "账目混乱"), (2, "", "资产闲置")]
    assert notice.problems[0].measures == ("清理旧账。", "统一科目。", "公开收支。")
    assert notice.problems[1].measures == ("盘点资产。", "公开出租。")


def test_circled_numbers_under_problems_are_subproblems_or_measures_by_their_words():
    notice = read_notice(
        OPENING
        + "一、问题整改情况\n（一）关于“三资”管理不规范的问题\n①合同签订不规范。整改情况：补签合同6份。\n②租金未收缴。整改情况：收缴租金。\n"
        "（二）关于村务公开不及时的问题\n整改情况：①更新公开栏。②按季公开。\n"
    )
    assert _lines(notice.problems) == [(1, "", "“三资”管理不规范"), (2, "", "村务公开不及时")]
    assert [child.text for child in notice.problems[0].children] == ["合同签订不规范", "租金未收缴"]
    assert notice.problems[0].children[0].measures == ("补签合同6份。",)
    assert notice.problems[1].measures == ("更新公开栏。", "按季公开。")


def test_headings_without_numbers():
    notice = read_notice(
        OPENING
        + "关于“请示报告不及时”问题的整改\n完善请示制度。补报事项4件。\n关于“档案缺失”问题的整改\n一是补齐档案。二是专人保管。\n"
    )
    assert _lines(notice.problems) == [(None, "", "请示报告不及时"), (None, "", "档案缺失")]
    assert notice.problems[0].measures == ("完善请示制度。", "补报事项4件。")
    assert notice.problems[1].measures == ("补齐档案。", "专人保管。")


def test_problem_one_problem_two():
    notice = read_notice(
        OPENING
        + "问题一：议事规则不健全。\n整改情况：修订规则。\n问题二：合同审查不严。\n整改情况：聘请法律顾问。\n问题三：临聘人员超编。\n整改情况：清理3人。\n"
    )
    assert _lines(notice.problems) == [
        (1, "", "议事规则不健全"),
        (2, "", "合同审查不严"),
        (3, "", "临聘人员超编"),
    ]


def test_straight_quotes_and_half_width_marks():
    notice = read_notice(
        OPENING
        + '一、整改落实情况\n(一)关于"研究党建工作不够"问题的整改情况\n整改措施:(1)定期研究.(2)列入考核。\n(二)关于"谈心谈话不深"问题的整改情况\n整改措施:普遍谈话。\n'
    )
    assert _lines(notice.problems) == [(1, "", "研究党建工作不够"), (2, "", "谈心谈话不深")]


def test_bold_bracketed_labels_and_duty_lines():
    notice = read_notice(
        OPENING
        + "二、具体问题整改情况\n1.物业费拖欠。\n【整改情况】追缴物业费2.5万元。\n【责任领导】分管副局长\n【整改时限】2023年9月\n"
        "2.值班脱岗。\n【整改情况】通报批评2人。\n【责任领导】办公室主任\n"
    )
    assert _lines(notice.problems) == [(1, "", "物业费拖欠"), (2, "", "值班脱岗")]
    assert notice.problems[0].measures == ("追缴物业费2.5万元。",)


def test_description_before_the_label_belongs_to_the_problem():
    notice = read_notice(
        OPENING
        + "二、反馈问题整改情况\n（一）执行财经纪律不严\n1.报销审核把关不严。抽查2022年凭证，12张缺少附件。\n整改情况：补齐附件，约谈经办人员2人。\n"
        "2.现金管理不规范。库存现金超限额。\n整改情况：核定限额。\n"
    )
    first = notice.problems[0]
    assert first.aspect == "执行财经纪律不严"
    assert first.text == "报销审核把关不严。抽查2022年凭证，12张缺少附件"
    assert first.measures == ("补齐附件，约谈经办人员2人。",)


def test_village_notice_without_labels():
    notice = read_notice(
        "中共柳湾村党支部关于巡察反馈问题整改情况的公示\n根据县委安排，2022年9月13日—10月20日，县委第六巡察组对柳湾村党支部进行了延伸巡察，"
        "11月2日向村党支部反馈了意见。现公示如下：\n一、“三会一课”制度坚持不好的问题。村党支部制定全年计划，补课4次。\n二、低保评议不公开的问题。召开村民代表会议重新评议，取消2户。\n"
        "三、集体鱼塘发包不规范的问题。重新签订合同，收回承包费0.86万元。\n公示期：2023年2月1日至2月7日。监督电话：0999-7654321。\n"
    )
    assert notice.unit == "柳湾村党支部"
    assert notice.kind == "延伸"
    assert notice.period == ("2022-09-13", "2022-10-20")
    assert notice.feedback_on == "2022-11-02"
    assert [problem.text for problem in notice.problems] == [
        "“三会一课”制度坚持不好",
        "低保评议不公开",
        "集体鱼塘发包不规范",
    ]
    assert notice.problems[1].measures == ("召开村民代表会议重新评议，取消2户。",)
    assert notice.problems[2].measures == ("重新签订合同，收回承包费0.86万元。",)
    assert notice.contact.publicity.startswith("公示期")
    assert notice.contact.phones == ("0999-7654321",)


def test_long_school_notice_with_page_furniture_around_it():
    notice = read_notice(
        "当前位置：首页 > 信息公开 > 通知公告\n索引号：11530/2024-00012\n发布机构：云岭县教体局\n发布日期：2024-05-20\n来源：本站 浏览次数：1204\n字体：【大 中 小】 打印\n"
        "中共云岭县第三中学委员会\n关于县委巡察整改进展情况的通报\n"
        "根据县委统一部署，2023年9月4日至11月3日，县委第四巡察组对县第三中学党委开展了教育领域专项巡察。2024年1月5日，县委第四巡察组反馈了巡察意见。现将整改进展情况通报如下。\n"
        "一、强化组织领导，压实整改责任\n校党委先后召开党委会6次。\n二、反馈问题整改进展情况\n（一）落实立德树人根本任务有差距\n1.思政课教师配备不足。\n整改情况：招聘思政教师3名。\n"
        "2.校园周边治理不力。\n整改情况：联合整治2次。\n上一篇：放假通知\n下一篇：招生公告\n版权所有：云岭县第三中学 滇ICP备00000000号\n"
    )
    assert notice.title == "中共云岭县第三中学委员会关于县委巡察整改进展情况的通报"
    assert notice.published_on == "2024-05-20"
    assert notice.kind == "专项"
    assert [problem.text for problem in notice.problems] == ["思政课教师配备不足", "校园周边治理不力"]
    assert notice.problems[1].measures == ("联合整治2次。",)
    assert notice.unread == ()


def test_web_page_source_is_read_as_text():
    notice = read_notice(
        "<html><body><div><p>中共云岭县医院委员会关于巡察整改情况的通报</p><p>" + OPENING + "</p>"
        "<p>一、反馈问题整改情况</p><p>1.关于&ldquo;高值耗材管理不严&rdquo;的问题</p><p>整改情况：建立领用台账。</p>"
        "<p>2.关于&ldquo;医德医风建设薄弱&rdquo;的问题</p><p>整改情况：开展警示教育。</p></div></body></html>"
    )
    assert [problem.text for problem in notice.problems] == ["高值耗材管理不严", "医德医风建设薄弱"]


def test_traditional_text_with_readings_and_stray_marks():
    notice = read_notice(
        "根據(jù)縣委統(tǒng)一部署,2021年4月6日至5月28日,縣委第三巡察組對(duì)青石鎮(zhèn)黨委開展了常規(guī)巡察。現(xiàn)將整改情況予以公布。\n"
        "一、反饋問題整改情況\n1.關(guān)于“防汛責(zé)任落實(shí)?不到位”的問題\n整改情況:一是明確責(zé)任人。二是儲(chǔ)備物資。\n2.關(guān)于“臺(tái)賬不完善”的問題\n整改情況:補(bǔ)齊臺(tái)賬。\n"
    )
    assert notice.unit == "青石镇党委"
    assert [problem.text for problem in notice.problems] == ["防汛责任落实不到位", "台账不完善"]
    assert notice.problems[0].measures == ("明确责任人。", "储备物资。")


def test_stated_total_that_differs_from_what_was_read_is_a_warning():
    notice = read_notice(
        OPENING
        + "巡察反馈的9个问题，已完成整改9个。\n一、反馈问题整改情况\n1.关于“学习不深”的问题\n整改情况：开展学习。\n2.关于“记录不全”的问题\n整改情况：补记。\n"
    )
    assert any("文中称9个问题，读出2个" in warning for warning in notice.warnings)


def test_missing_number_in_the_headings_is_a_warning():
    notice = read_notice(
        OPENING
        + "一、反馈问题整改情况\n1.关于“甲类台账不全”的问题\n整改情况：补齐。\n3.关于“乙类台账不全”的问题\n整改情况：补齐。\n"
    )
    assert [problem.number for problem in notice.problems] == [1, 3]
    assert any("编号不连续" in warning for warning in notice.warnings)


def test_summary_after_the_last_problem_is_no_measure():
    notice = read_notice(
        OPENING
        + "一、反馈问题整改情况\n1.关于“会议过多”的问题\n整改情况：压减会议。\n2.关于“调研偏少”的问题\n整改情况：下沉调研。\n"
        "截至目前，巡察反馈的2个问题，已完成整改1个，正在整改1个，完成率50%。制定完善制度3项。\n"
    )
    assert notice.problems[1].measures == ("下沉调研。",)
    assert notice.figures["problems"] == 2
    assert notice.figures["done"] == 1
    assert notice.figures["doing"] == 1
    assert notice.figures["rate"] == 50.0
    assert notice.figures["rules"] == 3


def test_state_company_notice_with_four_levels():
    notice = read_notice(
        "中共云岭水务集团有限公司委员会关于巡察整改进展情况的通报\n"
        "按照市委统一部署，2024年3月11日至5月31日，市委第七巡察组对云岭水务集团党委开展了机动巡察。2024年7月2日反馈了巡察意见。现将整改情况公布如下：\n"
        "一、落实巡察整改主体责任情况\n集团党委召开专题会议5次。\n二、巡察反馈意见整改落实情况\n（一）贯彻新发展理念有差距\n1.供水主业发展不快\n（1）管网漏损率偏高。\n整改情况：改造管网12公里。\n"
        "（2）二次供水接收缓慢。\n整改情况：接收小区8个。\n2.安全生产责任虚化\n（1）隐患排查不彻底。\n整改情况：排查隐患31处。\n（二）选人用人不规范\n1.干部选拔程序不严\n（1）动议环节缺失。\n整改情况：修订办法。\n"
        "三、下一步整改工作安排\n（一）继续推进长期任务。\n"
    )
    assert notice.kind == "机动"
    assert notice.feedback_on == "2024-07-02"
    assert _lines(notice.problems) == [
        (1, "贯彻新发展理念有差距", "供水主业发展不快"),
        (2, "贯彻新发展理念有差距", "安全生产责任虚化"),
        (1, "选人用人不规范", "干部选拔程序不严"),
    ]
    assert [len(problem.children) for problem in notice.problems] == [2, 1, 1]
    assert len(notice.all_problems()) == 7


def test_court_notice_with_measures_after_a_number_of_their_own():
    notice = read_notice(
        OPENING
        + "二、主要问题整改情况\n（一）关于“审限管理不严”的问题\n1.整改措施：清理长期未结案件。建立预警。\n2.整改成效：未结案件下降。\n"
        "（二）关于“文书上网不及时”的问题\n1.整改措施：专人负责。\n2.整改成效：上网率达标。\n"
    )
    assert _lines(notice.problems) == [(1, "", "审限管理不严"), (2, "", "文书上网不及时")]
    assert notice.problems[0].children == ()
    assert notice.problems[0].measures == ("清理长期未结案件。", "建立预警。", "未结案件下降。")


def test_measures_listed_by_bracketed_numbers_without_a_label():
    notice = read_notice(
        OPENING
        + "一、反馈问题整改情况\n1.关于“窗口排队时间长”问题的整改\n（1）增设窗口2个。\n（2）推行预约办理。\n2.关于“投诉处置慢”问题的整改\n（1）限时答复。\n（2）加强回访。\n"
    )
    assert _lines(notice.problems) == [(1, "", "窗口排队时间长"), (2, "", "投诉处置慢")]
    assert notice.problems[0].children == ()
    assert notice.problems[0].measures == ("增设窗口2个。", "推行预约办理。")


def test_aspect_headings_without_numbers():
    notice = read_notice(
        OPENING
        + "聚焦党中央决策部署在基层落实方面\n1.关于“耕地保护不力”的问题\n整改情况：复垦12亩。\n聚焦群众身边不正之风和腐败问题方面\n1.关于“惠农补贴发放滞后”的问题\n整改情况：补发到户。\n"
    )
    assert _lines(notice.problems) == [
        (1, "聚焦党中央决策部署在基层落实方面", "耕地保护不力"),
        (1, "聚焦群众身边不正之风和腐败问题方面", "惠农补贴发放滞后"),
    ]
