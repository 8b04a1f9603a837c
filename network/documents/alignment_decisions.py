"""NW-44 approval sheet of a joint programme, NW-45 decision on credit transfer. The sources name both without fields; fields are those of network page 5."""

from typing import Any

from django.utils.translation import gettext as _

from core.dates import local_date, official
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Paragraph, Seat, Sheet, Table

from ..models import CreditTransfer, JointProgramme, JointProgrammeParty
from ..services import issuer_of
from .alignment import _number

WORDS: dict[str, dict[str, str]] = {
    "title": {"kk": "Атауы", "ru": "Название"},
    "kind": {"kk": "Түрі", "ru": "Вид"},
    "subject": {"kk": "Пәні", "ru": "Предмет"},
    "classes": {"kk": "Сыныптар, топтар", "ru": "Классы, группы"},
    "adopted": {"kk": "Бекітілген күні", "ru": "Дата утверждения"},
    "organisation": {"kk": "Ұйым", "ru": "Организация"},
    "body": {"kk": "Орган, хаттама №", "ru": "Орган, протокол №"},
    "remarks": {"kk": "Ескертпелер", "ru": "Замечания"},
    "verdict": {"kk": "Қорытынды", "ru": "Заключение"},
    "signature": {"kk": "Лауазымы, қолы, күні", "ru": "Должность, подпись, дата"},
    "agreed": {"kk": "келісілді", "ru": "согласовано"},
    "returned": {"kk": "қайтарылды", "ru": "возвращено"},
    "student": {"kk": "Студент", "ru": "Студент"},
    "former": {"kk": "Бұрынғы ұйым, бағдарлама", "ru": "Прежняя организация, программа"},
    "transcript": {"kk": "Транскрипт", "ru": "Транскрипт"},
    "module": {"kk": "Модуль, кредит, баға", "ru": "Модуль, кредиты, оценка"},
    "discipline": {"kk": "Есепке алынатын пән, кредит, баға", "ru": "Засчитываемая дисциплина, кредиты, оценка"},
    "coverage": {"kk": "ОН қамтуы, %", "ru": "Покрытие РО, %"},
    "decision": {"kk": "Шешім, себебі", "ru": "Решение, причина"},
    "recognised": {"kk": "Есепке алынды", "ru": "Перезачтено"},
    "refused": {"kk": "Есепке алынбады", "ru": "Не перезачтено"},
    "basis": {"kk": "Негізі", "ru": "Основание"},
    "recog": {
        "kk": "Модульдерді өзара мойындау туралы келісім (RECOG) № {number}, {day}",
        "ru": "Соглашение о взаимном признании модулей (RECOG) № {number} от {day}",
    },
    "row": {"kk": "NW-26b кестесінің жолы: {pair}", "ru": "Строка таблицы NW-26b: {pair}"},
    "appeal": {"kk": "Апелляция тәртібі", "ru": "Порядок апелляции"},
    "appeal_text": {
        "kk": "Студент шешіммен келіспесе, оны алған күннен бастап 5 жұмыс күні ішінде ұйымның апелляциялық (конфликтілік) комиссиясына өтініш "
        "бере алады. Комиссия 10 жұмыс күні ішінде шешім қабылдайды.",
        "ru": "Студент, не согласный с решением, вправе в течение 5 рабочих дней со дня его получения подать заявление в апелляционную "
        "(конфликтную) комиссию организации. Комиссия принимает решение в течение 10 рабочих дней.",
    },
    "decider": {"kk": "Шешім қабылдаған", "ru": "Решение принял"},
    "head": {"kk": "Ұйым басшысы", "ru": "Руководитель организации"},
    "credits": {"kk": "кредит", "ru": "кр."},
    "grade": {"kk": "баға", "ru": "оценка"},
}
TITLES: dict[str, dict[str, str]] = {
    "programme": {"kk": "білім беру бағдарламасы", "ru": "образовательная программа"},
    "elective": {"kk": "элективті курс", "ru": "элективный курс"},
    "syllabus": {"kk": "силлабус", "ru": "силлабус"},
    "curriculum": {"kk": "жұмыс оқу жоспары", "ru": "рабочий учебный план"},
}


@register
class ApprovalSheet(DocumentType):
    """NW-44 «Бірлескен бағдарламаның (силлабустың, оқу жоспарының) келісу парағы»."""

    code = "NW-44"
    titles = {
        "kk": "Бірлескен бағдарламаның (силлабустың, оқу жоспарының) келісу парағы",
        "ru": "Лист согласования совместной программы (силлабуса, учебного плана)",
    }
    source_model = "network.JointProgramme"
    may_issue = "network.issue_joint_programme"
    page = "A4L"
    series = "NW"
    privacy = "PD1"

    def issuer(self, source: JointProgramme) -> Any:
        return issuer_of(source.keeper)

    def file_label(self, source: JointProgramme) -> str:
        return source.title_kk[:60]

    def sheet(self, source: JointProgramme, language: str) -> Sheet:
        t = {key: words[language] for key, words in WORDS.items()}
        parties = list(source.parties.select_related("organisation"))
        head = [Pair(t["title"], source.title_in(language)), Pair(t["kind"], TITLES[source.kind][language])]
        if source.subject:
            head.append(Pair(t["subject"], source.subject.name_in(language)))
        if groups := ", ".join(source.class_groups.values_list("name", flat=True)):
            head.append(Pair(t["classes"], groups))
        if source.adopted_on:
            head.append(Pair(t["adopted"], official(source.adopted_on, language)))
        table = Table(
            [
                Column("№", 4),
                Column(t["organisation"], 22),
                Column(t["body"], 20),
                Column(t["remarks"], 22),
                Column(t["verdict"], 12),
                Column(t["signature"], 20),
            ],
            [self._row(number, party, t, language) for number, party in enumerate(parties, 1)],
        )
        return Sheet(head=head, blocks=[table], seats=[Seat(t["head"], source.keeper.head_name)])

    @staticmethod
    def _row(number: int, party: JointProgrammeParty, t: dict[str, str], language: str) -> list[Any]:
        protocol = f"№ {party.protocol_number}, {official(party.protocol_date, language)}" if party.verdict else ""
        body = Lines([party.body, protocol]) if party.verdict else ""
        verdict = t[party.verdict] if party.verdict else ""
        return [number, party.organisation.short_name_in(language), body, party.remarks, verdict, Lines([party.signed_by, "\u00a0"])]


@register
class TransferDecision(DocumentType):
    """NW-45 «Кредиттерді (модульдерді) есептеу туралы шешім»: all modules that the organisation decided for the student on that day."""

    code = "NW-45"
    titles = {"kk": "Кредиттерді (модульдерді) есептеу туралы шешім", "ru": "Решение о перезачёте кредитов (модулей)"}
    source_model = "network.CreditTransfer"
    may_issue = "network.issue_credit_transfer"
    series = "NW"
    page = "A4L"
    privacy = "PD2"

    def prefetch(self, queryset: Any) -> Any:
        return queryset.select_related("student", "decided_by", *PARTS)

    def issuer(self, source: CreditTransfer) -> Any:
        return issuer_of(source.recognition.to_module.organisation)

    def subjects(self, source: CreditTransfer) -> list[Any]:
        """The student reads the decision."""
        return [source.student]

    def sort_name(self, source: CreditTransfer) -> str:
        return source.student.full_name

    def file_label(self, source: CreditTransfer) -> str:
        return source.student.short_name

    def problems(self, source: CreditTransfer, language: str) -> list[str]:
        return [] if source.decided_at else [_("The application is not decided yet.")]

    def _rows(self, source: CreditTransfer) -> list[CreditTransfer]:
        same = CreditTransfer.objects.filter(
            student=source.student_id,
            recognition__from_module__organisation=source.recognition.from_module.organisation_id,
            recognition__to_module__organisation=source.recognition.to_module.organisation_id,
            decided_at__date=local_date(source.decided_at),
        )
        return list(same.select_related(*PARTS).order_by("pk"))

    def sheet(self, source: CreditTransfer, language: str) -> Sheet:
        t = {key: words[language] for key, words in WORDS.items()}
        rows = self._rows(source)
        former = source.recognition.from_module
        head = [
            Pair(t["student"], source.student.full_name),
            Pair(t["former"], ", ".join(filter(None, [former.organisation.full_name_in(language), _field(former, language)]))),
            Pair(t["transcript"], "; ".join(dict.fromkeys(row.transcript for row in rows))),
        ]
        table = Table(
            [
                Column("№", 4),
                Column(t["module"], 28),
                Column(t["discipline"], 28),
                Column(t["coverage"], 10, "end"),
                Column(t["decision"], 30),
            ],
            [self._row(number, row, t, language) for number, row in enumerate(rows, 1)],
        )
        return Sheet(
            subtitle=source.recognition.to_module.organisation.full_name_in(language),
            head=head,
            blocks=[table, Paragraph(t["basis"], self._basis(rows, t, language)), Paragraph(t["appeal"], t["appeal_text"])],
            seats=[
                Seat(t["decider"], source.decided_by.signature_name if source.decided_by else "", official(source.decided_at, language)),
                Seat(t["head"], source.recognition.to_module.organisation.head_name),
            ],
        )

    @staticmethod
    def _row(number: int, row: CreditTransfer, t: dict[str, str], language: str) -> list[Any]:
        one, other = row.recognition.from_module, row.recognition.to_module
        counted = row.status == CreditTransfer.Status.RECOGNISED
        passed = f"{_number(row.recognition.from_credits)} {t['credits']}, {t['grade']} {row.grade_original}"
        given = f"{_number(row.credits)} {t['credits']}, {t['grade']} {row.grade_converted}" if counted else ""
        return [
            number,
            Lines([f"{one.code} {one.title_in(language)}", passed]),
            Lines([f"{other.code} {other.title_in(language)}", given]),
            _number(row.recognition.lo_coverage_pct),
            t["recognised"] if counted else Lines([t["refused"], row.refusal_reason]),
        ]

    @staticmethod
    def _basis(rows: list[CreditTransfer], t: dict[str, str], language: str) -> str:
        lines = []
        for row in rows:
            agreement, pair = row.recognition.agreement, row.recognition
            if agreement:
                day = official(agreement.date, language) if agreement.date else ""
                lines.append(t["recog"].format(number=agreement.number or "—", day=day).rstrip(", "))
            lines.append(t["row"].format(pair=f"{pair.from_module.code} → {pair.to_module.code}"))
        return "\n".join(dict.fromkeys(lines))


PARTS = (
    "recognition__agreement",
    "recognition__from_module__organisation",
    "recognition__from_module__field",
    "recognition__to_module__organisation",
)


def _field(module: Any, language: str) -> str:
    return module.field.name_in(language) if module.field else ""
