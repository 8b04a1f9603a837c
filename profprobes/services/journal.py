"""The journal of trials as a paper (PP-JRN)."""

import datetime as dt
from typing import Any

from django.db import transaction

from documents.models import IssuedDocument
from documents.services import request_document
from network.models import ClassGroup, Organisation

from .. import errors_records as errors
from ..models import TrialJournal
from ..queries.journal import trials_of_journal

FORM = "PP-JRN"


@transaction.atomic
def print_journal(
    *,
    school: Organisation,
    language: str,
    by: Any,
    class_group: ClassGroup | None = None,
    kind: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    depersonalised: bool = False,
) -> IssuedDocument:
    """Ask for the paper of a cut; the same cut is the next version of the same paper. Raises JournalDaysWrong, JournalEmpty."""
    if starts_on and ends_on and ends_on < starts_on:
        raise errors.JournalDaysWrong
    cut = {
        "school": school,
        "class_group": class_group,
        "kind": kind,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "depersonalised": depersonalised,
    }
    journal, _made = TrialJournal.objects.get_or_create(**cut, defaults={"made_by": by})
    if not trials_of_journal(journal).exists():
        raise errors.JournalEmpty
    return request_document(type_code=FORM, source=journal, language=language, by=by)
