"""БСИ, the index of alignment (NR47), and the share of recognised modules (NR48): counted in SQL, each with the rows behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, DecimalField, F, Q, Value
from django.db.models.functions import Cast, NullIf, Round

from .models import AlignmentRow, ExpertScore, Level, Module, ModuleRecognition

_NUMBER = DecimalField(max_digits=12, decimal_places=6)
_ZERO, _HUNDRED = Value(Decimal(0), output_field=_NUMBER), Value(Decimal(100), output_field=_NUMBER)
TARGET, ALERT = Decimal("0.70"), Decimal("0.50")
RECOGNISED_TARGET, RECOGNISED_ALERT = 50, 40


@dataclass(frozen=True)
class Index:
    """БСИ of one matrix with what it is made of; ``value`` None prints «—»."""

    key: int = 0
    aligned: int = 0
    partial: int = 0
    not_aligned: int = 0
    waiting: int = 0
    na: int = 0
    value: Decimal | None = None
    experts: int = 0
    asked: int = 0
    expert_mean: Decimal | None = None

    @property
    def text(self) -> str:
        """«0.75» with a comma as officials write it, «—» where nothing is applicable."""
        return dash(self.value)

    @property
    def expert_text(self) -> str:
        return dash(self.expert_mean)

    @property
    def per_cent(self) -> int:
        """How far the needle goes, 0–100."""
        return int((self.value or Decimal(0)) * 100)

    @property
    def tone(self) -> str:
        """leaf from the target on, clay below the alert, sun between (NET10)."""
        if self.value is None:
            return "neutral"
        return "leaf" if self.value >= TARGET else "clay" if self.value < ALERT else "sun"


def dash(value: Decimal | None) -> str:
    """A figure with two decimals and a comma; «—» for None."""
    return "—" if value is None else f"{value:.2f}".replace(".", ",")


def _ratio(part: Any, whole: Any) -> Round:
    return Round(Cast(part, _NUMBER) / NullIf(Cast(whole, _NUMBER), _ZERO), precision=2)


def indexes_of(matrices: Iterable[Any]) -> dict[int, Index]:
    """БСИ of several matrices in two queries (NR47).

    Key outcomes with ALIGNED on every applicable pair and a signed protocol ÷ all key outcomes; PARTIAL counts nothing; rows where nothing is applicable
    leave the denominator. The experts' mean of 1–5 stands apart.
    """
    ids = [getattr(matrix, "pk", matrix) for matrix in matrices]
    counted = {name: Count("pk", filter=Q(verdict=name)) for name in ("aligned", "partial", "not", "waiting", "na")}
    rows = AlignmentRow.objects.filter(matrix__in=ids).judged().order_by().values("matrix")
    rows = rows.annotate(key=Count("pk", filter=~Q(verdict="na")), **{f"n_{name}": count for name, count in counted.items()})
    rows = rows.annotate(value=_ratio(F("n_aligned"), F("key")))
    found = {row["matrix"]: row for row in rows}
    scores = ExpertScore.objects.filter(matrix__in=ids).order_by().values("matrix")
    scores = scores.annotate(experts=Count("score"), asked=Count("pk"), mean=Round(Avg("score", output_field=_NUMBER), precision=2))
    marks = {row["matrix"]: row for row in scores}
    result = {}
    for pk in ids:
        row, mark = found.get(pk, {}), marks.get(pk, {})
        result[pk] = Index(
            key=row.get("key", 0),
            aligned=row.get("n_aligned", 0),
            partial=row.get("n_partial", 0),
            not_aligned=row.get("n_not", 0),
            waiting=row.get("n_waiting", 0),
            na=row.get("n_na", 0),
            value=row.get("value"),
            experts=mark.get("experts", 0),
            asked=mark.get("asked", 0),
            expert_mean=mark.get("mean"),
        )
    return result


def index_of(matrix: Any) -> Index:
    """БСИ of one matrix."""
    return indexes_of([matrix])[matrix.pk]


@dataclass(frozen=True)
class RecognisedShare:
    """Modules of colleges that count ÷ their published modules × 100 (NET11); ``per_cent`` None where nothing is published."""

    recognised: int
    published: int
    per_cent: Decimal | None

    @property
    def text(self) -> str:
        """«55 %»."""
        if self.per_cent is None:
            return "—"
        return f"{self.per_cent.normalize():f} %".replace(".", ",")

    @property
    def tone(self) -> str:
        if self.per_cent is None:
            return "neutral"
        return "leaf" if self.per_cent >= RECOGNISED_TARGET else "clay" if self.per_cent < RECOGNISED_ALERT else "sun"


def recognised_share(organisations: Any = None) -> RecognisedShare:
    """The share over the colleges given (all by default); counted in SQL in one query."""
    rows = Module.objects.filter(level=Level.TVE, status=Module.Status.PUBLISHED)
    if organisations is not None:
        rows = rows.filter(organisation__in=organisations)
    in_force = ModuleRecognition.objects.filter(status=ModuleRecognition.Status.IN_FORCE).values("from_module")
    published, recognised = Count("pk"), Count("pk", filter=Q(pk__in=in_force))
    share = Round(Cast(recognised, _NUMBER) * _HUNDRED / NullIf(Cast(published, _NUMBER), _ZERO), precision=1)
    found = rows.aggregate(published=published, recognised=recognised, share=share)
    return RecognisedShare(found["recognised"], found["published"], found["share"])
