"""Samples of cycles and hour-by-hour cards. A published programme and its card are read by everybody who is signed in (§8)."""

from profprobes.models import HostProfession
from tests.factories.cycle import cycle_card, cycle_of


def _card(w):
    if not hasattr(w, "_cycle_card"):
        w._cycle_card = cycle_card(w.trials.programme, by=w.trials.host_coordinator)
    return w._cycle_card


def _row(w):
    return _card(w).rows.order_by("-order").first()


def _cycle(w):
    if not hasattr(w, "_cycle_row"):
        w._cycle_row = cycle_of(w.trials, until="invited")
    return w._cycle_row


def _partner(w):
    return {"pk": _cycle(w).partners.get().pk}


SAMPLES = {
    **{
        f"profprobes:{name}": lambda w: {"pk": _cycle(w).pk}
        for name in ("cycle", "cycle_edit", "cycle_prepare", "cycle_programme_add", "cycle_partner_add", "cycle_close")
    },
    "profprobes:cycle_move": lambda w: {"pk": _cycle(w).pk, "move": "agree"},
    "profprobes:cycle_programme_step": lambda w: {"pk": _cycle(w).steps_of_programmes.get().pk, "step": "up"},
    "profprobes:cycle_step": lambda w: {"pk": _cycle(w).steps.get(number=1).pk},
    **{
        f"profprobes:{name}": _partner
        for name in ("cycle_partner", "cycle_partner_decline", "cycle_partner_assess", "cycle_partner_remove")
    },
    **{f"profprobes:{name}": lambda w: {"pk": _card(w).pk} for name in ("cycle_card", "cycle_row_add")},
    "profprobes:cycle_card_head": lambda w: {"programme": w.trials.programme.pk},
    "profprobes:cycle_row": lambda w: {"pk": _row(w).pk},
    "profprobes:cycle_row_step": lambda w: {"pk": _row(w).pk, "step": "up"},
}
SEEN_BY_STRANGERS = {
    "profprobes:cycle_card": {200, 405},
    **{f"profprobes:{name}": {403, 405} for name in ("cycle_row_add", "cycle_card_head", "cycle_row", "cycle_row_step")},
}


def _host(w):
    if not hasattr(w, "_host_profession"):
        w._host_profession = HostProfession.objects.create(profession=w.trials.programme.profession, organisation=w.trials.host)
    return w._host_profession


SAMPLES |= {
    **{
        f"profprobes:{name}": lambda w: {"pk": w.trials.programme.profession_id}
        for name in ("profession", "profession_edit", "host_profession_add")
    },
    "profprobes:host_profession_remove": lambda w: {"pk": _host(w).pk},
}
SEEN_BY_STRANGERS |= {
    "profprobes:profession": {200, 405},
    "profprobes:profession_edit": {403},
    "profprobes:host_profession_add": {200, 403, 422},  # whoever coordinates a host may name the own organisation
    "profprobes:host_profession_remove": {403, 405},
}
