"""PP-BOOK «Сынақ кітапшасы»: all trials of a pupil in one small book that goes with the pupil (§5.8)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Pair, Seat, Sheet
from network.models import Enrolment
from network.services import issuer_of

from ..models import IssuedConfirmation, TrialBook
from ..queries.confirmations import attended_minutes, ready_papers, trials_of_book
from .confirmations import hours_in_words, kind_in, product_of, profession_of
from .words import day, word

WORDS = {
    "columns": {
        "kk": "Күні, мамандық, ұйым, түрі, сағат, өнім, тәлімгер",
        "ru": "Дата, профессия, организация, вид, часы, продукт, наставник",
    },
    "pupil": {"kk": "Оқушы", "ru": "Ученик"},
    "school": {"kk": "Мектебі, сыныбы", "ru": "Школа, класс"},
    "date": {"kk": "Күні", "ru": "Дата"},
    "host": {"kk": "Ұйым", "ru": "Организация"},
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "hours": {"kk": "Сағат", "ru": "Часы"},
    "product": {"kk": "Өнім", "ru": "Продукт"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник"},
}


@register
class TrialBookPaper(DocumentType):
    """PP-BOOK, A5: one line per trial with the QR of its confirming document. Outcomes stay the pupil's own: the book does not print them."""

    code = "PP-BOOK"
    titles = {"kk": "Сынақ кітапшасы", "ru": "Книжка проб"}
    source_model = "profprobes.TrialBook"
    template = "profprobes/papers/book.html"
    may_issue = "profprobes.issue_trialbook"
    page = "A5P"
    series = "PP"
    batchable = True

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("pupil")

    def _place(self, source: TrialBook) -> Any:
        """Class and school of today; of the latest trial for a pupil who learns nowhere now."""
        today = Enrolment.objects.current().filter(user=source.pupil_id).select_related("group__organisation").first()
        if today:
            return today.group
        rows = trials_of_book(source)
        return rows[-1].class_group if rows else None

    def issuer(self, source: TrialBook) -> Any:
        place = self._place(source)
        if place is None:
            raise ValueError("A pupil without a class and a trial has no book.")
        return issuer_of(place.organisation)

    def subjects(self, source: TrialBook) -> list[User]:
        return [source.pupil]

    def sort_name(self, source: TrialBook) -> str:
        return source.pupil.full_name

    def file_label(self, source: TrialBook) -> str:
        return source.pupil.short_name

    def problems(self, source: TrialBook, language: str) -> list[str]:
        return [] if trials_of_book(source) else [_("No trial has been held yet, so there is nothing to write into the book.")]

    def context(self, source: TrialBook, language: str) -> dict:
        return {
            "columns": WORDS["columns"][language],
            "rows": [self._row(no, row, language) for no, row in enumerate(trials_of_book(source), 1)],
        }

    def _row(self, no: int, row: Any, language: str) -> dict[str, Any]:
        trial = row.trial
        there, _whole = attended_minutes(row)
        values = {
            "date": day(trial.visit.starts, language) if trial.visit else "",
            "host": trial.host.short_name_in(language),
            "kind": kind_in(trial, language),
            "hours": hours_in_words(there, language),
            "product": product_of(trial, language),
            "mentor": trial.mentor.membership.user.full_name if trial.mentor else "",
        }
        return {
            "no": no,
            "profession": profession_of(trial, language),
            "pairs": [[WORDS[name][language], value] for name, value in values.items() if value],
            "url": self._url(row, language),
        }

    def _url(self, row: Any, language: str) -> str:
        """The public check of a confirming paper of this trial, in the language of the book where there is one."""
        if not any(one.status == IssuedConfirmation.Status.ISSUED for one in row.confirmations.all()):
            return ""
        papers = sorted(ready_papers(row), key=lambda paper: (paper.language != language, paper.type_code, paper.pk))
        return papers[0].verify_url if papers else ""

    def sheet(self, source: TrialBook, language: str) -> Sheet:
        place = self._place(source)
        where = f"{place.organisation.short_name_in(language)}, {place.name}" if place else ""
        return Sheet(
            head=[Pair(WORDS["pupil"][language], source.pupil.full_name), Pair(WORDS["school"][language], where)],
            seats=[Seat(word("coordinator", language))],
        )
