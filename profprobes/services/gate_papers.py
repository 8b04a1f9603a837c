"""Gates about papers and promises around a visit: lessons moved, insurance, photo list, feedback, first-aid kit (G10, G11 lessons, G12–G15; BR-20, BR-54).

Each check answers the fields of a gate line; gate.py makes the lines. All facts come with ``extra_facts()`` and the select_related of the gate.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.dates import local_date
from documents.models import IssuedDocument
from surveys.models import Questionnaire

from ..models import MovedLesson, OnlinePart, SafetyMark, TechnologyCard, TrialSession
from ..words import Lazy, Listed

FIRST_AID_KIT = 15
FEEDBACK = "PP-FB"


def extra_facts() -> dict[str, Any]:
    """Annotations of the visits: kit_marked, photo_list_made, feedback_off, lessons_listed."""
    feedback = Questionnaire.objects.filter(code=FEEDBACK)
    return {
        "kit_marked": Exists(SafetyMark.objects.filter(session=OuterRef("pk"), item=FIRST_AID_KIT).exclude(answer=SafetyMark.Answer.NO)),
        "photo_list_made": Exists(_issued("PP-PHOTO", TrialSession, "pk")) | Exists(_issued("PP-A", TechnologyCard, "card__pk")),
        "feedback_off": Exists(feedback.filter(status="retired")) & ~Exists(feedback.filter(~Q(status="retired"))),
        "lessons_listed": Exists(MovedLesson.objects.filter(session=OuterRef("pk"))),
    }


def _issued(code: str, model: type, row: str) -> Any:
    """A paper of the kind that was made for the visit and not withdrawn; form А prints the list of photo permissions too (row 19)."""
    kind = ContentType.objects.get_for_model(model)
    return IssuedDocument.objects.filter(type_code=code, content_type=kind, object_id=OuterRef(row)).exclude(status="withdrawn")


def _line(code: str, title: Any, ok: bool, detail: Any = "", tab: str = "", label: Any = "", *, blocking: bool = False) -> dict[str, Any]:
    url_name = f"profprobes:{tab}" if tab else ""
    return {"code": code, "title": title, "ok": ok, "blocking": blocking, "detail": detail, "url_name": url_name, "label": label}


def _lessons(session: Any, away: bool) -> list[dict[str, Any]]:
    """BR-54: a visit in lesson time names the lessons and the deputy head. Nobody has said whether it is: a reminder, since most visits are after lessons."""
    plan = getattr(session, "lesson_time", None)
    tab, label = "trial_lessons", _("Moved lessons")
    if plan is None:
        return [_line("G11l", _("Lesson time"), False, _("Say whether the visit takes lesson time."), tab, label)]
    if not plan.moves_lessons:
        return []
    ok = bool(session.lessons_listed and plan.agreed_by_id)
    detail = "" if ok else _("Write the lessons and the deputy head who agreed.")
    return [_line("G11l", _("Lessons are moved, the deputy head agreed"), ok, detail, tab, label, blocking=True)]


def _insurance(session: Any, away: bool) -> list[dict[str, Any]]:
    """G12, S32: a warning."""
    route = getattr(session, "route", None)
    if not away or route is None:
        return []
    day = local_date(session.starts)
    detail: Any = ""
    if not route.insurance:
        detail = _("No insurance number on the route sheet.")
    elif (route.insured_from and route.insured_from > day) or (route.insured_until and route.insured_until < day):
        detail = _("The insurance does not cover the day.")
    return [_line("G12", _("Insurance for travel and stay"), not detail, detail, "trial_route", _("Route and adults"))]


def _photo_list(session: Any, away: bool) -> list[dict[str, Any]]:
    made = session.photo_list_made
    detail = "" if made else _("The list of photo permissions is not made yet.")
    return [_line("G13", _("Photo list for the visit"), made, detail, "trial_documents", _("Documents"))]


def _feedback(session: Any, away: bool) -> list[dict[str, Any]]:
    off = session.feedback_off
    detail = _("The feedback questionnaire PP-FB is retired: nobody will be asked.") if off else ""
    return [_line("G14", _("Feedback after the visit"), not off, detail)]


def _kit(session: Any, away: bool) -> list[dict[str, Any]]:
    marked = session.kit_marked
    detail = "" if marked else _("Item 15 of the check sheet has no answer yet.")
    return [_line("G15", _("First-aid kit"), marked, detail, "trial_check_sheet", _("Check sheet"))]


def _online(session: Any, away: bool) -> list[dict[str, Any]]:
    """G10, BR-17."""
    part = getattr(session, "online", None)
    if part is None:
        return []
    missing = [str(OnlinePart._meta.get_field(name).verbose_name) for name in part.missing]  # type: ignore[union-attr]
    detail: Any = ""
    if missing:
        detail = Lazy(_("Not written yet: %(what)s."), what=Listed(missing))
    elif part.access_checked_on is None or not 0 <= (local_date(session.starts) - part.access_checked_on).days <= days():
        detail = Lazy(_("Access and equipment are tried at most %(days)s days before."), days=days())
    return [_line("G10", _("Online part prepared"), not detail, detail, "trial_online", _("Online part"), blocking=True)]


def days() -> int:
    """How long a test of access holds."""
    return int(settings.TRIALS["ACCESS_TEST_DAYS"])  # type: ignore[call-overload]


CHECKS = (_online, _lessons, _insurance, _photo_list, _feedback, _kit)
