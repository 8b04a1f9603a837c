"""A visit that does not take place: class teachers, adults who go along, the mentor, pupils and families hear of it (§2.1, BR-52).

The coordinators of both sides are told where it happens. Families are written to after the commit, and only if the trial still has no other time then: a
visit that moves to another slot in the same step sends its difference to be confirmed instead (BR-24).
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import ParentConsent, Participation, Trial, TrialSession
from ..queries.families import contact_of
from ..words import When
from . import letters, notices

OVER = {Trial.Status.MOVED, Trial.Status.CANCELLED}
ASKED = [ParentConsent.Status.SENT, ParentConsent.Status.OPENED, ParentConsent.Status.GIVEN, ParentConsent.Status.RECONFIRM]
POSTPONED = _("Trial %(trial)s on %(when)s does not take place. A new time follows. %(reason)s")
CANCELLED = _("Trial %(trial)s on %(when)s is cancelled. %(reason)s")


def tell_everyone(trial: Trial, session: TrialSession, *, by: Any, reason: str, mentor: bool = False) -> None:
    """Tell those who are not told otherwise; ``mentor``: the mentor too (the host has called it off). A visit that has begun is told to nobody."""
    if session.starts <= timezone.now():
        return
    transaction.on_commit(partial(_tell, trial.pk, When(session.period), by=by, reason=reason, mentor=mentor))


@transaction.atomic
def _tell(pk: int, when: When, *, by: Any, reason: str, mentor: bool) -> None:
    trial = Trial.objects.select_related("school", "programme", "mentor__membership__user", "responsible__user").get(pk=pk)
    if trial.status not in OVER:
        return
    message = CANCELLED if trial.status == Trial.Status.CANCELLED else POSTPONED
    values: dict[str, Any] = {"trial": trial.number, "when": str(when), "reason": reason}
    adults = [*notices.class_teachers_of(trial), *(row.user for row in trial.accompanying.select_related("user"))]
    notices.tell(adults, message, url_name="profprobes:trial", args=(trial.pk,), but=by, **values)
    if mentor and trial.mentor:
        notices.tell([trial.mentor.membership.user], message, url_name="profprobes:visits", but=by, **values)
    group = trial.participations.filter(status__in=Participation.IN_GROUP, removed_at__isnull=True)
    notices.tell(
        [row.pupil for row in group.select_related("pupil")], message, url_name="profprobes:my_trials", but=by, **(values | {"reason": ""})
    )
    _write_to_families(trial, when)


def _write_to_families(trial: Trial, when: When) -> int:
    """Every guardian who was asked gets a letter in their own language; answers how many."""
    rows = ParentConsent.objects.filter(participation__trial=trial, participation__removed_at__isnull=True, status__in=ASKED)
    rows = rows.select_related(
        "guardian", "link", "participation__pupil", "participation__trial__school", "participation__trial__programme"
    )
    sent, contacts = 0, {}
    for consent in rows.select_related("participation__trial__responsible__user"):
        group = consent.participation.class_group_id
        if group not in contacts:
            contacts[group] = contact_of(consent.participation)
        sent += bool(letters.send_called_off(consent, when=when, teacher=contacts[group], cancelled=trial.status == Trial.Status.CANCELLED))
    return sent
