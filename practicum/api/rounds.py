"""programmes, rounds (+transition), offers (+transition), applications (+rank)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from network.api.base import OrganisationRef, Readable, StepBody, step_of

from ..models import PlacementPreference, PracticumProgramme, PracticumRound, SchoolOffer, StudentApplication
from ..services import applications, offers, rounds

ROUND_STEPS: dict[str, tuple[Any, bool]] = {
    "open_offers": (rounds.open_offers, False),
    "open_preferences": (rounds.open_preferences, False),
    "close_preferences": (rounds.close_preferences, False),
    "grade": (rounds.begin_grading, False),
    "close": (rounds.close_round, False),
    "cancel": (rounds.cancel_round, True),
}
OFFER_STEPS: dict[str, tuple[Any, bool]] = {
    "submit": (offers.submit_offer, False),
    "accept": (offers.accept_offer, False),
    "return": (offers.return_offer, True),
    "withdraw": (offers.withdraw_offer, True),
}


class PracticumResource(Readable):
    """Rights of the practicum."""

    scope = "practicum"

    def demand(self, permission: str, obj: Any = None) -> None:
        """403 unless the person may do this to the object."""
        if not self.me.has_perm(f"practicum.{permission}", obj):
            raise PermissionDenied


class PracticumProgrammeSerializer(serializers.ModelSerializer):
    """A programme with its texts."""

    owner = OrganisationRef(source="owner_org", read_only=True)

    class Meta:
        model = PracticumProgramme
        fields = (
            *("id", "title_kk", "title_ru", "kind", "owner", "level", "education_code", "study_year", "grade_bands", "credits"),
            *(
                "hours_per_credit",
                "weeks",
                "trainee_requirements_kk",
                "trainee_requirements_ru",
                "version",
                "decision_number",
                "decision_date",
            ),
            "status",
        )


class RoundSerializer(serializers.ModelSerializer):
    """A round with its windows."""

    class Meta:
        model = PracticumRound
        fields = (
            *("id", "title_kk", "title_ru", "programme", "academic_year", "term", "starts_on", "ends_on", "days_per_week", "offers_due"),
            *("preferences_due", "publish_due", "orders_due", "admission_due", "max_preferences", "status"),
        )


class OfferSerializer(serializers.ModelSerializer):
    """Places of a school; mentors are not named."""

    school = OrganisationRef(read_only=True)

    class Meta:
        model = SchoolOffer
        fields = (
            *("id", "school", "round", "subject", "teaching_language", "grade_band", "capacity", "taken", "min_group", "weekdays", "shift"),
            *("hostel", "travel_paid", "access_features", "related_subject_ok", "status"),
        )


class WishSerializer(serializers.ModelSerializer):
    """A wish."""

    class Meta:
        model = PlacementPreference
        fields = ("rank", "offer")


class ApplicationSerializer(serializers.ModelSerializer):
    """An application without address, needs and relatives: these are read on its page, where each reading is logged (R61)."""

    student = serializers.CharField(source="student.public_id", read_only=True)
    preferences = WishSerializer(many=True, read_only=True)

    class Meta:
        model = StudentApplication
        fields = ("id", "student", "round", "subject", "languages", "grade_bands", "preferences", "status")


class RankBody(serializers.Serializer):
    """Offers in the order of the wishes."""

    offers = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=20)


class ProgrammeViewSet(PracticumResource):
    """Programmes of the practicum."""

    model, serializer_class, queryset = PracticumProgramme, PracticumProgrammeSerializer, PracticumProgramme.objects.all()
    related, filters = ("owner_org",), {"owner": "owner_org", "status": "status"}


class RoundViewSet(PracticumResource):
    """Rounds and their steps."""

    model, serializer_class, queryset = PracticumRound, RoundSerializer, PracticumRound.objects.all()
    related, filters = ("programme",), {"programme": "programme", "status": "status", "owner": "programme__owner_org"}

    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """One step of the table of transitions; allocation and start have their own ways."""
        row = self.get_object()
        self.demand("move_practicumround", row)
        body = self.body(StepBody)
        service, with_reason = step_of(ROUND_STEPS, body["step"])
        service(round=row, by=self.me, **({"reason": body["reason"]} if with_reason else {}))
        return self.again()


class OfferViewSet(PracticumResource):
    """Offers of schools and their steps."""

    model, serializer_class, queryset = SchoolOffer, OfferSerializer, SchoolOffer.objects.all()
    related = ("school", "round__programme")
    filters = {"round": "round", "school": "school", "status": "status"}

    def get_queryset(self) -> Any:
        """Each once."""
        return super().get_queryset().distinct()

    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """submit, withdraw by the school; accept, return by the owner."""
        row = self.get_object()
        body = self.body(StepBody)
        service, with_reason = step_of(OFFER_STEPS, body["step"])
        self.demand(f"{body['step']}_schooloffer", row)
        service(offer=row, by=self.me, **({"reason": body["reason"]} if with_reason else {}))
        return self.again()


class ApplicationViewSet(PracticumResource):
    """Applications of the own institution, the own one of a student; its wishes."""

    model, serializer_class, queryset = StudentApplication, ApplicationSerializer, StudentApplication.objects.all()
    related, prefetched = ("student", "round__programme"), ("preferences",)
    filters = {"round": "round", "status": "status"}

    @action(detail=True, methods=["post"])
    def rank(self, request: Request, pk: str) -> Response:
        """The wishes in this order; an offer named twice is kept once and a sent application becomes a draft (E-04)."""
        row = self.get_object()
        self.demand("change_studentapplication", row)
        applications.set_wishes(application=row, offers=self.body(RankBody)["offers"], by=self.me)
        return self.again()


RESOURCES = {"programmes": ProgrammeViewSet, "rounds": RoundViewSet, "offers": OfferViewSet, "applications": ApplicationViewSet}
