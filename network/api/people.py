"""Memberships, roles, invitations, classes, own consents. No IIN, no phone of anybody, no pupil by name in a list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import consents
from accounts.models import Consent

from ..giving import roles_given_by
from ..models import LEARNERS, ClassGroup, Invitation, InvitedRole, Membership, Organisation, Role, RoleAssignment
from ..services import Offer, assign_role, end_membership, end_role, extend_role, invite
from ..services.invitations import revoke, send_again
from .base import OrganisationRef, PersonRef, Readable, ReasonBody, Resource, VisibleField


class MembershipSerializer(serializers.ModelSerializer):
    """Who belongs to which organisation, since when."""

    person = PersonRef(source="user")
    organisation = OrganisationRef()

    class Meta:
        model = Membership
        fields = ("id", "person", "organisation", "kind", "unit", "position_kk", "position_ru", "valid_from", "valid_until")


class RoleSerializer(serializers.ModelSerializer):
    """A role with its dates; ``ended_at`` says that it was taken away."""

    person = PersonRef(source="membership.user")
    organisation = OrganisationRef(source="membership.organisation")

    class Meta:
        model = RoleAssignment
        fields = ("id", "membership", "person", "organisation", "role", "class_group", "basis", "valid_from", "valid_until", "ended_at")


class RoleBody(serializers.Serializer):
    """One more role of a member."""

    membership = VisibleField(queryset=Membership.objects.all())
    role = serializers.ChoiceField(choices=Role.choices)
    class_group = VisibleField(queryset=ClassGroup.objects.all(), required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_until = serializers.DateField(required=False, allow_null=True, default=None)


class ExtendBody(serializers.Serializer):
    """Another last day; null for open."""

    valid_until = serializers.DateField(allow_null=True)


class InvitedRoleSerializer(serializers.ModelSerializer):
    """A role that waits for the answer."""

    class Meta:
        model = InvitedRole
        fields = ("role", "class_group", "valid_from", "valid_until")


class InvitationSerializer(serializers.ModelSerializer):
    """An invitation; its link goes to the person alone."""

    organisation = OrganisationRef()
    roles = InvitedRoleSerializer(many=True)

    class Meta:
        model = Invitation
        fields = ("id", "organisation", "last_name", "first_name", "middle_name", "language", "status", "roles", "sent_at", "expires_at")


class OfferBody(serializers.Serializer):
    """A role that is offered."""

    role = serializers.ChoiceField(choices=Role.choices)
    class_group = VisibleField(queryset=ClassGroup.objects.all(), required=False, allow_null=True, default=None)
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_until = serializers.DateField(required=False, allow_null=True, default=None)


class InvitationBody(serializers.Serializer):
    """Whom, where, as what."""

    organisation = VisibleField(queryset=Organisation.objects.all())
    last_name = serializers.CharField(max_length=120)
    first_name = serializers.CharField(max_length=120)
    middle_name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(choices=[("kk", "kk"), ("ru", "ru"), ("en", "en")], default="kk")
    unit = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    position_kk = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    position_ru = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    roles = OfferBody(many=True, allow_empty=False, max_length=6)

    def validate_phone(self, value: str) -> str:
        """A possible number, as the screen asks."""
        from accounts.forms import check_phone
        from accounts.models import normal_phone

        cleaned = normal_phone(value) if value else ""
        if cleaned:
            check_phone(cleaned)
        return cleaned


class ClassGroupSerializer(serializers.ModelSerializer):
    """A class with the number of its learners today."""

    organisation = OrganisationRef()
    learners = serializers.IntegerField(read_only=True)

    class Meta:
        model = ClassGroup
        fields = ("id", "organisation", "academic_year", "name", "grade", "course", "shift", "programme", "language", "learners")


class ConsentSerializer(serializers.ModelSerializer):
    """A consent about the person who asks."""

    class Meta:
        model = Consent
        fields = ("id", "purpose", "level", "status", "given_by", "channel", "given_at", "valid_until", "ended_at")


class MembershipViewSet(Readable):
    """Own memberships, colleagues; for coordinators everybody of the organisation."""

    scope, model, serializer_class, queryset = "people", Membership, MembershipSerializer, Membership.objects.all()
    related = ("user", "organisation")
    filters = {"organisation": "organisation", "kind": "kind", "person": "user__public_id"}

    @extend_schema(request=ReasonBody, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """The person has left: all roles here end at once (NR10, NR14)."""
        shown = self.get_object()
        self.demand("manage_member", shown)
        end_membership(membership=shown, by=self.me, reason=self.body(ReasonBody)["reason"])
        return self.again(obj=Membership.objects.select_related(*self.related).get(pk=shown.pk))


class RoleViewSet(Readable):
    """Roles of the memberships that the person sees; POST gives one more."""

    scope, model, serializer_class, queryset = "people", RoleAssignment, RoleSerializer, RoleAssignment.objects.all()
    related = ("membership__user", "membership__organisation")
    filters = {"organisation": "membership__organisation", "role": "role", "membership": "membership"}

    @extend_schema(request=RoleBody, responses={201: RoleSerializer})
    def create(self, request: Request) -> Response:
        """Give a role to somebody who works here."""
        body = self.body(RoleBody)
        membership = body.pop("membership")
        self.demand("invite_people", membership.organisation)
        if body["role"] in LEARNERS or body["role"] not in roles_given_by(self.me, membership.organisation):
            raise PermissionDenied
        made = assign_role(membership=membership, by=self.me, **body)
        return self.again(obj=self._row(made.pk), status=201)

    def _row(self, pk: int) -> RoleAssignment:
        return RoleAssignment.objects.select_related(*self.related).get(pk=pk)

    @extend_schema(request=ReasonBody, responses=RoleSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Take a role away; access ends the same second."""
        shown = self.get_object()
        self.demand("change_role", shown)
        end_role(assignment=shown, by=self.me, reason=self.body(ReasonBody)["reason"])
        return self.again(obj=self._row(shown.pk))

    @extend_schema(request=ExtendBody, responses=RoleSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: str) -> Response:
        """Another last day."""
        shown = self.get_object()
        self.demand("change_role", shown)
        extend_role(assignment=shown, by=self.me, **self.body(ExtendBody))
        return self.again(obj=self._row(shown.pk))


class InvitationViewSet(Readable):
    """Invitations of the organisations whose people one keeps; POST sends one."""

    scope, model, serializer_class, queryset = "people", Invitation, InvitationSerializer, Invitation.objects.all()
    related, prefetched, order = ("organisation",), ("roles",), ("-pk",)
    filters = {"organisation": "organisation", "status": "status"}

    @extend_schema(request=InvitationBody, responses={201: InvitationSerializer})
    def create(self, request: Request) -> Response:
        """Invite a person with one or more roles (NR9)."""
        body = self.body(InvitationBody)
        self.demand("invite_people", body["organisation"])
        offers = [Offer(row["role"], row["class_group"], row["valid_from"], row["valid_until"]) for row in body.pop("roles")]
        made = invite(roles=offers, by=self.me, **body)
        return self.again(obj=made, status=201)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"], url_path="send-again")
    def send_again(self, request: Request, pk: str) -> Response:
        """Send it once more, at most three times a day."""
        shown = self.get_object()
        self.demand("invite_people", shown.organisation)
        return self.again(obj=send_again(invitation=shown, by=self.me))

    @extend_schema(request=ReasonBody, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Take it back."""
        shown = self.get_object()
        self.demand("invite_people", shown.organisation)
        return self.again(obj=revoke(invitation=shown, by=self.me, **self.body(ReasonBody)))


class ClassGroupViewSet(Readable):
    """Classes and groups, with the number of learners and without their names."""

    scope, model, serializer_class, queryset = "people", ClassGroup, ClassGroupSerializer, ClassGroup.objects.all()
    related = ("organisation",)
    filters = {"organisation": "organisation", "academic_year": "academic_year", "grade": "grade"}

    def get_queryset(self) -> QuerySet[Any]:
        today = timezone.localdate()
        holds = Q(enrolments__valid_from__lte=today) & (Q(enrolments__valid_until__isnull=True) | Q(enrolments__valid_until__gte=today))
        return super().get_queryset().annotate(learners=Count("enrolments", filter=holds, distinct=True))


class ConsentViewSet(Readable):
    """Own consents; what the person gave, the person withdraws."""

    scope, model, serializer_class, queryset = "people", Consent, ConsentSerializer, Consent.objects.all()
    filters = {"purpose": "purpose", "status": "status"}

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        return Consent.objects.filter(subject=user).order_by("-pk") if user.is_authenticated else Consent.objects.none()

    @extend_schema(request=None, responses=ConsentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw at once, without a reason (NR8); a guardian's consent is withdrawn by the guardian."""
        shown = self.get_object()
        if shown.given_by != Consent.Giver.SELF:
            raise PermissionDenied
        return self.again(obj=consents.withdraw_consent(consent=shown))


RESOURCES: dict[str, type[Resource]] = {
    "memberships": MembershipViewSet,
    "roles": RoleViewSet,
    "invitations": InvitationViewSet,
    "class-groups": ClassGroupViewSet,
    "consents": ConsentViewSet,
}
