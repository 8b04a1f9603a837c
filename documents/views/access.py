"""Steps that several pages share: the row a person may see, the form asked for, an answer that says what happened."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core.errors import DomainError

from .. import registry
from ..models import IssuedDocument


def visible_document(request: HttpRequest, pk: int) -> IssuedDocument:
    """The document, if the person may see it; 404 otherwise."""
    return get_object_or_404(IssuedDocument.objects.visible_one(request.user, pk).select_related("issuer", "requested_by"))


def demand(request: HttpRequest, permission: str, obj: Any) -> None:
    """403 for those who see a thing and may not do this to it."""
    if not request.user.has_perm(permission, obj):
        raise PermissionDenied


def form_asked_for(code: str) -> registry.DocumentType:
    """The form of a code; 404 for one that nobody declares."""
    try:
        return registry.get(code)
    except registry.UnknownType:
        raise Http404 from None


def source_asked_for(request: HttpRequest, form: registry.DocumentType, pk: str) -> Any:
    """The row a form is made from: 404 when the person does not see it or it has no such form, 403 when they see it and may not issue the form."""
    if not pk.isdigit():
        raise Http404
    source = get_object_or_404(form.model()._default_manager.visible_to(request.user), pk=int(pk))
    if not form.suits(source):
        raise Http404
    demand(request, form.may_issue, source)
    return source


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Back to the page that the form names in ``next``, if it is ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(address if ours else otherwise)


def say_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """Show a refusal in the person's language."""
    for sentence in getattr(refusal, "problems", None) or [str(refusal)]:
        messages.error(request, str(sentence))


def sandboxed(view: Any) -> Any:
    """A page that shows a paper: no script, no form, shown only inside our own pages."""
    return xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF], "sandbox": ["allow-popups"], "script-src": [NONE]})(view))


def no_store(answer: HttpResponse) -> HttpResponse:
    """Papers are about people: no copy stays in a browser's or a proxy's store."""
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
