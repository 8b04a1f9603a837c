"""Plans, events, local acts: samples of the security walk."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from .governance import of as of_governance


def _memo(world: Any, name: str, make: Any) -> Any:
    if not hasattr(world, name):
        setattr(world, name, make(world))
    return getattr(world, name)


def _plan(world: Any) -> Any:
    """An own plan of the school, a draft with one item."""

    def make(world: Any) -> Any:
        from network.services import plans
        from tests.factories.people import AcademicYearFactory

        year = AcademicYearFactory()
        plan = plans.create_plan(year=year, kind="career", organisation=world.trials.school, by=world.trials.coordinator)
        plans.add_item(
            plan=plan,
            by=world.trials.coordinator,
            direction="events",
            text_kk="Демо",
            text_ru="Демо",
            planned_count=1,
            period="year",
            starts_on=year.starts_on,
            ends_on=year.ends_on,
            responsible_org=world.trials.school,
            result_kk="Демо",
            result_ru="Демо",
        )
        return plan

    return _memo(world, "_plan", make)


def _item(world: Any) -> dict[str, Any]:
    plan = _plan(world)
    return {"pk": plan.pk, "item": plan.items.get().pk}


def _event(world: Any) -> Any:
    """An event of the school that was held."""

    def make(world: Any) -> Any:
        from network.services import events, minutes

        starts = timezone.now() - dt.timedelta(days=1)
        event = events.add_event(
            by=world.trials.coordinator,
            organisation=world.trials.school,
            title_kk="Демо",
            title_ru="Демо",
            kind="plc",
            host=world.trials.school,
            starts=starts,
            ends=starts + dt.timedelta(hours=1),
            mode="onsite",
            place="Демо",
            goal_kk="Демо",
            goal_ru="Демо",
        )
        return minutes.hold_event(event=event, marks={world.trials.teacher.pk: "present"}, typed=[], by=world.trials.coordinator)

    return _memo(world, "_event", make)


def _file(world: Any) -> dict[str, Any]:
    def make(world: Any) -> Any:
        from network.services import minutes
        from tests.factories.files import picture

        upload = SimpleUploadedFile("demo.jpg", picture())
        return minutes.attach_file(event=_event(world), upload=upload, title="Демо", by=world.trials.coordinator)

    row = _memo(world, "_event_file", make)
    return {"pk": row.event_id, "public_id": row.public_id}


def _act(world: Any) -> Any:
    """The regulation of the school with a scan beside its text."""

    def make(world: Any) -> Any:
        from network.services import acts
        from tests.factories.files import picture

        act = acts.start_act(organisation=world.trials.school, type="regulation", by=world.trials.coordinator)
        return acts.attach_scan(act=act, upload=SimpleUploadedFile("demo.jpg", picture()), by=world.trials.coordinator)

    return _memo(world, "_act", make)


def _element(world: Any) -> dict[str, Any]:
    from network.services import acts
    from network.services.plans import current_year
    from tests.factories.people import AcademicYearFactory

    AcademicYearFactory()
    acts.open_model(organisation=world.trials.school, year=current_year(), by=world.trials.coordinator)
    return {"pk": world.trials.school.pk, "element": 1}


def _feed(world: Any) -> dict[str, Any]:
    from network.services import feeds

    return {"token": feeds.open_feed(by=world.trials.coordinator).token}


def _school(world: Any) -> dict[str, Any]:
    return {"pk": world.trials.school.pk}


SAMPLES = {
    "network:plan": lambda w: {"pk": _plan(w).pk},
    "network:network_rhythm": of_governance("network"),
    "network:plan_file": lambda w: {"pk": _plan(w).pk, "kind": "csv"},
    "network:calendar_file": lambda w: {"kind": "csv"},
    "network:plan_do": lambda w: {"pk": _plan(w).pk, "action": "send"},
    "network:item_new": lambda w: {"pk": _plan(w).pk},
    **{f"network:{name}": _item for name in ("item_edit", "item_remove", "item_shift", "item_fact", "item_events")},
    "network:feed_file": _feed,
    **{
        f"network:{name}": lambda w: {"pk": _event(w).pk}
        for name in ("event", "event_edit", "event_move", "event_held", "event_minutes", "event_attach")
    },
    "network:event_do": lambda w: {"pk": _event(w).pk, "action": "sign"},
    "network:event_file": _file,
    "network:event_detach": _file,
    **{f"network:{name}": _school for name in ("acts", "act_start", "interaction_model")},
    "network:interaction_element": _element,
    **{f"network:{name}": lambda w: {"pk": _act(w).pk} for name in ("act", "act_edit", "act_scan")},
    "network:act_do": lambda w: {"pk": _act(w).pk, "action": "approve"},
}
PUBLIC = {"network:feed_file"}
SEEN_BY_STRANGERS = {"network:calendar_file": {200, 405}}  # the stranger's own calendar
