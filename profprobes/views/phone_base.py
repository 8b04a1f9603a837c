"""What the phone's views share: a signed-out phone hears it in JSON, a page says whose it is, refusals have one shape."""

import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.errors import DomainError

from ..form_rules import SENTENCES, AnswersRefused, Checked
from ..models import TrialSession
from ..queries.phone import visit_for_phone

PERSON_HEADER = "X-Kopir-Person"


def wants_json(request: HttpRequest) -> bool:
    """Does a script of the phone ask, and not a page?"""
    return request.content_type == "application/json" or request.headers.get("Accept", "").startswith("application/json")


def posted(request: HttpRequest) -> Any:
    """The data of a form that was sent, even where nothing was ticked; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def phone_login_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, or: the sign-in page for a page, 401 in JSON for a script, so that the queue of the phone keeps its cards."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"code": "signed_out", "message": _("Sign in. Nothing is lost: the cards are on this phone.")}, status=401)
        return redirect_to_login(request.get_full_path())

    inner.login_required = True  # type: ignore[attr-defined]
    return inner


def require(user: Any, permission: str, obj: Any) -> None:
    """Raise PermissionDenied (403) unless the person holds ``profprobes.<permission>`` on the object."""
    if not user.has_perm(f"profprobes.{permission}", obj):
        raise PermissionDenied


def visible_visit(request: HttpRequest, pk: int, permission: str) -> TrialSession:
    """A visit of the person (404 for a foreign one) on which the person holds the permission (403)."""
    try:
        visit = visit_for_phone(request.user, pk)
    except TrialSession.DoesNotExist:
        raise Http404 from None
    require(request.user, permission, visit)
    return visit


def own_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that the service worker may keep for this person alone: the header says whose it is, no shared cache keeps it."""
    response = render(request, template, context, status=status)
    response[PERSON_HEADER] = request.user.public_id
    response["Cache-Control"] = "private, no-cache"
    return response


def refusal(error: DomainError) -> JsonResponse:
    """The refusal of a service in JSON: code, sentence and, for a form, its fields."""
    body: dict[str, Any] = {"status": "refused", "code": error.code, "message": str(error), "field": error.field}
    if isinstance(error, AnswersRefused):
        body["errors"] = findings(error.checked)
    return JsonResponse(body, status=error.status)


def findings(checked: Checked) -> list[dict[str, str]]:
    """Errors of a form as the phone shows them."""
    return [{"field": one.field, "code": one.code, "message": str(one.sentence)} for one in checked.errors]


def sentences() -> dict[str, str]:
    """The sentences of the rules in the person's language, for the page."""
    return {code: str(sentence) for code, sentence in SENTENCES.items()}


class BadRequest(DomainError):
    """What came is not what the phone's scripts send."""

    status = 400


class Sent:
    """The body that a phone sends: client_uuid, device_time and the rest. Raises BadRequest for anything else."""

    def __init__(self, request: HttpRequest) -> None:
        try:
            self.data = json.loads(request.body)
            self.client_uuid = uuid.UUID(self.data["client_uuid"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadRequest from error
        self.device_time = device_time(self.data.get("device_time"))


def device_time(value: Any) -> dt.datetime | None:
    """The device's clock as an aware datetime; None for nothing or nonsense, since a wrong clock must not cost a card."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
