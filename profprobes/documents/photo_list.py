"""PP-PHOTO «Түсіруге рұқсаттар тізімі»: who may be pictured and how, for whoever carries the camera (gate G13; BR-25)."""

from django.db.models import QuerySet

from accounts.models import PhotoLevel
from documents.registry import register
from documents.sheet import Column, Seat, Sheet, Table

from ..models import TrialSession
from ..services.check_sheet import going
from .safety_papers import WORDS, OfVisit, head_of
from .words import PHOTO, day, joined

LEVEL = {"kk": "Түсіруге рұқсат", "ru": "Разрешение на съёмку"}


@register
class PhotoList(OfVisit):
    """One line per admitted pupil, the bans first; no phone, no consent, no reason."""

    code = "PP-PHOTO"
    titles = {"kk": "Түсіруге рұқсаттар тізімі", "ru": "Список разрешений на съёмку"}
    source_model = "profprobes.TrialSession"
    may_issue = "profprobes.issue_briefings"
    max_pages = 2

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("trial__programme", "trial__school", "trial__host", "trial__group")

    def sort_name(self, source: TrialSession) -> str:
        return source.trial.number

    def file_label(self, source: TrialSession) -> str:
        return source.trial.number

    def sheet(self, source: TrialSession, language: str) -> Sheet:
        people = [(PhotoLevel(row.photo_effective), row) for row in going(source)]
        people.sort(key=lambda one: one[0] != PhotoLevel.NO)
        rows = [[n, row.pupil.full_name, row.class_group.name, PHOTO[level][language]] for n, (level, row) in enumerate(people, 1)]
        titles = [Column("№", 6), Column(WORDS["pupil"][language], 42), Column(WORDS["class"][language], 12), Column(LEVEL[language], 40)]
        return Sheet(
            subtitle=joined([source.trial.number, day(source.starts, language)], " · "),
            head=head_of(source, language),
            blocks=[Table(titles, rows)],
            seats=[Seat(WORDS["responsible"][language], source.trial.responsible.user.signature_name)],
        )
