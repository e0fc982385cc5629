"""Record types of supervision (督查督办): warnings, letters that press, summonses, visits and what they found task by task.

It states what the office did about rectification; what the unit did stands in the tasks themselves.
"""

from __future__ import annotations

from app.areas.rectification.supervision.model.letters import RectWarning, Summons, SupervisionLetter
from app.areas.rectification.supervision.model.visits import InspectionVisit, VisitCheck
from app.core.records import Record

TYPES: tuple[type[Record], ...] = (RectWarning, SupervisionLetter, Summons, InspectionVisit, VisitCheck)
