"""PP-CERT, PP-SHEET, PP-REF: what confirms a trial to the pupil (§5.8, BR-41). No level and no mark stands on any of them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from documents.registry import DocumentType, register
from documents.sheet import Items, Paragraph, Row, Rows, Seat, Sheet
from network.services import issuer_of

from ..models import ConfirmationForm, IssuedConfirmation, ObservationCard, Trial
from ..queries.confirmations import allowed_forms
from .words import clock, day, joined, quoted, word

WORDS = {
    "pupil": {"kk": "Оқушы", "ru": "Ученик"},
    "class": {"kk": "Мектебі, сыныбы", "ru": "Школа, класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
    "host": {"kk": "Ұйым", "ru": "Организация"},
    "profession": {"kk": "Мамандық", "ru": "Профессия"},
    "dates": {"kk": "Күні, сағаты", "ru": "Даты, часы"},
    "day": {"kk": "Күндері", "ru": "Даты"},
    "hours": {"kk": "Сағаты", "ru": "Часы"},
    "task": {"kk": "Шағын міндет", "ru": "Микрозадача"},
    "product": {"kk": "Өнімі", "ru": "Продукт"},
    "plus": {"kk": "Плюс", "ru": "Плюс"},
    "next": {"kk": "Келесі қадам", "ru": "Следующий шаг"},
    "head_of_host": {"kk": "Серіктес ұйымның басшысы", "ru": "Руководитель организации-партнёра"},
    "issued_by": {"kk": "Берген тұлға", "ru": "Выдал(а)"},
    "initials": {"kk": "Аты-жөнінің бас әріптері", "ru": "Инициалы"},
    "certificate": {
        "kk": "{profession} мамандығы бойынша кәсіби сынақтан өтті",
        "ru": "прошёл(ла) профессиональную пробу по профессии {profession}",
    },
    "reference": {
        "kk": "Осы анықтама {pupil} атына оның кәсіби сынаққа қатысқанын растау үшін берілді.",
        "ru": "Настоящая справка подтверждает участие в профессиональной пробе. Выдана: {pupil}.",
    },
    "purpose": {
        "kk": "Анықтама талап етілген жерге ұсыну үшін берілді. Онда баға да, деңгей де көрсетілмейді.",
        "ru": "Справка дана для предъявления по месту требования. Оценка и уровень в ней не указываются.",
    },
    "hour": {"kk": "{hours} академиялық сағат ({minutes} мин)", "ru": "{hours} ак. ч ({minutes} мин)"},
}


def academic_hours(minutes: int) -> str:
    """Minutes as academic hours of 45 minutes, to the half (S16): 95 → «2», 70 → «1,5»."""
    halves = max(1, round(minutes / 45 * 2))
    return f"{halves // 2},5" if halves % 2 else str(halves // 2)


def hours_in_words(minutes: int, language: str) -> str:
    """«2 академиялық сағат (95 мин)»."""
    return WORDS["hour"][language].format(hours=academic_hours(minutes), minutes=minutes)


def product_of(trial: Trial, language: str) -> str:
    """What the trial leads to: the product of the programme, else the skill that form А names."""
    programme = trial.programme
    product = programme.product_kk if language == "kk" else programme.product_ru
    visit = trial.visit
    card = getattr(visit, "card", None)
    return product or (card.text("labour_function", language) if card else "")


def days_of(trial: Trial, language: str) -> str:
    """The days of the held visits in words."""
    held = [visit for visit in trial.sessions.all() if visit.status == "held"]
    return joined(dict.fromkeys(day(visit.starts, language) for visit in held), "; ")


def profession_of(trial: Trial, language: str) -> str:
    """Name of the profession in the language of the paper."""
    return str(trial.programme.profession.name_in(language))


def facts_of(trial: Trial, initials: str, minutes: int, language: str) -> list[tuple[str, str]]:
    """«Цифрлық із»: initials, trial, host, date, hours; no level (§5.8)."""
    values = {
        "initials": initials,
        "trial": trial.programme.name_in(language),
        "host": trial.host.short_name_in(language),
        "day": days_of(trial, language),
        "hours": hours_in_words(minutes, language),
    }
    return [(WORDS[key][language], value) for key, value in values.items()]


def initials_of(person: User) -> str:
    """«А. Д.»: all that the public check tells of a child."""
    return " ".join(f"{part[0]}." for part in (person.first_name, person.last_name) if part)


class _Confirmation(DocumentType):
    """What the three share."""

    form: str
    source_model = "profprobes.IssuedConfirmation"
    may_issue = "profprobes.issue_confirmation"
    may_withdraw = "profprobes.withdraw_confirmation"
    series = "PP"
    batchable = True
    max_pages = 1

    def suits(self, source: IssuedConfirmation) -> bool:
        return source.form == self.form

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        sent = ObservationCard.objects.filter(status=ObservationCard.Status.SUBMITTED).select_related("mentor")
        return queryset.select_related(
            "issuer",
            "issued_by",
            "participation__pupil",
            "participation__class_group",
            "participation__trial__programme__profession",
            "participation__trial__host",
            "participation__trial__school",
            "participation__trial__responsible__user",
        ).prefetch_related("participation__trial__sessions__card", Prefetch("participation__observations", sent, to_attr="sent_cards"))

    def issuer(self, source: IssuedConfirmation) -> Any:
        return issuer_of(source.issuer)

    def subjects(self, source: IssuedConfirmation) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: IssuedConfirmation) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: IssuedConfirmation) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: IssuedConfirmation, language: str) -> list[str]:
        if source.status == IssuedConfirmation.Status.WITHDRAWN:
            return [_("This confirmation is withdrawn. Issue it anew on the page of the trial.")]
        return []

    def public_facts(self, source: IssuedConfirmation, language: str) -> list[tuple[str, str]]:
        """The digital trace, where the network allows this form of confirmation."""
        taking_part = source.participation
        if ConfirmationForm.TRACE not in allowed_forms(taking_part.trial):
            return []
        return facts_of(taking_part.trial, initials_of(taking_part.pupil), source.minutes, language)

    def _values(self, source: IssuedConfirmation, language: str) -> dict[str, Any]:
        taking_part, trial = source.participation, source.participation.trial
        return {
            "pupil": taking_part.pupil.full_name,
            "class": joined([trial.school.short_name_in(language), taking_part.class_group.name]),
            "trial": quoted(trial.programme.name_in(language)),
            "host": trial.host.full_name_in(language),
            "profession": profession_of(trial, language),
            "day": days_of(trial, language),
            "hours": hours_in_words(source.minutes, language),
            "product": product_of(trial, language),
        }

    def _rows(self, values: dict[str, Any], language: str, *names: str) -> list[Row]:
        return [Row(no, WORDS[name][language], values[name]) for no, name in enumerate(names, 1)]

    def _seats(self, source: IssuedConfirmation, language: str) -> list[Seat]:
        """Head of the host and the school's coordinator sign by hand: the paper is handed over."""
        trial = source.participation.trial
        return [
            Seat(WORDS["head_of_host"][language], trial.host.head_name),
            Seat(word("coordinator", language), trial.responsible.user.signature_name),
        ]


@register
class Certificate(_Confirmation):
    """PP-CERT «Сертификат», landscape: who, by which profession, where, how long, what was made."""

    code, form = "PP-CERT", ConfirmationForm.CERTIFICATE
    titles = {"kk": "Сертификат", "ru": "Сертификат"}
    template = "profprobes/papers/certificate.html"
    page = "A4L"

    def context(self, source: IssuedConfirmation, language: str) -> dict:
        values = self._values(source, language)
        return {
            "whom": values["pupil"],
            "where": values["class"],
            "line": WORDS["certificate"][language].format(profession=quoted(values["profession"])),
        }

    def sheet(self, source: IssuedConfirmation, language: str) -> Sheet:
        values = self._values(source, language)
        rows = [Row("", WORDS[name][language], values[name]) for name in ("host", "day", "hours", "product")]
        return Sheet(blocks=[Rows(rows=rows, label_width=26)], seats=self._seats(source, language))


@register
class TrialSheetPaper(_Confirmation):
    """PP-SHEET «Сынақ парағы»: one page of one pupil with the micro-task, the product, the plus and the next step."""

    code, form = "PP-SHEET", ConfirmationForm.SHEET
    titles = {"kk": "Сынақ парағы", "ru": "Лист пробы"}
    ROWS = ("pupil", "class", "trial", "host", "profession", "dates", "task", "product", "plus", "next")

    def sheet(self, source: IssuedConfirmation, language: str) -> Sheet:
        taking_part, trial = source.participation, source.participation.trial
        card = getattr(trial.visit, "card", None)
        seen = next(iter(taking_part.sent_cards), None)  # type: ignore[attr-defined]
        values = self._values(source, language) | {
            "dates": joined([self._times(trial, language), hours_in_words(source.minutes, language)], "; "),
            "task": Items(card.steps(language), numbered=True) if card and card.steps(language) else "",
            "plus": seen.plus if seen else "",
            "next": (seen.next or seen.next_step) if seen else "",
        }
        mentor = seen.mentor.signature_name if seen else ""
        signed = (day(seen.submitted_at, language), word("confirmed", language)) if seen and seen.submitted_at else ("", "")
        return Sheet(
            subtitle=trial.number,
            blocks=[Rows(rows=self._rows(values, language, *self.ROWS))],
            seats=[
                Seat(word("mentor", language), mentor, *signed),
                Seat(
                    WORDS["issued_by"][language],
                    source.issued_by.signature_name,
                    day(source.issued_at, language),
                    word("confirmed", language),
                ),
            ],
        )

    def _times(self, trial: Trial, language: str) -> str:
        held = [visit for visit in trial.sessions.all() if visit.status == "held"]
        return joined([f"{day(visit.starts, language)}, {clock(visit.starts)}–{clock(visit.ends)}" for visit in held], "; ")


@register
class Reference(_Confirmation):
    """PP-REF «Анықтама»: that the pupil took part, for whoever asks."""

    code, form = "PP-REF", ConfirmationForm.REFERENCE
    titles = {"kk": "Анықтама", "ru": "Справка"}

    def sheet(self, source: IssuedConfirmation, language: str) -> Sheet:
        values = self._values(source, language)
        rows = self._rows(values, language, "pupil", "class", "trial", "profession", "host", "day", "hours")
        return Sheet(
            blocks=[
                Paragraph("", WORDS["reference"][language].format(pupil=values["pupil"])),
                Rows(rows=rows),
                Paragraph("", WORDS["purpose"][language]),
            ],
            seats=self._seats(source, language)[1:],
        )


def kind_in(trial: Trial, language: str) -> str:
    """Kind of the trial in the language of the paper."""
    with translation.override(language):
        return str(trial.programme.get_kind_display())
