"""The operator writes to a school (free slots) or to an employer (a sphere without a site); the addressee takes note."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import messages
from accounts.models import User
from core import dates
from network.models import Organisation, Site

from .. import errors_desk as errors
from ..models import DeskLetter, SiteSlot, Sphere
from .locks import locked
from .notices import coordinators_of, tell


def free_slots(school: Organisation) -> Any:
    """Slots ahead in the school's region that it may book: open to everybody, its rural quota, or given to it from the reserve (BR-6)."""
    own = Q(quota_class=SiteSlot.Quota.OPEN) | Q(released_at__isnull=False) | Q(granted_to=school)
    if school.is_rural:
        own |= Q(quota_class=SiteSlot.Quota.RURAL)
    rows = SiteSlot.objects.filter(
        own, status=SiteSlot.Status.OPEN, published=True, period__startswith__gt=timezone.now(), seats_taken__lt=F("seats_total"),
        site__status=Site.Status.VERIFIED, site__organisation__region=school.region_id,
    )  # fmt: skip
    return rows.select_related("site__organisation", "site__trial_site").order_by("period", "pk")


@transaction.atomic
def write_to_school(*, school: Organisation, slots: Sequence[SiteSlot], text: str, grades: Sequence[int] = (), by: Any) -> DeskLetter:
    """Offer free slots to a school whose parallels have no trial yet. Raises ChooseSlots, SlotGone, TextMissing, NobodyThere."""
    if not slots:
        raise errors.ChooseSlots
    open_now = set(free_slots(school).filter(pk__in=[slot.pk for slot in slots]).values_list("pk", flat=True))
    if gone := [slot for slot in slots if slot.pk not in open_now]:
        raise errors.SlotGone(slots=", ".join(str(slot) for slot in gone))
    return _send(
        DeskLetter(kind=DeskLetter.Kind.SLOTS, to=school, grades=sorted(grades), text=text),
        _("The regional operator offers %(school)s free slots for career trials."),
        by=by,
        slots=slots,
        school=school.short_name,
    )


@transaction.atomic
def invite_employer(*, employer: Organisation, sphere: Sphere, text: str, by: Any) -> DeskLetter:
    """Ask an employer to open a site of a sphere that the region lacks. Raises SphereHasSite, TextMissing, NobodyThere."""
    if Site.objects.filter(organisation=employer, status=Site.Status.VERIFIED, trial_site__professions__sphere=sphere).exists():
        raise errors.SphereHasSite(organisation=employer.short_name)
    return _send(
        DeskLetter(kind=DeskLetter.Kind.SPHERE, to=employer, sphere=sphere, text=text),
        _("The regional operator asks %(organisation)s to open a site for career trials."),
        by=by,
        organisation=employer.short_name,
    )


def _send(letter: DeskLetter, message: Any, *, by: Any, slots: Sequence[SiteSlot] = (), **params: Any) -> DeskLetter:
    letter.text = letter.text.strip()[:1000]
    if not letter.text:
        raise errors.TextMissing
    people = coordinators_of(letter.to)
    if not people:
        raise errors.NobodyThere(organisation=letter.to.short_name)
    letter.sent_by = by
    letter.save()
    letter.slots.set(slots)
    tell(people, message, url_name="profprobes:desk_letter", args=(letter.pk,), but=by, **params)
    for person in people:
        if person != by and person.email:
            _mail(person, letter, message, slots, params)
    return letter


def _mail(person: User, letter: DeskLetter, message: Any, slots: Sequence[SiteSlot], params: dict[str, Any]) -> None:
    """The same letter by e-mail, in the language of the person; it names no pupil, for it leaves the portal."""
    with messages.in_language_of(person):
        places = [f"— {dates.day(slot.starts)}, {dates.times(slot.starts, slot.ends)} · {slot.site}" for slot in slots]
        address = f"{settings.SITE_URL}{reverse('profprobes:desk_letter', args=[letter.pk])}"
        where = gettext("Read it and take note in the portal: %(url)s") % {"url": address}
        parts = [str(message % params), letter.text, "\n".join(places), where]
        name, title = gettext("Köpir"), gettext("Letter of the regional operator")
        messages.send_to_user(user=person, subject=f"{name}: {title}", body="\n\n".join(part for part in parts if part))


@transaction.atomic
def take_note(*, letter: DeskLetter, by: Any) -> DeskLetter:
    """The addressee has read it; the operator sees when. Raises ReadAlready."""
    letter = locked(letter)
    if letter.read_at:
        raise errors.ReadAlready
    letter.read_at, letter.read_by = timezone.now(), by
    letter.save(update_fields=["read_at", "read_by"])
    return letter
