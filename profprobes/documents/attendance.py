"""PP-ATT «Қатысу журналынан үзінді»: who was at which visit of a trial (§5.8)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Seat, Sheet, Table
from network.services import issuer_of

from ..models import Participation, SessionAttendance, Trial, TrialSession
from .confirmations import academic_hours, kind_in
from .safety_papers import for_adults
from .words import clock, word

COLUMNS = (
    ({"kk": "№", "ru": "№"}, 6),
    ({"kk": "Күні", "ru": "Дата"}, 18),
    ({"kk": "Сабақ (кезең)", "ru": "Занятие (этап)"}, 20),
    ({"kk": "Сағат", "ru": "Часы"}, 9),
    ({"kk": "Оқушы", "ru": "Ученик"}, 28),
    ({"kk": "Қатысуы", "ru": "Присутствие"}, 19),
)
WORDS = {
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "school": {"kk": "Мектеп", "ru": "Школа"},
    "host": {"kk": "Серіктес ұйым", "ru": "Организация-партнёр"},
    "group": {"kk": "Топ", "ru": "Группа"},
    "visit": {"kk": "орындаушылық (практикалық)", "ru": "исполнительский (практический)"},
    "total": {"kk": "Қатысқаны: {there}, келмегені: {away}", "ru": "Присутствовали: {there}, отсутствовали: {away}"},
}
SETTLED = (Participation.Status.ATTENDED, Participation.Status.ABSENT)


@register
class AttendanceExtract(DocumentType):
    """PP-ATT: one line per visit and pupil, with the mark of the journal."""

    code = "PP-ATT"
    titles = {"kk": "Қатысу журналынан үзінді", "ru": "Выписка из журнала посещения"}
    source_model = "profprobes.Trial"
    may_issue = "profprobes.issue_attendance"
    series = "PP"

    def issuer(self, source: Trial) -> Any:
        return issuer_of(source.school)

    def subjects(self, source: Trial) -> list[User]:
        return []

    def sort_name(self, source: Trial) -> str:
        return source.number

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        return for_adults(rows, user)

    def problems(self, source: Trial, language: str) -> list[str]:
        held = source.sessions.filter(status=TrialSession.Status.HELD).exists()
        return [] if held else [_("No visit of this trial has been held yet.")]

    def sheet(self, source: Trial, language: str) -> Sheet:
        people = (
            source.participations.filter(status__in=SETTLED)
            .select_related("pupil")
            .prefetch_related("attendance")
            .order_by("pupil__last_name", "pupil__first_name", "pk")
        )
        rows: list[list[Any]] = []
        for visit in source.sessions.filter(status=TrialSession.Status.HELD).order_by("period"):
            moment = timezone.localtime(visit.starts)
            when = f"{moment:%d.%m.%Y}, {clock(visit.starts)}–{clock(visit.ends)}"
            for row in people:
                mark = self._mark(row, visit)
                cells = [when, WORDS["visit"][language], academic_hours(visit.minutes), row.pupil.full_name]
                with translation.override(language):
                    rows.append([len(rows) + 1, *cells, str(SessionAttendance.Mark(mark).label)])
        there = sum(row.status == Participation.Status.ATTENDED for row in people)
        total = WORDS["total"][language].format(there=there, away=len(people) - there)
        return Sheet(
            subtitle=source.number,
            head=[
                Pair(WORDS["trial"][language], f"{source.programme.name_in(language)} ({kind_in(source, language).lower()})"),
                Pair(WORDS["school"][language], source.school.short_name_in(language)),
                Pair(WORDS["host"][language], source.host.short_name_in(language)),
                Pair(WORDS["group"][language], source.group.name),
            ],
            blocks=[Table([Column(title[language], width) for title, width in COLUMNS], rows)],
            note=total,
            seats=[Seat(word("coordinator", language), source.responsible.user.signature_name)],
        )

    def _mark(self, row: Participation, visit: TrialSession) -> str:
        found = next((mark.mark for mark in row.attendance.all() if mark.session_id == visit.pk), None)
        there = row.status == Participation.Status.ATTENDED
        return found or (SessionAttendance.Mark.PRESENT if there else SessionAttendance.Mark.ABSENT)
