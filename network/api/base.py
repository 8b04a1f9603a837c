"""What all resources share: rows by ``visible_to``, named filters, pages, rights, refusals."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from .auth import AUTHENTICATION, HasScope
from .throttles import PersonThrottle


class Page(PageNumberPagination):
    """?page=, ?page_size= up to 100."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"


class NamedFilters(BaseFilterBackend):
    """Query parameters of ``view.filters``: name → ORM path. A value that cannot be one answers 400, an unknown name is left alone."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if view.action != "list":
            return queryset
        for name, path in view.filters.items():
            value = request.query_params.get(name, "")
            if not value:
                continue
            if "\0" in value or len(value) > 100:
                raise ValidationError({name: _("Invalid value.")})
            try:
                queryset = queryset.filter(**{path: value})
            except (ValueError, TypeError, ModelError) as error:
                raise ValidationError({name: _("Invalid value.")}) from error
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """For the OpenAPI document."""
        return [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in view.filters]


class Resource(viewsets.GenericViewSet):
    """A resource of the network: what the person does not see does not exist (404), what they may not do is refused (403)."""

    authentication_classes = AUTHENTICATION
    permission_classes = (IsAuthenticated, HasScope)
    throttle_classes = (PersonThrottle,)
    pagination_class = Page
    filter_backends = (NamedFilters,)
    lookup_value_regex = r"\d+"
    scope: ClassVar[str]
    model: ClassVar[type[Model]]
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ("pk",)
    filters: ClassVar[dict[str, str]] = {}

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that the person sees."""
        rows: Any = self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]
        return rows.select_related(*self.related).prefetch_related(*self.prefetched).order_by(*self.order)

    @property
    def me(self) -> Any:
        """The person who asks."""
        return self.request.user

    def demand(self, permission: str, obj: Any = None) -> None:
        """403 unless the person may do this to the object."""
        if not self.me.has_perm(f"network.{permission}", obj):
            raise PermissionDenied

    def body(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        """The checked body of the request; 400 names each wrong field."""
        checked = serializer(data=self.request.data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def page_of(self, rows: Any, serializer: type[serializers.BaseSerializer]) -> Response:
        """One page of rows that belong to the object."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(page, many=True, context=self.get_serializer_context()).data)

    def again(self, serializer: type[serializers.BaseSerializer] | None = None, *, obj: Any = None, status: int = 200) -> Response:
        """The row as it stands after the service."""
        shown = obj if obj is not None else self.get_object()
        kind = serializer or self.get_serializer_class()
        return Response(kind(shown, context=self.get_serializer_context()).data, status=status)


class Readable(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """List and one."""

    detail_serializer: ClassVar[type[serializers.BaseSerializer] | None] = None

    def get_serializer_class(self) -> Any:
        if self.detail_serializer is not None and self.action != "list":
            return self.detail_serializer
        return super().get_serializer_class()


class VisibleField(serializers.PrimaryKeyRelatedField):
    """An id of a row that the person sees; any other is «does not exist»."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        request = self.context.get("request")
        return rows.visible_to(request.user) if request is not None else rows.none()


class OrganisationRef(serializers.Serializer):
    """An organisation in one line."""

    id = serializers.IntegerField()
    name_kk = serializers.CharField(source="short_name_kk")
    name_ru = serializers.CharField(source="short_name_ru")


class PersonRef(serializers.Serializer):
    """A person in one line: the public code and the name, nothing else."""

    code = serializers.CharField(source="public_id")
    name = serializers.CharField(source="short_name")


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class StepBody(ReasonBody):
    """One step and, where it asks for one, the reason."""

    step = serializers.CharField(max_length=20)


def step_of(steps: dict[str, Any], name: str) -> Any:
    """The step of this name; 400 lists those there are."""
    if name not in steps:
        raise ValidationError({"step": _("Choose one of: %(steps)s.") % {"steps": ", ".join(steps)}})
    return steps[name]
