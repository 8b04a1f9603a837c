"""PP-V, form В: the participant's questionnaire, filled by the pupil before and after, one page [002b F4]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Pair, Row, Rows, Scale, Seat, Sheet, Ticks
from network.services import issuer_of

from ..models import CRITERIA, ParticipantForm
from .words import LEVELS, day, word

HEAD = {
    "name": {"kk": "Аты-жөні", "ru": "ФИО"},
    "class": {"kk": "Сынып", "ru": "Класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "date": {"kk": "Күні", "ru": "Дата"},
}
BEFORE = {"kk": "Сынаққа дейін (қысқаша)", "ru": "До пробы (кратко)"}
AFTER = {"kk": "Сынақтан кейін", "ru": "После пробы"}
BEFORE_QUESTIONS = {
    "expects": {"kk": "Мен не күтемін", "ru": "Чего я ожидаю"},
    "fears": {"kk": "Неден қауіптенемін немесе не қиын болуы мүмкін", "ru": "Чего опасаюсь или что может быть трудным"},
}
AFTER_QUESTIONS = {
    "did": {"kk": "Мен нақты не істедім", "ru": "Что именно я сделал(а)"},
    "went_well": {"kk": "Не жақсы шықты және неге", "ru": "Что получилось хорошо и почему"},
    "hard": {"kk": "Не қиын болды және мен қалай шештім", "ru": "Что было трудно и как я справился(ась)"},
    "requirements": {"kk": "Мен мамандықтың қандай талаптарын көрдім", "ru": "Какие требования профессии я увидел(а)"},
    "about_me": {"kk": "Мен өзім туралы не түсіндім", "ru": "Что я понял(а) о себе"},
    "go_on": {"kk": "Мен осы саламен танысуды жалғастырғым келе ме және қалай", "ru": "Хочу ли продолжить знакомство со сферой и как"},
}
ARTEFACT_CONSENT = {"kk": "Артефактіні портфолиоға орналастыруға келісім", "ru": "Согласие на размещение артефакта в портфолио"}
PHOTO_CONSENT = {"kk": "Фото/видео түсіруге рұқсат", "ru": "Разрешение на фото/видео"}
SELF = {"kk": "Рубрика бойынша өзін-өзі бағалау", "ru": "Самооценка по рубрике"}
SELF_CRITERIA = {
    "understanding": {"kk": "Міндетті түсіну", "ru": "Понимание задания"},
    "procedure": {"kk": "Рәсім", "ru": "Процедура"},
    "accuracy": {"kk": "Дәлдік", "ru": "Точность"},
    "communication": {"kk": "Коммуникация", "ru": "Коммуникация"},
    "safety": {"kk": "Қауіпсіздік", "ru": "Безопасность"},
}
ARTEFACT = {"kk": "Артефактіге сілтеме: файл/фото/скан", "ru": "Ссылка на артефакт: файл/фото/скан"}
IN_PORTAL = {"kk": "Порталдағы портфолиода сақталған: {names}", "ru": "Хранится в портфолио на портале: {names}"}
NOT_ADDED = {"kk": "қосылмаған", "ru": "не добавлен"}


@register
class QuestionnaireSheet(DocumentType):
    """PP-V, «Кәсіби сынаққа қатысушының анкетасы»: one page, signed by the pupil."""

    code = "PP-V"
    titles = {"kk": "Кәсіби сынаққа қатысушының анкетасы", "ru": "Анкета участника профессиональной пробы"}
    source_model = "profprobes.ParticipantForm"
    may_issue = "profprobes.issue_participantform"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil", "participation__class_group", "participation__trial__programme", "participation__trial__school"
        ).prefetch_related("participation__trial__sessions", "participation__artefacts")

    def issuer(self, source: ParticipantForm) -> Any:
        return issuer_of(source.participation.trial.school)

    def subjects(self, source: ParticipantForm) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: ParticipantForm) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: ParticipantForm) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: ParticipantForm, language: str) -> list[str]:
        return [] if source.before_at or source.after_at else [_("The pupil has not filled in the questionnaire yet.")]

    def sheet(self, source: ParticipantForm, language: str) -> Sheet:
        taking_part = source.participation
        visit, pupil = taking_part.trial.visit, taking_part.pupil
        head = {
            "name": pupil.full_name,
            "class": taking_part.class_group.name,
            "trial": taking_part.trial.programme.name_in(language),
            "date": day(visit.starts, language) if visit else "",
        }
        return Sheet(
            head=[Pair(HEAD[key][language], value) for key, value in head.items()],
            blocks=[
                Rows(BEFORE[language], rows=self._answers(source, BEFORE_QUESTIONS, language)),
                Rows(AFTER[language], rows=[*self._answers(source, AFTER_QUESTIONS, language), *self._consents(source, language)]),
                Scale(
                    SELF[language],
                    [(SELF_CRITERIA[code][language], source.levels[code], 3) for code in CRITERIA],
                    [LEVELS[level][language] for level in (1, 2, 3)],
                ),
                Rows(rows=[Row("", ARTEFACT[language], self._artefacts(source, language))]),
            ],
            seats=[
                Seat(
                    word("pupil", language),
                    pupil.signature_name,
                    day(source.after_at or source.before_at, language),
                    word("confirmed", language) if source.after_at or source.before_at else "",
                )
            ],
        )

    def _answers(self, source: ParticipantForm, questions: dict, language: str) -> list[Row]:
        return [Row(no, label[language], getattr(source, name), 2) for no, (name, label) in enumerate(questions.items(), 1)]

    def _consents(self, source: ParticipantForm, language: str) -> list[Row]:
        """Item 7 asks two things, so it takes two rows under one number."""

        def answer(value: bool | None) -> Ticks:
            return Ticks([(word("yes", language), value is True), (word("no", language), value is False)])

        return [
            Row(7, ARTEFACT_CONSENT[language], answer(source.artefact_consent)),
            Row("", PHOTO_CONSENT[language], answer(source.photo_consent)),
        ]

    def _artefacts(self, source: ParticipantForm, language: str) -> str:
        names = "; ".join(str(artefact) for artefact in source.participation.artefacts.all())
        return IN_PORTAL[language].format(names=names) if names and source.artefact_consent else NOT_ADDED[language]
