"""PP-G, form Г: the parents' page, one sheet per pupil, signed by the class teacher [002b F5]."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import PhotoLevel, User
from documents.registry import DocumentType, register
from documents.sheet import Blanks, Boxed, Bullets, Paragraph, Qr, Seat, Sheet, TickBoxes
from network.services import issuer_of

from ..models import ArtefactKind, Briefing, CardSubject, ParentSummary, TechnologyCard, TrialSession
from ..services.summaries import family_url, shown_artefacts
from .technology_card import ARTEFACTS, SUBJECTS
from .words import clock, day, joined, phone, quoted, span, word

HEADINGS: dict[int, dict[str, str]] = {
    1: {"kk": "Бұл не болды және не үшін", "ru": "Что это было и зачем"},
    2: {"kk": "Сынақ қайда және кіммен өтті", "ru": "Где и с кем прошла проба"},
    3: {"kk": "Балалар неге үйренеді", "ru": "Чему учатся дети"},
    4: {"kk": "Қауіпсіздік қалай қамтамасыз етіледі", "ru": "Как обеспечена безопасность"},
    5: {"kk": "Менің балам не істеді", "ru": "Что делал мой ребёнок"},
    6: {"kk": "Артефакт", "ru": "Артефакт"},
    7: {"kk": "Келесі қадам (отбасының қалауы бойынша)", "ru": "Следующий шаг (по желанию семьи)"},
    8: {"kk": "Байланыс үшін контактілер", "ru": "Контакты"},
    9: {"kk": "Сынып жетекшісінің қолы, күні", "ru": "Подпись классного руководителя, дата"},
}
PURPOSE = {
    "kk": "Біздің сынып ({class}) {profession} мамандығы бойынша {action} орындауды байқап көрді, сол арқылы нақты жұмыс орнында {operation} қалай "
    "орындалатынын және ол үшін қандай дағдылар қажет екенін түсінді.",
    "ru": "Наш класс ({class}) попробовал выполнить {action} по профессии {profession} и понял, как на настоящем рабочем месте выполняется {operation} "
    "и какие навыки для этого нужны.",
}
NEXT_STEPS = {
    ParentSummary.NextStep.REPEAT: {"kk": "сынақты басқа операцияда қайталау", "ru": "повторить пробу на другой операции"},
    ParentSummary.NextStep.VISIT: {"kk": "бейіндік колледжге, ЖОО-ға бару", "ru": "посетить колледж, вуз"},
    ParentSummary.NextStep.HOME_PROJECT: {"kk": "қысқа үй шағын жобасы", "ru": "домашний мини-проект"},
    ParentSummary.NextStep.ONLINE_MEETING: {"kk": "кәсіпқоймен онлайн-кездесу", "ru": "онлайн-встреча с профессионалом"},
    ParentSummary.NextStep.FAMILY_INTERVIEW: {"kk": "кәсіпқоймен отбасылық сұхбат", "ru": "семейное интервью с профессионалом"},
}
WORDS = {
    "trial": {"kk": "Кәсіби сынақ", "ru": "Профессиональная проба"},
    "class": {"kk": "сыныбы", "ru": "класс"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник"},
    "accompanying": {"kk": "Мектептен ілесіп жүрген", "ru": "От школы сопровождали"},
    "subjects": {"kk": "Пәндермен байланысы", "ru": "Связь с предметами"},
    "briefed_school": {"kk": "Мектепте нұсқама өткізілді ({when})", "ru": "В школе проведён инструктаж ({when})"},
    "briefed_site": {"kk": "алаңда нұсқама өткізілді ({when})", "ru": "на площадке проведён инструктаж ({when})"},
    "ppe": {"kk": "Қорғаныш құралдары", "ru": "Средства защиты"},
    "zones": {"kk": "Топ рұқсат етілген аймақта ғана болды", "ru": "Группа находилась только в разрешённой зоне"},
    "responsible": {"kk": "Жауапты", "ru": "Ответственный"},
    "no_artefact": {"kk": "Бұл сынақтан артефакт қосылмаған.", "ru": "Артефакт этой пробы не добавлен."},
    "artefact_link": {
        "kk": "Портфолиодағы артефакт QR-код арқылы тек отбасыңызға ашылады.",
        "ru": "Артефакт в портфолио открывается по QR-коду только вашей семье.",
    },
    "coordinator": {"kk": "Мектеп үйлестірушісі", "ru": "Школьный координатор"},
    "phone": {"kk": "тел.", "ru": "тел."},
}
PHOTO_RULE = {
    PhotoLevel.NO: {"kk": "Балаңыз фото мен бейнеге түсірілмеді.", "ru": "Вашего ребёнка на фото и видео не снимали."},
    PhotoLevel.PORTFOLIO: {"kk": "Фото тек портфолио үшін түсірілді.", "ru": "Съёмка велась только для портфолио."},
    PhotoLevel.PUBLISH: {"kk": "Фотоны мектеп рұқсатыңызбен жариялай алады.", "ru": "С вашего разрешения школа может публиковать фото."},
}


@register
class ParentsPage(DocumentType):
    """PP-G, «Ата-аналарға арналған қорытынды (1 парақ)». The personal line is the one that the class teacher signed."""

    code = "PP-G"
    titles = {"kk": "Ата-аналарға арналған қорытынды", "ru": "Итоги для родителей"}
    source_model = "profprobes.ParentSummary"
    may_issue = "profprobes.sign_parentsummary"
    batchable = True
    max_pages = 1

    def prefetch(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(
            "participation__pupil",
            "participation__class_group",
            "participation__trial__programme",
            "participation__trial__school",
            "participation__trial__host",
            "participation__trial__responsible__user",
            "participation__trial__mentor__membership__user",
            "signed_by",
        ).prefetch_related(
            "participation__trial__accompanying__user",
            "participation__trial__sessions__card",
            "participation__trial__sessions__briefings",
            "participation__trial__sessions__booking__slot__site",
            "participation__artefacts",
        )

    def issuer(self, source: ParentSummary) -> Any:
        return issuer_of(source.participation.trial.school)

    def subjects(self, source: ParentSummary) -> list[User]:
        return [source.participation.pupil]

    def sort_name(self, source: ParentSummary) -> str:
        return source.participation.pupil.full_name

    def file_label(self, source: ParentSummary) -> str:
        return f"{source.participation.class_group.name} {source.participation.pupil.short_name}"

    def problems(self, source: ParentSummary, language: str) -> list[str]:
        if source.status not in {ParentSummary.Status.SIGNED, ParentSummary.Status.DELIVERED}:
            return [_("The class teacher has not signed this page yet.")]
        card = source.participation.trial.visit.card
        if not all(card.text(name, language) for name in ("labour_function", "goal_operation", "goal_profession", "step1", "step2")):
            return [_("The technology card has no text in the language of the document.")]
        return []

    def sheet(self, source: ParentSummary, language: str) -> Sheet:
        taking_part, trial = source.participation, source.participation.trial
        visit = trial.visit
        group = taking_part.class_group.name
        line = joined([source.personal_line.get(language, ""), source.extra_kk if language == "kk" else source.extra_ru], " ")
        return Sheet(
            subtitle=joined(
                [
                    f"{WORDS['trial'][language]}: {quoted(trial.programme.name_in(language))}",
                    f"{group} {WORDS['class'][language]}",
                    day(visit.starts, language),
                ],
                " · ",
            ),
            blocks=[
                Blanks(PURPOSE[language], self._purpose(visit.card, group, language), HEADINGS[1][language]),
                Paragraph(HEADINGS[2][language], self._place(visit, language)),
                Bullets(HEADINGS[3][language], self._learning(visit.card, language)),
                Paragraph(HEADINGS[4][language], self._safety(source, visit, language)),
                # The line begins with the child's first name; the sheet prints the full one before it.
                Boxed(HEADINGS[5][language], line.removeprefix(f"{taking_part.pupil.first_name} "), taking_part.pupil.short_name),
                *self._artefact(source, language),
                TickBoxes(HEADINGS[7][language], [(text[language], code in source.next_steps) for code, text in NEXT_STEPS.items()]),
                Paragraph(HEADINGS[8][language], self._contacts(source, language)),
            ],
            seats=[
                Seat(
                    word("class_teacher", language),
                    source.signed_by.signature_name if source.signed_by else "",
                    day(source.signed_at, language),
                    word("confirmed", language) if source.signed_at else "",
                )
            ],
        )

    def _purpose(self, card: TechnologyCard, group: str, language: str) -> dict[str, str]:
        """The blanks of row 1; the labour function keeps its own case inside quotation marks."""
        function = quoted(card.text("labour_function", language))
        return {
            "class": group,
            "profession": quoted(card.text("goal_profession", language)),
            "action": f"{function} жұмысын" if language == "kk" else f"работу {function}",
            "operation": card.text("goal_operation", language),
        }

    def _place(self, visit: TrialSession, language: str) -> str:
        trial, site = visit.trial, visit.booking.slot.site
        place = joined([trial.host.short_name_in(language), site.text("workshop", language), site.text("address", language)])
        mentor = f"{WORDS['mentor'][language]}: {trial.mentor.membership.user.full_name}" if trial.mentor else ""
        adults = joined(member.user.full_name for member in trial.accompanying.all())
        accompanying = f"{WORDS['accompanying'][language]}: {adults}" if adults else ""
        return joined([place, mentor, accompanying, span(visit.starts, visit.ends, language)], ". ") + "."

    def _learning(self, card: TechnologyCard, language: str) -> list[str]:
        """Two or three actions and the subjects they link to; no more, the form asks for that."""
        subjects = [SUBJECTS[CardSubject(code)][language] for code in card.subjects]
        other = card.text("subject_other", language)
        link = f"{WORDS['subjects'][language]}: {', '.join([*subjects, *([other] if other else [])]).lower()}" if subjects or other else ""
        return [*card.steps(language)[:3], *([link] if link else [])]

    def _safety(self, source: ParentSummary, visit: TrialSession, language: str) -> str:
        trial, site = visit.trial, visit.booking.slot.site
        briefed = {b.place: f"{day(b.at, language)}, {clock(b.at)}" for b in visit.briefings.all()}
        at = joined([WORDS[f"briefed_{place}"][language].format(when=briefed[place]) for place in Briefing.Place if place in briefed])
        ppe = ", ".join(item[language].lower() for item in visit.card.ppe if item.get(language))
        zones = site.text("allowed_zones", language)
        return " ".join(
            f"{part.rstrip('.')}."
            for part in (
                at,
                f"{WORDS['ppe'][language]}: {ppe}" if ppe else "",
                f"{WORDS['zones'][language]}: {zones}" if zones else "",
                f"{WORDS['responsible'][language]}: {trial.responsible.user.full_name}",
                PHOTO_RULE[PhotoLevel(source.participation.photo_effective)][language],
            )
            if part
        )

    def _artefact(self, source: ParentSummary, language: str) -> list[Any]:
        """A QR that opens for this family only, and only while the pupil and the family allow it; what is expected is never called made."""
        artefacts = shown_artefacts(source.participation)
        url = family_url(source) if artefacts else ""
        if not url:
            return [Paragraph(HEADINGS[6][language], WORDS["no_artefact"][language])]
        names = "; ".join(dict.fromkeys(ARTEFACTS[ArtefactKind(artefact.kind)][language] for artefact in artefacts))
        return [Qr(url, f"{names[:1].upper()}{names[1:]}. {WORDS['artefact_link'][language]}", HEADINGS[6][language])]

    def _contacts(self, source: ParentSummary, language: str) -> str:
        coordinator, teacher = source.participation.trial.responsible.user, source.signed_by
        people = [(word("class_teacher", language), teacher), (WORDS["coordinator"][language], coordinator)]
        return (
            ". ".join(
                f"{role}: {person.full_name} ({WORDS['phone'][language]} {phone(person.phone) or '—'})" for role, person in people if person
            )
            + "."
        )
