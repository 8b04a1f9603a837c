"""PP-5, annex 5: the observation card of a whole group, one page [002b F11]."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Seat, Sheet, Table
from network.services import issuer_of

from ..models import GroupObservation, GroupObservationRow
from .words import day, joined, word

TITLES = {
    "kk": "Білім алушылардың кәсіби сынақтарды орындау кезіндегі бақылау картасы",
    "ru": "Карта наблюдения за обучающимися при выполнении профессиональных проб",
}
HEAD = {
    "date": {"kk": "Күні", "ru": "Дата"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "profession": {"kk": "Кәсіптің атауы", "ru": "Профессия"},
    "kind": {"kk": "Мамандық түрі", "ru": "Вид специальности"},
    "specialist": {"kk": "Шебердің (сынақты жүргізетін маманның) Т.А.Ә.", "ru": "ФИО мастера (специалиста)"},
    "teacher": {
        "kk": "Педагог-кәсіби бағдар берушінің / мектептен еріп жүретін адамның Т.А.Ә.",
        "ru": "ФИО педагога-профориентатора (сопровождающего)",
    },
}
COLUMNS: list[tuple[dict[str, str], int]] = [
    ({"kk": "Білім алушының толық аты-жөні", "ru": "ФИО обучающегося полностью"}, 38),
    ({"kk": "Белсенділік, қызығушылық (+/−)", "ru": "Активность, интерес (+/−)"}, 20),
    ({"kk": "Жұмысты аяқтау (+/−)", "ru": "Завершённость работы (+/−)"}, 20),
    ({"kk": "Орындалған жұмыс сапасы (1–5 ұпай)", "ru": "Качество работы (1–5 баллов)"}, 22),
]
NOTE = {
    "kk": "Ескерту: 2–3-бағандарды педагог-кәсіби бағдар беруші (еріп жүруші), 4-бағанды кәсіби сынақты жүргізетін маман толтырады.",
    "ru": "Примечание: столбцы 2–3 заполняет педагог-профориентатор (сопровождающий), столбец 4 – специалист, проводящий пробу.",
}
SEATS = {
    "school_by": {"kk": "Педагог-кәсіби бағдар беруші (еріп жүруші)", "ru": "Педагог-профориентатор (сопровождающий)"},
    "mentor_by": {"kk": "Шебер (маман)", "ru": "Мастер (специалист)"},
}
SIGNS = {True: "+", False: "−", None: ""}
BLANK_ROWS = 16


def columns(language: str) -> list[Column]:
    """The four printed columns."""
    return [Column(title[language], width, "center" if no else "start") for no, (title, width) in enumerate(COLUMNS)]


@register
class GroupCardSheet(DocumentType):
    """PP-5: signed by both sides. The five-point column stays on this paper, nothing is formed from it (BR-35)."""

    code = "PP-5"
    titles = TITLES
    source_model = "profprobes.GroupObservation"
    may_issue = "profprobes.issue_groupobservation"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        rows = GroupObservationRow.objects.select_related("participation__pupil", "participation__class_group").order_by(
            "participation__pupil__last_name", "participation__pupil__first_name", "pk"
        )
        return queryset.select_related(
            "session__trial__programme__profession__sphere", "session__trial__school", "session__trial__group", "session__trial__mentor__membership__user",
            "session__trial__responsible__user", "school_by", "mentor_by",
        ).prefetch_related(Prefetch("rows", rows))  # fmt: skip

    def issuer(self, source: GroupObservation) -> Any:
        return issuer_of(source.session.trial.school)

    def subjects(self, source: GroupObservation) -> list[User]:
        return []

    def sort_name(self, source: GroupObservation) -> str:
        return source.session.trial.number

    def file_label(self, source: GroupObservation) -> str:
        return f"{source.session.trial.group.name} {source.session.trial.number}"

    def problems(self, source: GroupObservation, language: str) -> list[str]:
        if source.status != GroupObservation.Status.SUBMITTED:
            return [_("The group card is not signed by both sides yet.")]
        return []

    def sheet(self, source: GroupObservation, language: str) -> Sheet:
        trial = source.session.trial
        profession = trial.programme.profession
        school_by, mentor_by = source.school_by, source.mentor_by
        head = {
            "date": day(source.session.starts, language),
            "class": trial.group.name,
            "profession": profession.name_in(language),
            "kind": profession.sphere.name_in(language),
            "specialist": mentor_by.full_name if mentor_by else "",
            "teacher": school_by.full_name if school_by else "",
        }
        cells = [
            [row.participation.pupil.full_name, SIGNS[row.active], SIGNS[row.finished], row.quality or ""] for row in self._rows(source)
        ]
        return Sheet(
            subtitle=joined([trial.number, trial.programme.name_in(language)], " · "),
            head=[Pair(HEAD[key][language], value) for key, value in head.items()],
            blocks=[Table(columns(language), cells, numbered_columns=True)],
            seats=[
                Seat(
                    label[language],
                    getattr(source, name).signature_name if getattr(source, name) else "",
                    day(getattr(source, name.replace("_by", "_at")), language),
                    word("confirmed", language) if getattr(source, name) else "",
                )
                for name, label in SEATS.items()
            ],
            note=NOTE[language],
        )

    def _rows(self, source: GroupObservation) -> list[GroupObservationRow]:
        rows = list(source.rows.all())
        return sorted(rows, key=lambda row: (row.participation.pupil.last_name, row.participation.pupil.first_name, row.pk))


def blank(language: str) -> Sheet:
    """The card with empty rows."""
    return Sheet(
        head=[Pair(label[language]) for label in HEAD.values()],
        blocks=[Table(columns(language), [[""] * 4] * BLANK_ROWS, numbered_columns=True, dense=True)],
        seats=[Seat(label[language]) for label in SEATS.values()],
        note=NOTE[language],
        blank=True,
    )
