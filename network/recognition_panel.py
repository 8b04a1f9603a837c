"""Rows of recognition on the page of a RECOG agreement: what its annex (NW-26b) lists."""

from typing import Any

from .models import KindCode, ModuleRecognition

TEMPLATE = "network/alignment/_agreement_rows.html"
MOST = 50


def rows_of(user: Any, agreement: Any) -> dict[str, Any] | None:
    """Rows that stand on the agreement, and those that its parties have agreed and that wait for it; None for agreements of other kinds."""
    if agreement.kind_id != KindCode.RECOG:
        return None
    parties = [party.organisation_id for party in agreement.parties.all() if party.organisation_id]
    rows = ModuleRecognition.objects.visible_to(user)
    waiting = rows.filter(status="agreed", from_module__organisation__in=parties, to_module__organisation__in=parties)
    found = (rows.filter(agreement=agreement) | waiting).select_related("from_module", "to_module").order_by("from_module__code", "pk")
    return {"rows": found[:MOST]}


def register() -> None:
    """Show them beside the agreement."""
    from .panels import register_panel

    register_panel(TEMPLATE, rows_of)
