"""Agreements with parties, signatures, periods, notices and their steps; entries of the register."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.uploads import JPEG, PDF, check_upload

from ..models import Agreement, AgreementNotice, AgreementParty, AgreementPeriod, PartySignature, RegistryEntry
from ..rules_agreements import own_parties
from ..rules_life import own_parties as speaking_parties
from ..services import agreements as services
from ..services import contract_registry as registry
from ..services import life
from .base import OrganisationRef, Readable, ReasonBody, Resource, StepBody, step_of

INITIATORS = {
    "send": (services.send_to_parties, False),
    "return": (services.return_to_draft, True),
    "fix": (services.fix_for_signing, False),
    "reopen": (services.reopen, True),
    "withdraw": (services.withdraw_agreement, True),
}
PARTYS = {"agree": (services.agree, False), "refuse": (services.refuse, True)}


class PartySerializer(serializers.ModelSerializer):
    """A party with who signs for it; phones and e-mails stay on the screen."""

    organisation = OrganisationRef(allow_null=True)
    name = serializers.CharField()

    class Meta:
        model = AgreementParty
        fields = (
            *("id", "organisation", "name", "role_kk", "role_ru", "signatory_name", "signatory_position_kk", "signatory_position_ru"),
            *("basis_kk", "basis_ru", "powers_until", "status", "left_on"),
        )


class AgreementSerializer(serializers.ModelSerializer):
    """An agreement in one line."""

    kind = serializers.CharField(source="kind_id")

    class Meta:
        model = Agreement
        fields = (
            *("id", "kind", "number", "date", "title_kk", "title_ru", "initiator", "parent", "network", "term_kind", "starts_on"),
            *("ends_on", "auto_renew", "exit_rule", "status", "signed_at"),
        )


class AgreementDetailSerializer(AgreementSerializer):
    """With its parties; the amount to the parties and their finance alone."""

    parties = PartySerializer(many=True)
    amount = serializers.SerializerMethodField()

    class Meta(AgreementSerializer.Meta):
        fields = (*AgreementSerializer.Meta.fields, "languages", "purpose_kk", "purpose_ru", "hosts_per_year", "amount", "parties")

    def get_amount(self, row: Agreement) -> int | None:
        """Whole tenge, null where the person may not know it."""
        return row.amount if self.context["request"].user.has_perm("network.read_agreement_text", row) else None


class SignatureSerializer(serializers.ModelSerializer):
    """Who signed how, and what was verified."""

    class Meta:
        model = PartySignature
        fields = ("id", "party", "method", "signed_on", "signer", "doc_sha256", "verdict", "problem", "added_at", "checked_at", "voided_at")


class SignatureBody(serializers.Serializer):
    """One of two files (multipart): a scan with the signatory and the day, or a CMS file over the PDF."""

    party = serializers.IntegerField()
    cms = serializers.FileField(required=False)
    scan = serializers.FileField(required=False)
    signer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    signed_on = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A scan needs its day; one file and not two."""
        if bool(attrs.get("cms")) == bool(attrs.get("scan")):
            raise ValidationError({"cms": self.fields["cms"].error_messages["required"]})
        if attrs.get("scan") and not attrs.get("signed_on"):
            raise ValidationError({"signed_on": self.fields["signed_on"].error_messages["required"]})
        return attrs


class PeriodSerializer(serializers.ModelSerializer):
    """A period of force."""

    class Meta:
        model = AgreementPeriod
        fields = ("id", "valid_from", "valid_until", "source", "added_at")


class NoticeSerializer(serializers.ModelSerializer):
    """A notice with the days that were computed (NR33–NR35)."""

    class Meta:
        model = AgreementNotice
        fields = ("id", "kind", "from_party", "reason", "on_paper", "sent_at", "delivered_on", "effective_on", "missed_on", "status")


class NoticeBody(serializers.Serializer):
    """A notice of the own party."""

    party = serializers.IntegerField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=AgreementNotice.Kind.choices)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    on_day = serializers.DateField(required=False, allow_null=True, default=None)
    on_paper = serializers.BooleanField(required=False, default=False)
    scan = serializers.FileField(required=False, allow_null=True, default=None)
    settlement = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    changes = serializers.DictField(child=serializers.CharField(max_length=300), required=False, default=dict)


class DeliveredBody(serializers.Serializer):
    """The day on the received paper."""

    delivered_on = serializers.DateField()


class AgreementStepBody(StepBody):
    """send, return, fix, reopen, withdraw of the initiator; agree, refuse of a party (``party``, the own one if left out)."""

    party = serializers.IntegerField(required=False, allow_null=True, default=None)


class EntrySerializer(serializers.ModelSerializer):
    """A line of the register as it was registered, without learners and amounts."""

    number = serializers.CharField(source="shown_number")
    parties = serializers.SerializerMethodField()

    class Meta:
        model = RegistryEntry
        fields = (
            *("id", "registrar", "region", "kind", "number", "date", "contract_number", "contract_date", "starts_on", "ends_on"),
            *("state", "status", "return_reason", "submitted_at", "parties"),
        )

    def get_parties(self, row: RegistryEntry) -> list[dict[str, str]]:
        """Names and BIN, as copied."""
        return [{"name": name, "bin": number} for name, number in row.named_parties]


class AgreementViewSet(Readable):
    """Agreements whose page the person may open."""

    scope, model, serializer_class, queryset = "agreements", Agreement, AgreementSerializer, Agreement.objects.all()
    detail_serializer = AgreementDetailSerializer
    related, order = ("kind", "initiator"), ("-pk",)
    filters = {"kind": "kind", "status": "status", "initiator": "initiator", "network": "network", "number": "number"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("parties__organisation", "parties__person")

    def _party(self, shown: Agreement, wanted: int | None, mine: list[AgreementParty]) -> AgreementParty:
        if wanted is None:
            if not mine:
                raise PermissionDenied
            return mine[0]
        return get_object_or_404(AgreementParty.objects.select_related("organisation", "person", "agreement"), pk=wanted, agreement=shown)

    @extend_schema(request=AgreementStepBody, responses=AgreementDetailSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """One step of the negotiation (spec 2.6): the guards are those of the screen."""
        shown, body = self.get_object(), self.body(AgreementStepBody)
        step = body["step"]
        service, with_reason = step_of(INITIATORS | PARTYS, step)
        values = {"reason": body["reason"]} if with_reason else {}
        if step in PARTYS:
            party = self._party(shown, body["party"], own_parties(self.me, shown))
            self.demand("answer_for_party", party)
            service(party=party, by=self.me, **values)
        else:
            self.demand("run_agreement", shown)
            service(agreement=shown, by=self.me, **values)
        return self.again(AgreementDetailSerializer)

    @extend_schema(responses=PartySerializer(many=True), operation_id="agreements_parties_list")
    @action(detail=True, filter_backends=())
    def parties(self, request: Request, pk: str) -> Response:
        """Parties in their order."""
        rows = AgreementParty.objects.filter(agreement=self.get_object()).select_related("organisation", "person")
        return self.page_of(rows.order_by("position", "pk"), PartySerializer)

    @extend_schema(responses=SignatureSerializer(many=True), methods=["GET"], operation_id="agreements_signatures_list")
    @extend_schema(request=SignatureBody, responses={201: SignatureSerializer}, methods=["POST"], operation_id="agreements_signatures_add")
    @action(detail=True, methods=["get", "post"], filter_backends=())
    def signatures(self, request: Request, pk: str) -> Response:
        """Signatures; POST signs for a party by a scan or by a CMS file (NR37). An invalid CMS file is kept and answers with its verdict."""
        shown = self.get_object()
        if request.method == "GET":
            self.demand("read_agreement_text", shown)
            return self.page_of(PartySignature.objects.filter(party__agreement=shown).order_by("pk"), SignatureSerializer)
        body = self.body(SignatureBody)
        party = self._party(shown, body["party"], [])
        self.demand("answer_for_party", party)
        if body.get("cms"):
            made = services.sign_by_cms(party=party, upload=body["cms"], by=self.me)
        else:
            scan = {"upload": body["scan"], "signer": body["signer"], "signed_on": body["signed_on"]}
            made = services.sign_by_scan(party=party, by=self.me, **scan)
        return self.again(SignatureSerializer, obj=made, status=201)

    @extend_schema(responses=PeriodSerializer(many=True), operation_id="agreements_periods_list")
    @action(detail=True, filter_backends=())
    def periods(self, request: Request, pk: str) -> Response:
        """Periods of force."""
        return self.page_of(AgreementPeriod.objects.filter(agreement=self.get_object()).order_by("valid_from"), PeriodSerializer)

    @extend_schema(responses=NoticeSerializer(many=True), methods=["GET"], operation_id="agreements_notices_list")
    @extend_schema(request=NoticeBody, responses={201: NoticeSerializer}, methods=["POST"], operation_id="agreements_notices_give")
    @action(detail=True, methods=["get", "post"], filter_backends=())
    def notices(self, request: Request, pk: str) -> Response:
        """Notices; POST gives one for the own party, with the computed day in the answer."""
        shown = self.get_object()
        if request.method == "GET":
            return self.page_of(AgreementNotice.objects.filter(agreement=shown).order_by("-sent_at", "-pk"), NoticeSerializer)
        self.demand("give_notice", shown)
        body = self.body(NoticeBody)
        mine = [party for party in speaking_parties(self.me, shown) if party.status == AgreementParty.Status.SIGNED]
        wanted = body.pop("party")
        party = next((one for one in mine if wanted in {None, one.pk}), None)
        if party is None:
            raise PermissionDenied  # nobody gives notice for another party
        if body["scan"]:
            body["scan"] = check_upload(body["scan"], accept=frozenset({PDF, JPEG}))
        made = life.give_notice(agreement=shown, party=party, by=self.me, **body | {"changes": body["changes"] or None})
        return self.again(NoticeSerializer, obj=made, status=201)

    def _notice(self, row: str) -> AgreementNotice:
        rows = AgreementNotice.objects.filter(agreement=self.get_object()).select_related("agreement__kind", "from_party__organisation")
        return get_object_or_404(rows.prefetch_related("agreement__parties__organisation"), pk=row)

    @extend_schema(request=DeliveredBody, responses=NoticeSerializer)
    @action(detail=True, methods=["post"], url_path=r"notices/(?P<row>\d+)/delivered", url_name="notice-delivered")
    def notice_delivered(self, request: Request, pk: str, row: str) -> Response:
        """The receiver enters the day of a notice on paper."""
        notice = self._notice(row)
        self.demand("confirm_delivery", notice)
        mine = [one for one in speaking_parties(self.me, notice.agreement) if one.status == "signed" and one.pk != notice.from_party_id]
        if not mine:
            raise PermissionDenied
        done = life.confirm_delivery(notice=notice, party=mine[0], by=self.me, **self.body(DeliveredBody))
        return self.again(NoticeSerializer, obj=done)

    @extend_schema(request=ReasonBody, responses=NoticeSerializer)
    @action(detail=True, methods=["post"], url_path=r"notices/(?P<row>\d+)/recall", url_name="notice-recall")
    def notice_recall(self, request: Request, pk: str, row: str) -> Response:
        """Take a notice back; after delivery the other parties are asked (§9.12)."""
        notice = self._notice(row)
        self.demand("recall_notice", notice)
        life.recall_notice(notice=notice, by=self.me, **self.body(ReasonBody))
        return self.again(NoticeSerializer, obj=AgreementNotice.objects.get(pk=notice.pk))


class EntryViewSet(Readable):
    """Lines of the register that the person sees."""

    scope, model, serializer_class, queryset = "agreements", RegistryEntry, EntrySerializer, RegistryEntry.objects.all()
    order = ("-year", "-number", "-pk")
    filters = {"registrar": "registrar", "region": "region", "kind": "kind", "year": "year", "state": "state", "status": "status"}

    @extend_schema(request=StepBody, responses=EntrySerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """register, return (with a reason) of the registrar; submit_again of a party (NR40)."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, str, dict[str, Any]]] = {
            "register": (registry.register, "keep_registry", {}),
            "return": (registry.return_entry, "keep_registry", {"reason": body["reason"]}),
            "submit_again": (registry.submit_again, "submit_again", {}),
        }
        service, permission, values = step_of(steps, body["step"])
        self.demand(permission, shown)
        service(entry=shown, by=self.me, **values)
        return self.again()


RESOURCES: dict[str, type[Resource]] = {"agreements": AgreementViewSet, "registry-entries": EntryViewSet}
