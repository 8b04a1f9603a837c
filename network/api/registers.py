"""Regions, districts, academic years, organisations with statuses and staff, sites."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..models import (
    AcademicYear,
    District,
    Membership,
    Organisation,
    OrganisationStatus,
    Region,
    Role,
    RoleAssignment,
    Site,
    StatusType,
    Term,
)
from ..organisation_search import found_by
from ..services import change_organisation
from ..services.statuses import (
    grant_status,
    propose_status,
    reject_status,
    resume_status,
    revoke_status,
    suspend_status,
)
from ..views.people import sees_everybody
from .base import OrganisationRef, PersonRef, Readable, Resource, StepBody, VisibleField, step_of

STATUS_STEPS = {
    "grant": (grant_status, False),
    "reject": (reject_status, True),
    "suspend": (suspend_status, True),
    "resume": (resume_status, False),
    "revoke": (revoke_status, True),
}


class RegionSerializer(serializers.ModelSerializer):
    """A region of the country."""

    class Meta:
        model = Region
        fields = ("id", "kato", "name_kk", "name_ru", "is_city", "centre_kk", "centre_ru")


class DistrictSerializer(serializers.ModelSerializer):
    """A district; a closed one names its successor."""

    class Meta:
        model = District
        fields = ("id", "kato", "name_kk", "name_ru", "region", "active", "valid_until", "successor")


class TermSerializer(serializers.ModelSerializer):
    """A school term."""

    class Meta:
        model = Term
        fields = ("number", "starts_on", "ends_on")


class AcademicYearSerializer(serializers.ModelSerializer):
    """An academic year with its four terms."""

    terms = TermSerializer(many=True)

    class Meta:
        model = AcademicYear
        fields = ("id", "starts_on", "ends_on", "terms")


class OrganisationSerializer(serializers.ModelSerializer):
    """The short card."""

    class Meta:
        model = Organisation
        fields = ("id", "code", "kind", "bin", "short_name_kk", "short_name_ru", "region", "district", "locality_type", "status")


class OrganisationDetailSerializer(serializers.ModelSerializer):
    """The passport as everybody signed in reads it: no bank details, no IIN, no flags of need."""

    class Meta:
        model = Organisation
        fields = (
            *OrganisationSerializer.Meta.fields,
            *("full_name_kk", "full_name_ru", "subkind", "ownership", "address_kk", "address_ru", "phone", "email", "website"),
            *("parent", "head_name", "head_position_kk", "head_position_ru", "basis_kk", "basis_ru", "grades_from", "grades_to"),
            *("languages", "shifts", "learners", "small_class", "keleshek", "internet_mbps", "video_equipment", "mentor_time"),
            *("pedagogical", "size", "sector", "agro", "successor"),
        )


class OrganisationBody(serializers.ModelSerializer):
    """What the API corrects in a passport: contacts and the head."""

    class Meta:
        model = Organisation
        fields = (
            *("address_kk", "address_ru", "phone", "email", "website", "head_name", "head_position_kk", "head_position_ru"),
            *("basis_kk", "basis_ru", "learners", "shifts", "internet_mbps", "video_equipment", "mentor_time"),
        )


class StatusSerializer(serializers.ModelSerializer):
    """A status with its period and basis."""

    organisation = OrganisationRef()
    type_code = serializers.CharField(source="type.code")
    type_kk = serializers.CharField(source="type.name_kk")
    type_ru = serializers.CharField(source="type.name_ru")

    class Meta:
        model = OrganisationStatus
        fields = (
            *("id", "organisation", "type_code", "type_kk", "type_ru", "status", "granting_org", "valid_from", "valid_until"),
            *("basis_kind", "basis_number", "basis_date"),
        )


class StatusBody(serializers.ModelSerializer):
    """A candidate for a status."""

    type = serializers.SlugRelatedField(slug_field="code", queryset=StatusType.objects.filter(is_active=True))
    granting_org = VisibleField(queryset=Organisation.objects.all(), required=False, allow_null=True, default=None)

    class Meta:
        model = OrganisationStatus
        fields = ("type", "granting_org", "valid_from", "valid_until", "basis_kind", "basis_number", "basis_date")
        extra_kwargs = {"valid_until": {"default": None}}


class StaffSerializer(serializers.ModelSerializer):
    """Somebody who works here, with the roles of today."""

    person = PersonRef(source="user")
    roles = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = ("id", "person", "unit", "position_kk", "position_ru", "valid_from", "valid_until", "roles")

    def get_roles(self, row: Membership) -> list[str]:
        """Codes of the roles that hold today."""
        return sorted({role.role for role in row.roles.all()})


class SiteSerializer(serializers.ModelSerializer):
    """A place that takes groups."""

    organisation = OrganisationRef()

    class Meta:
        model = Site
        fields = (
            *("id", "organisation", "name_kk", "name_ru", "workshop_kk", "workshop_ru", "district", "address_kk", "address_ru"),
            *("min_people", "max_people", "risk_level", "adapted_for", "status", "check_valid_until"),
        )


class RegionViewSet(Readable):
    """Regions."""

    scope, model, serializer_class, queryset, order = "registers", Region, RegionSerializer, Region.objects.all(), ("sort",)

    def get_queryset(self) -> QuerySet[Any]:
        return Region.objects.order_by("sort")


class DistrictViewSet(Readable):
    """Districts."""

    scope, model, serializer_class, queryset = "registers", District, DistrictSerializer, District.objects.all()
    filters = {"region": "region", "kato": "kato"}

    def get_queryset(self) -> QuerySet[Any]:
        return District.objects.order_by("kato")


class AcademicYearViewSet(Readable):
    """Academic years."""

    scope, model, serializer_class, queryset = "registers", AcademicYear, AcademicYearSerializer, AcademicYear.objects.all()

    def get_queryset(self) -> QuerySet[Any]:
        return AcademicYear.objects.prefetch_related("terms").order_by("-starts_on")


@extend_schema(parameters=[OpenApiParameter("q", str, description="Words of the names, or the first digits of the BIN.")], methods=["GET"])
class OrganisationViewSet(Readable):
    """Organisations; ``PATCH`` corrects contacts and the head."""

    scope, model, serializer_class, queryset = "registers", Organisation, OrganisationSerializer, Organisation.objects.all()
    detail_serializer = OrganisationDetailSerializer
    order = ("pk",)
    filters = {"kind": "kind", "region": "region", "district": "district", "status": "status", "bin": "bin", "code": "code"}

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return found_by(rows, self.request.query_params.get("q", "")[:100]) if self.action == "list" else rows

    @extend_schema(request=OrganisationBody, responses=OrganisationDetailSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct the passport."""
        shown = self.get_object()
        self.demand("change_organisation", shown)
        checked = OrganisationBody(data=request.data, partial=True)
        checked.is_valid(raise_exception=True)
        change_organisation(organisation=shown, by=self.me, **checked.validated_data)
        return self.again(OrganisationDetailSerializer)

    @extend_schema(responses=StatusSerializer(many=True), methods=["GET"], operation_id="organisations_statuses_list")
    @extend_schema(request=StatusBody, responses={201: StatusSerializer}, methods=["POST"], operation_id="organisations_statuses_propose")
    @action(detail=True, methods=["get", "post"], filter_backends=())
    def statuses(self, request: Request, pk: str) -> Response:
        """Statuses of the organisation; POST makes it a candidate."""
        shown = self.get_object()
        if request.method == "POST":
            self.demand("propose_status", shown)
            made = propose_status(organisation=shown, by=self.me, **self.body(StatusBody))
            return self.again(StatusSerializer, obj=made, status=201)
        rows: Any = OrganisationStatus.objects.visible_to(self.me).filter(organisation=shown).select_related("organisation", "type")
        return self.page_of(rows.order_by("-valid_from", "-pk"), StatusSerializer)

    @extend_schema(request=StepBody, responses=StatusSerializer)
    @action(detail=True, methods=["post"], url_path=r"statuses/(?P<row>\d+)/transition", url_name="status-transition")
    def status_transition(self, request: Request, pk: str, row: str) -> Response:
        """grant, reject, suspend, resume, revoke."""
        rows: Any = OrganisationStatus.objects.visible_to(self.me).select_related("organisation__region", "type", "granting_org")
        shown = get_object_or_404(rows, pk=row, organisation=self.get_object())
        self.demand("decide_status", shown)
        body = self.body(StepBody)
        service, with_reason = step_of(STATUS_STEPS, body["step"])
        service(status=shown, by=self.me, **({"reason": body["reason"]} if with_reason else {}))
        return self.again(StatusSerializer, obj=rows.get(pk=shown.pk))

    @extend_schema(responses=StaffSerializer(many=True), operation_id="organisations_staff_list")
    @action(detail=True, filter_backends=())
    def staff(self, request: Request, pk: str) -> Response:
        """Who works here, for those who keep its people; the operator of the region sees heads and coordinators (NR15)."""
        from django.db.models import Prefetch

        shown = self.get_object()
        self.demand("view_people", shown)
        rows = Membership.objects.current().filter(organisation=shown, kind=Membership.Kind.STAFF).select_related("user")
        if not sees_everybody(self.me, shown):
            leading = RoleAssignment.objects.current().filter(role__in=[Role.ORG_HEAD, Role.ORG_COORDINATOR])
            rows = rows.filter(pk__in=leading.values("membership"))
        return self.page_of(rows.prefetch_related(Prefetch("roles", RoleAssignment.objects.current())).order_by("pk"), StaffSerializer)


class SiteViewSet(Readable):
    """Sites: checked ones, and those of the own organisation and region."""

    scope, model, serializer_class, queryset = "registers", Site, SiteSerializer, Site.objects.all()
    related = ("organisation",)
    filters = {"organisation": "organisation", "district": "district", "region": "organisation__region", "status": "status"}


RESOURCES: dict[str, type[Resource]] = {
    "regions": RegionViewSet,
    "districts": DistrictViewSet,
    "academic-years": AcademicYearViewSet,
    "organisations": OrganisationViewSet,
    "sites": SiteViewSet,
}
