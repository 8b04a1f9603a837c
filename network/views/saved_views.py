"""Saved views of lists: keep one, remove one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import DomainError

from ..errors import ViewOfNothing
from ..models import SavedView
from ..services import saved_views as services


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the open list under a name, and go back to it."""
    path, query = request.POST.get("path", ""), request.POST.get("query", "")
    try:
        view = services.save_view(path=path, query=query, name=request.POST.get("name", ""), by=request.user)
    except ViewOfNothing as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{path}?{services.clean_query(query)}")
    messages.success(request, _("The view is saved."))
    return redirect(view)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an own view, and go back to its list."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    services.remove_view(view=view)
    messages.success(request, _("The view is removed."))
    return redirect(view.path)
