"""Builders of whole papers for the tests of the documents engine; every name in them is made up."""

from __future__ import annotations

from datetime import date

from app.documents.paper import (
    Attachment,
    Attendance,
    Cell,
    Column,
    Face,
    Form,
    Heading,
    Layout,
    Paper,
    Paragraph,
    QuestionAnswer,
    Run,
    Secrecy,
    Signatures,
    SignLine,
    Table,
    heading_number,
)

OFFICE = "中共青禾县委巡察工作领导小组办公室"
GROUP = "中共青禾县委第三巡察组"
SENTENCE = (
    "2026年3月至5月，县委第三巡察组对县供销合作社联合社党组开展了常规巡察，共开展个别谈话63人次，查阅资料1280份，"
    "受理信访件17件，走访基层单位9个。巡察发现，该单位党组在落实“三重一大”决策制度方面存在差距，2024年以来有6项、"
    "涉及资金12.5万元的大额支出未经集体研究（详见附表），个别班子成员对《中国共产党巡视工作条例》理解不深、把握不准；"
)


def official(paragraphs: int = 4) -> Paper:
    """A 公文 with everything in its head and foot."""
    return Paper(
        name="notice",
        title="关于印发《青禾县委第六轮巡察工作方案》并认真做好巡察准备工作的通知",
        layout=Layout.OFFICIAL,
        secrecy=Secrecy("秘密", "5年"),
        copy_number="000012",
        urgency="特急",
        issuer_mark="中共青禾县委巡察工作领导小组办公室文件",
        doc_number="青巡办〔2026〕15号",
        addressee="各乡镇党委，县直各部门党组（党委），县委各巡察组",
        body=(
            Paragraph("根据县委统一部署，现将有关事项通知如下。"),
            Heading(1, "一、总体要求"),
            *(Paragraph(SENTENCE) for _ in range(paragraphs)),
            Heading(1, "二、工作安排"),
            Heading(2, "（一）进驻准备"),
            Paragraph(runs=(Run("1.组建队伍。", Face.HEI), Run(SENTENCE))),
            Paragraph("2." + SENTENCE),
            Heading(2, "（二）纪律要求"),
            Paragraph(SENTENCE),
        ),
        attachments=(
            "青禾县委第六轮巡察工作方案；",
            "青禾县委第六轮巡察组分工及被巡察单位名单（含延伸巡察村、社区党组织）一览表。",
        ),
        signed_by=(OFFICE,),
        signed_on=date(2026, 3, 5),
        sealed=True,
        note="此件发至县直各部门",
        copies_to=("县委常委，县委办公室", "县纪委监委机关", "县委组织部"),
        printed_by=OFFICE,
        printed_on=date(2026, 3, 6),
    )


def letter() -> Paper:
    """A 信函 that hands over petitions."""
    return Paper(
        name="handover_letter",
        title="关于移交第六轮巡察有关信访事项的函",
        layout=Layout.LETTER,
        secrecy=Secrecy("工作秘密"),
        copy_number="000003",
        issuer_mark="中共青禾县委巡察工作领导小组办公室",
        doc_number="青巡办函〔2026〕7号",
        addressee="县信访局",
        body=(
            Paragraph(SENTENCE),
            Paragraph(
                "现将不属于巡察受理范围的信访事项17件移交你单位，请按照有关规定办理，并于2026年6月30日前反馈办理情况。"
            ),
            Paragraph("专此函告。"),
        ),
        attachments=("信访事项移交清单",),
        signed_by=(OFFICE,),
        signed_on=date(2026, 5, 18),
        note="联系人：邹喆堃，联系电话：0000-1234567",
        copies_to=("县委第三巡察组",),
    )


def minutes() -> Paper:
    """组务会纪要."""
    return Paper(
        name="minutes",
        title="",
        layout=Layout.MINUTES,
        issuer_mark="青禾县委第三巡察组组务会纪要",
        doc_number="第3期",
        signed_by=(GROUP,),
        signed_on=date(2026, 4, 9),
        secrecy=Secrecy("内部"),
        body=(
            Paragraph("4月9日，组长主持召开组务会，研究问题底稿和下一步工作。会议议定以下事项："),
            Heading(1, "一、关于问题底稿"),
            Paragraph(SENTENCE),
            Heading(1, "二、关于下一步工作"),
            Paragraph(SENTENCE),
        ),
        attendance=(
            Attendance(
                "出席",
                "翟岚、路鸣、江一舟、司空远、陶然，县委巡察办秦简，县审计局借调干部卫青梅、县财政局借调干部苗圃",
            ),
            Attendance("请假", "方圆"),
        ),
        copies_to=("县委巡察办",),
        printed_by=GROUP,
        printed_on=date(2026, 4, 10),
    )


def report(sections: int = 8, paragraphs: int = 7) -> Paper:
    """A long 巡察报告 with headings of four levels, a table and an attachment on a turned page."""
    body: list[Heading | Paragraph | Table | Attachment] = []
    for section in range(1, sections + 1):
        body.append(Heading(1, heading_number(1, section) + "落实党的理论和路线方针政策方面"))
        for index in range(1, paragraphs // 7 + 1):
            body.append(Heading(2, heading_number(2, index) + "学习贯彻不深入、不系统，联系实际不紧"))
            body.append(Heading(3, heading_number(3, 1) + "理论学习中心组学习有差距"))
            body.append(Heading(4, heading_number(4, 1) + "学用结合不够"))
            body.extend(Paragraph(SENTENCE * 2 + f"共{section * 100 + index}项。") for _ in range(7))
    body.append(Paragraph("工作量统计如下表。"))
    columns = (Column("序号", 15, align_center()), Column("项目"), Column("数量", 30))
    body.append(
        Table(
            columns, tuple((str(i), f"个别谈话第{i}类", str(i * 7)) for i in range(1, 30)), "表1 工作量统计"
        )
    )
    body.append(Attachment("1", "问题与底稿对照表", landscape=True))
    body.append(wide_table(20))
    return Paper(
        name="inspection_report",
        title="关于对县供销合作社联合社党组开展常规巡察情况的报告",
        subtitle="（2026年5月20日）",
        layout=Layout.PLAIN,
        secrecy=Secrecy("秘密", "10年"),
        copy_number="000001",
        addressee="县委巡察工作领导小组",
        body=tuple(body),
        signed_by=(GROUP,),
        signed_on=date(2026, 5, 20),
    )


def align_center() -> float:
    """Weight of a column whose width is fixed anyway."""
    return 1.0


def wide_table(rows: int) -> Table:
    """The 7-column table of feedback problems."""
    columns = (
        Column("问题类别", weight=1.1),
        Column("问题子类", weight=1.2),
        Column("具体问题", weight=2.2),
        Column("具体表现", weight=4),
        Column("对应聚焦", weight=1.8),
        Column("是否重点关注", 18),
        Column("重点关注情形", weight=1.5),
    )
    row = (
        "党的建设",
        "民主集中制",
        "“三重一大”制度执行不严",
        "2024年以来有6项、涉及资金12.5万元的大额支出未经党组集体研究，其中3项由个人签批后直接支付。",
        "聚焦基层党组织和党员队伍建设",
        "是",
        "其他",
    )
    return Table(columns, tuple((f"{row[0]}{index}", *row[1:]) for index in range(1, rows + 1)))


def landscape_list(rows: int = 60) -> Paper:
    """反馈问题清单 on A4 landscape."""
    return Paper(
        name="feedback_list",
        title="巡察反馈问题清单",
        layout=Layout.FORM,
        landscape=True,
        secrecy=Secrecy("秘密", "5年"),
        copy_number="000002",
        subtitle="被巡察党组织：县供销合作社联合社党组",
        doc_number="青巡三〔2026〕第04号",
        body=(wide_table(rows),),
    )


def working_paper(length: int = 12) -> Paper:
    """问题底稿 whose long cells break over pages."""
    facts = "\n".join(f"{index}." + SENTENCE for index in range(1, length + 1))
    rows = (
        (
            Cell("编制日期", label=True),
            Cell("2026年4月2日"),
            Cell("被巡察单位", label=True),
            Cell("县供销合作社联合社党组"),
        ),
        (Cell("问题来源", label=True), Cell("☑谈话 ☑资料 ☐信访 ☐走访 ☐问卷 ☐抽查 ☐巡前通报 ☐其他", span=3)),
        (Cell("问题标题", label=True), Cell("大额资金使用未经集体研究", span=3)),
        (
            Cell("问题分类", label=True),
            Cell("聚焦基层党组织和党员队伍建设 → 民主集中制 → “三重一大”", span=3),
        ),
        (Cell("问题概述", label=True), Cell("落实“三重一大”决策制度不严格，大额支出由个人签批。", span=3)),
        (Cell("具体表现及查证事实", label=True), Cell(facts, span=3)),
        (Cell("定性及政策依据", label=True), Cell(SENTENCE, span=3)),
        (
            Cell("支撑材料目录", label=True, rows=3),
            Cell("编号", label=True),
            Cell("名称", label=True),
            Cell("页码", label=True),
        ),
        (Cell("04-01"), Cell("党组会议记录复印件"), Cell("第3—7页")),
        (Cell("04-02"), Cell("财务凭证复印件"), Cell("第12页")),
        (Cell("承办人意见", label=True), Cell("", span=3, min_height_mm=28)),
        (Cell("副组长复核意见", label=True), Cell("", span=3, min_height_mm=28)),
        (Cell("组长审签意见", label=True), Cell("", span=3, min_height_mm=28)),
    )
    return Paper(
        name="working_paper",
        title="中共青禾县委巡察组问题底稿",
        layout=Layout.FORM,
        secrecy=Secrecy("秘密", "5年"),
        doc_number="〔2026〕青巡三-04号",
        body=(
            Form(rows, columns=(24, 54, 26, 56)),
            Paragraph("注：一事一底稿；领导干部问题线索不在本底稿反映。", small=True),
        ),
        signed_on=None,
    )


def interview(pairs: int = 30) -> Paper:
    """谈话记录: a ruled head, questions and answers, signatures, a place to sign on every page."""
    head = Form(
        (
            (
                Cell("谈话时间", label=True),
                Cell("2026年3月18日9时10分至10时45分"),
                Cell("地点", label=True),
                Cell("县供销社三楼小会议室"),
            ),
            (
                Cell("谈话对象", label=True),
                Cell("邹喆堃"),
                Cell("单位职务", label=True),
                Cell("县供销社财务股股长"),
            ),
            (Cell("谈话人", label=True), Cell("翟岚、路鸣"), Cell("记录人", label=True), Cell("江一舟")),
        ),
        columns=(22, 62, 22, 54),
    )
    talk = tuple(
        QuestionAnswer(
            "请谈一谈2024年以来大额资金支出的决策程序。",
            "一般是先由股室提出，再报分管领导。" + SENTENCE if index % 3 == 0 else "是的，有3笔没有上会。",
        )
        for index in range(pairs)
    )
    return Paper(
        name="interview",
        title="谈话记录",
        layout=Layout.FORM,
        secrecy=Secrecy("秘密", "5年"),
        copy_number="000001",
        doc_number="谈2026-031",
        page_foot="被谈话人签名：",
        body=(
            head,
            *talk,
            Paragraph("以上记录我看过，与我说的一致。"),
            Signatures(
                (SignLine("被谈话人"), SignLine("谈话人", "", ""), SignLine("记录人", "", "2026年3月18日"))
            ),
        ),
    )


ALL = (official, letter, minutes, report, landscape_list, working_paper, interview)
