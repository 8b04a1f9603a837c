"""The public check: anybody with a paper in the hand sees what it is worth, and nothing about the people on it (R-D9 – R-D12)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import public

from .. import registry
from ..conf import conf
from ..forms import CodeForm, FileForm, NumberForm, clean_code
from ..models import IssuedDocument
from ..services.checking import check_code, check_file, check_number
from ..throttle import address_hash, is_too_often


def _too_often(request: HttpRequest) -> bool:
    return is_too_often(request, name="check", limit=conf("CHECKS_PER_MINUTE"))


@public
@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """Two ways to check: by the code, or by the number with the end of the code."""
    by_code = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    by_number = NumberForm(request.GET) if "number" in request.GET else NumberForm()
    asked = next((form for form in (by_code, by_number) if form.is_bound), None)
    if asked is None or not asked.is_valid():
        return render(request, "documents/verify_door.html", {"by_code": by_code, "by_number": by_number})
    if _too_often(request):
        return _slow_down(request)
    look_up = check_code if asked is by_code else check_number
    return _answer(request, look_up(**asked.cleaned_data, address=address_hash(request)))


@public
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code opens."""
    if _too_often(request):
        return _slow_down(request)
    return _answer(request, check_code(code=clean_code(code), address=address_hash(request)))


def _answer(request: HttpRequest, document: IssuedDocument | None) -> HttpResponse:
    """One page for a known paper and one for all the rest: unknown and mistyped codes look alike."""
    if document is None:
        return _private(render(request, "documents/verify_unknown.html", {"by_code": CodeForm(), "by_number": NumberForm()}, status=404))
    newer = IssuedDocument.objects.filter(replaces=document, production="ready").defer("content").first()
    while newer and (newest := IssuedDocument.objects.filter(replaces=newer, production="ready").defer("content").first()):
        newer = newest
    withdrawal = document.transitions.filter(action="withdraw").last()
    context = {
        "document": document,
        "newer": newer,
        "withdrawal": withdrawal,
        "facts": _public_facts(document),
        "file_form": FileForm(),
    }
    return _private(render(request, "documents/verify.html", context))


def _public_facts(document: IssuedDocument) -> list[list[str]]:
    """What the form says in public of a paper in force; the content is read for forms that say something only."""
    if document.status != IssuedDocument.Status.IN_FORCE:
        return []
    try:
        speaks = type(document.type).public_facts is not registry.DocumentType.public_facts
    except registry.UnknownType:
        return []
    return document.values.get("public", []) if speaks else []


def _slow_down(request: HttpRequest) -> HttpResponse:
    answer = render(request, "documents/verify_slow.html", status=429)
    answer["Retry-After"] = "60"
    return answer


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_POST
def file(request: HttpRequest, code: str) -> JsonResponse:
    """POST sha256, computed in the browser: the file itself never leaves the person's device."""
    if _too_often(request):
        return JsonResponse({"result": "slow", "text": _("Too many checks from this address. Try again in a minute.")}, status=429)
    address = address_hash(request)
    document = check_code(code=clean_code(code), address=address)
    if document is None:
        return JsonResponse({"result": "unknown", "text": _("There is no such document.")}, status=404)
    result = check_file(document=document, sha256=request.POST.get("sha256", ""), address=address)
    return JsonResponse({"result": result.value, "text": str(result.label)})
