"""Settings of the engine: defaults here, overridden by the dict DOCUMENTS in the settings."""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # Attempts at one document before it is FAILED, and the seconds between them (R-D32).
    "RETRY_DELAYS": (10, 60, 300),
    # A rendering may take this long; the task's hard limit lies a little above, so whatever is older is dead.
    "RENDER_SECONDS": 120,
    "TAKE_OVER_SECONDS": 150,
    # A worker that has not been heard of for so long is taken for dead, and what it held is given to another.
    "WORKER_SILENCE_SECONDS": 20,
    # A queued document whose task was sent so long ago, with nothing left in the broker, lost its task.
    "RESEND_SECONDS": 40,
    # Documents wait this long without any worker before the pages say so.
    "STALL_SECONDS": 30,
    # ZIP and merged PDF of a batch are working files (R-D28).
    "BATCH_FILES_DAYS": 14,
    "BATCH_LIMIT": 20_000,
    "MERGE_PART": 250,
    # Public checks a minute from one address (R-D12).
    "CHECKS_PER_MINUTE": 60,
}


def conf(name: str) -> Any:
    """One setting of the engine."""
    return getattr(settings, "DOCUMENTS", {}).get(name, DEFAULTS[name])
