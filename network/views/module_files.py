"""Modules and rows of matrices as files to download. How they come in from a file lies in network.imports."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.sheets import table_answer

from .. import alignment_queries as queries
from ..exports_plans import matrix_table, modules_table
from ..forms_alignment import ModuleFilter
from ..models import AlignmentMatrix

MOST_EXPORTED = 5000


@login_required
@require_GET
def modules_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered."""
    rows = queries.modules_for(request.user, **ModuleFilter(request.GET, user=request.user).values())[:MOST_EXPORTED]
    return table_answer(f"modules-{timezone.localdate():%Y-%m-%d}", kind, *modules_table(rows))


@login_required
@require_GET
def matrix_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Rows of one matrix."""
    matrix = get_object_or_404(AlignmentMatrix.objects.visible_to(request.user), pk=pk)
    return table_answer(f"matrix-{matrix.pk}", kind, *matrix_table(matrix))
