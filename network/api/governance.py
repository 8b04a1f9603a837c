"""Networks with members and functions, councils, meetings, decisions with the orders of the organisations."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import Council, CouncilDecision, CouncilMeeting, CouncilMember, Network, NetworkDuty, NetworkMembership, OrganisationOrder
from ..services import decisions as services
from .base import OrganisationRef, PersonRef, Readable, ReasonBody, Resource, StepBody, step_of


class NetworkSerializer(serializers.ModelSerializer):
    """A network."""

    operator = OrganisationRef()

    class Meta:
        model = Network
        fields = (
            *("id", "title_kk", "title_ru", "goal_kk", "goal_ru", "scope", "region", "operator", "scale", "form", "model"),
            *("phase_from", "status"),
        )


class NetworkMemberSerializer(serializers.ModelSerializer):
    """A member with what it expects."""

    organisation = OrganisationRef()

    class Meta:
        model = NetworkMembership
        fields = ("id", "organisation", "role", "status", "valid_from", "valid_until", "expected", "quantity", "quality", "actual")


class DutySerializer(serializers.ModelSerializer):
    """A function with its named person; phone and e-mail stay on the screen."""

    organisation = OrganisationRef()
    person = PersonRef()
    function = serializers.CharField(source="function.code")
    function_kk = serializers.CharField(source="function.name_kk")
    function_ru = serializers.CharField(source="function.name_ru")

    class Meta:
        model = NetworkDuty
        fields = ("id", "organisation", "function", "function_kk", "function_ru", "person", "rasci", "valid_from", "valid_until")


class SeatSerializer(serializers.ModelSerializer):
    """A seat."""

    person = PersonRef()
    organisation = OrganisationRef()

    class Meta:
        model = CouncilMember
        fields = ("id", "person", "organisation", "seat", "valid_from", "valid_until")


class CouncilSerializer(serializers.ModelSerializer):
    """A council."""

    class Meta:
        model = Council
        fields = ("id", "network", "region", "kind", "formed_on", "closed_on", "min_meetings", "meets_per", "seats_per_org")


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting."""

    class Meta:
        model = CouncilMeeting
        fields = ("id", "council", "number", "planned_on", "starts_at", "place", "held_on", "members_count", "present_count", "status")


class DecisionSerializer(serializers.ModelSerializer):
    """A decision with the count of votes."""

    class Meta:
        model = CouncilDecision
        fields = (
            *("id", "council", "meeting", "number", "topic", "text_kk", "text_ru", "votes_for", "votes_against", "votes_abstained"),
            *("adopted_on", "due_on", "execution", "finished_on", "status"),
        )


class OrderSerializer(serializers.ModelSerializer):
    """The order of one organisation."""

    organisation = OrganisationRef()

    class Meta:
        model = OrganisationOrder
        fields = ("id", "organisation", "decision", "number", "date", "due_on", "status", "reason")


class OrderBody(serializers.Serializer):
    """Number and date of the order; a scan may come along (multipart)."""

    number = serializers.CharField(max_length=40)
    date = serializers.DateField()
    scan = serializers.FileField(required=False, allow_null=True, default=None)


class ExecutionBody(StepBody):
    """start; finish with what was done; cancel with the reason."""

    execution = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)


class NetworkViewSet(Readable):
    """Networks that the person sees."""

    scope, model, serializer_class, queryset = "governance", Network, NetworkSerializer, Network.objects.all()
    related = ("operator",)
    filters = {"region": "region", "status": "status", "scope": "scope", "operator": "operator"}

    @extend_schema(responses=NetworkMemberSerializer(many=True), operation_id="networks_members_list")
    @action(detail=True, filter_backends=())
    def members(self, request: Request, pk: str) -> Response:
        """Members, past and present."""
        rows = NetworkMembership.objects.filter(network=self.get_object()).select_related("organisation")
        return self.page_of(rows.order_by("pk"), NetworkMemberSerializer)

    @extend_schema(responses=DutySerializer(many=True), operation_id="networks_duties_list")
    @action(detail=True, filter_backends=())
    def duties(self, request: Request, pk: str) -> Response:
        """Functions held today."""
        rows = NetworkDuty.objects.current().filter(network=self.get_object()).select_related("organisation", "person", "function")
        return self.page_of(rows.order_by("function__sort", "pk"), DutySerializer)


class CouncilViewSet(Readable):
    """Councils of the networks and of the region."""

    scope, model, serializer_class, queryset = "governance", Council, CouncilSerializer, Council.objects.all()
    filters = {"network": "network", "region": "region", "kind": "kind"}

    @extend_schema(responses=SeatSerializer(many=True), operation_id="councils_members_list")
    @action(detail=True, filter_backends=())
    def members(self, request: Request, pk: str) -> Response:
        """Seats of today."""
        rows = CouncilMember.objects.current().filter(council=self.get_object()).select_related("person", "organisation")
        return self.page_of(rows.order_by("pk"), SeatSerializer)


class MeetingViewSet(Readable):
    """Meetings of the councils that the person sees."""

    scope, model, serializer_class, queryset = "governance", CouncilMeeting, MeetingSerializer, CouncilMeeting.objects.all()
    order = ("-planned_on", "-pk")
    filters = {"council": "council", "network": "council__network", "status": "status"}


class DecisionViewSet(Readable):
    """Decisions: drafts to whoever sees the council, the rest to all staff of the members."""

    scope, model, serializer_class, queryset = "governance", CouncilDecision, DecisionSerializer, CouncilDecision.objects.all()
    order, related = ("-pk",), ("council__network__operator",)
    filters = {"council": "council", "network": "council__network", "status": "status", "topic": "topic"}

    @extend_schema(request=ExecutionBody, responses=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """start, finish, cancel: the responsible person and the officers of the council; cancelling is the officers' alone."""
        shown, body = self.get_object(), self.body(ExecutionBody)
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "start": (services.start_decision, {}),
            "finish": (services.finish_decision, {"execution": body["execution"]}),
            "cancel": (services.cancel_decision, {"reason": body["reason"]}),
        }
        service, values = step_of(steps, body["step"])
        if body["step"] == "cancel" or shown.responsible_id != self.me.pk:
            self.demand("run_council", shown)
        service(decision=shown, by=self.me, **values)
        return self.again()

    @extend_schema(responses=OrderSerializer(many=True), operation_id="decisions_orders_list")
    @action(detail=True, filter_backends=())
    def orders(self, request: Request, pk: str) -> Response:
        """Orders of the organisations (NR32)."""
        rows: Any = OrganisationOrder.objects.visible_to(self.me).filter(decision=self.get_object()).select_related("organisation")
        return self.page_of(rows.order_by("pk"), OrderSerializer)

    def _order(self, row: str) -> OrganisationOrder:
        related = ("decision__council__network__operator", "decision__council__network__region", "decision__council__network__policy")
        rows: QuerySet[Any] = OrganisationOrder.objects.visible_to(self.me).select_related("organisation", *related)
        return get_object_or_404(rows, pk=row, decision=self.get_object())

    @extend_schema(request=OrderBody, responses=OrderSerializer)
    @action(detail=True, methods=["post"], url_path=r"orders/(?P<row>\d+)/register", url_name="order-register")
    def register_order(self, request: Request, pk: str, row: str) -> Response:
        """The organisation's order: from now on the decision binds it."""
        order = self._order(row)
        self.demand("register_order", order)
        return self.again(OrderSerializer, obj=services.register_order(order=order, by=self.me, **self.body(OrderBody)))

    @extend_schema(request=ReasonBody, responses=OrderSerializer)
    @action(detail=True, methods=["post"], url_path=r"orders/(?P<row>\d+)/refuse", url_name="order-refuse")
    def refuse_order(self, request: Request, pk: str, row: str) -> Response:
        """The organisation does not bring the decision in; the council gets the reason."""
        order = self._order(row)
        self.demand("register_order", order)
        return self.again(OrderSerializer, obj=services.refuse_order(order=order, by=self.me, **self.body(ReasonBody)))


RESOURCES: dict[str, type[Resource]] = {
    "networks": NetworkViewSet,
    "councils": CouncilViewSet,
    "meetings": MeetingViewSet,
    "decisions": DecisionViewSet,
}
