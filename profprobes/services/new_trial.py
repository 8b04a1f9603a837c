"""A new trial in the format that the coordinator chose."""

from typing import Any

from django.db import transaction

from ..models import OnlinePart, Trial
from .online import save_online
from .trials import create_trial


@transaction.atomic
def create_with_format(format: str, /, *, by: Any, **values: Any) -> Trial:
    """create_trial(), and for an online or hybrid trial the online part that is filled next. Raises everything of create_trial."""
    trial = create_trial(by=by, **values)
    if format in OnlinePart.Mode.values:
        save_online(session=trial.sessions.get(), mode=format, by=by)
    return trial
