"""Is a mentor fit (mentoring page RM1–RM3)? Sentences say what is missing; none means fit."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import MentorProfile, MentorTraining

LEAST_MONTHS = 36
ENOUGH = (MentorProfile.Category.EXPERT, MentorProfile.Category.RESEARCHER, MentorProfile.Category.MASTER)


def missing_of(profile: MentorProfile, day: dt.date | None = None) -> list[str]:
    """What the mentor lacks on the day without regard to an exception (RM1 for schools, RM2 for others)."""
    day = day or timezone.localdate()
    found = []
    if profile.kind == MentorProfile.Kind.SCHOOL:
        months = profile.experience_months(day)
        if months < LEAST_MONTHS:
            found.append(
                _("service %(years)s years %(months)s months, 3 years are needed") % {"years": months // 12, "months": months % 12}
            )
        if profile.category not in ENOUGH:
            found.append(_("the category must be teacher-expert or higher"))
        elif profile.category_valid_until and profile.category_valid_until < day:
            found.append(_("the category has expired"))
        # in Python, so that a list that prefetched the trainings asks nothing more
        if not any(row.kind == MentorTraining.Kind.INITIAL and row.status in MentorTraining.DONE for row in profile.trainings.all()):
            found.append(_("no confirmed course «Mentor» of 16–36 hours"))
    elif profile.kind == MentorProfile.Kind.ENTERPRISE and not (profile.employment_confirmed and profile.qualification_text):
        found.append(_("employment and qualification are not confirmed"))
    if not profile.youth_work_confirmed:
        found.append(_("ability to work with young people is not confirmed"))
    return found


def is_eligible(profile: MentorProfile, day: dt.date | None = None) -> bool:
    """RM1 or RM2 holds without an exception (counts in MEN-01, PRA-09)."""
    return not missing_of(profile, day)


def may_be_appointed(profile: MentorProfile, day: dt.date | None = None) -> bool:
    """Fit, or by an exception of the council that holds (RM3)."""
    return profile.has_waiver(day) or is_eligible(profile, day)
