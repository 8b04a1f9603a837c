"""Papers of local acts and of the interaction model: NW-23, NW-31, NW-31a."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Seat, Sheet, Table

from ..act_data import LEGAL_BASE, TITLES
from ..models import InteractionModel, LocalAct, Organisation
from ..plan_data import INTERACTION, Both
from ..queries_plans import BY_AGREEMENT, acts_completeness, agreement_in_force, period_today
from ..services import issuer_of

Words = dict[str, str]
HEAD = {"kk": "Басшы", "ru": "Руководитель"}
COORDINATOR = {"kk": "Үйлестіруші", "ru": "Координатор"}


def said(both: Both, language: str) -> str:
    """The text in the language."""
    return both.kk if language == "kk" else both.ru


@register
class InteractionSheet(DocumentType):
    """NW-23 «Өзара әрекеттесу моделі / Модель взаимодействия» [002a 2.1]."""

    code = "NW-23"
    titles = {"kk": "Өзара әрекеттесу моделі", "ru": "Модель взаимодействия"}
    source_model = "network.InteractionModel"
    page = "A4L"
    may_issue = "network.issue_acts"
    series = "NW"
    privacy = "PD0"

    COLUMNS: list[tuple[Words, int]] = [
        ({"kk": "№", "ru": "№"}, 4),
        (
            {
                "kk": "Жұмыс берушілер қатысатын оқу процесінің элементтері",
                "ru": "Элементы учебного процесса с участием работодателей",
            },
            28,
        ),
        ({"kk": "Рәсімнің нысаны", "ru": "Форма процедуры"}, 30),
        ({"kk": "Серіктес", "ru": "Партнёр"}, 16),
        ({"kk": "Жай-күйі", "ru": "Состояние"}, 10),
        ({"kk": "Күні", "ru": "Дата"}, 12),
    ]
    YEAR = {"kk": "Оқу жылы", "ru": "Учебный год"}

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("organisation", "year")

    def issuer(self, source: InteractionModel) -> Any:
        return issuer_of(source.organisation)

    def sheet(self, source: InteractionModel, language: str) -> Sheet:
        rows = []
        for row in source.elements.select_related("partner", "event").order_by("element"):
            element, form = INTERACTION[row.element - 1]
            partners = [row.partner.short_name_in(language)] if row.partner else []
            procedure = [said(form, language)]
            proof = row.event.title_in(language) if row.event else row.procedure
            rows.append(
                [
                    row.element,
                    said(element, language),
                    [*procedure, proof] if proof else procedure,
                    [*partners, row.partner_name] if row.partner_name else partners,
                    str(row.get_status_display()),
                    official(row.done_on, language) if row.done_on else "",
                ]
            )
        return Sheet(
            subtitle=source.organisation.full_name_in(language),
            head=[Pair(self.YEAR[language], str(source.year))],
            blocks=[Table([Column(title[language], width) for title, width in self.COLUMNS], rows)],
            seats=[Seat(HEAD[language], source.organisation.head_name)],
        )


@register
class ActsList(DocumentType):
    """NW-31 «Жергілікті актілер тізбесі / Перечень локальных актов»: exactly five rows [002a 2.3.1], completeness by NR54."""

    code = "NW-31"
    titles = {"kk": "Жергілікті актілер тізбесі", "ru": "Перечень локальных актов"}
    source_model = "network.Organisation"
    may_issue = "network.issue_acts"
    series = "NW"
    privacy = "PD0"

    COLUMNS: list[tuple[Words, int]] = [
        ({"kk": "№", "ru": "№"}, 5),
        ({"kk": "Акт", "ru": "Акт"}, 35),
        ({"kk": "№, күні", "ru": "№, дата"}, 16),
        ({"kk": "Бұйрық", "ru": "Приказ"}, 16),
        ({"kk": "Мерзімі", "ru": "Срок"}, 14),
        ({"kk": "Жай-күйі", "ru": "Состояние"}, 14),
    ]
    IN_FORCE = {"kk": "Қолданыста", "ru": "Действует"}
    MISSING = {"kk": "Жоқ", "ru": "Отсутствует"}
    COMPLETE = {"kk": "Толықтығы", "ru": "Полнота"}

    def suits(self, source: Organisation) -> bool:
        return source.kind in {Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}

    def issuer(self, source: Organisation) -> Any:
        return issuer_of(source)

    def sheet(self, source: Organisation, language: str) -> Sheet:
        acts = {act.type: act for act in LocalAct.objects.in_force().filter(organisation=source)}
        rows = [[number, *self._row(source, kind, acts.get(kind), language)] for number, kind in enumerate(LocalAct.FIVE, 1)]
        done, total = acts_completeness(source)
        return Sheet(
            subtitle=source.full_name_in(language),
            head=[Pair(self.COMPLETE[language], f"{done} / {total}")],
            blocks=[Table([Column(title[language], width) for title, width in self.COLUMNS], rows)],
            seats=[Seat(HEAD[language], source.head_name)],
        )

    def _row(self, source: Organisation, kind: LocalAct.Type, act: LocalAct | None, language: str) -> list[Any]:
        title = said(TITLES[kind], language)
        if act:
            number = ["№ " + act.number, official(act.date, language) if act.date else ""]
            order = ["№ " + act.order_number, official(act.order_date, language) if act.order_date else ""]
            return [title, number, order, official(act.review_on, language) if act.review_on else "", str(act.get_status_display())]
        if kind in BY_AGREEMENT and (agreement := agreement_in_force(source, BY_AGREEMENT[kind])):
            start, end = period_today(agreement)
            number = ["№ " + agreement.number, official(start, language) if start else ""]
            return [title, number, "", official(end, language) if end else "", self.IN_FORCE[language]]
        return [title, "", "", "", self.MISSING[language]]


@register
class NetworkFormRegulation(DocumentType):
    """NW-31a «Желілік нысан туралы ереже / Положение о сетевой форме»."""

    code = "NW-31A"
    titles = {
        "kk": "Кәсіптік бағдар беру қызметін жүзеге асырудың желілік нысанын ұйымдастыру туралы ереже",
        "ru": "Положение об организации сетевой формы профориентационной деятельности",
    }
    source_model = "network.LocalAct"
    may_issue = "network.issue_acts"
    series = "NW"
    privacy = "PD0"

    ACT = {"kk": "Акт", "ru": "Акт"}
    ORDER = {"kk": "Бұйрықпен енгізілді", "ru": "Введено приказом"}
    DRAFT = {"kk": "Жоба", "ru": "Проект"}

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("organisation")

    def suits(self, source: LocalAct) -> bool:
        return source.type == LocalAct.Type.REGULATION

    def issuer(self, source: LocalAct) -> Any:
        return issuer_of(source.organisation)

    def problems(self, source: LocalAct, language: str) -> list[str]:
        return [] if source.sections.exists() else [_("The act has no text: it was entered as a scan.")]

    def sheet(self, source: LocalAct, language: str) -> Sheet:
        number = f"№ {source.number}, {official(source.date, language)}" if source.number and source.date else self.DRAFT[language]
        order = f"№ {source.order_number}, {official(source.order_date, language)}" if source.order_number and source.order_date else ""
        head = [Pair(self.ACT[language], number)]
        if order:
            head.append(Pair(self.ORDER[language], order))
        blocks: list[Any] = [
            Paragraph(section.heading_in(language), section.text_in(language).split("\n")) for section in source.sections.all()
        ]
        return Sheet(
            subtitle=source.organisation.full_name_in(language),
            head=head,
            blocks=[*blocks, Paragraph("", said(LEGAL_BASE, language))],
            seats=[Seat(HEAD[language], source.organisation.head_name)],
        )
