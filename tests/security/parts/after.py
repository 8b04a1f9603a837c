"""Addresses of what comes after a trial: the trace reflection, the marks of a meaningful trial, the path."""

SAMPLES = {
    "profprobes:my_trace": lambda w: {"pk": w.row.pk},
    "profprobes:trial_marks": lambda w: {"pk": w.trial.pk},
}
