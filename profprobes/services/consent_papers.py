"""Printed consents follow the answer they print: a changed answer makes a new version, one that no longer stands takes the paper out of force."""

from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import DomainError
from documents.models import IssuedDocument
from documents.services import request_document, withdraw_document

from ..models import ParentConsent, Participation, TechnologyCard, Trial, TrialSession

FORM = "PP-CONS"
_VALID = (IssuedDocument.Status.PROJECT, IssuedDocument.Status.IN_FORCE)


def follow_consents(participation: Participation) -> None:
    """After every change of an answer, in its transaction (BR-26, §9.9): one query where nothing was printed."""
    consents = {row.pk: row for row in ParentConsent.objects.filter(participation=participation.pk)}
    papers = IssuedDocument.objects.filter(
        type_code=FORM, content_type=ContentType.objects.get_for_model(ParentConsent), object_id__in=consents, status__in=_VALID
    )
    for paper in list(papers.latest_versions().select_related("requested_by")):
        _follow(consents[paper.object_id], paper)


def follow_photo_lists(trial: Trial) -> None:
    """Papers of the trial that list who may be pictured (row 19 of PP-A, PP-PHOTO) are made anew when a permission changes (§9.9)."""
    about = Q(type_code="PP-A", content_type=ContentType.objects.get_for_model(TechnologyCard))
    about &= Q(object_id__in=TechnologyCard.objects.filter(session__trial=trial).values("pk"))
    lists = Q(type_code="PP-PHOTO", content_type=ContentType.objects.get_for_model(TrialSession))
    lists &= Q(object_id__in=TrialSession.objects.filter(trial=trial).values("pk"))
    papers = IssuedDocument.objects.filter(about | lists, status__in=_VALID).latest_versions().select_related("requested_by")
    for paper in list(papers):
        with suppress(DomainError), transaction.atomic():
            request_document(type_code=paper.type_code, source=paper.source, language=paper.language, by=paper.requested_by)


def _follow(consent: ParentConsent, paper: IssuedDocument) -> None:
    try:
        with transaction.atomic():
            request_document(type_code=FORM, source=consent, language=paper.language, by=paper.requested_by)
    except DomainError:
        if paper.is_ready:
            withdraw_document(document=paper, by=None, reason=_("The consent is no longer in force."))
