"""PR-01 «Педагогикалық практика бағдарламасы / Программа педагогической практики» (practicum page 5)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Column, Lines, Pair, Row, Rows, Seat, Sheet, Table
from network.services import issuer_of

from ..models import GradeBand, PracticumProgramme, Stage, TemplatePackage
from ..services.rounds import STAGES, stage_days

LABELS = {
    "title": ("Атауы", "Название"), "kind": ("Практика түрі", "Вид практики"), "owner": ("Білім беру ұйымы", "Организация образования"),
    "level": ("Деңгейі", "Уровень"), "education": ("Білім беру бағдарламасы", "Образовательная программа"), "course": ("Курс", "Курс"),
    "subjects": ("Пәндер", "Предметы"), "bands": ("Рұқсат етілген сыныптар", "Допустимые классы"), "language": ("Оқыту тілі", "Язык обучения"),
    "credits": ("Кредит саны (K)", "Число кредитов (K)"), "hours": ("Кредит сағаты", "Часов в кредите"),
    "weeks": ("Ұзақтығы, апта", "Длительность, недель"), "goals": ("Мақсаттары", "Цели"), "competences": ("Құзыреттер", "Компетенции"),
    "work_forms": ("Жұмыс формалары", "Формы работы"), "assessment": ("Бағалау жүйесі", "Система оценивания"),
    "trainee_requirements": ("Практикантқа қойылатын талаптар", "Требования к практиканту"), "package": ("Үлгілер топтамасы", "Пакет шаблонов"),
    "stages": ("Практика сатылары", "Этапы практики"),
}  # fmt: skip
COLUMNS = {"kk": ("Саты", "Апта", "Сағат", "Мазмұны"), "ru": ("Этап", "Недели", "Часы", "Содержание")}
CONTENT = {
    Stage.ASSISTANT: ("сабақтарды бақылау, мұғалімге көмек", "посещение уроков, помощь учителю"),
    Stage.CO_TEACHING: ("тәлімгермен бірлескен сабақтар", "уроки совместно с наставником"),
    Stage.INDEPENDENT: ("тәлімгер бақылауымен дербес сабақтар", "самостоятельные уроки под наблюдением"),
}
STAGE_NAMES = {
    Stage.ASSISTANT: ("Ассистенттік саты", "Ассистентский этап"),
    Stage.CO_TEACHING: ("Бірлескен сабақ өткізу", "Совместное проведение уроков"),
    Stage.INDEPENDENT: ("Бақылаумен дербес сабақ жүргізу", "Самостоятельные уроки под наблюдением"),
}
SEATS = {
    "kk": ("Білім беру ұйымы", "Мектеп", "Университет"),
    "ru": ("Организация образования", "Школа", "Университет"),
}


def _label(name: str, language: str) -> str:
    return LABELS[name][language != "kk"]


@register
class ProgrammePaper(DocumentType):
    """PR-01, on the approval: the council's mark, all fields, the table of stages, the package of templates."""

    code = "PR-01"
    titles = {"kk": "Педагогикалық практика бағдарламасы", "ru": "Программа педагогической практики"}
    source_model = "practicum.PracticumProgramme"
    may_issue = "practicum.issue_practicumprogramme"
    series, privacy = "PR", "PD0"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("owner_org").prefetch_related("subjects")

    def issuer(self, source: PracticumProgramme) -> Any:
        return issuer_of(source.owner_org)

    def problems(self, source: PracticumProgramme, language: str) -> list[str]:
        if source.status in (PracticumProgramme.Status.APPROVED, PracticumProgramme.Status.ARCHIVED):
            return []
        return [_("The council has not approved the programme yet.")]

    def sheet(self, source: PracticumProgramme, language: str) -> Sheet:
        number = language != "kk"
        approved = source.decision_number and source.status in ("approved", "archived")
        mark = f"№ {source.decision_number}, {official(source.decision_date, language)}" if approved else ""
        package = TemplatePackage.objects.filter(status="approved").order_by("-version").first()
        facts = [
            ("title", source.title_in(language)),
            ("kind", source.get_kind_display()),
            ("owner", source.owner_org.full_name_ru if number else source.owner_org.full_name_kk),
            ("level", source.get_level_display()),
            ("education", source.education_in(language)),
            ("course", source.study_year),
            ("subjects", ", ".join(subject.name_ru if number else subject.name_kk for subject in source.subjects.all())),
            ("bands", ", ".join(str(GradeBand(code).label) for code in source.grade_bands)),
            ("language", source.get_group_language_display()),
            ("credits", source.credits.normalize().to_eng_string()),
            ("hours", source.hours_per_credit),
            ("weeks", source.weeks),
            *((name, Lines(source.text_in(name, language).splitlines())) for name in PracticumProgramme.TEXTS),
            ("package", f"{package.title_in(language)}, № {package.version}" if package else ""),
        ]
        rows = [Row(at, _label(name, language), value) for at, (name, value) in enumerate(facts, 1)]
        hours = stage_days(source.required_hours, [share for _stage, share, _norms in STAGES])
        stages = [
            (STAGE_NAMES[stage][number], f"{source.weeks * share / 100:.1f}".replace(".", ","), hours[at], CONTENT[stage][number])
            for at, (stage, share, _norms) in enumerate(STAGES)
        ]
        word = "Утверждена советом" if number else "Кеңес бекітті"
        return Sheet(
            head=[Pair(word, mark)] if mark else [],
            blocks=[
                Rows("", (), rows),
                Table(
                    [Column(title) for title in COLUMNS["ru" if number else "kk"]],
                    [tuple(map(str, row)) for row in stages],
                    _label("stages", language),
                ),
            ],
            seats=[
                Seat(SEATS["ru" if number else "kk"][0], source.owner_org.head_name),
                *(Seat(role) for role in SEATS["ru" if number else "kk"][1:]),
            ],
        )
