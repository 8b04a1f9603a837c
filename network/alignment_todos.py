"""What waits for a person in matrices, recognition and credit transfer; shown on the home page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import todos

from .access import COORDINATORS, has_role, organisations_as
from .alignment_querysets import READERS, WRITERS
from .models import CreditTransfer, ExpertScore, ModuleRecognition


def scores_asked(user: Any) -> QuerySet | None:
    """Scores of matrices under review that the person was asked for."""
    if not has_role(user, *READERS):
        return None
    return ExpertScore.objects.filter(expert=user, score__isnull=True, matrix__status="review")


def score_todos(user: Any) -> Iterable[todos.Todo]:
    """One line for each matrix to score."""
    rows = scores_asked(user).select_related("matrix__field", "matrix__academic_year")  # type: ignore[union-attr]
    for row in rows[:5]:
        yield todos.Todo(
            "matrix_score",
            _("Score the matrix of learning outcomes"),
            str(row.matrix),
            "network:matrix_score",
            (row.matrix_id,),
            _("Give a score"),
        )


def recognitions_awaited(user: Any) -> QuerySet | None:
    """Recognitions of modules that the coordinator's organisation has not agreed to."""
    own = organisations_as(user, *COORDINATORS)
    if not own or not has_role(user, *READERS):
        return None
    rows = ModuleRecognition.objects.filter(status=ModuleRecognition.Status.EXPERTISE)
    giving = Q(from_module__organisation__in=own, from_agreed_at__isnull=True)
    taking = Q(to_module__organisation__in=own, to_agreed_at__isnull=True)
    return rows.filter(giving | taking)


def recognition_todos(user: Any) -> Iterable[todos.Todo]:
    """One line for each recognition to agree on."""
    for row in recognitions_awaited(user).select_related("from_module", "to_module")[:5]:  # type: ignore[union-attr]
        yield todos.Todo("recognition", _("Agree on the recognition of a module"), str(row), "network:recognition", (row.pk,), _("Look"))


def applications_for_credit(user: Any) -> QuerySet | None:
    """Students' applications for credit transfer to the person's organisations."""
    own = organisations_as(user, *WRITERS)
    if not own or not has_role(user, *READERS):
        return None
    return CreditTransfer.objects.filter(status=CreditTransfer.Status.SUBMITTED, recognition__to_module__organisation__in=own)


def credit_todos(user: Any) -> Iterable[todos.Todo]:
    """One line for each application."""
    rows = applications_for_credit(user).select_related("student", "recognition__to_module")  # type: ignore[union-attr]
    for row in rows[:5]:
        text = f"{row.student.full_name}: {row.recognition.to_module.label}"
        yield todos.Todo("credit_transfer", _("Decide on credit transfer"), text, "network:credit", (row.pk,), _("Decide"))


def register_todos() -> None:
    """Tell the home page where these come from."""
    todos.register(score_todos, scores_asked)
    todos.register(recognition_todos, recognitions_awaited)
    todos.register(credit_todos, applications_for_credit)
