"""What waits for a person in matrices, recognition and credit transfer; shown on the home page."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import todos

from .access import COORDINATORS, has_role, organisations_as
from .alignment_querysets import READERS, WRITERS
from .models import CreditTransfer, ExpertScore, ModuleRecognition


def waiting(user: Any) -> Iterable[todos.Todo]:
    """Scores that are asked, agreements that are awaited from the person's organisation, students' applications."""
    if not has_role(user, *READERS):
        return []
    return [*_scores(user), *_agreements(user), *_applications(user)]


def _scores(user: Any) -> Iterable[todos.Todo]:
    rows = ExpertScore.objects.filter(expert=user, score__isnull=True, matrix__status="review").select_related(
        "matrix__field", "matrix__academic_year"
    )
    for row in rows[:5]:
        yield todos.Todo(
            "matrix_score",
            _("Score the matrix of learning outcomes"),
            str(row.matrix),
            "network:matrix_score",
            (row.matrix_id,),
            _("Give a score"),
        )


def _agreements(user: Any) -> Iterable[todos.Todo]:
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return
    rows = ModuleRecognition.objects.filter(status=ModuleRecognition.Status.EXPERTISE).select_related("from_module", "to_module")
    mine = rows.filter(from_module__organisation__in=own, from_agreed_at__isnull=True) | rows.filter(
        to_module__organisation__in=own, to_agreed_at__isnull=True
    )
    for row in mine[:5]:
        yield todos.Todo("recognition", _("Agree on the recognition of a module"), str(row), "network:recognition", (row.pk,), _("Look"))


def _applications(user: Any) -> Iterable[todos.Todo]:
    own = organisations_as(user, *WRITERS)
    if not own:
        return
    rows = CreditTransfer.objects.filter(status=CreditTransfer.Status.SUBMITTED, recognition__to_module__organisation__in=own)
    for row in rows.select_related("student", "recognition__to_module")[:5]:
        text = f"{row.student.full_name}: {row.recognition.to_module.label}"
        yield todos.Todo("credit_transfer", _("Decide on credit transfer"), text, "network:credit", (row.pk,), _("Decide"))


def register_todos() -> None:
    """Tell the home page where these come from."""
    todos.register(waiting)
