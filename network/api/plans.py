"""Plans with their items and facts, events with attendance, local acts."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import CalendarEvent, EventAttendance, LocalAct, Network, NetworkPlan, Organisation, PlanItem
from ..queries_plans import fact_lines
from ..services import events as services
from ..services import minutes
from ..services import plans as plan_services
from .base import OrganisationRef, Readable, Resource, StepBody, VisibleField, step_of


class PlanSerializer(serializers.ModelSerializer):
    """A plan."""

    class Meta:
        model = NetworkPlan
        fields = ("id", "network", "organisation", "year", "kind", "version", "previous", "approved_on", "status")


class ItemSerializer(serializers.ModelSerializer):
    """A line of a plan with its fact; ``percent`` is null while it is not due (NR46)."""

    fact = serializers.IntegerField(read_only=True)
    percent = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = PlanItem
        fields = (
            *("id", "order", "code", "direction", "text_kk", "text_ru", "event_kind", "planned_count", "period", "starts_on", "ends_on"),
            *("responsible_org", "result_kk", "result_ru", "fact", "percent"),
        )


class EventSerializer(serializers.ModelSerializer):
    """An event."""

    host = OrganisationRef()

    class Meta:
        model = CalendarEvent
        fields = (
            *("id", "title_kk", "title_ru", "kind", "network", "organisation", "host", "starts", "ends", "mode", "place", "goal_kk"),
            *("goal_ru", "is_open", "plan_item", "status"),
        )


class EventBody(serializers.ModelSerializer):
    """An event of the network that is named, else of the host."""

    network = VisibleField(queryset=Network.objects.all(), required=False, allow_null=True, default=None)
    host = VisibleField(queryset=Organisation.objects.all())

    class Meta:
        model = CalendarEvent
        fields = (
            *("network", "host", "title_kk", "title_ru", "kind", "starts", "ends", "mode", "place", "url", "goal_kk"),
            *("goal_ru", "is_open", "override_reason"),
        )


class AttendanceSerializer(serializers.ModelSerializer):
    """Who was there: the public code of people of the portal, the name of others."""

    person = serializers.CharField(source="person.public_id", allow_null=True, default=None)
    name = serializers.CharField(source="full_name")

    class Meta:
        model = EventAttendance
        fields = ("id", "person", "name", "organisation", "organisation_name", "side", "mark", "duty")


class MarkBody(serializers.Serializer):
    """One person of the guests."""

    person = serializers.CharField(max_length=12)
    mark = serializers.ChoiceField(choices=EventAttendance.Mark.choices)


class GuestBody(serializers.Serializer):
    """Somebody without the portal."""

    name = serializers.CharField(max_length=200)
    organisation_name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    side = serializers.ChoiceField(choices=EventAttendance.Side.choices, default=EventAttendance.Side.OTHER)


class AttendanceBody(serializers.Serializer):
    """Marks by public code, and guests without the portal. On a planned event this says that it was held."""

    marks = MarkBody(many=True, required=False, default=list)
    guests = GuestBody(many=True, required=False, default=list)


class ActSerializer(serializers.ModelSerializer):
    """A local act without its text."""

    organisation = OrganisationRef()

    class Meta:
        model = LocalAct
        fields = (
            "id",
            "organisation",
            "type",
            "number",
            "date",
            "order_number",
            "order_date",
            "plan",
            "review_on",
            "reviewed_on",
            "status",
        )


class PlanViewSet(Readable):
    """Plans of networks and organisations."""

    scope, model, serializer_class, queryset = "plans", NetworkPlan, PlanSerializer, NetworkPlan.objects.all()
    order = ("-pk",)
    filters = {"network": "network", "organisation": "organisation", "year": "year", "kind": "kind", "status": "status"}

    @extend_schema(responses=ItemSerializer(many=True), operation_id="plans_items_list")
    @action(detail=True, filter_backends=(), pagination_class=None)
    def items(self, request: Request, pk: str) -> Response:
        """Lines of the plan with plan and fact."""
        lines = fact_lines(self.get_object())
        for line in lines:
            line.item.fact, line.item.percent = line.fact, line.percent  # type: ignore[attr-defined]
        return Response(ItemSerializer([line.item for line in lines], many=True).data)

    @extend_schema(request=StepBody, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """send, start, report of whoever keeps the plan; return (reason: the remarks) of whoever approves it."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, str, dict[str, Any]]] = {
            "send": (plan_services.send_plan, "change_plan", {}),
            "start": (plan_services.start_plan, "change_plan", {}),
            "report": (plan_services.report_plan, "change_plan", {}),
            "return": (plan_services.return_plan, "approve_plan", {"remarks": body["reason"]}),
        }
        service, permission, values = step_of(steps, body["step"])
        self.demand(permission, shown)
        service(plan=shown, by=self.me, **values)
        return self.again()


class EventViewSet(Readable):
    """Events that the person sees; POST puts one into the calendar."""

    scope, model, serializer_class, queryset = "plans", CalendarEvent, EventSerializer, CalendarEvent.objects.all()
    related, order = ("host",), ("starts", "pk")
    filters = {
        "network": "network", "organisation": "organisation", "host": "host", "kind": "kind", "status": "status", "plan_item": "plan_item",
        "from": "starts__date__gte", "until": "starts__date__lte",
    }  # fmt: skip

    @extend_schema(request=EventBody, responses={201: EventSerializer})
    def create(self, request: Request) -> Response:
        """Add an event that an organisation holds for which the person may add events."""
        body = self.body(EventBody)
        self.demand("add_event", body["host"])
        owner = {} if body["network"] else {"organisation": body["host"]}
        return self.again(obj=services.add_event(by=self.me, **body, **owner), status=201)

    @extend_schema(request=StepBody, responses=EventSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """confirm, cancel, fail (with a reason), sign the minutes."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "confirm": (services.confirm_event, {}),
            "cancel": (services.cancel_event, {"reason": body["reason"]}),
            "fail": (services.fail_event, {"reason": body["reason"]}),
            "sign": (minutes.sign_minutes, {}),
        }
        service, values = step_of(steps, body["step"])
        self.demand("change_event", shown)
        service(event=shown, by=self.me, **values)
        return self.again()

    @extend_schema(responses=AttendanceSerializer(many=True), methods=["GET"], operation_id="events_attendance_list")
    @extend_schema(request=AttendanceBody, responses=EventSerializer, methods=["POST"], operation_id="events_attendance_mark")
    @action(detail=True, methods=["get", "post"], filter_backends=())
    def attendance(self, request: Request, pk: str) -> Response:
        """Who was there, for whoever keeps the event; POST marks it as held, or corrects the marks before the minutes are signed."""
        shown = self.get_object()
        self.demand("change_event", shown)
        if request.method == "GET":
            rows = EventAttendance.objects.filter(event=shown).select_related("person").order_by("pk")
            return self.page_of(rows, AttendanceSerializer)
        body = self.body(AttendanceBody)
        known = {guest.person.public_id: guest.person.pk for guest in minutes.guests_of(shown)}
        if strange := [row["person"] for row in body["marks"] if row["person"] not in known]:
            raise ValidationError({"marks": [_("%(code)s is not among the guests.") % {"code": code} for code in strange]})
        marks = {known[row["person"]]: row["mark"] for row in body["marks"]}
        service = minutes.change_attendance if shown.took_place else minutes.hold_event
        service(event=shown, marks=marks, typed=[minutes.TypedGuest(**row) for row in body["guests"]], by=self.me)
        return self.again(EventSerializer)


class ActViewSet(Readable):
    """Local acts of the own organisation and of partners in its networks."""

    scope, model, serializer_class, queryset = "plans", LocalAct, ActSerializer, LocalAct.objects.all()
    related, order = ("organisation",), ("-pk",)
    filters = {"organisation": "organisation", "type": "type", "status": "status"}


RESOURCES: dict[str, type[Resource]] = {"plans": PlanViewSet, "events": EventViewSet, "local-acts": ActViewSet}
