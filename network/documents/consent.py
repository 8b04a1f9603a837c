"""NW-36, the consent to personal data of one person for one purpose; NW-37, the slips with links for the families of a class."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.links import link_url
from accounts.models import Consent, ConsentPurpose, OneTimeLink, PhotoLevel, User
from core.dates import official
from documents.registry import DocumentType, register
from documents.sheet import Columns, Pair, Paragraph, Qr, Row, Rows, Seat, Sheet, Ticks

from ..models import ClassGroup, ConsentRequest, Enrolment, Membership, Organisation
from ..services import issuer_of

Words = dict[str, str]

ROWS: dict[str, Words] = {
    "subject": {"kk": "Субъект", "ru": "Субъект"},
    "guardian": {"kk": "Заңды өкілі", "ru": "Законный представитель"},
    "purpose": {"kk": "Мақсаты", "ru": "Цель"},
    "data": {"kk": "Деректер тізбесі", "ru": "Перечень данных"},
    "actions": {"kk": "Әрекеттер", "ru": "Действия"},
    "term": {"kk": "Мерзімі", "ru": "Срок"},
    "withdrawal": {"kk": "Қайтарып алу тәртібі", "ru": "Порядок отзыва"},
    "photo": {"kk": "Фото деңгейі", "ru": "Уровень фото"},
    "answer": {"kk": "Жауабы", "ru": "Ответ"},
}
DATA: dict[str, Words] = {
    ConsentPurpose.ACCOUNT: {"kk": "тегі, аты, әкесінің аты, туған күні, мектебі, сыныбы, байланыс деректері, порталдағы әрекеттері",
                             "ru": "фамилия, имя, отчество, дата рождения, школа, класс, контакты, действия на портале"},
    ConsentPurpose.TRIAL: {"kk": "тегі, аты, сыныбы, тапсырмалары, бақылау жазбалары", "ru": "фамилия, имя, класс, задания, записи наблюдений"},
    ConsentPurpose.PHOTO: {"kk": "фото және бейне бейнесі", "ru": "изображение на фото и видео"},
    ConsentPurpose.LESSON_RECORDING: {"kk": "сабақтағы бейнесі мен дауысы", "ru": "изображение и голос на уроке"},
    ConsentPurpose.RESEARCH: {"kk": "аты-жөнінсіз оқу нәтижелері мен сауалнама жауаптары", "ru": "учебные результаты и ответы на анкеты без имени"},
    ConsentPurpose.PORTFOLIO: {"kk": "портфолио жазбалары мен файлдары", "ru": "записи и файлы портфолио"},
    ConsentPurpose.PRACTICUM: {"kk": "тегі, аты, тобы, практика күнделігі, бағалау парақтары", "ru": "фамилия, имя, группа, дневник практики, листы оценивания"},
    ConsentPurpose.DUAL: {"kk": "тегі, аты, ЖСН, туған күні, мамандығы, оқу мерзімі", "ru": "фамилия, имя, ИИН, дата рождения, специальность, срок обучения"},
    ConsentPurpose.DIAGNOSTICS: {"kk": "диагностика жауаптары мен қорытындысы", "ru": "ответы и заключение диагностики"},
    ConsentPurpose.EXPORT: {"kk": "мектеп атаған деректер", "ru": "данные, которые назвала школа"},
}  # fmt: skip
ACTIONS: Words = {
    "kk": "жинау, сақтау, қолдану, мақсатта аталған адамдарға көрсету, мерзімі өткенде жою немесе иесіздендіру",
    "ru": "сбор, хранение, использование, показ лицам, названным в цели, уничтожение или обезличивание по окончании срока",
}
WITHDRAWAL: Words = {
    "kk": "кез келген уақытта, себебін айтпай: сілтеме арқылы, порталда немесе сынып жетекшісіне жазбаша; бірден күшіне енеді",
    "ru": "в любое время без объяснения причин: по ссылке, на портале или письменно классному руководителю; действует сразу",
}
UNTIL: Words = {"kk": "соңғы күні: {day}", "ru": "до {day}"}
OPEN: Words = {"kk": "қайтарып алынғанға дейін", "ru": "до отзыва"}
LEVELS: dict[str, Words] = {
    PhotoLevel.PUBLISH: {"kk": "Жариялауға рұқсат етілген", "ru": "Разрешено публиковать"},
    PhotoLevel.PORTFOLIO: {"kk": "Тек портфолио үшін рұқсат етілген", "ru": "Разрешено только для портфолио"},
    PhotoLevel.NO: {"kk": "Тыйым салынған", "ru": "Запрещено"},
}
AGREE: Words = {"kk": "Келісемін", "ru": "Согласен (согласна)"}
REFUSE: Words = {"kk": "Келіспеймін", "ru": "Не согласен (не согласна)"}
SIGNED: dict[str, Words] = {
    Consent.Channel.PORTAL: {"kk": "порталда жауап берді", "ru": "ответ дан на портале"},
    Consent.Channel.LINK: {"kk": "сілтеме арқылы жауап берді", "ru": "ответ дан по ссылке"},
}
TEXT: Words = {"kk": "Келісім мәтіні", "ru": "Текст согласия"}
FORM: Words = {"kk": "Келісім", "ru": "Согласие"}
SLIP: dict[str, Words] = {
    "what": {
        "kk": "Телефон камерасын кодқа бағыттаңыз. Бет баланың туған күнін сұрайды. Тіркелу де, құпия сөз де керек емес.",
        "ru": "Наведите камеру телефона на код. Страница спросит дату рождения ребёнка. Регистрация и пароль не нужны.",
    },
    "until": {"kk": "Мерзімі", "ru": "Срок"},
    "help": {"kk": "Көмек телефоны", "ru": "Телефон помощи"},
    "child": {"kk": "Баланың аты-жөні, сыныбы", "ru": "Имя ребёнка, класс"},
}


def organisation_of(person: User) -> Organisation | None:
    """Where the person learns or works now; where they learnt last otherwise."""
    enrolment = Enrolment.objects.filter(user=person).select_related("group__organisation").order_by("-valid_from").first()
    if enrolment is not None:
        return enrolment.group.organisation
    membership = Membership.objects.filter(user=person).select_related("organisation").order_by("-valid_from").first()
    return membership.organisation if membership else None


@register
class ConsentPaper(DocumentType):
    """NW-36: an answered consent as proof, an unanswered one as a sheet to sign by hand."""

    code = "NW-36"
    titles = {
        "kk": "Дербес деректерді жинауға және өңдеуге келісім",
        "ru": "Согласие на сбор и обработку персональных данных",
    }
    source_model = "accounts.Consent"
    may_issue = "network.print_consent"
    privacy = "PD3"
    max_pages = 2

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("subject", "guardian", "text")

    def issuer(self, source: Consent) -> Any:
        organisation = organisation_of(source.subject)
        assert organisation is not None
        return issuer_of(organisation)

    def subjects(self, source: Consent) -> list[User]:
        return [source.subject]

    def sort_name(self, source: Consent) -> str:
        return source.subject.full_name

    def problems(self, source: Consent, language: str) -> list[str]:
        if organisation_of(source.subject) is None:
            return [_("The person belongs to no organisation, so nobody can issue this paper.")]
        return [] if source.text else [_("The answer names no text.")]

    def sheet(self, source: Consent, language: str) -> Sheet:
        asked = source.status == Consent.Status.REQUESTED
        guardian = f"{source.guardian.name} ({source.guardian.get_relation_display()})" if source.guardian else ""
        rows: list[tuple[str, Any]] = [
            ("subject", source.subject.full_name),
            ("guardian", guardian),
            ("purpose", source.get_purpose_display()),
            ("data", DATA[source.purpose][language]),
            ("actions", ACTIONS[language]),
            ("term", _term(source, language, asked=asked)),
            ("withdrawal", WITHDRAWAL[language]),
        ]
        if source.purpose == ConsentPurpose.PHOTO:
            chosen = source.level if not asked else ""
            rows.append(("photo", Ticks([(words[language], level == chosen) for level, words in LEVELS.items()], inline=False)))
        granted, refused = source.status == Consent.Status.GRANTED, source.status == Consent.Status.REFUSED
        answer = Ticks([(AGREE[language], granted), (REFUSE[language], refused)])
        if source.status in (Consent.Status.WITHDRAWN, Consent.Status.EXPIRED):
            answer = f"{source.get_status_display()}, {official(source.ended_at, language) if source.ended_at else ''}"  # type: ignore[assignment]
        rows.append(("answer", answer))
        text = source.text.text_in(language) if source.text else ""
        return Sheet(
            subtitle=source.get_purpose_display(),
            blocks=[
                Rows(rows=[Row(n, ROWS[key][language], value) for n, (key, value) in enumerate(rows, start=1)]),
                Paragraph(TEXT[language], text),
            ],
            seats=[_seat(source, language, asked=asked)],
        )


def _term(source: Consent, language: str, *, asked: bool) -> str:
    if asked or source.valid_until is None:
        days = source.text.valid_days if source.text and asked else None
        return {"kk": f"{days} күн", "ru": f"{days} дней"}[language] if days else OPEN[language]
    return UNTIL[language].format(day=official(source.valid_until, language))


def _seat(source: Consent, language: str, *, asked: bool) -> Seat:
    role = ROWS["guardian" if source.guardian else "subject"][language]
    name = source.guardian.name if source.guardian else source.subject.full_name
    if asked:
        return Seat(role, name)
    return Seat(role, name, official(source.given_at, language), SIGNED.get(source.channel, {}).get(language, ""))


@register
class LinkSlips(DocumentType):
    """NW-37: eight slips to a page, one for each representative who has not answered."""

    code = "NW-37"
    titles = {"kk": "Ата-анаға сілтеме парағы", "ru": "Лист-ссылка для родителя"}
    source_model = "network.ConsentRequest"
    may_issue = "network.print_slips"
    privacy = "PD3"

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("class_group__organisation")

    def issuer(self, source: ConsentRequest) -> Any:
        return issuer_of(source.class_group.organisation)

    def sort_name(self, source: ConsentRequest) -> str:
        return source.class_group.name

    def _links(self, source: ConsentRequest) -> list[OneTimeLink]:
        links = OneTimeLink.objects.about(source).live().select_related("guardian__child")
        return sorted(links, key=lambda link: (link.guardian.child.full_name, link.pk) if link.guardian else ("", link.pk))

    def problems(self, source: ConsentRequest, language: str) -> list[str]:
        return [] if self._links(source) else [_("Every family has answered, or no link was sent.")]

    def sheet(self, source: ConsentRequest, language: str) -> Sheet:
        group, phone = source.class_group, source.class_group.organisation.phone
        slips = [self._slip(link, group, language, phone) for link in self._links(source)]
        pairs = [slips[n : n + 2] for n in range(0, len(slips), 2)]
        blocks = [Columns(pair[0], pair[1] if len(pair) > 1 else []) for pair in pairs]
        return Sheet(
            subtitle=f"{source.get_purpose_display()} · {group.name}",
            head=[Pair(SLIP["until"][language], official(source.until, language))],
            blocks=blocks,
        )

    def _slip(self, link: OneTimeLink, group: ClassGroup, language: str, phone: str) -> list[Any]:
        assert link.guardian is not None
        child = link.guardian.child
        until = official(timezone.localtime(link.expires_at), language)
        lines = f"{link.guardian.name}\n{SLIP['what'][language]}\n{SLIP['until'][language]}: {until}"
        if phone:
            lines += f"\n{SLIP['help'][language]}: {phone}"
        return [Paragraph(f"{child.short_name}, {group.name}", lines), Qr(link_url(link))]
