"""Addresses of what comes after a trial: the trace reflection of the pupil."""

SAMPLES = {"profprobes:my_trace": lambda w: {"pk": w.row.pk}}
