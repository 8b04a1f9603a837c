"""Samples of the booking market."""

_OF_SITE = "site_trial_side site_popular"

SAMPLES = {f"profprobes:{name}": lambda w: {"pk": w.trials.site.pk} for name in _OF_SITE.split()}
