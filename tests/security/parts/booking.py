"""Samples of the booking market."""

_OF_SITE = "site_trial_side site_popular site_month copy_month"

SAMPLES = {f"profprobes:{name}": lambda w: {"pk": w.trials.site.pk} for name in _OF_SITE.split()} | {
    "profprobes:booking_offer": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:booking_skip": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:booking_no_show": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:booking_leave": lambda w: {"pk": w.trials.booking.pk},
    "profprobes:slot_grant": lambda w: {"pk": w.trials.slot.pk},
}

# Checked sites and their open slots are seen by everybody signed in (the catalogue): whoever may not keep them is told so.
SEEN_BY_STRANGERS = {f"profprobes:{name}": {403, 405} for name in (*_OF_SITE.split(), "slot_grant")}
