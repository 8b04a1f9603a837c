"""What the page of a matrix shows: steps, tabs of the evidence, lines of the table."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .alignment_index import Index
from .models import AlignmentMatrix, AlignmentRow, Fit, LearningOutcome
from .models.alignment import sign

FIT_LOOK = {
    Fit.ALIGNED: ("leaf", "check"),
    Fit.PARTIAL: ("sun", "circle-dot"),
    Fit.NOT: ("clay", "x"),
    Fit.NA: ("neutral", "minus"),
    "": ("neutral", "circle-dashed"),
}


def fit_mark(fit: str) -> dict[str, str]:
    """A cell as a mark: sign and word, tone, icon."""
    tone, icon = FIT_LOOK[Fit(fit) if fit else ""]
    label = f"{sign(fit, get_language() or 'kk')} · {Fit(fit).label}" if fit else _("no decision")
    return {"label": label, "tone": tone, "icon": icon}


def place_text(outcome: LearningOutcome | None, language: str) -> str:
    """«ПБО 2104 Математика әдістемесі, 3–5-апта»: programme, module and week at a level."""
    if outcome is None:
        return ""
    owner = outcome.owner
    name = f"{owner.code} {owner.title_in(language)}" if outcome.module_id else owner.title_in(language)
    weeks = {"kk": f"{outcome.weeks}-апта", "ru": f"нед. {outcome.weeks}"}.get(language, f"weeks {outcome.weeks}") if outcome.weeks else ""
    return ", ".join(part for part in (name, weeks) if part)


def evidence_rows(rows: Any) -> list[dict[str, Any]]:
    """Lines of the table on the page."""
    language = get_language() or "kk"
    return [
        {
            "row": row,
            "outcome": row.outcome,
            "places": [
                (_places()[level], place_text(row.place(level), language)) for level in ("school", "tve", "hei") if row.place(level)
            ],
            "school_tve": fit_mark(row.school_tve),
            "tve_hei": fit_mark(row.tve_hei),
        }
        for row in rows
    ]


def _places() -> dict[str, str]:
    return {"school": _("At school"), "tve": _("At college"), "hei": _("At university")}


def verdict_tabs(matrix: AlignmentMatrix, index: Index, show: str) -> list[tuple[str, str, bool, int]]:
    """Every figure of the index opens to its rows."""
    page = reverse("network:matrix", args=[matrix.pk])
    total = index.key + index.na
    parts = (
        ("", _("All"), total),
        ("aligned", _("Aligned"), index.aligned),
        ("partial", _("Partly"), index.partial),
        ("not", _("Not aligned"), index.not_aligned),
        ("waiting", _("Not decided or not signed"), index.waiting),
        ("na", _("Not applicable"), index.na),
    )
    return [
        (label, f"{page}?show={code}#rows" if code else f"{page}#rows", code == show, count)
        for code, label, count in parts
        if count or not code or code == show
    ]


def matrix_steps(matrix: AlignmentMatrix, index: Index) -> list[dict[str, Any]]:
    """Draft, experts, council, approved as a bridge."""
    order = ["draft", "review", "approved"]
    now = order.index(matrix.status) if matrix.status in order else len(order)
    notes = [_("%(count)s rows") % {"count": index.key + index.na}, f"{index.experts} / {index.asked}", matrix.decision]
    titles = [_("Filling in"), _("Experts' scores"), _("Council's decision")]
    states = [
        "done" if place < now or matrix.status in ("approved", "archived") else "now" if place == now else "ahead" for place in range(3)
    ]
    return [{"title": title, "state": state, "note": note} for title, state, note in zip(titles, states, notes, strict=True)]


def typed_words(values: dict[str, Any], protocols: dict[int, str]) -> list[tuple[str, str]]:
    """Cells of one row in words, for showing two versions side by side."""
    return [
        (_("School–college"), fit_mark(values["school_tve"])["label"]),
        (_("College–university"), fit_mark(values["tve_hei"])["label"]),
        (_("Protocol"), protocols.get(values["protocol_id"] or 0, "—")),
        (_("Remark"), values["remark"] or "—"),
    ]


def row_values(row: AlignmentRow) -> dict[str, Any]:
    """Cells of a row as they are saved."""
    return {"school_tve": row.school_tve, "tve_hei": row.tve_hei, "protocol_id": row.protocol_id, "remark": row.remark}
