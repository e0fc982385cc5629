"""The codes of this area's pages that open at a record, and the ways there. It must not open or read anything itself."""

from __future__ import annotations

from app.widgets.aim import go_to as go_to
from app.widgets.aim import has_aim as has_aim
from app.widgets.aim import remember as remember
from app.widgets.aim import remembered as remembered
from app.widgets.aim import take_aim as take_aim

ASSEMBLE = "assemble_report"
EDITOR = "report_editor"
