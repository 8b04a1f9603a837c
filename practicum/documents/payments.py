"""PR-27 … PR-30: what the school is paid, which mentors receive it, hours of the leaders, the supplement apart."""

from typing import Any

from django.db.models import QuerySet

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Seat, Sheet, Table
from network.services import issuer_of

from ..models import PaymentStatement, PracticumRound, SupplementStatement
from .words import ACCOUNTANT, HEAD_OF_SCHOOL, LEADER, MENTOR, PERIOD, ROUND, SCHOOL, SIGN, STUDENT, TOTAL, in_, money, number

PAYER = ("Төлеуші", "Плательщик")
AGREEMENT = ("Келісім", "Соглашение")
DUE = ("Төлеу мерзімі", "Срок оплаты")
K = ("Кредит саны (K)", "Число кредитов (K)")
S = ("Бір кредиттің құны, ₸ (S)", "Стоимость кредита, ₸ (S)")
RATE = ("Үлесі", "Доля")
N = ("Студент саны (N)", "Число студентов (N)")
SUM = ("Төленетін сома, ₸ (С)", "Сумма к оплате, ₸ (С)")
DAYS = ("Күндер", "Дни")
MENTOR_SHARE = ("Студент үлесі", "Доля студентов")
AMOUNT = ("Сома, ₸", "Сумма, ₸")
COEFFICIENT = ("Коэффициент", "Коэффициент")
HOURS = ("Жүктеме, сағат (H)", "Нагрузка, часов (H)")
YOUNG = ("Жас педагог", "Молодой педагог")
ORDER = ("Бұйрық", "Приказ")
WORKED = ("Жұмыс күні / нормасы", "Дни / норма")
MONTH = ("Айы", "Месяц")
ROUNDED = (
    "Сома бір рет, бүтін теңгеге дейін дөңгелектенді. Ерте кеткен студент жұмыс істеген күндеріне қарай есептелді.",
    "Сумма округлена один раз, до целого тенге. Студент, выбывший раньше, учтён по отработанным дням.",
)
SPLIT = (
    "Мектепке төленетін соманы тәлімгерлер студенттерінің үлесіне қарай бөледі; айырма ең үлкен қалдыққа қосылды.",
    "Сумма, выплачиваемая школе, делится между наставниками по долям их студентов; разница отнесена к наибольшему остатку.",
)
BASIS = (
    "Негізі: «Педагог мәртебесі туралы» Заңның 13-бабы. Практиканы өткізгені үшін төлемнен бөлек есептеледі.",
    "Основание: статья 13 Закона «О статусе педагога». Рассчитывается отдельно от оплаты за проведение практики.",
)


def _head(source: PaymentStatement, language: str) -> list[Pair]:
    return [
        Pair(in_(language, SCHOOL), source.school.full_name_in(language)),
        Pair(in_(language, PAYER), source.payer.full_name_in(language)),
        Pair(in_(language, AGREEMENT), f"№ {source.agreement.number}"),
        Pair(in_(language, ROUND), source.round.title_in(language)),
        Pair(in_(language, PERIOD), f"{official(source.round.starts_on, language)} – {official(source.round.ends_on, language)}"),
        Pair(in_(language, DUE), official(source.due_on, language)),
    ]


class _OfStatement(DocumentType):
    source_model = "practicum.PaymentStatement"
    may_issue = "practicum.issue_payment"
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("school", "payer", "agreement", "round__programme__owner_org")

    def issuer(self, source: PaymentStatement) -> Any:
        return issuer_of(source.round.programme.owner_org)


@register
class PaymentSheet(_OfStatement):
    """PR-27: the formula with its numbers, and the students that make N."""

    code = "PR-27"
    titles = {"kk": "Практика өткізгені үшін төлем есебі", "ru": "Расчёт оплаты за проведение практики"}

    def sheet(self, source: PaymentStatement, language: str) -> Sheet:
        values = [
            number(source.credits), money(source.credit_cost), number(source.rate), number(source.students), money(source.amount),
        ]  # fmt: skip
        formula = f"С = {' × '.join(values[:4])} = {values[4]} ₸"
        rows = [
            [str(no), line.placement.student.full_name, f"{line.days} / {line.planned}", number(line.share)]
            for no, line in enumerate(source.lines.select_related("placement__student"), 1)
        ]
        return Sheet(
            subtitle=source.round.title_in(language),
            head=_head(source, language),
            blocks=[
                Table([Column(in_(language, title)) for title in (K, S, RATE, N, SUM)], [values]),
                Paragraph("", formula),
                Table(
                    [
                        Column("№", width=6),
                        Column(in_(language, STUDENT)),
                        Column(in_(language, DAYS), width=18),
                        Column(in_(language, RATE), width=16),
                    ],
                    rows,
                ),
                Paragraph("", in_(language, ROUNDED)),
            ],
            seats=[
                Seat(in_(language, PAYER), source.payer.head_name),
                Seat(in_(language, HEAD_OF_SCHOOL), source.school.head_name),
            ],
        )


@register
class MentorShareSheet(_OfStatement):
    """PR-28: the mentors who receive it, to the tenge."""

    code = "PR-28"
    titles = {"kk": "Тәлімгерлер тізімі (алушылар)", "ru": "Список наставников (получателей)"}

    def suits(self, source: PaymentStatement) -> bool:
        return source.form == "money"

    def sheet(self, source: PaymentStatement, language: str) -> Sheet:
        shares = list(source.shares.select_related("mentor"))
        rows = [[str(no), row.mentor.full_name, number(row.share_sum), money(row.amount), " "] for no, row in enumerate(shares, 1)]
        rows.append(
            ["", in_(language, TOTAL), number(sum((row.share_sum for row in shares), start=source.students * 0)), money(source.amount), " "]
        )
        columns = [
            Column("№", width=6), Column(in_(language, MENTOR)), Column(in_(language, MENTOR_SHARE), width=18),
            Column(in_(language, AMOUNT), width=18), Column(in_(language, SIGN), width=18),
        ]  # fmt: skip
        return Sheet(
            subtitle=source.round.title_in(language),
            head=_head(source, language),
            blocks=[Table(columns, rows), Paragraph("", in_(language, SPLIT))],
            seats=[
                Seat(in_(language, PAYER), source.payer.head_name),
                Seat(in_(language, HEAD_OF_SCHOOL), source.school.head_name),
                Seat(in_(language, ACCOUNTANT)),
            ],
        )


@register
class LoadSheet(DocumentType):
    """PR-29: H = 0,7 × K × N of every leader of a round."""

    code = "PR-29"
    titles = {"kk": "Жетекші жүктемесінің есебі", "ru": "Расчёт нагрузки руководителя"}
    source_model = "practicum.PracticumRound"
    may_issue = "practicum.issue_loads"
    privacy = "PD1"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("programme__owner_org")

    def issuer(self, source: PracticumRound) -> Any:
        return issuer_of(source.programme.owner_org)

    def readable(self, rows: QuerySet, user: Any) -> QuerySet:
        """A round is seen by schools and students, the hours of its leaders by the institution alone."""
        from network.access import organisations_as

        from ..querysets_payments import PAYS

        return rows.filter(programme__owner_org__in=organisations_as(user, *PAYS))

    def sheet(self, source: PracticumRound, language: str) -> Sheet:
        loads = source.loads.select_related("supervisor")
        rows = [
            [str(no), row.supervisor.full_name, number(row.credits), number(row.students), number(row.rate), number(row.hours)]
            for no, row in enumerate(loads, 1)
        ]
        columns = [
            Column("№", width=6), Column(in_(language, LEADER)), Column("K", width=10), Column("N", width=12),
            Column(in_(language, COEFFICIENT), width=18), Column(in_(language, HOURS), width=20),
        ]  # fmt: skip
        return Sheet(
            subtitle=source.title_in(language),
            head=[
                Pair(in_(language, ROUND), source.title_in(language)),
                Pair(in_(language, PERIOD), f"{official(source.starts_on, language)} – {official(source.ends_on, language)}"),
            ],
            blocks=[Table(columns, rows), Paragraph("", "H = 0,7 × K × N")],
            seats=[
                Seat({"kk": "Оқу орнының басшысы"}.get(language, "Руководитель учебного заведения"), source.programme.owner_org.head_name)
            ],
        )


@register
class SupplementSheet(DocumentType):
    """PR-30: БДО for mentors of young teachers in one month."""

    code = "PR-30"
    titles = {"kk": "Тәлімгерлік үстемеақы ведомосі (БДО)", "ru": "Ведомость доплат за наставничество (БДО)"}
    source_model = "practicum.SupplementStatement"
    may_issue = "practicum.keep_supplements"
    privacy = "PD1"
    page = "A4L"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("school")

    def issuer(self, source: SupplementStatement) -> Any:
        return issuer_of(source.school)

    def sheet(self, source: SupplementStatement, language: str) -> Sheet:
        lines = list(source.lines.select_related("mentor", "young_teacher"))
        rows = [
            [
                str(no), row.mentor.full_name, row.young_teacher.full_name, row.order_no, f"{row.days_worked} / {row.days_norm}", money(row.bdo),
                f"{row.pct} %", money(row.amount),
            ]
            for no, row in enumerate(lines, 1)
        ]  # fmt: skip
        rows.append(["", in_(language, TOTAL), "", "", "", "", "", money(sum(row.amount for row in lines))])
        titles = (MENTOR, YOUNG, ORDER, WORKED, ("БДО, ₸", "БДО, ₸"), ("%", "%"), AMOUNT)
        return Sheet(
            subtitle=f"{source.month:%m.%Y}",
            head=[Pair(in_(language, SCHOOL), source.school.full_name_in(language)), Pair(in_(language, MONTH), f"{source.month:%m.%Y}")],
            blocks=[
                Table([Column("№", width=5), *(Column(in_(language, title)) for title in titles)], rows),
                Paragraph("", in_(language, BASIS)),
            ],
            seats=[Seat(in_(language, HEAD_OF_SCHOOL), source.school.head_name), Seat(in_(language, ACCOUNTANT))],
        )
