"""The operator writes to a school (free slots) or to an employer (a sphere without a site); the addressee takes note."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    letter = _send(
        DeskLetter(kind=DeskLetter.Kind.SLOTS, to=school, grades=sorted(grades), text=text),
        _("The regional operator offers %(school)s free slots for career trials."),
        by=by,
        school=school.short_name,
    )
    letter.slots.set(slots)
    return letter


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


def _send(letter: DeskLetter, message: Any, *, by: Any, **params: Any) -> DeskLetter:
    letter.text = letter.text.strip()[:1000]
    if not letter.text:
        raise errors.TextMissing
    people = coordinators_of(letter.to)
    if not people:
        raise errors.NobodyThere(organisation=letter.to.short_name)
    letter.sent_by = by
    letter.save()
    tell(people, message, url_name="profprobes:desk_letter", args=(letter.pk,), but=by, **params)
    return letter


@transaction.atomic
def take_note(*, letter: DeskLetter, by: Any) -> DeskLetter:
    """The addressee has read it; the operator sees when. Raises ReadAlready."""
    letter = locked(letter)
    if letter.read_at:
        raise errors.ReadAlready
    letter.read_at, letter.read_by = timezone.now(), by
    letter.save(update_fields=["read_at", "read_by"])
    return letter
