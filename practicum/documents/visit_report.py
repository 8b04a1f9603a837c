"""PR-17, the report of a supervisor on a visit."""

from typing import Any

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import VisitReport
from . import life_words as w

LABELS = (
    ("when", w.pair("Сапар №, күні, уақыты", "Визит №, дата, время")),
    ("school", w.SCHOOL),
    ("leader", w.LEADER),
    ("met", w.pair("Кездескен студенттер мен тәлімгерлер", "С кем встретился: студенты и наставники")),
    ("lessons", w.pair("Көрген сабақтар", "Посещённые уроки")),
    ("admission", w.pair("Жұмысқа жіберу құжаттары тексерілді", "Документы допуска проверены")),
    ("journal", w.pair("Күнделік пен жоспар тексерілді", "Дневник и план проверены")),
    ("attendance", w.pair("Қатысу", "Посещаемость")),
    ("successes", w.pair("Жетістіктер", "Успехи")),
    ("problems", w.pair("Мәселелер", "Проблемы")),
    ("recommendations", w.pair("Ұсыныстар", "Рекомендации")),
    ("agreements", w.pair("Келісімдер: кім, мерзімі", "Договорённости: кто, срок")),
    ("next", w.pair("Келесі сапар", "Следующий визит")),
    ("remark", w.pair("Мектептің ескертпесі", "Замечание школы")),
)
YES = {True: w.pair("иә", "да"), False: w.pair("жоқ", "нет")}
READ = w.pair("Мектеп үйлестірушісі, танысты", "Координатор школы, ознакомлен(а)")
SUPERVISOR = w.pair("Супервизор (практика жетекшісі)", "Супервизор (руководитель практики)")


@register
class VisitReportPaper(DocumentType):
    """PR-17: signed by the supervisor, read by the school."""

    code = "PR-17"
    titles = w.pair("Супервизор сапары туралы есеп", "Отчёт о визите супервизора")
    source_model = "practicum.VisitReport"
    may_issue = "practicum.issue_visitreport"
    series = "PR"

    def issuer(self, source: VisitReport) -> Any:
        return issuer_of(source.contact.round.programme.owner_org)

    def subjects(self, source: VisitReport) -> list[User]:
        return []

    def sort_name(self, source: VisitReport) -> str:
        return f"{source.contact.date:%Y%m%d}"

    def file_label(self, source: VisitReport) -> str:
        return f"{source.contact.school.short_name} {source.contact.date:%d.%m.%Y}"

    def problems(self, source: VisitReport, language: str) -> list[str]:
        from django.utils.translation import gettext as _

        return [] if source.status != VisitReport.Status.DRAFT else [_("The report is not sent yet.")]

    def sheet(self, source: VisitReport, language: str) -> Sheet:
        contact = source.contact
        clock = "–".join(f"{one:%H:%M}" for one in (source.time_from, source.time_to) if one)
        met = [row.student.short_name for row in contact.placements.select_related("student")]
        values = {
            "when": ", ".join(part for part in (f"№ {contact.pk}", w.day(contact.date, language), clock) if part),
            "school": contact.school.short_name_in(language),
            "leader": contact.supervisor.full_name,
            "met": "; ".join(part for part in (", ".join(met), source.mentors_met) if part),
            "lessons": source.lessons_seen,
            "admission": YES[source.admission_checked][language],
            "journal": YES[source.journal_checked][language],
            "attendance": source.attendance,
            "successes": source.successes,
            "problems": source.problems,
            "recommendations": source.recommendations,
            "agreements": source.agreements,
            "next": w.day(source.next_visit_on, language),
            "remark": source.school_remark,
        }
        rows = [Row(number, label[language], values[key]) for number, (key, label) in enumerate(LABELS, 1)]
        reader = source.acknowledged_by
        from django.utils import timezone

        read_on = timezone.localdate(source.acknowledged_at) if source.acknowledged_at else None
        sent_on = timezone.localdate(source.submitted_at) if source.submitted_at else None
        return Sheet(
            subtitle=str(contact.round.title_in(language)),
            blocks=[Rows(rows=rows)],
            seats=[
                Seat(SUPERVISOR[language], contact.supervisor.signature_name, w.day(sent_on, language)),
                Seat(READ[language], reader.signature_name if reader else "", w.day(read_on, language)),
            ],
        )
