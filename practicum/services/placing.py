"""A seat is taken: the database decides who was first (R1–R3, E-03)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.workdays import add_working_days

from ..errors import AlreadyPlaced, BusyElsewhere, NoSeatLeft
from ..errors_life import NotThisOffer
from ..models import Placement, RelativeDeclaration, SchoolOffer, StudentApplication
from .telling import owner_people, school_people, tell

PROPOSED = gettext_lazy("%(student)s is offered a place in %(school)s. Answer by %(day)s.")


def unbreakable(application: StudentApplication, offer: SchoolOffer) -> list[str]:
    """Limits that a hand may not break either: language, needs, relatives, a school that removed or declined the student (R27)."""
    found = []
    if offer.status != SchoolOffer.Status.ACCEPTED:
        found.append(str(offer.get_status_display()))
    if application.languages and offer.teaching_language not in application.languages:
        found.append(_("the language of instruction does not fit"))
    if set(application.needs) - set(offer.access_features):
        found.append(_("the school lacks conditions of access"))
    if RelativeDeclaration.objects.filter(application=application, school=offer.school_id).exists():
        found.append(_("a declared relative is in the school"))
    left = Placement.objects.filter(student=application.student_id, school=offer.school_id, status__in=["removed", "declined"])
    if left.exclude(status="declined", transitions__by=application.student_id).exists():
        found.append(_("the school declined or removed the student earlier"))
    return found


@transaction.atomic
def place(*, application: StudentApplication, offer: SchoolOffer, source: str, by: Any, **values: Any) -> Placement:
    """Propose a place; it holds its seat until the answer is due. Raises NotThisOffer, NoSeatLeft, AlreadyPlaced, BusyElsewhere."""
    if why := unbreakable(application, offer):
        raise NotThisOffer(why="; ".join(why))
    which = offer.round
    fields = {"starts_on": which.starts_on, "ends_on": which.ends_on, "subject": offer.subject} | values
    due = add_working_days(timezone.localdate(), which.answer_days)
    try:
        with transaction.atomic():
            made = Placement.objects.create(round=which, application=application, offer=offer, source=source, answer_due_on=due, **fields)
    except IntegrityError as error:
        for name, refusal in (
            ("offer_taken_within_capacity", NoSeatLeft),
            ("one_live_placement", AlreadyPlaced),
            ("do_not_overlap", BusyElsewhere),
        ):
            if name in str(error):
                raise refusal from error
        raise
    made.refresh_from_db()
    tell([made.student, *school_people(made), *owner_people(made)], PROPOSED, "placement", made.pk, student=made.student.short_name,
         school=made.school.short_name, day=f"{due:%d.%m.%Y}")  # fmt: skip
    return made
