"""PR-07, the sheet of admission to work with children."""

from typing import Any

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Seat, Sheet, Table
from network.services import issuer_of

from ..models import AdmissionItem, Placement
from . import life_words as w

ITEMS = {
    AdmissionItem.INITIAL: w.pair("Колледж/ЖОО-дағы бастапқы нұсқамалық", "Предварительный инструктаж в колледже (вузе)"),
    AdmissionItem.INTRO: w.pair("Мектептегі кіріспе нұсқамалық", "Вводный инструктаж в школе"),
    AdmissionItem.WORKPLACE: w.pair("Жұмыс орнындағы нұсқамалық", "Инструктаж на рабочем месте"),
    AdmissionItem.FIRE: w.pair("Өрт қауіпсіздігі", "Пожарная безопасность"),
    AdmissionItem.LABOUR: w.pair("Еңбекті қорғау", "Охрана труда"),
    AdmissionItem.MEDICAL: w.pair("Медициналық анықтама", "Медицинская справка"),
    AdmissionItem.NO_RECORD: w.pair("Соттылығының болмауы туралы анықтама", "Справка об отсутствии судимости"),
    AdmissionItem.RULES: w.pair("Ішкі тәртіп және педагогикалық әдеп", "Распорядок и педагогическая этика"),
    AdmissionItem.CHILD_SAFETY: w.pair("Балалар қауіпсіздігі", "Безопасность детей"),
    AdmissionItem.INSURANCE: w.pair("Сақтандыру", "Страхование"),
}
SENTENCE = w.pair("Балалармен жұмысқа жіберілді: {day}", "Допущен(а) к работе с детьми: {day}")


@register
class AdmissionSheet(DocumentType):
    """PR-07: made at ADMITTED; numbers and dates, never a diagnosis."""

    code = "PR-07"
    titles = w.pair("Балалармен жұмысқа жіберу парағы", "Лист допуска к работе с детьми")
    source_model = "practicum.Placement"
    may_issue = "practicum.issue_admission"
    series, batchable, max_pages = "PR", True, 1
    privacy = "PD3"

    def issuer(self, source: Placement) -> Any:
        return issuer_of(source.school)

    def subjects(self, source: Placement) -> list[User]:
        return [source.student]

    def sort_name(self, source: Placement) -> str:
        return source.student.full_name

    def file_label(self, source: Placement) -> str:
        return f"{source.number} {source.student.short_name}"

    def problems(self, source: Placement, language: str) -> list[str]:
        from django.utils.translation import gettext as _

        return [] if source.admitted_on else [_("The student is not admitted yet.")]

    def readable(self, rows: Any, user: Any) -> Any:
        """Medical dates: the student and the coordinators of both sides alone (R61)."""
        from django.db.models import Q

        from network.access import organisations_as

        from ..access import OWNER, SCHOOL

        schools, owners = organisations_as(user, *SCHOOL), organisations_as(user, *OWNER)
        return rows.filter(Q(student=user) | Q(school__in=schools) | Q(round__programme__owner_org__in=owners))

    def sheet(self, source: Placement, language: str) -> Sheet:
        known = {one.item: one for one in source.checks.select_related("done_by")}
        rows = []
        for number, (item, label) in enumerate(ITEMS.items(), 1):
            one = known.get(item.value)
            rows.append([
                str(number), label[language], w.short_day(one.done_on) if one else "", one.number if one else "",
                w.short_day(one.valid_until) if one else "", one.done_by.signature_name if one and one.done_by else "",
                w.ACK[language] if one and one.student_ack else "",
            ])  # fmt: skip
        columns = [
            Column("№", 5), Column(w.POINT[language], 30), Column(w.DATE[language], 12), Column(w.NUMBER[language], 13), Column(w.VALID[language], 13),
            Column(w.DONE_BY[language], 15), Column(w.STUDENT_SIGN[language], 12),
        ]  # fmt: skip
        position, name = w.head_of(source.school, language)
        return Sheet(
            subtitle=source.number,
            head=[
                Pair(w.STUDENT[language], source.student.full_name), Pair(w.SCHOOL[language], source.school.short_name_in(language)),
                Pair(w.PERIOD[language], w.period(source)),
            ],
            blocks=[Table(columns, rows, dense=True), Paragraph("", SENTENCE[language].format(day=w.day(source.admitted_on, language)))],
            seats=[Seat(position or w.HEAD[language], name)],
        )  # fmt: skip
