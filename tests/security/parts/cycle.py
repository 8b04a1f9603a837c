"""Samples of cycles and hour-by-hour cards. A published programme and its card are read by everybody who is signed in (§8)."""

from tests.factories.cycle import cycle_card


def _card(w):
    if not hasattr(w, "_cycle_card"):
        w._cycle_card = cycle_card(w.trials.programme, by=w.trials.host_coordinator)
    return w._cycle_card


def _row(w):
    return _card(w).rows.order_by("-order").first()


SAMPLES = {
    **{f"profprobes:{name}": lambda w: {"pk": _card(w).pk} for name in ("cycle_card", "cycle_row_add")},
    "profprobes:cycle_card_head": lambda w: {"programme": w.trials.programme.pk},
    "profprobes:cycle_row": lambda w: {"pk": _row(w).pk},
    "profprobes:cycle_row_step": lambda w: {"pk": _row(w).pk, "step": "up"},
}
SEEN_BY_STRANGERS = {
    "profprobes:cycle_card": {200, 405},
    **{f"profprobes:{name}": {403, 405} for name in ("cycle_row_add", "cycle_card_head", "cycle_row", "cycle_row_step")},
}
