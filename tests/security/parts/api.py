"""Addresses of the API. Each names the object that the screens of its part name; keys of the API on the own pages."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts import consents
from accounts.models import ApiToken, Consent
from network.models import AcademicYear
from tests.factories.people import AcademicYearFactory
from tests.security.parts import agreements, alignment, governance, people, plans, registers, registry


def _kept(world: Any, name: str, make: Any) -> Any:
    """One row per world."""
    shelf = world.__dict__.setdefault("_api", {})
    if name not in shelf:
        shelf[name] = make()
    return shelf[name]


def _key(world: Any) -> ApiToken:
    make = lambda: ApiToken.objects.create(  # noqa: E731
        user=world.trials.coordinator,
        name="walk",
        token_hash="0" * 64,
        tail="0000",
        scopes=["registers:read"],
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    return _kept(world, "key", make)


def _consent(world: Any) -> Consent:
    make = lambda: consents.grant_consent(subject=world.trials.coordinator, purpose="research", channel=Consent.Channel.PORTAL)  # noqa: E731
    return _kept(world, "consent", make)


def _year(world: Any) -> AcademicYear:
    return _kept(world, "year", AcademicYearFactory)


def _school(world: Any) -> dict[str, Any]:
    return {"pk": world.trials.school.pk}


def _of(row: Any) -> Any:
    return lambda world: {"pk": row(world).pk}


def _role(world: Any) -> Any:
    return world.member.roles.get()


def _order(world: Any) -> dict[str, Any]:
    row = governance.built(world).order
    return {"pk": row.decision_id, "row": row.pk}


def _notice(world: Any) -> dict[str, Any]:
    row = registry.rows(world).notice
    return {"pk": row.agreement_id, "row": row.pk}


SAMPLES: dict[str, Any] = {
    "token_revoke": _of(_key),
    "api:public-check": lambda w: {"code": "XXXXXXXX"},
    "api:regions-detail": lambda w: {"pk": w.trials.school.region_id},
    "api:districts-detail": lambda w: {"pk": w.trials.school.district_id},
    "api:academic-years-detail": _of(_year),
    **{f"api:organisations-{name}": _school for name in ("detail", "statuses", "staff")},
    "api:organisations-status-transition": lambda w: _school(w) | {"row": registers._status(w).pk},
    "api:sites-detail": lambda w: {"pk": w.trials.site.pk},
    **{f"api:memberships-{name}": _of(lambda w: w.member) for name in ("detail", "end")},
    **{f"api:roles-{name}": _of(_role) for name in ("detail", "end", "extend")},
    **{f"api:invitations-{name}": _of(people._invitation) for name in ("detail", "send-again", "revoke")},
    "api:class-groups-detail": _of(lambda w: w.trials.class_group),
    **{f"api:networks-{name}": governance.of("network") for name in ("detail", "members", "duties")},
    **{f"api:councils-{name}": governance.of("council") for name in ("detail", "members")},
    "api:meetings-detail": governance.of("meeting"),
    **{f"api:decisions-{name}": governance.of("decision") for name in ("detail", "transition", "orders")},
    **{f"api:decisions-order-{name}": _order for name in ("register", "refuse")},
    **{
        f"api:agreements-{name}": agreements._of("agreement")
        for name in ("detail", "transition", "parties", "signatures", "periods", "notices")
    },
    **{f"api:agreements-notice-{name}": _notice for name in ("delivered", "recall")},
    **{f"api:registry-entries-{name}": registry.of("entry") for name in ("detail", "transition")},
    **{f"api:plans-{name}": _of(plans._plan) for name in ("detail", "items", "transition")},
    **{f"api:events-{name}": _of(plans._event) for name in ("detail", "transition", "attendance")},
    "api:local-acts-detail": _of(plans._act),
    **{f"api:modules-{name}": alignment.of("module") for name in ("detail", "transition")},
    **{f"api:matrices-{name}": alignment.of("matrix") for name in ("detail", "rows", "transition")},
    **{f"api:recognitions-{name}": alignment.of("recognition") for name in ("detail", "transition")},
    **{f"api:consents-{name}": _of(_consent) for name in ("detail", "withdraw")},
}

PUBLIC = {"api:schema", "api:public-organisations", "api:public-networks", "api:public-statuses", "api:public-events", "api:public-check"}

SEEN_BY_STRANGERS: dict[str, set[int]] = {
    **{f"api:{name}-detail": {200, 405} for name in ("regions", "districts", "academic-years", "organisations", "sites")},
    "api:organisations-statuses": {200, 403},
    "api:organisations-staff": {403, 405},
}
