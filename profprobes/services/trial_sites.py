"""The trial side of a site: what can be tried there, who may come, how it is booked (§2.1 TrialSite)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from network.models import Site

from .. import errors_booking as errors
from ..models import Profession, Trial, TrialProgramme, TrialSite
from ..words import Named
from . import notices
from .answers import follow_photo_rules
from .locks import locked

FIELDS = (
    "formats",
    "grades",
    "booking",
    "photo_rule",
    *(
        f"{name}_{language}"
        for name in ("min_conditions", "special_conditions", "special_requirements", "access_rules", "exits", "assembly")
        for language in ("kk", "ru")
    ),
)


def programmes_of_host(site: Site) -> Any:
    """Programmes that the site may run: those of its own organisation, archived ones aside."""
    return TrialProgramme.objects.filter(owner=site.organisation_id).exclude(status=TrialProgramme.Status.ARCHIVED)


@transaction.atomic
def save_trial_side(
    *, site: Site, professions: Iterable[Profession], programmes: Iterable[TrialProgramme] = (), by: Any, **fields: Any
) -> TrialSite:
    """Describe a site for trials, or correct what was said; from then on it stands in the trial catalogue and can open slots once it is verified.

    Raises SiteClosed, NoProfession, ForeignProgramme.
    """
    site = locked(site)
    if site.status == Site.Status.CLOSED:
        raise errors.SiteClosed
    chosen, run = list(professions), list(programmes)
    if not chosen:
        raise errors.NoProfession
    side = TrialSite.objects.filter(site=site).first() or TrialSite(site=site)
    there = set(side.programmes.values_list("pk", flat=True)) if side.pk else set()
    for programme in run:
        if programme.owner_id != site.organisation_id and programme.pk not in there:
            raise errors.ForeignProgramme(programme=Named(programme))
    before = side.photo_rule
    for name in FIELDS:
        if name in fields:
            setattr(side, name, fields[name])
    side.save()
    side.professions.set(chosen)
    side.programmes.set(run)
    if before != side.photo_rule:
        for trial in Trial.objects.filter(sessions__booking__slot__site=site).distinct():
            follow_photo_rules(trial=trial)
    return side


@transaction.atomic
def set_popular(*, site: Site, popular: bool, by: Any) -> TrialSite:
    """The operator marks a site that more schools want than it can take: its months are published with quotas (BR-5). Raises NoTrialSide."""
    side = TrialSite.objects.select_for_update(of=("self",)).filter(site=site).first()
    if side is None:
        raise errors.NoTrialSide
    if side.is_popular != popular:
        side.is_popular = popular
        side.save(update_fields=["is_popular"])
        message = (
            _("The operator has marked “%(site)s” as popular: its months are published with quotas.")
            if popular
            else _("“%(site)s” is no longer marked as popular: new months have no quotas.")
        )
        notices.tell(notices.coordinators_of(site.organisation), message, url_name="profprobes:my_sites", but=by, site=site.name_kk)
    return side
