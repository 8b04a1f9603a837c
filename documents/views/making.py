"""Asking for a document, previewing it, and the part of a page that lists the documents of a row."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError

from .. import registry, worker
from ..errors import RenderingFailed
from ..queries import slots_of
from ..services import request_document
from ..services.issuing import freeze
from .access import back, form_asked_for, no_store, sandboxed, say_refusal, source_asked_for


@login_required
@require_POST
def request_one(request: HttpRequest) -> HttpResponse:
    """POST type, source, language (and reason, next): ask for a document of a row."""
    form = form_asked_for(request.POST.get("type", ""))
    source = source_asked_for(request, form, request.POST.get("source", ""))
    before = timezone.now()
    address = reverse("documents:list")
    try:
        document = request_document(
            type_code=form.code,
            source=source,
            language=request.POST.get("language", ""),
            by=request.user,
            reason=request.POST.get("reason", "")[:300],
        )
    except DomainError as refusal:
        say_refusal(request, refusal)
    else:
        address = document.get_absolute_url()
        if document.is_ready and document.requested_at < before:
            messages.info(request, _("Nothing has changed: this document is there already."))
        else:
            messages.success(request, _("The document is being made."))
    if request.htmx:
        return _documents(request, form.source_model, source, with_messages=True)
    return back(request, address)


@login_required
@require_GET
def of_source(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The documents of a row as a part of its page; asked again while one is being made."""
    sources = {form.source_model.lower(): form.model() for form in registry.types()}
    if model.lower() not in sources:
        raise Http404
    source = get_object_or_404(sources[model.lower()]._default_manager.visible_to(request.user), pk=pk)
    return _documents(request, model, source)


def _documents(request: HttpRequest, model: str, source: object, *, with_messages: bool = False) -> HttpResponse:
    codes = tuple(filter(None, (request.GET.get("codes") or request.POST.get("codes") or "").split(",")))
    context = documents_context(request, source, codes)
    return render(request, "documents/_documents.html", {**context, "with_messages": with_messages})


def documents_context(request: HttpRequest, source: object, codes: tuple[str, ...]) -> dict:
    """What documents/_documents.html prints."""
    slots = slots_of(source, request.user, codes)
    waiting = any(slot.newest and slot.newest.is_waiting for slot in slots)
    model = source._meta.label_lower  # type: ignore[attr-defined]
    return {
        "slots": slots,
        "source": source,
        "codes": ",".join(codes),
        "element": f"documents-{model.replace('.', '-')}-{source.pk}",  # type: ignore[attr-defined]
        "poll_url": reverse("documents:of_source", args=[model, source.pk]) + (f"?codes={','.join(codes)}" if codes else ""),  # type: ignore[attr-defined]
        "waiting": waiting,
        "worker_down": waiting and worker.is_down(),
        "next": request.POST.get("next") or request.get_full_path(),
    }


@login_required
@require_GET
@sandboxed
def preview(request: HttpRequest) -> HttpResponse:
    """GET type, source, language: the paper as it would be now, marked as a project, without number and QR (R-D33)."""
    from ..engine.paper import Marks, MissingValue, paper_html

    form = form_asked_for(request.GET.get("type", ""))
    source = source_asked_for(request, form, request.GET.get("source", ""))
    language = request.GET.get("language", "")
    try:
        frozen = freeze(form=form, source=source, language=language)
        html = paper_html(form=form, content=frozen.values, language=language, marks=Marks(), preview=True)
    except DomainError as refusal:
        return _no_preview(request, getattr(refusal, "problems", None) or [str(refusal)])
    except (MissingValue, RenderingFailed) as error:
        return _no_preview(request, [_("The form cannot be filled: %(detail)s") % {"detail": getattr(error, "detail", "") or error}])
    return no_store(HttpResponse(html))


def _no_preview(request: HttpRequest, problems: list[str]) -> HttpResponse:
    language = translation.get_language() or "kk"
    return no_store(render(request, "documents/no_preview.html", {"problems": problems, "language": language}, status=409))
