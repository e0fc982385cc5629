"""Invented clues, close-out records, bundle and erasure facts for the tests of the papers."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from app.areas.closeout.model import Closeout, HandoverItem
from app.areas.closeout.papers import CoverSheet, EraseFacts
from app.areas.closeout.papers.certificate import Copy, Removed, Searched
from app.areas.clues.model import Clue
from app.areas.secrecy.model import Carrier, Exposure
from app.core.fields import Signature
from tests.areas.papers_samples import CODES, TASK

HASH = "9f2c4a7be01d53886c1e0b77d4aa93f05e6b2d18c97f4035ab61de20f7c85b94"
ROOT = "41d7c09ae5f2886b3301fda4c97e6b52d80c1f39a7e4b56022d3c8f1907ab6ee"

CLUES = tuple(
    Clue(
        id=f"C{n}",
        number=f"线索〔2026〕{n:03}号",
        task_id="T1",
        summary="某股室负责人涉嫌在低保审核中为亲属谋取利益" if n < 3 else "某单位负责人涉嫌违规发放津贴补贴",
        registered_on=date(2026, 4, n),
        registrar="欧阳䶮",
        source="petition",
        secrecy="secret" if n == 2 else "work_secret",
        subject=("温景行", "申屠牧野", "万俟昶")[n - 1],
        subject_unit="青禾县民政事务服务中心",
        subject_post="社会救助股股长",
        subject_rank="section_deputy",
        subject_politics="party",
        county_managed=n == 3,
        others="申屠牧野，望河镇民政所所长",
        persons=n,
        disciplines=("integrity", "mass"),
        content="2025年5月，为两名近亲属办理低保，涉及资金8,640元。知情人三名。\n2025年9月，收受礼金2,000元。",
        amount=1_064_000,
        happened_from=date(2025, 5, 1),
        happened_to=date(2025, 9, 30),
        verifiable="strong",
        ground="走访中群众当面反映",
        inquiry="只核对了低保档案和户籍信息，没有接触被反映人。",
        assessment="线索具体，可查性强，建议按干部管理权限移交。",
        proposal="verify",
        receiver_body="discipline",
        handed_on=date(2026, 5, 6),
        handed_by="欧阳䶮",
        seal_number=f"QH-2026-{n:04}",
        sheets=10 + n,
        pieces=1,
        signed=(
            Signature("研判人", "蔺守拙", date(2026, 4, 20), "同意移交。"),
            Signature("组长", "杭知谨", date(2026, 4, 22), "同意。"),
        ),
        state="approved",
    )
    for n in (1, 2, 3)
)

CLOSEOUT = Closeout(
    id="O1",
    task_id="T1",
    name="撤组",
    opened_on=date(2026, 5, 8),
    bundle_id="01KQ7ZB3M8W2V9XH5T4N6R1CDE",
    bundle_sha256=HASH,
    receipt_id="01KQ8A55F0S3Y7JQ2M9XV4T6BC",
    receipt_on=date(2026, 5, 15),
    pledged=True,
    state="receipted",
)
_ITEMS = json.loads((CODES.parent / "checklists" / "handover_items.json").read_text(encoding="utf-8"))[
    "items"
]
ITEMS = tuple(
    HandoverItem(
        id=f"H{n:02}",
        task_id="T1",
        position=n,
        code=row["code"],
        aspect=row["aspect"],
        name=row["name"],
        time_limit="撤点后3个工作日",
        due_on=date(2026, 5, 8) + timedelta(days=n),
        unit="件",
        due=n + 1,
        given=n + 1 if n != 15 else None,
        contents="涉密U盘 QH-U-017、QH-U-018" if n == 2 else "",
        giver="欧阳䶮" if n != 15 else "",
        given_on=date(2026, 5, 11) if n != 15 else None,
        receiver="令狐未央" if n != 15 else "",
        received_on=date(2026, 5, 12) if n != 15 else None,
        state="open" if n == 15 else "waived" if n == 5 else "received",
        note="本轮没有专题报告。" if n == 5 else "",
    )
    for n, row in enumerate(_ITEMS, 1)
)

COVER = CoverSheet(
    bundle_id=CLOSEOUT.bundle_id,
    kind="移交包",
    label="第一巡察组撤组移交包",
    task=TASK.name,
    secrecy="internal",
    sealed_at=datetime(2026, 5, 13, 16, 20),
    sealed_by="欧阳䶮",
    sender=TASK.group_name,
    receiver="中共青禾县委巡察工作领导小组办公室",
    sender_key="xk-5f20c9a1",
    receiver_key="xk-77d03be4",
    records=486,
    files=57,
    counts=(("谈话记录", 46), ("信访件", 12), ("问题底稿", 14), ("佐证", 163)),
    size=48_231_774,
    sha256=HASH,
    content_root=ROOT,
    sequence=7,
    previous=HASH[::-1],
    journal=(("主库", 3121, ROOT[::-1]),),
    medium="光盘 QH-CD-0031",
    carried_by="令狐未央",
)
ERASED = EraseFacts(
    number="清-01KQ7ZB3",
    vault_id="b7b0f2c4-55d1-4a0e-9d5e-0f9f6a2c1d77",
    erased_at=datetime(2026, 5, 16, 9, 41),
    bundle_id=CLOSEOUT.bundle_id,
    bundle_sha256=HASH,
    receipt_id=CLOSEOUT.receipt_id,
    receipt_on=date(2026, 5, 15),
    office="中共青禾县委巡察工作领导小组办公室",
    erased_by=("欧阳䶮", "蔺守拙"),
    keys=9,
    files=tuple(
        Removed(f"/home/xuncha/vault/{name}", size)
        for name, size in (
            ("vault.hdr", 8192),
            ("records.vault", 31_326_208),
            ("blobs.vault", 412_090_368),
            ("clues.vault", 1_048_576),
            ("backups/2026-05-12.vault", 30_998_528),
        )
    ),
    searched=(
        Searched("/home/xuncha", 1312, 88_231_009, 0, 0),
        Searched("/tmp", 17, 90_112, 2, 0),
    ),
    not_covered=(
        "程序之外的副本（打印件、拍照、另存的文件）：由本确认书逐项核对",
        "闪存备用块：密钥已销毁，涉密介质请按规定送销毁",
        "交换分区：未启用",
        "休眠：系统未启用",
        "快照：文件系统为 ext4；虚拟机快照请另行核对",
    ),
    missing=("/media/backup（备份盘不在）",),
    copies=(
        Copy("登-00001", "打印", "谈话记录", 1, "000001", "被谈话人核对", "已收回"),
        Copy("登-00002", "打印", "问题底稿", 2, "000002-000003", "组长审签"),
        Copy("登-00003", "导出 PDF", "巡察报告", 1, "", "巡察办"),
    ),
    anchors=(("seq", "3121"), ("head", ROOT)),
    signature=HASH + ROOT,
    code="\n".join(
        (
            "XCE 1",
            "vault b7b0f2c455d14a0e9d5e0f9f6a2c1d77",
            "erased 2026-05-16T09:41",
            f"bundle {CLOSEOUT.bundle_id}",
            f"sha256 {HASH}",
            f"receipt {CLOSEOUT.receipt_id}",
            "seq 3121",
            f"head {ROOT}",
            "keys 9 files 5 hits 0",
            "signer 0123456789abcdef",
            f"sig {HASH}{ROOT}",
        )
    ),
    group=TASK.group_name,
    device="保密计算机 QH-PC-009",
    secrecy="internal",
)
EXPOSURES = tuple(
    Exposure(
        id=f"X{n:02}",
        number=f"登-{n:05}",
        task_id="T1",
        happened_at=datetime(2026, 4, 1, 9, 0) + timedelta(hours=7 * n),
        kind=("print", "pdf", "clipboard", "bundle")[n % 4],
        paper=("问题底稿", "谈话记录", "巡察报告")[n % 3],
        subjects="〔2026〕三巡-一组-02号",
        secrecy="internal",
        who="欧阳䶮",
        copies=1 + n % 3,
        copy_numbers=f"{n:06}",
        sheets=6,
        destination="组长审签",
        approved_by="杭知谨",
        approved_on=date(2026, 4, 1),
        returned_on=date(2026, 5, 8) if n % 2 else None,
        returned_to="令狐未央" if n % 2 else "",
        returned_copies=1 + n % 3 if n % 2 else None,
        state="returned" if n % 2 else "out",
    )
    for n in range(1, 9)
)
CARRIERS = (
    Carrier(
        id="D1",
        number="载体-0001",
        task_id="T1",
        name="保密计算机",
        kind="computer",
        secrecy="secret",
        carrier_number="QH-PC-009",
        brand="青川 K20",
        factory_number="F20260109",
        serial_number="SN7788120",
        disk_number="WX-5500-11",
        copies=1,
        holder="欧阳䶮",
        issued_on=date(2026, 3, 5),
        returned_on=date(2026, 5, 11),
        returned_to="令狐未央",
        wiped=True,
        state="returned",
    ),
    Carrier(
        id="D2",
        number="载体-0002",
        task_id="T1",
        name="涉密U盘",
        kind="usb",
        secrecy="work_secret",
        carrier_number="QH-U-017",
        holder="李㛃",
        issued_on=date(2026, 3, 5),
        return_due=date(2026, 5, 11),
        state="in_use",
    ),
    Carrier(
        id="D3",
        number="载体-0003",
        task_id="T1",
        name="谈话记录草稿",
        kind="paper",
        secrecy="internal",
        carrier_number="000031",
        copies=2,
        sheets=14,
        holder="李㛃",
        destroy_method="shred",
        destroyed_on=date(2026, 5, 12),
        approved_by="杭知谨",
        supervised_by="令狐未央",
        state="destroyed",
    ),
)
