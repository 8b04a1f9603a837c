"""Who writes, reviews, publishes and adopts programmes (§8 «programme: edit / review»)."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from network.access import COORDINATORS, has_role, holdings, organisations_as, regions_as
from network.models import Organisation, Role

from .querysets_programmes import EDITORS, REVIEWERS

PUBLISHERS = (*COORDINATORS, Role.REGION_OPERATOR)


def _programme(obj: Any) -> Any:
    return getattr(obj, "programme", obj)


@rules.predicate
def writes_programmes(user: Any, obj: Any = None) -> bool:
    """Coordinator, teacher or methodist of the owner, the regional operator for typical programmes; anywhere at all without an object."""
    if obj is None:
        return has_role(user, *EDITORS)
    return _programme(obj).owner_id in organisations_as(user, *EDITORS)


@rules.predicate
def speaks_for_the_owner(user: Any, obj: Any) -> bool:
    """Coordinator or head of the owner, the operator for typical programmes."""
    return _programme(obj).owner_id in organisations_as(user, *PUBLISHERS)


@rules.predicate
def is_expert_of(user: Any, obj: Any) -> bool:
    """A specialist of the employer that was asked, or an external expert of its region; never an author."""
    programme = _programme(obj)
    host = programme.host
    asked = host and (host.pk in organisations_as(user, *REVIEWERS) or host.region_id in regions_as(user, Role.EXPERT))
    return bool(asked) and not programme.authors.filter(pk=user.pk).exists()


@rules.predicate
def keeps_a_site(user: Any, obj: Any = None) -> bool:
    """Coordinator of an employer, college or university, or of the site's own organisation when asked about a site."""
    if obj is not None and hasattr(obj, "organisation_id"):
        return obj.organisation_id in organisations_as(user, *COORDINATORS)
    hosts = {Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}
    return any(one.role in COORDINATORS and one.kind in hosts for one in holdings(user))


OWNER, SPEAKER, EXPERT, KEEPER = (
    _("Coordinators, teachers and methodists of the owner do this."),
    _("The coordinator of the owner does this."),
    _("An expert of the employer who is not an author does this."),
    _("The coordinator of the partner does this."),
)
PERMISSIONS: dict[str, tuple[Any, Any]] = {
    "create_programme": (writes_programmes, OWNER),
    "change_programme": (writes_programmes, OWNER),
    "submit_trialprogramme": (writes_programmes, OWNER),
    "approve_trialprogramme": (is_expert_of, EXPERT),
    "return_trialprogramme": (is_expert_of, EXPERT),
    "publish_trialprogramme": (speaks_for_the_owner, SPEAKER),
    "archive_trialprogramme": (speaks_for_the_owner, SPEAKER),
    "adopt_at_site": (keeps_a_site, KEEPER),
    "issue_programme": (writes_programmes | speaks_for_the_owner, OWNER),
}
