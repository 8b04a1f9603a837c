"""A person answers a survey."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from . import services
from .forms import AnswerForm
from .models import Invitation


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation of the person: the questions, or a thank-you; another's does not exist (404)."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("round__questionnaire"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=invitation.round.questionnaire.questions.all())
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(invitation=invitation, answers=form.cleaned_data, by=request.user)
            messages.success(request, _("Thank you for your answer."))
            return redirect("surveys:answer", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    survey = invitation.round
    context = {
        "invitation": invitation,
        "survey": survey,
        "purpose": survey.questionnaire.in_language("purpose"),
        "form": form,
        "open": survey.is_open and not invitation.done,
    }
    return render(request, "surveys/answer.html", context, status=422 if form.errors else 200)
