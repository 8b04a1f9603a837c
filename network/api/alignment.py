"""Modules with their outcomes, matrices with index and rows, recognition of modules."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..access import COORDINATORS, organisations_as
from ..alignment_index import index_of
from ..models import AlignmentMatrix, AlignmentRow, LearningOutcome, MatrixProgramme, Module, ModuleRecognition
from ..services import matrices, modules, recognition
from .base import OrganisationRef, Readable, Resource, StepBody, step_of


class OutcomeSerializer(serializers.ModelSerializer):
    """A learning outcome."""

    class Meta:
        model = LearningOutcome
        fields = ("id", "code", "text_kk", "text_ru", "key", "weeks")


class ModuleSerializer(serializers.ModelSerializer):
    """A module."""

    organisation = OrganisationRef()
    field_kk = serializers.CharField(source="field.name_kk")
    field_ru = serializers.CharField(source="field.name_ru")

    class Meta:
        model = Module
        fields = (
            *("id", "organisation", "code", "version", "title_kk", "title_ru", "field_kk", "field_ru", "level", "credits", "hours"),
            *("language", "bridging", "control_form", "open", "status"),
        )


class ModuleDetailSerializer(ModuleSerializer):
    """With its outcomes."""

    outcomes = OutcomeSerializer(many=True)

    class Meta(ModuleSerializer.Meta):
        fields = (*ModuleSerializer.Meta.fields, "outcomes")


class ProgrammeSerializer(serializers.ModelSerializer):
    """The programme of one level."""

    organisation = OrganisationRef()

    class Meta:
        model = MatrixProgramme
        fields = ("level", "organisation", "title_kk", "title_ru")


class MatrixSerializer(serializers.ModelSerializer):
    """A matrix."""

    keeper = OrganisationRef()
    field_kk = serializers.CharField(source="field.name_kk")
    field_ru = serializers.CharField(source="field.name_ru")

    class Meta:
        model = AlignmentMatrix
        fields = ("id", "keeper", "network", "field_kk", "field_ru", "academic_year", "decision", "status")


class MatrixDetailSerializer(MatrixSerializer):
    """With its programmes and the index with what it is made of (NR47)."""

    programmes = ProgrammeSerializer(many=True)
    index = serializers.SerializerMethodField()

    class Meta(MatrixSerializer.Meta):
        fields = (*MatrixSerializer.Meta.fields, "programmes", "index")

    def get_index(self, row: AlignmentMatrix) -> dict[str, str | None]:
        """value and expert_mean as decimals in text, null where nothing is applicable; the counts behind them."""
        index = index_of(row)
        counts = ("key", "aligned", "partial", "not_aligned", "waiting", "na", "experts", "asked")
        shown = {name: str(getattr(index, name)) for name in counts}
        means = {"value": index.value, "expert_mean": index.expert_mean}
        return {**shown, **{name: None if value is None else str(value) for name, value in means.items()}}


class RowSerializer(serializers.ModelSerializer):
    """A row of a matrix."""

    outcome = OutcomeSerializer()

    class Meta:
        model = AlignmentRow
        fields = (
            *("id", "number", "outcome", "school_outcome", "tve_outcome", "hei_outcome", "school_tve", "tve_hei", "protocol", "remark"),
        )


class ModuleRef(serializers.Serializer):
    """A module in one line."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    title_kk = serializers.CharField()
    title_ru = serializers.CharField()
    organisation = OrganisationRef()


class RecognitionSerializer(serializers.ModelSerializer):
    """A row of the transfer table."""

    from_module = ModuleRef()
    to_module = ModuleRef()

    class Meta:
        model = ModuleRecognition
        fields = (
            *("id", "from_module", "to_module", "from_credits", "to_credits", "credits_recognised", "lo_coverage_pct"),
            *("coverage_at_least", "min_grade", "conditions", "legal_basis", "agreement", "academic_basis", "from_agreed_at"),
            *("to_agreed_at", "status"),
        )


class ModuleViewSet(Readable):
    """Modules: published ones to those who teach and study, drafts to those who write for the organisation."""

    scope, model, serializer_class, queryset = "alignment", Module, ModuleSerializer, Module.objects.all()
    detail_serializer = ModuleDetailSerializer
    related = ("organisation", "field")
    filters = {"organisation": "organisation", "level": "level", "status": "status", "code": "code", "field": "field"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("outcomes")

    @extend_schema(request=StepBody, responses=ModuleDetailSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """publish, archive (with a reason)."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "publish": (modules.publish_module, {}),
            "archive": (modules.archive_module, {"reason": body["reason"]}),
        }
        service, values = step_of(steps, body["step"])
        self.demand("change_module", shown)
        service(module=shown, by=self.me, **values)
        return self.again()


class MatrixViewSet(Readable):
    """Alignment matrices."""

    scope, model, serializer_class, queryset = "alignment", AlignmentMatrix, MatrixSerializer, AlignmentMatrix.objects.all()
    detail_serializer = MatrixDetailSerializer
    related, order = ("keeper", "field"), ("-pk",)
    filters = {"keeper": "keeper", "network": "network", "academic_year": "academic_year", "status": "status"}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related("programmes__organisation")

    @extend_schema(responses=RowSerializer(many=True), operation_id="matrices_rows_list")
    @action(detail=True, filter_backends=())
    def rows(self, request: Request, pk: str) -> Response:
        """Rows with the verdict of each pair."""
        rows = AlignmentRow.objects.filter(matrix=self.get_object()).select_related("outcome")
        return self.page_of(rows.order_by("number", "pk"), RowSerializer)

    @extend_schema(request=StepBody, responses=MatrixDetailSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """send, archive of the keeper; return (with a reason) of the keeper or the council."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, dict[str, Any]]] = {
            "send": (matrices.send_matrix, {}),
            "return": (matrices.return_matrix, {"reason": body["reason"]}),
            "archive": (matrices.archive_matrix, {"reason": body["reason"]}),
        }
        service, values = step_of(steps, body["step"])
        if body["step"] != "return" or not self.me.has_perm("network.approve_matrix", shown):
            self.demand("manage_matrix", shown)
        service(matrix=shown, by=self.me, **values)
        return self.again()


class RecognitionViewSet(Readable):
    """The transfer table."""

    scope, model, serializer_class, queryset = "alignment", ModuleRecognition, RecognitionSerializer, ModuleRecognition.objects.all()
    related, order = ("from_module__organisation", "to_module__organisation"), ("-pk",)
    filters = {
        "from_organisation": "from_module__organisation", "to_organisation": "to_module__organisation", "status": "status",
        "from_module": "from_module", "to_module": "to_module",
    }  # fmt: skip

    @extend_schema(request=StepBody, responses=RecognitionSerializer)
    @action(detail=True, methods=["post"])
    def transition(self, request: Request, pk: str) -> Response:
        """send, reject (with a reason) of either owner; agree for the own organisation; enter of the one where the module counts."""
        shown, body = self.get_object(), self.body(StepBody)
        steps: dict[str, tuple[Any, str, dict[str, Any]]] = {
            "send": (recognition.send_recognition, "change_recognition", {}),
            "reject": (recognition.reject_recognition, "change_recognition", {"reason": body["reason"]}),
            "agree": (recognition.agree_recognition, "agree_recognition", {}),
            "enter": (recognition.enter_recognition, "enter_recognition", {}),
        }
        service, permission, values = step_of(steps, body["step"])
        self.demand(permission, shown)
        if body["step"] == "agree":
            values = {"organisation": self._own_side(shown)}
        service(recognition=shown, by=self.me, **values)
        return self.again()

    def _own_side(self, shown: ModuleRecognition) -> Any:
        signs = organisations_as(self.me, *COORDINATORS)
        sides = ((shown.from_module.organisation, shown.from_agreed_at), (shown.to_module.organisation, shown.to_agreed_at))
        mine = [(organisation, agreed) for organisation, agreed in sides if organisation.pk in signs]
        if not mine:
            raise PermissionDenied  # nobody agrees for an organisation that is not theirs
        return next((organisation for organisation, agreed in mine if not agreed), mine[0][0])


RESOURCES: dict[str, type[Resource]] = {"modules": ModuleViewSet, "matrices": MatrixViewSet, "recognitions": RecognitionViewSet}
