"""What everybody may read without signing in: short cards, no person, no number but the organisation's own. Kept for five minutes, throttled by address."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from redis.exceptions import RedisError
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from core.http import public
from documents.conf import conf
from documents.forms import clean_code
from documents.models import IssuedDocument
from documents.services.checking import check_code
from documents.throttle import address_hash, is_too_often

from ..models import CalendarEvent, Network, Organisation, OrganisationStatus
from .base import NamedFilters, Page
from .throttles import AddressThrottle

KEPT = 300  # seconds


class CardSerializer(serializers.ModelSerializer):
    """An organisation at work."""

    class Meta:
        model = Organisation
        fields = ("id", "kind", "short_name_kk", "short_name_ru", "full_name_kk", "full_name_ru", "bin", "region", "district", "website")


class NetworkCardSerializer(serializers.ModelSerializer):
    """A network at work."""

    class Meta:
        model = Network
        fields = ("id", "title_kk", "title_ru", "region", "operator", "status")


class StatusCardSerializer(serializers.ModelSerializer):
    """A status that holds today."""

    organisation_kk = serializers.CharField(source="organisation.short_name_kk")
    organisation_ru = serializers.CharField(source="organisation.short_name_ru")
    type = serializers.CharField(source="type.code")
    type_kk = serializers.CharField(source="type.name_kk")
    type_ru = serializers.CharField(source="type.name_ru")

    class Meta:
        model = OrganisationStatus
        fields = ("id", "organisation", "organisation_kk", "organisation_ru", "type", "type_kk", "type_ru", "valid_from", "valid_until")


class EventCardSerializer(serializers.ModelSerializer):
    """An open event that is still ahead."""

    class Meta:
        model = CalendarEvent
        fields = ("id", "title_kk", "title_ru", "kind", "host", "starts", "ends", "mode", "place")


class CheckSerializer(serializers.ModelSerializer):
    """What a paper is worth; nothing about the people on it."""

    issuer = serializers.CharField(source="issuer.code")
    title = serializers.CharField()

    class Meta:
        model = IssuedDocument
        fields = ("number", "title", "type_code", "language", "version", "status", "issuer", "issued_at", "valid_until", "sha256")


def kept(key: str, make: Callable[[], Any]) -> Any:
    """From the cache, or made and put there; a cache that is away only makes it slower."""
    try:
        if (found := cache.get(key)) is not None:
            return found
    except (OSError, RedisError):
        return make()
    made = make()
    try:
        cache.set(key, made, KEPT)
    except (OSError, RedisError):
        return made
    return made


class OpenList(mixins.ListModelMixin, viewsets.GenericViewSet):
    """A list for everybody."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    pagination_class = Page
    filter_backends = (NamedFilters,)
    filters: dict[str, str] = {}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        known = (*self.filters, "page", "page_size")
        asked = "&".join(f"{name}={request.query_params.get(name, '')[:100]}" for name in known)
        address = request.build_absolute_uri(request.path)
        data = kept(f"api:{address}?{asked}", lambda: super(OpenList, self).list(request, *args, **kwargs).data)
        return Response(data, headers={"Cache-Control": f"public, max-age={KEPT}"})


class OpenOrganisations(OpenList):
    """Organisations at work."""

    serializer_class = CardSerializer
    queryset = Organisation.objects.filter(status=Organisation.Status.ACTIVE).order_by("pk")
    filters = {"kind": "kind", "region": "region", "district": "district", "bin": "bin"}


class OpenNetworks(OpenList):
    """Networks at work."""

    serializer_class = NetworkCardSerializer
    queryset = Network.objects.exclude(status__in=[Network.Status.DRAFT, Network.Status.CLOSED]).order_by("pk")
    filters = {"region": "region", "status": "status"}


class OpenStatuses(OpenList):
    """Statuses that hold today."""

    serializer_class = StatusCardSerializer
    queryset = OrganisationStatus.objects.select_related("organisation", "type").order_by("pk")
    filters = {"region": "organisation__region", "type": "type__code", "organisation": "organisation"}

    def get_queryset(self) -> Any:
        return super().get_queryset().on(timezone.localdate())


class OpenEvents(OpenList):
    """Open events that are ahead (§8, «R open events»)."""

    serializer_class = EventCardSerializer
    queryset = CalendarEvent.objects.filter(is_open=True).order_by("starts", "pk")
    filters = {"region": "host__region", "host": "host", "kind": "kind"}

    def get_queryset(self) -> Any:
        return super().get_queryset().ahead().filter(ends__gte=timezone.now())


class Check(viewsets.GenericViewSet):
    """The same check as the page behind the QR code."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()  # the check has its own limit, one for pages and programs
    pagination_class = None
    serializer_class = CheckSerializer
    queryset = IssuedDocument.objects.none()
    lookup_field = "code"
    lookup_value_regex = r"[^/]{1,40}"

    @extend_schema(responses=CheckSerializer)
    def retrieve(self, request: Request, code: str) -> Response:
        """The document with this code; 404 for an unknown one."""
        asked: HttpRequest = request._request
        if is_too_often(asked, name="check", limit=conf("CHECKS_PER_MINUTE")):
            raise Throttled(wait=60)
        document = check_code(code=clean_code(code), address=address_hash(asked))
        headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
        if document is None:
            return Response({"code": "not_found", "message": "", "field": ""}, status=404, headers=headers)
        return Response(CheckSerializer(document).data, headers=headers)


OPEN = {"organisations": OpenOrganisations, "networks": OpenNetworks, "statuses": OpenStatuses, "events": OpenEvents}


def views() -> dict[str, Any]:
    """Path below public/ → view, each marked as an open door."""
    lists = {f"{name}/": public(view.as_view({"get": "list"})) for name, view in OPEN.items()}
    return lists | {"check/<str:code>/": public(Check.as_view({"get": "retrieve"}))}
