"""PR-06, the order of the school on taking students for the practicum, or on changes."""

from typing import Any

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Bullets, Column, Pair, Paragraph, Seat, Sheet, Table
from network.services import issuer_of

from ..models import Placement, SchoolOrder
from . import life_words as w

TITLES = w.pair("Студенттерді педагогикалық практикаға қабылдау туралы бұйрық", "Приказ о приёме студентов на педагогическую практику")
PREAMBLE = w.pair(
    "{owner} мен {school} арасындағы келісім, «{programme}» бағдарламасы және практикаға жолдамалар негізінде БҰЙЫРАМЫН:",
    "На основании соглашения между {owner} и {school}, программы «{programme}» и направлений на практику ПРИКАЗЫВАЮ:",
)
CHANGE = w.pair("{date} № {number} бұйрыққа мынадай өзгерістер енгізілсін:", "Внести в приказ от {date} № {number} следующие изменения:")
TAKE = w.pair("1. Мына студенттер практикаға қабылдансын:", "1. Принять на практику студентов:")
POINTS = {
    "kk": (
        "2. Тәлімгерлер студенттің жоспарын келіседі, сабақтарын бақылайды, талдайды, қатысуын белгілейді және пікір жазады.",
        "3. Практика басталғанға дейін кіріспе нұсқамалық, жұмыс орнындағы нұсқамалық, өрт қауіпсіздігі және еңбекті қорғау нұсқамалықтары өткізілсін.",
        "4. Еңбек қауіпсіздігіне жауапты: {safety}.",
        "5. Бұйрық студенттерге, тәлімгерлерге және білім беру ұйымына хабарлансын.",
        "6. Бұйрықтың орындалуын бақылау: {control}.",
    ),
    "ru": (
        "2. Наставникам согласовать план студента, наблюдать и анализировать уроки, отмечать посещаемость, составить отзыв.",
        "3. До начала практики провести вводный инструктаж, инструктажи на рабочем месте, по пожарной безопасности и охране труда.",
        "4. Ответственный за охрану труда: {safety}.",
        "5. Уведомить студентов, наставников и организацию образования.",
        "6. Контроль за исполнением приказа: {control}.",
    ),
}
READ = w.pair("Тәлімгерлер бұйрықпен танысты", "Наставники ознакомлены с приказом")
DOT = "—"


@register
class SchoolOrderPaper(DocumentType):
    """PR-06: printed when the order is signed; a change prints the changed rows and the old number."""

    code = "PR-06"
    titles = TITLES
    source_model = "practicum.SchoolOrder"
    may_issue = "practicum.issue_schoolorder"
    series = "PR"

    def issuer(self, source: SchoolOrder) -> Any:
        return issuer_of(source.school)

    def subjects(self, source: SchoolOrder) -> list[User]:
        return []

    def sort_name(self, source: SchoolOrder) -> str:
        return source.number

    def file_label(self, source: SchoolOrder) -> str:
        return f"{source.number} {source.school.short_name}"

    def problems(self, source: SchoolOrder, language: str) -> list[str]:
        from django.utils.translation import gettext as _

        return [] if source.status in ("signed", "replaced") else [_("The order is not signed yet.")]

    def readable(self, rows: Any, user: Any) -> Any:
        """The roster names all trainees: coordinators read it, a trainee sees the own line on the portal."""
        from network.access import organisations_as

        from ..access import OWNER, SCHOOL

        own = rows.filter(school__in=organisations_as(user, *SCHOOL))
        return own | rows.filter(round__programme__owner_org__in=organisations_as(user, *OWNER))

    def sheet(self, source: SchoolOrder, language: str) -> Sheet:
        owner = source.round.programme.owner_org
        placements: list[Placement] = list(
            source.placements.select_related("student", "subject").order_by("student__last_name", "student__first_name")
        )
        values = {
            "owner": owner.short_name_in(language), "school": source.school.short_name_in(language),
            "programme": source.round.programme.title_in(language),
        }  # fmt: skip
        rows, mentors = [], {}
        for number, row in enumerate(placements, 1):
            mentor = w.leaders(row).get("mentor")
            if mentor:
                mentors[mentor.pk] = mentor
            rows.append([str(number), row.student.full_name, values["owner"], row.classes, row.subject.name_in(language),
                         mentor.signature_name if mentor else "", w.period(row), ""])  # fmt: skip
        columns = [
            Column("№", 5), Column(w.STUDENT[language], 22), Column(w.INSTITUTION[language], 16), Column(w.CLASS[language], 9),
            Column(w.SUBJECT[language], 13), Column(w.MENTOR[language], 14), Column(w.PERIOD[language], 13), Column(w.NOTE[language], 8),
        ]  # fmt: skip
        take = TAKE[language]
        if source.kind == SchoolOrder.Kind.CHANGE and source.replaces:
            take = CHANGE[language].format(date=w.day(source.replaces.date, language), number=source.replaces.number)
        points = [one.format(safety=source.safety_person or DOT, control=source.control_person or DOT) for one in POINTS[language]]
        position, name = w.head_of(source.school, language)
        seats = [Seat(position or w.HEAD[language], source.signatory or name, w.day(source.date, language))]
        seats += [Seat(READ[language] if n == 0 else w.MENTOR[language], one.signature_name) for n, one in enumerate(mentors.values())]
        return Sheet(
            subtitle=source.get_kind_display(),
            head=[Pair("№", source.number), Pair(w.DATE[language], w.day(source.date, language))],
            blocks=[
                Paragraph("", PREAMBLE[language].format(**values)),
                Table(columns, rows, take, dense=True),
                Bullets("", points),
                *([Paragraph(w.NOTE[language], source.note)] if source.note else []),
            ],
            seats=seats,
        )
