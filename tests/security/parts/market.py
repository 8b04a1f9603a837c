"""Samples of the market of slots."""

import datetime as dt

from profprobes.models import MentorReplacement, SiteSlot


def _replacement(w):
    if not hasattr(w, "_replacement_row"):
        due = w.trials.session.starts.date()
        w._replacement_row = MentorReplacement.objects.create(session=w.trials.session, left=w.trials.trial_mentor, due=due)
    return w._replacement_row


def _coming(w):
    """A slot of the same site that has not begun."""
    if not hasattr(w, "_coming_slot"):
        slot = SiteSlot.objects.get(pk=w.trials.slot.pk)  # the period as a range
        week = dt.timedelta(days=7)
        period = (slot.starts + week, slot.ends + week)
        w._coming_slot = SiteSlot.objects.create(site=slot.site, period=period, seats_total=12, min_group=1, mentor=w.trials.trial_mentor)
    return w._coming_slot


SAMPLES = {
    "profprobes:replacement": lambda w: {"pk": _replacement(w).pk},
    "profprobes:mentor_end": lambda w: {"pk": w.trials.trial_mentor.pk},
    "profprobes:slots_file": lambda w: {"kind": "xlsx"},
    "profprobes:trial_ask_reserve": lambda w: {"pk": w.trial.pk},
    "profprobes:site_slots_ics": lambda w: {"pk": w.trials.site.pk},
    "profprobes:open_series": lambda w: {"pk": w.trials.site.pk},
    "profprobes:slot_change": lambda w: {"pk": _coming(w).pk},
    "profprobes:slot_withdraw_following": lambda w: {"pk": w.trials.slot.pk},
}

# Checked sites and their open slots are seen by everybody signed in; whoever may not keep them is told so.
SEEN_BY_STRANGERS = {
    "profprobes:slots_file": {200, 403, 405},
    "profprobes:mentor_end": {403, 404, 405},  # coordinators everywhere see who is an active mentor
    **{f"profprobes:{name}": {403, 405} for name in ("open_series", "slot_change", "slot_withdraw_following", "site_slots_ics")},
}
