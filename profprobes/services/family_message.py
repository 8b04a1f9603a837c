"""The school tells families what happened, what was done and whom to ask (§5.8)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import messages
from accounts.models import GuardianLink

from .. import errors_incidents as errors
from ..models import FamilyMessage, Incident, IncidentNotice, Participation
from .locks import locked


def families_of(incident: Incident, audience: str) -> list[GuardianLink]:
    """Guardians in standing of the pupils concerned, or of everybody who was in the group."""
    rows = incident.pupils.all()
    if audience == FamilyMessage.Audience.GROUP:
        rows = incident.trial.participations.filter(status__in=Participation.IN_GROUP, removed_at__isnull=True)
    found = GuardianLink.objects.filter(child__in=rows.values("pupil"), status=GuardianLink.Status.ACTIVE)
    return list(found.order_by("pk"))


@transaction.atomic
def send_family_message(
    *, incident: Incident, audience: str, happened_kk: str, happened_ru: str, measures_kk: str, measures_ru: str, by: Any
) -> FamilyMessage:
    """Send it to every guardian who can be reached, each in the own language, and note that the parents were told. Raises NoFamilies."""
    incident = locked(incident, "trial__school", "trial__responsible__user")
    guardians = families_of(incident, audience)
    if not guardians:
        raise errors.NoFamilies
    texts = {"happened_kk": happened_kk, "happened_ru": happened_ru, "measures_kk": measures_kk, "measures_ru": measures_ru}
    draft = FamilyMessage(incident=incident, audience=audience, sent_by=by, **{name: text.strip() for name, text in texts.items()})
    reached = sum(_send(draft, guardian) for guardian in guardians)
    draft.reached, draft.unreached = reached, len(guardians) - reached
    draft.save()
    if reached:
        IncidentNotice.objects.create(incident=incident, whom=IncidentNotice.Whom.PARENTS, at=timezone.now(), by=by)
    return draft


def _send(message: FamilyMessage, guardian: GuardianLink) -> bool:
    responsible = message.incident.trial.responsible.user
    with messages.in_language_of(guardian):
        values = {
            "school": message.incident.trial.school.short_name_in(guardian.language),
            "happened": message.text("happened", guardian.language),
            "measures": message.text("measures", guardian.language),
            "contact": f"{responsible.short_name}, {responsible.phone}" if responsible.phone else responsible.short_name,
        }
        subject = _("After the career trial: what happened")
        body = _(
            "Hello!\n\n%(school)s tells you what happened at the career trial.\n\n%(happened)s\n\nWhat was done: %(measures)s\n\nWhom to ask: %(contact)s"
        )
        return messages.send_to_guardian(guardian=guardian, subject=f"{_('Köpir')}: {subject}", body=body % values) is not None
