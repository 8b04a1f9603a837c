"""PR-04 «Студенттерді бөлу хаттамасы / Протокол распределения студентов» (practicum page 5)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from documents.registry import DocumentType, register
from documents.sheet import Column, Pair, Paragraph, Seat, Sheet, Table
from network.services import issuer_of

from ..models import AllocationRun
from ..queries.allocation import lines_of, overrides_of
from ..services.allocation_override import RULES

WORDS: dict[str, tuple[str, str]] = {
    "round": ("Лек", "Поток"),
    "run": ("Есеп №", "Расчёт №"),
    "date": ("Күні", "Дата"),
    "policy": ("Ереже нұсқасы", "Версия правил"),
    "hash": ("Деректер хэші", "Хэш данных"),
    "seed": ("Жеребе коды", "Код жеребьёвки"),
    "proof": ("Дәлел", "Доказательство"),
    "level": ("Деңгей", "Уровень"),
    "value": ("Мәні", "Значение"),
    "bound": ("Шегі", "Граница"),
    "proven": ("Дәлелденді", "Доказано"),
    "yes": ("иә", "да"),
    "no": ("жоқ", "нет"),
    "places": ("Орналасқандар", "Размещены"),
    "student": ("Студент", "Студент"),
    "group": ("Топ", "Группа"),
    "school": ("Мектеп", "Школа"),
    "subject": ("Пән", "Предмет"),
    "language": ("Тіл", "Язык"),
    "rank": ("Қалау реті", "Номер предпочтения"),
    "minutes": ("Жол, мин", "Путь, мин"),
    "cost": ("Қолайсыздық балы", "Балл неудобства"),
    "fixed": ("Бекітілген", "Закреплено"),
    "unplaced": ("Орналаспағандар", "Не размещены"),
    "reason": ("Себебі", "Причина"),
    "overrides": ("Қолмен енгізілген өзгерістер", "Ручные изменения"),
    "who": ("Кім", "Кто"),
    "basis": ("Негізі", "Причина"),
    "difference": ("Айырма", "Разница"),
    "broken": ("Бұзылған ережелер", "Нарушенные правила"),
    "none": ("Жоқ.", "Нет."),
    "fairness": ("Әділдік", "Справедливость"),
    "first": ("Бірінші қалау, %", "Первое предпочтение, %"),
    "top3": ("Алғашқы үш қалау, %", "Первые три, %"),
    "mean": ("Жол орта есеппен, мин", "Путь в среднем, мин"),
    "longest": ("Ең ұзақ жол, мин", "Самый долгий путь, мин"),
    "hardship": ("Қиын орын", "Трудных размещений"),
    "all": ("Барлығы", "Всего"),
    "students": ("Студент саны", "Студентов"),
    "institution": ("Білім беру ұйымы", "Организация образования"),
    "cut_language": ("Тілі", "Язык"),
    "place": ("Қала / ауыл", "Город / село"),
    "needs": ("Қажет жағдайлар", "Нужные условия"),
    "needs_yes": ("қажет", "нужны"),
    "needs_no": ("қажет емес", "не нужны"),
    "city": ("қала", "город"),
    "village": ("ауыл", "село"),
    "coordinator": ("Практика үйлестірушісі", "Координатор практики"),
    "chair": ("Кеңес төрағасы", "Председатель совета"),
}
TIERS: dict[str, tuple[str, str]] = {
    "T1": ("T1. Орналасқан студенттер", "T1. Размещено студентов"),
    "T2": ("T2. Қиын орналасу", "T2. Трудных размещений"),
    "T3": ("T3. Жалпы қолайсыздық", "T3. Общее неудобство"),
    "T4": ("T4. Ең үлкен жеке балл", "T4. Наибольший балл одного"),
    "T5": ("T5. Жеребе", "T5. Жеребьёвка"),
}


@register
class AllocationProtocol(DocumentType):
    """PR-04, landscape: proof, rows, the unplaced with reasons, changes by hand, fairness."""

    code = "PR-04"
    titles = {"kk": "Студенттерді бөлу хаттамасы", "ru": "Протокол распределения студентов"}
    source_model = "practicum.AllocationRun"
    may_issue = "practicum.issue_allocationrun"
    page, series = "A4L", "PR"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("round__programme__owner_org", "round__policy", "requested_by")

    def issuer(self, source: AllocationRun) -> Any:
        return issuer_of(source.round.programme.owner_org)

    def subjects(self, source: AllocationRun) -> list:
        return []  # the protocol names everybody: it is the coordinator's and the council's alone

    def sheet(self, source: AllocationRun, language: str) -> Sheet:
        side = 0 if language == "kk" else 1

        def word(key: str) -> str:
            return WORDS[key][side]

        finished = source.finished_at or source.created_at
        policy = source.round.policy
        lines = list(lines_of(source))
        return Sheet(
            subtitle=str(source.round),
            head=[
                Pair(word("round"), str(source.round)),
                Pair(word("run"), str(source.number)),
                Pair(word("date"), f"{timezone.localtime(finished):%d.%m.%Y %H:%M}"),
                Pair(word("policy"), str(policy) if policy else ""),
                Pair(word("hash"), source.input_hash),
                Pair(word("seed"), str(source.seed)),
            ],
            blocks=[
                Table(
                    [Column(word(key)) for key in ("level", "value", "bound", "proven")],
                    [
                        [TIERS[tier["name"]][side], str(tier["value"]), _or_dash(tier["bound"]), word("yes" if tier["proven"] else "no")]
                        for tier in source.tiers
                    ],
                    heading=word("proof"),
                ),
                _places(lines, word),
                _unplaced(lines, word),
                _overrides(source, word),
                _fairness(source, word),
            ],
            seats=[Seat(word("coordinator")), Seat(word("chair"))],
        )


def _or_dash(value: Any) -> str:
    return "" if value is None else str(value)


def _places(lines: list, word: Any) -> Table:
    keys = ("student", "group", "school", "subject", "language", "rank", "minutes", "cost", "fixed")
    rows = [
        [
            str(no),
            line.application.student.full_name,
            line.application.group.name if line.application.group else "",
            str(line.offer.school),
            str(line.offer.subject),
            line.offer.teaching_language,
            _or_dash(line.rank_got),
            _or_dash(line.minutes),
            str(line.cost),
            word("yes") if line.fixed else "",
        ]
        for no, line in enumerate((line for line in lines if line.offer), 1)
    ]
    return Table([Column("№", width=5), *(Column(word(key)) for key in keys)], rows, heading=word("places"), dense=True)


def _unplaced(lines: list, word: Any) -> Table | Paragraph:
    rows = [
        [
            str(no),
            line.application.student.full_name,
            line.application.group.name if line.application.group else "",
            line.get_unplaced_reason_display(),
        ]
        for no, line in enumerate((line for line in lines if not line.offer), 1)
    ]
    if not rows:
        return Paragraph(word("unplaced"), word("none"))
    return Table([Column("№", width=5), *(Column(word(key)) for key in ("student", "group", "reason"))], rows, heading=word("unplaced"))


def _overrides(source: AllocationRun, word: Any) -> Table | Paragraph:
    rows = [
        [
            row.placement.student.full_name,
            str(row.to_offer.school),
            row.by.full_name,
            f"{row.get_reason_code_display()}: {row.reason}",
            f"{row.cost_delta:+d}",
            ", ".join(str(RULES[rule]) for rule in row.broken_rules),
        ]
        for row in overrides_of(source.round)
    ]
    if not rows:
        return Paragraph(word("overrides"), word("none"))
    keys = ("student", "school", "who", "basis", "difference", "broken")
    return Table([Column(word(key)) for key in keys], rows, heading=word("overrides"))


def _fairness(source: AllocationRun, word: Any) -> Table | Paragraph:
    report = source.result.get("fairness")
    if not report:
        return Paragraph(word("fairness"), word("none"))
    names = {"institution": "institution", "language": "cut_language", "place": "place", "needs": "needs"}
    labels = {"yes": "needs_yes", "no": "needs_no", "city": "city", "village": "village"}
    rows = [_share(word("all"), report["total"])]
    for cut in report["cuts"]:
        if len(cut["shares"]) > 1:
            for share in cut["shares"]:
                label = word(labels[share["label"]]) if share["label"] in labels else share["label"]
                rows.append(_share(f"{word(names[cut['name']])}: {label}", share))
    keys = ("students", "first", "top3", "mean", "longest", "hardship")
    return Table([Column(""), *(Column(word(key)) for key in keys)], rows, heading=word("fairness"))


def _share(label: str, share: dict) -> list[str]:
    figures = ("students", "first", "top3", "minutes_mean", "minutes_max", "hardship")
    return [label, *(_or_dash(share[name]) for name in figures)]
