"""Addresses of plans, calendar and local acts."""

from django.urls import path

from ..views.plans import acts, calendar, events, items, plans
from . import converters  # noqa: F401  table_kind

urlpatterns = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/file.<table_kind:kind>", plans.plan_file, name="plan_file"),
    path("plans/<int:pk>/do/<slug:action>/", plans.plan_do, name="plan_do"),
    path("plans/<int:pk>/items/new/", items.item_new, name="item_new"),
    path("plans/<int:pk>/items/<int:item>/", items.item_edit, name="item_edit"),
    path("plans/<int:pk>/items/<int:item>/remove/", items.item_remove, name="item_remove"),
    path("plans/<int:pk>/items/<int:item>/move/", items.item_shift, name="item_shift"),
    path("plans/<int:pk>/items/<int:item>/fact/", items.item_fact, name="item_fact"),
    path("plans/<int:pk>/items/<int:item>/events/", items.item_events, name="item_events"),
    path("networks/<int:pk>/rhythm/", plans.network_rhythm, name="network_rhythm"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/file.<table_kind:kind>", calendar.calendar_file, name="calendar_file"),
    path("calendar/new/", events.event_new, name="event_new"),
    path("calendar/phone/", calendar.feed, name="feed"),
    path("calendar/feed/<str:token>.ics", calendar.feed_file, name="feed_file"),
    path("calendar/<int:pk>/", events.event, name="event"),
    path("calendar/<int:pk>/edit/", events.event_edit, name="event_edit"),
    path("calendar/<int:pk>/move/", events.event_move, name="event_move"),
    path("calendar/<int:pk>/do/<slug:action>/", events.event_do, name="event_do"),
    path("calendar/<int:pk>/held/", events.event_held, name="event_held"),
    path("calendar/<int:pk>/minutes/", events.event_minutes, name="event_minutes"),
    path("calendar/<int:pk>/files/", events.event_attach, name="event_attach"),
    path("calendar/<int:pk>/files/<uuid:public_id>/", events.event_file, name="event_file"),
    path("calendar/<int:pk>/files/<uuid:public_id>/remove/", events.event_detach, name="event_detach"),
    path("organisations/<int:pk>/acts/", acts.acts, name="acts"),
    path("organisations/<int:pk>/acts/start/", acts.act_start, name="act_start"),
    path("organisations/<int:pk>/interaction/", acts.interaction_model, name="interaction_model"),
    path("organisations/<int:pk>/interaction/<int:element>/", acts.interaction_element, name="interaction_element"),
    path("acts/<int:pk>/", acts.act, name="act"),
    path("acts/<int:pk>/edit/", acts.act_edit, name="act_edit"),
    path("acts/<int:pk>/do/<slug:action>/", acts.act_do, name="act_do"),
    path("acts/<int:pk>/scan/", acts.act_scan, name="act_scan"),
]
