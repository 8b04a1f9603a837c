"""What the screens of modules, matrices and recognition read."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import get_language

from core.text import KK_COLLATION, Fold, fold, search

from .access import organisations_as
from .alignment_querysets import WRITERS
from .models import AlignmentMatrix, CreditTransfer, JointProgramme, LearningOutcome, Module, ModuleRecognition


def _title() -> str:
    return "title_kk" if get_language() == "kk" else "title_ru"


def modules_for(
    user: Any, *, q: str = "", field: Any = None, level: str = "", bridging: str = "", state: str = "", sort: str = "title"
) -> QuerySet[Module]:
    """Modules that the person sees: published ones, or the drafts and the archive of the own organisation. Words are looked for in titles, code, outcomes."""
    rows = Module.objects.visible_to(user)
    own = {"status": state, "organisation__in": organisations_as(user, *WRITERS)}
    rows = rows.filter(**(own if state in ("draft", "archived") else {"status": Module.Status.PUBLISHED}))
    for word in fold(q).split()[:6]:
        inside = LearningOutcome.objects.filter(module=OuterRef("pk")).alias(kk=Fold("text_kk"), ru=Fold("text_ru"))
        found = search(Module.objects.all(), word, "title_kk", "title_ru", "code").values("pk")
        rows = rows.filter(Q(pk__in=found) | Exists(inside.filter(Q(kk__contains=word) | Q(ru__contains=word))))
    if field:
        rows = rows.filter(field=field)
    if level:
        rows = rows.filter(level=level)
    if bridging:
        rows = rows.filter(bridging=True)
    order: dict[str, Any] = {
        "title": [Collate(_title(), KK_COLLATION).asc()],
        "-title": [Collate(_title(), KK_COLLATION).desc()],
        "credits": ["credits"],
        "-credits": ["-credits"],
    }
    rows = rows.select_related("organisation", "field").annotate(outcome_count=Count("outcomes"))
    return rows.order_by(*order.get(sort, order["title"]), "pk")


def versions_of(module: Module, user: Any) -> QuerySet[Module]:
    """All versions of a module that the person sees, newest first."""
    return Module.objects.visible_to(user).filter(organisation=module.organisation_id, code=module.code).order_by("-version")


def matrices_for(user: Any, *, field: Any = None, state: str = "") -> QuerySet[AlignmentMatrix]:
    """Matrices that the person sees, those of the newest year first."""
    rows = AlignmentMatrix.objects.visible_to(user)
    if field:
        rows = rows.filter(field=field)
    rows = rows.filter(status=state) if state else rows.exclude(status=AlignmentMatrix.Status.ARCHIVED)
    return rows.select_related("keeper", "field", "academic_year").order_by("-academic_year__starts_on", "field__name_ru", "pk")


def matrix_rows(matrix: AlignmentMatrix, *, show: str = "") -> Any:
    """Rows with all that is printed of them; ``show`` is a verdict of NR47 (aligned, partial, not, waiting, na)."""
    rows: Any = matrix.rows.all()
    if show:
        rows = rows.judged().filter(verdict=show)
    parts = ("outcome", "school_outcome", "tve_outcome", "hei_outcome")
    return rows.select_related(
        "protocol", "changed_by", *(f"{part}__module" for part in parts), *(f"{part}__programme" for part in parts)
    ).order_by("number", "pk")


def recognitions_for(user: Any, *, q: str = "", state: str = "", college: Any = None) -> QuerySet[ModuleRecognition]:
    """Rows of the transfer table that the person sees, newest first."""
    rows = ModuleRecognition.objects.visible_to(user)
    if q:
        rows = search(
            rows, q, "from_module__title_kk", "from_module__title_ru", "to_module__title_kk", "to_module__title_ru", "from_module__code"
        )
    if state:
        rows = rows.filter(status=state)
    if college:
        rows = rows.filter(from_module__organisation=college)
    return rows.select_related("from_module__organisation", "to_module__organisation").order_by("-pk")


def programmes_for(user: Any) -> QuerySet[JointProgramme]:
    """Joint programmes that the person sees, with how many organisations have their order."""
    rows = JointProgramme.objects.visible_to(user).select_related("keeper", "subject")
    return rows.annotate(party_count=Count("parties"), order_count=Count("parties", filter=~Q(parties__order_number=""))).order_by("-pk")


def transfers_for(user: Any, *, state: str = "") -> QuerySet[CreditTransfer]:
    """Applications that the person sees, newest first."""
    rows = CreditTransfer.objects.visible_to(user)
    if state:
        rows = rows.filter(status=state)
    return rows.select_related("student", "recognition__from_module__organisation", "recognition__to_module__organisation", "grade_table")
