"""PP-CONS, the informed consent of a parent [002b F16]: the answer as it was given in the portal, and the sheet to sign by hand."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import PhotoLevel, User
from documents.registry import DocumentType, register
from documents.sheet import Lines, Pair, Qr, Row, Rows, Seat, Sheet, Ticks
from network.services import issuer_of

from ..family import FAMILY
from ..models import ParentConsent, Participation, Trial
from ..services.terms import ends_of, minutes_of, missing_terms, photo_limit, starts_of, terms_of
from .words import PHOTO, day, joined, phone, span, word

TITLES = {"kk": "Ата-ананың ақпараттандырылған келісімі", "ru": "Информированное согласие родителя"}
HEAD = {
    "name": {"kk": "Баланың аты-жөні", "ru": "ФИО ребёнка"},
    "school": {"kk": "Мектебі", "ru": "Школа"},
    "class": {"kk": "Сыныбы", "ru": "Класс"},
    "trial": {"kk": "Сынақ", "ru": "Проба"},
}
TOLD = {"kk": "Сынақ туралы", "ru": "О пробе"}
ELEMENTS = {
    1: {"kk": "Сынақтың мақсаты", "ru": "Цель пробы"},
    2: {"kk": "Ұзақтығы (күні, уақыты)", "ru": "Продолжительность (дата, время)"},
    3: {"kk": "Орны", "ru": "Место"},
    4: {"kk": "Жауапты ересектер (мектеп, серіктес; телефон)", "ru": "Ответственные взрослые (школа, партнёр; телефон)"},
    5: {"kk": "Фото және видео түсіру ережелері", "ru": "Правила съёмки"},
}
PHOTO_RULES = {
    PhotoLevel.NO: {"kk": "Бұл сынақта ешкім фото мен видеоға түсірілмейді.", "ru": "На этой пробе никого не снимают."},
    PhotoLevel.PORTFOLIO: {
        "kk": "Тек портфолио үшін және тек рұқсатыңызбен түсіріледі, жарияланбайды.",
        "ru": "Снимают только для портфолио и только с вашего разрешения, не публикуют.",
    },
    PhotoLevel.PUBLISH: {
        "kk": "Тек рұқсатыңызбен түсіріледі. Рұқсатсыз балаңыз фото мен видеоға түсірілмейді.",
        "ru": "Снимают только с вашего разрешения. Без него ребёнка не снимают.",
    },
}
ANSWERS = {"kk": "Жауаптар", "ru": "Ответы"}
QUESTIONS = {
    "participates": {"kk": "Қатысуға келісемін", "ru": "Согласен на участие"},
    "photo": {"kk": "Фото және видео", "ru": "Фото и видео"},
    "personal_data": {"kk": "Дербес деректерді өңдеу", "ru": "Обработка персональных данных"},
    "travel": {"kk": "Жол жүру", "ru": "Поездка"},
    "emergency_care": {"kk": "Шұғыл көмек", "ru": "Экстренная помощь"},
    "health": {"kk": "Денсаулығы туралы ескертпе (қалауы бойынша)", "ru": "Примечание о здоровье (по желанию)"},
    "withdrawal": {"kk": "Келісімді қайтарып алу тәртібі", "ru": "Порядок отзыва согласия"},
    "given": {"kk": "Келісім қалай берілді", "ru": "Как дано согласие"},
}
WITHDRAWAL = {
    "kk": "Келісімді кез келген уақытта себебін айтпай қайтарып алуға болады: сілтеме арқылы немесе сынып жетекшісіне айтып. Бала сынаққа бармайды, "
    "суреттері бірден алып тасталады.",
    "ru": "Согласие можно отозвать в любое время без объяснения причин: по ссылке или через классного руководителя. Ребёнок не идёт на пробу, снимки сразу "
    "удаляются.",
}
GIVEN_BY = {
    "link": {"kk": "порталда сілтеме арқылы", "ru": "на портале по ссылке"},
    "paper": {"kk": "қағазда, түпнұсқасы мектепте", "ru": "на бумаге, оригинал в школе"},
}
TEXT_VERSION = {"kk": "келісім мәтінінің нұсқасы {n}", "ru": "версия текста согласия {n}"}
REPRESENTATIVE = {"kk": "Ата-ана (заңды өкіл)", "ru": "Родитель (законный представитель)"}
MINUTES = {"kk": "{n} минут", "ru": "{n} мин"}
TO_PORTAL = {
    "kk": "Сынып жетекшісіне: қол қойылған парақты порталға енгізу",
    "ru": "Классному руководителю: внести подписанный лист в портал",
}


def told_rows(terms: Mapping[str, Any], language: str) -> list[Row]:
    """The five elements of BR-22 as they were told; rows to fill by hand where there are no terms."""
    values: dict[int, Any] = dict.fromkeys(ELEMENTS, "")
    if terms:
        terms = dict(terms)
        duration = span(starts_of(terms), ends_of(terms), language)
        values = {
            1: Lines([terms["goal"][language], *terms["steps"][language]]),
            2: f"{duration} ({MINUTES[language].format(n=minutes_of(terms))})",
            3: joined([terms["host"][language], terms["place"][language]]),
            4: Lines(
                [joined([adult["name"], adult["position"][language], phone(adult["phone"])]) for adult in terms["adults"]],
            ),
            5: PHOTO_RULES[PhotoLevel(terms["photo_limit"])][language],
        }
    return [Row(no, label[language], values[no], 3 if no == 4 else 2) for no, label in ELEMENTS.items()]


def _yes_no(value: bool | None, language: str) -> Ticks:
    return Ticks([(word("yes", language), value is True), (word("no", language), value is False)])


def _answer_rows(consent: ParentConsent | None, limit: PhotoLevel, language: str, *, travel: bool) -> list[Row]:
    levels = [level for level in PHOTO if level.rank <= limit.rank or (consent and consent.photo_permission == level)]
    chosen = (consent.photo_permission or PhotoLevel.NO) if consent else None
    rows = [
        Row("", QUESTIONS["participates"][language], _yes_no(consent.participates if consent else None, language)),
        Row("", QUESTIONS["photo"][language], Ticks([(PHOTO[level][language], level == chosen) for level in levels], inline=False)),
        Row("", QUESTIONS["personal_data"][language], _yes_no(consent.personal_data if consent else None, language)),
    ]
    if travel:
        rows.append(Row("", QUESTIONS["travel"][language], _yes_no(consent.travel if consent else None, language)))
    return [
        *rows,
        Row("", QUESTIONS["emergency_care"][language], _yes_no(consent.emergency_care if consent else None, language)),
        Row("", QUESTIONS["health"][language], consent.health_note if consent else "", 2),
        Row("", QUESTIONS["withdrawal"][language], WITHDRAWAL[language]),
    ]


def consent_sheet(
    language: str,
    *,
    head: Mapping[str, str],
    terms: Mapping[str, Any],
    consent: ParentConsent | None = None,
    limit: PhotoLevel = PhotoLevel.PUBLISH,
    enter_at: str = "",
) -> Sheet:
    """The printed form: with an answer, or with lines for the hand."""
    answers = _answer_rows(
        consent, limit, language, travel=not terms or bool(terms.get("leaves_school")) or bool(consent and consent.travel)
    )
    seat = Seat(REPRESENTATIVE[language])
    if consent is not None:
        how = joined([GIVEN_BY[consent.channel][language], TEXT_VERSION[language].format(n=consent.text_version)])
        answers.append(Row("", QUESTIONS["given"][language], how))
        electronic = consent.channel == ParentConsent.Channel.LINK
        seat = Seat(
            REPRESENTATIVE[language],
            consent.typed_name,
            day(consent.signed_at, language),
            word("confirmed", language) if electronic else "",
        )
    return Sheet(
        head=[Pair(label[language], head.get(key, "")) for key, label in HEAD.items()],
        blocks=[
            Rows(TOLD[language], rows=told_rows(terms, language)),
            Rows(ANSWERS[language], rows=answers),
            *([Qr(enter_at, TO_PORTAL[language])] if enter_at else []),
        ],
        seats=[seat],
        blank=consent is None,
    )


def _head(row: Participation, language: str) -> dict[str, str]:
    return {
        "name": row.pupil.full_name,
        "school": row.trial.school.short_name_in(language),
        "class": row.class_group.name,
        "trial": row.trial.programme.name_in(language),
    }


class ConsentDocument(DocumentType):
    """What both papers have in common. The pupil and the host never read them (§8)."""

    titles = TITLES
    batchable = True
    max_pages = 1
    privacy = "PD3"
    may_issue = "profprobes.issue_consent"

    def subjects(self, source: Any) -> list[User]:
        return []

    def participation(self, source: Any) -> Participation:
        """Whose consent it is."""
        return source

    def issuer(self, source: Any) -> Any:
        return issuer_of(self.participation(source).trial.school)

    def sort_name(self, source: Any) -> str:
        return self.participation(source).pupil.full_name

    def file_label(self, source: Any) -> str:
        row = self.participation(source)
        return f"{row.class_group.name} {row.pupil.short_name}"


@register
class ConsentPaper(ConsentDocument):
    """PP-CONS of a given consent: who answered what, when, under which version of the text; what the family was told is printed as it was told then."""

    code = "PP-CONS"
    source_model = "profprobes.ParentConsent"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "guardian",
            "participation__pupil",
            "participation__class_group",
            "participation__trial__school",
            "participation__trial__programme",
        )

    def participation(self, source: ParentConsent) -> Participation:
        return source.participation

    def problems(self, source: ParentConsent, language: str) -> list[str]:
        return [] if source.status == ParentConsent.Status.GIVEN else [_("This consent is not in force.")]

    def sheet(self, source: ParentConsent, language: str) -> Sheet:
        terms = source.terms or terms_of(source.participation.trial)
        limit = PhotoLevel(terms["photo_limit"])
        return consent_sheet(language, head=_head(source.participation, language), terms=terms, consent=source, limit=limit)


@register
class ConsentToSign(ConsentDocument):
    """PP-CONS on paper for one pupil: everything the family must know is printed, the answers are empty; the QR leads the class teacher to the page where
    the signed sheet is entered (BR-23).
    """

    code = "PP-CONS-P"
    titles = {"kk": f"{TITLES['kk']} (қағазда)", "ru": f"{TITLES['ru']} (на бумаге)"}
    source_model = "profprobes.Participation"
    privacy = "PD2"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "pupil", "class_group", "trial__school", "trial__host", "trial__programme__profession", "trial__responsible__user",
            "trial__mentor__membership__user",
        ).prefetch_related("trial__sessions__booking__slot__site__trial_site", "trial__sessions__card", "trial__accompanying__user", *FAMILY)  # fmt: skip

    def readable(self, rows: QuerySet, user: User) -> QuerySet:
        return rows.filter(pk__in=Participation.objects.in_care_of(user).values("pk"))

    def problems(self, source: Participation, language: str) -> list[str]:
        if missing := missing_terms(source.trial):
            return [_("Families cannot be asked yet. Missing: %(missing)s.") % {"missing": "; ".join(str(item) for item in missing)}]
        return []

    def sheet(self, source: Participation, language: str) -> Sheet:
        trial: Trial = source.trial
        address = f"{settings.SITE_URL.rstrip('/')}{reverse('profprobes:consent_paper', args=[source.pk])}"
        return consent_sheet(language, head=_head(source, language), terms=terms_of(trial), limit=photo_limit(trial), enter_at=address)


def blank(language: str) -> Sheet:
    """The form with lines to write on."""
    return consent_sheet(language, head={}, terms={})
