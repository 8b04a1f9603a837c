"""Files into the registers, the fast path: a file is read row by row, checked against the register, and loaded by COPY and one upsert.

Each register is a class of this package; ``REGISTERS`` finds it by ImportJob.Register. Rows are known by natural keys, so a file loaded twice changes
nothing. What happens to a job around it lies in ``network.services.imports``.
"""

from typing import Any

from .base import Register
from .calendar_events import CalendarEvents
from .classes import Classes
from .districts import Districts
from .localities import Localities
from .matrix_rows import MatrixRows
from .modules import Modules
from .organisations import Organisations
from .plan_items import PlanItems
from .pupils import Pupils
from .sites import Sites
from .staff import Staff

_PLANS: tuple[type[Register], ...] = (Modules, MatrixRows, PlanItems, CalendarEvents)
_ALL: tuple[type[Register], ...] = (Organisations, Sites, Classes, Pupils, Staff, Districts, Localities, *_PLANS)
REGISTERS: dict[str, type[Register]] = {register.code: register for register in _ALL}


def register_of(job: Any) -> Register:
    """The register that the job fills, ready to check rows."""
    return REGISTERS[job.register](job)


__all__ = ["REGISTERS", "Register", "register_of"]
