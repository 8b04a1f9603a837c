"""Four trials of the demo region, told through the portal's own services: two finished, one in progress today, one planned."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import PhotoLevel, User
from documents.services import request_batch, request_document
from network.models import ClassGroup, Site
from surveys import services as surveys
from surveys.models import Invitation, Round

from ..models import (
    CRITERIA,
    MedicalClearance,
    ObservationCard,
    ParentConsent,
    ParentSummary,
    ParticipantForm,
    Participation,
    SiteSlot,
    TraceReflection,
    Trial,
    TrialMentor,
)
from ..services import booking, cards, closing, consents, forms, gate, group, observation, safety, summaries, trials, visit
from ..services.answers import ConsentAnswer, answer_consent
from ..services.terms import photo_limit
from ..services.trace import submit_trace
from . import more_forms, pictures, texts
from .clock import at, local, working_day
from .people import DemoRegion

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Plot:
    """One story: which class goes where and when; whose hands do it."""

    programme: str
    group: tuple[str, str]
    coordinator: str
    teacher: str
    host: str
    mentor: str
    starts: dt.datetime
    language: str = "kk"


class Story:
    """A trial on its way through its states. Each method is one step, done at the moment when it would be done."""

    def __init__(self, region: DemoRegion, site: Site, plot: Plot) -> None:
        self.region, self.site, self.plot = region, site, plot
        self.group: ClassGroup = region.classes[plot.group]
        self.trial: Trial

    def person(self, key: str) -> User:
        return self.region.people[key]

    @property
    def session(self) -> Any:
        return self.trial.sessions.select_related("trial__school", "trial__host", "trial__programme", "booking__slot__site").get()

    def people(self, *statuses: str) -> list[Participation]:
        rows = self.trial.participations.select_related("pupil", "class_group", "trial").order_by("pk")
        return list(rows.filter(status__in=statuses) if statuses else rows)

    def book(self) -> None:
        """Twelve days before: the host opens a slot, the school books it for a class."""
        minutes = texts.PROGRAMMES[self.plot.programme]["minutes"] + 5
        pupils = list(User.objects.filter(enrolments__group=self.group).order_by("pk")[: self.site.max_people])
        with at(self.plot.starts - dt.timedelta(days=12)):
            mentor = TrialMentor.objects.get(membership=self.region.memberships[self.plot.mentor])
            slots, _clashes = booking.open_slots(
                site=self.site,
                starts=self.plot.starts,
                ends=self.plot.starts + dt.timedelta(minutes=minutes),
                seats=self.site.max_people,
                mentor=mentor,
                by=self.person(self.plot.host),
            )
            accompanying = {self.region.memberships[key] for key in (self.plot.teacher, self.plot.coordinator)}
            if self.group.organisation.code == "MK12":
                accompanying |= {self.region.memberships[key] for key in ("teacher", "teacher_b", "medical")}
            self.trial = trials.create_trial(
                slot=SiteSlot.objects.get(pk=slots[0].pk),
                programme=self.site.trial_site.programmes.get(),
                school=self.group.organisation,
                class_groups=[self.group],
                pupils=pupils,
                responsible=self.region.memberships[self.plot.coordinator],
                accompanying=list(accompanying),
                informing_date=timezone.localdate(),
                diagnostics_date=timezone.localdate(),
                by=self.person(self.plot.coordinator),
            )
            held = self.session.booking
            if held.status == held.Status.REQUESTED:
                booking.answer_booking(booking=held, accept=True, by=self.person(self.plot.host))
            self.trial.refresh_from_db()

    def prepare(self, *, answers: int | None = None, refused: int = 0, careful: int = 1) -> None:
        """Route, card, consents. ``answers``: how many families answered (None: all); ``refused`` of them said no; ``careful`` forbade photos."""
        with at(self.plot.starts - dt.timedelta(days=10)):
            safety.save_route(session=self.session, data=self._route(), by=self.person(self.plot.coordinator))
            cards.save_card(card=self.session.card, data={"break_minutes": 5}, by=self.person(self.plot.coordinator))
            for participation in self.people("invited"):
                group.volunteer(participation=participation, wants=True, by=participation.pupil)
            consents.send_consents(trial=self.trial, by=self.person(self.plot.teacher))
        rows = list(
            ParentConsent.objects.filter(participation__trial=self.trial)
            .select_related("participation__pupil", "guardian", "link")
            .order_by("pk")
        )
        for number, consent in enumerate(rows[: len(rows) if answers is None else answers]):
            with at(self.plot.starts - dt.timedelta(days=9) + number * dt.timedelta(minutes=47)):
                answer_consent(consent=consent, answer=self._answer(consent, number, refused, careful))

    def _route(self) -> dict[str, Any]:
        start = timezone.localtime(self.plot.starts)
        return {
            "way": "school_bus",
            "departs_at": (start - dt.timedelta(minutes=40)).time(),
            "departs_from_kk": "Мектептің бас кіреберісі",
            "departs_from_ru": "Главный вход школы",
            "returns_at": (start + dt.timedelta(minutes=150)).time(),
            "travel_minutes": 25,
            "transport": "Демо-автобус 000 ДЕМО",
            "insurance": "ДЕМО-2026/15",
            "insurer": "Демо-Сақтандыру",
            "insured_from": start.date(),
            "insured_until": start.date(),
        }

    def _answer(self, consent: ParentConsent, number: int, refused: int, careful: int) -> ConsentAnswer:
        photo = PhotoLevel.lowest(photo_limit(self.trial), PhotoLevel.PUBLISH if number % 3 == 0 else PhotoLevel.PORTFOLIO)
        if 1 <= number <= careful:
            photo = PhotoLevel.NO
        agrees = not (careful < number <= careful + refused)
        return ConsentAnswer(
            participates=agrees,
            personal_data=agrees,
            photo=photo if agrees else "",
            travel=True if agrees else None,
            emergency_care=True if agrees else None,
            typed_name=consent.guardian.name,
            language=consent.guardian.language,
        )

    def clear_medically(self, conditions: int = 1) -> None:
        """The school nurse looks at everybody; ``conditions`` pupils go with a condition for the mentor."""
        sentence = {"kk": "Ауыр зат көтермейді.", "ru": "Не поднимает тяжёлое."}[self.plot.language]
        nurse = self.person("medical") if self.group.organisation.code == "MK12" else self.person(self.plot.coordinator)
        with at(self.plot.starts - dt.timedelta(days=5)):
            for number, participation in enumerate(self.people("admitted", "volunteered")):
                limited = number and number <= conditions
                safety.set_medical(
                    participation=participation,
                    result=MedicalClearance.Result.CONDITIONS if limited else MedicalClearance.Result.FIT,
                    conditions_for_mentor=sentence if limited else "",
                    by=nurse,
                )

    def sign_card(self, *sides: str) -> None:
        """Both sides sign form А; with both signatures it is printed in both languages."""
        with at(self.plot.starts - dt.timedelta(days=4)):
            for side in sides:
                cards.sign_card(
                    card=self.session.card, side=side, by=self.person(self.plot.coordinator if side == "school" else self.plot.mentor)
                )

    def brief_at_school(self) -> None:
        """The day before."""
        moment = self.plot.starts - dt.timedelta(hours=20)
        with at(moment):
            safety.record_briefing(
                session=self.session, place="school", at=moment, pupils=self.people("admitted"), by=self.person(self.plot.coordinator)
            )

    def make_ready(self) -> None:
        """The gate is green; a red one is a mistake in the demo and says so."""
        with at(self.plot.starts - dt.timedelta(hours=19)):
            gate.make_ready(session=self.session, by=self.person(self.plot.coordinator))

    def before(self, share: float = 1.0) -> None:
        """Pupils write what they expect."""
        self._write_forms("before", self.plot.starts - dt.timedelta(hours=15), self.people("admitted"), share)

    def start(self, absent: int = 1) -> None:
        """On site: one is missing, the rest are briefed one by one; with that the visit begins."""
        pupils = self.people("admitted")
        mentor = self.person(self.plot.mentor)
        with at(self.plot.starts):
            for participation in pupils[len(pupils) - absent :]:
                visit.mark_attendance(session=self.session, participation=participation, mark="absent", by=mentor)
            there = pupils[: len(pupils) - absent]
            safety.record_briefing(session=self.session, place="site", at=self.plot.starts, pupils=there, by=mentor)

    def observe(self, count: int | None = None, conclude: bool = True) -> None:
        """The mentor's cards, one a pupil; ``count`` of them while the visit is still going on."""
        there = [p for p in self.people("admitted", "attended") if p.attendance.filter(mark="present").exists()]
        scale = texts.OBSERVATIONS[self.plot.language]
        for number, participation in enumerate(there[:count]):
            moment = self.plot.starts + HOUR + number * dt.timedelta(minutes=1)
            levels, result, comment, next_step, plus, delta, after = scale[number % len(scale)]
            content = {f"c_{code}": level for code, level in zip(CRITERIA, levels, strict=True)}
            content |= {
                "result": result,
                "comment": comment,
                "next_step": next_step,
                "plus": plus,
                "delta": delta,
                "next": after,
                "confirmed_words": False,
            }
            with at(moment):
                observation.submit_card(
                    session=self.session,
                    participation=participation,
                    content=content,
                    client_uuid=uuid.uuid4(),
                    device_time=moment,
                    by=self.person(self.plot.mentor),
                )
        if conclude:
            self._conclude()

    def _conclude(self) -> None:
        mentor = self.person(self.plot.mentor)
        with at(self.plot.starts + 2 * HOUR):
            visit.finish_visit(session=self.session, by=mentor, tools_shown=True, chain_done=True)
            well, improve, step = texts.CONCLUSIONS[self.plot.language]
            cards.complete_card(card=self.session.card, went_well=well, improve=improve, next_step=step, by=mentor)
        self.trial.refresh_from_db()

    def after(self, share: float = 1.0, photos: int = 8) -> None:
        """Pupils write what they did and attach what they made."""
        people = self.people("attended")
        self._write_forms("after", self.plot.starts + 6 * HOUR, people, share)
        caption = {"kk": "Мен жасаған бөлшек", "ru": "Деталь, которую я сделал(а)"}[self.plot.language]
        sheet = {"kk": "Менің чек-парағым", "ru": "Мой чек-лист"}[self.plot.language]
        with at(self.plot.starts + 7 * HOUR):
            for number, participation in enumerate(people):
                drawn = number < photos
                forms.add_trial_artefact(
                    participation=participation,
                    upload=pictures.product_photo(number) if drawn else pictures.check_sheet(number),
                    kind="photo" if drawn else "scan",
                    caption=caption if drawn else sheet,
                    people="none",
                    by=participation.pupil,
                )

    def _write_forms(self, moment: str, when: dt.datetime, people: Iterable[Participation], share: float) -> None:
        people = list(people)
        samples = texts.ANSWERS[self.plot.language]
        for number, participation in enumerate(people[: round(len(people) * share)]):
            answers = dict(zip((*ParticipantForm.BEFORE, *ParticipantForm.ANSWERS, "outcome"), samples[number % len(samples)], strict=True))
            stamp = {"client_uuid": uuid.uuid4(), "device_time": when, "by": participation.pupil}
            with at(when + number * dt.timedelta(minutes=3)):
                if moment == "before":
                    forms.submit_before(
                        participation=participation, answers={name: answers[name] for name in ParticipantForm.BEFORE}, **stamp
                    )
                else:
                    forms.submit_after(participation=participation, answers=self._after_answers(answers, number), **stamp)

    def _after_answers(self, answers: dict[str, Any], number: int) -> dict[str, Any]:
        given = {name: answers[name] for name in (*ParticipantForm.ANSWERS, "outcome")}
        given |= {f"s_{code}": 3 if (number + place) % 3 else 2 for place, code in enumerate(CRITERIA)}
        return given | {"artefact_consent": "no" if number == 5 else "yes", "photo_consent": "yes"}

    def trace(self, share: float = 1.0) -> None:
        """Two days later pupils say what stayed; the rest are asked by the clock."""
        people = self.people("attended")
        samples = texts.TRACES[self.plot.language]
        for number, participation in enumerate(people[: round(len(people) * share)]):
            answers = dict(zip((*TraceReflection.QUESTIONS, "outcome"), samples[number % len(samples)], strict=True))
            with at(self.plot.starts + dt.timedelta(hours=30, minutes=number * 7)):
                submit_trace(participation=participation, answers=answers, client_uuid=uuid.uuid4(), by=participation.pupil)

    def feedback(self, count: int) -> None:
        """The first of those who were asked say how it was."""
        useful, change = {
            "kk": ("Нағыз құралмен жұмыс", "Уақыт көбірек болса"),
            "ru": ("Работа с настоящим инструментом", "Больше времени"),
        }[self.plot.language]
        rows = Invitation.objects.filter(round__in=Round.objects.about(self.trial)).select_related("person").order_by("pk")
        with at(self.plot.starts + dt.timedelta(days=1)):
            for number, row in enumerate(rows[:count]):
                surveys.answer(invitation=row, answers={"score": 5 - number % 3, "useful": useful, "change": change}, by=row.person)

    def sign_pages(self) -> None:
        """The class teacher looks the pages through and signs them all: one batch."""
        with at(self.plot.starts + dt.timedelta(days=2)):
            teacher = self.person(self.plot.teacher)
            pages = ParentSummary.objects.filter(participation__trial=self.trial, status="ready")
            summaries.set_next_steps(summaries=pages, next_steps=["repeat", "family_interview"], by=teacher)
            summaries.sign_summaries(trial=self.trial, by=teacher)

    def print_papers(self) -> None:
        """Form А in both languages; forms Б and В of the whole class."""
        coordinator = self.person(self.plot.coordinator)
        with at(self.plot.starts + dt.timedelta(days=2)):
            card = self.session.card
            for code in ("PP-A", "PP-AS"):
                for language in ("kk", "ru"):
                    request_document(type_code=code, source=card, language=language, by=coordinator)
            observations = list(ObservationCard.objects.filter(session=self.session, status="submitted"))
            papers = list(ParticipantForm.objects.filter(participation__in=self.people("attended"), after_at__isnull=False))
            for code, sources in (("PP-B", observations), ("PP-V", papers)):
                request_batch(
                    type_code=code,
                    sources=sources,
                    language=self.plot.language,
                    by=coordinator,
                    title=f"{code} · {self.group.name}",
                    scope=self.trial,
                )

    def close(self) -> None:
        """The last line of the journal."""
        with at(self.plot.starts + dt.timedelta(days=3)):
            views = {"teacher_view": texts.TEACHER_VIEW[self.plot.language], "pupil_view": texts.PUPIL_VIEW[self.plot.language]}
            closing.write_closing_note(trial=self.trial, by=self.person(self.plot.teacher), **views)
            closing.close_trial(trial=self.trial, by=self.person(self.plot.coordinator))


def build_trials(region: DemoRegion, sites: dict[str, Site]) -> None:
    """Tell the four stories around today."""
    today = timezone.localdate()
    _finished(Story(region, sites["carpenter"], _plot("carpenter", ("MK12", "8 «А»"), today - dt.timedelta(days=17), 10)))
    _finished(Story(region, sites["baker"], _plot("baker", ("AM7", "8"), today - dt.timedelta(days=9), 11)), closed=False)
    _running(Story(region, sites["carpenter"], _running_plot()))
    _planned(Story(region, sites["assembler"], _plot("assembler", ("MK12", "8 «Ә»"), today + dt.timedelta(days=6), 10)))


_HANDS = {
    "carpenter": ("partner", "mentor"),
    "assembler": ("auto", "auto_mentor"),
    "baker": ("bakery", "bakery"),
    "analyst": ("grain", "grain"),
}


def _plot(programme: str, group_key: tuple[str, str], day: dt.date, hour: int) -> Plot:
    host, mentor = _HANDS[programme]
    coordinator, teacher = (
        ("rural", "rural_teacher") if group_key[0] == "AM7" else ("coordinator", "teacher_b" if "Ә" in group_key[1] else "teacher")
    )
    day = working_day(day, -1 if day <= timezone.localdate() else 1)
    language = "ru" if "Ә" in group_key[1] else "kk"
    return Plot(programme, group_key, coordinator, teacher, host, mentor, local(day, hour), language)


def _running_plot() -> Plot:
    """A visit that began forty minutes ago, whatever the hour: the demo always shows one in progress."""
    begun = (timezone.now() - dt.timedelta(minutes=40)).replace(second=0, microsecond=0)
    return Plot("carpenter", ("MK12", "9 «А»"), "coordinator", "teacher", "partner", "mentor", begun)


def _finished(story: Story, *, closed: bool = True) -> None:
    story.book()
    story.prepare(careful=1)
    more_forms.notice(story)
    story.clear_medically()
    story.sign_card("school", "host")
    story.brief_at_school()
    story.make_ready()
    story.before()
    story.start()
    story.observe()
    story.after()
    story.feedback(12 if closed else 4)
    story.trace(share=0.9 if closed else 0.6)
    story.sign_pages()
    story.print_papers()
    if closed:
        more_forms.after_visit(story)
        story.close()


def _running(story: Story) -> None:
    story.book()
    story.prepare(answers=21, refused=1)
    story.clear_medically()
    story.sign_card("school", "host")
    story.brief_at_school()
    story.make_ready()
    story.before(share=0.8)
    story.start()
    story.observe(count=7, conclude=False)


def _planned(story: Story) -> None:
    """Six days ahead: half of the families have answered, one said no, the school has signed form А."""
    story.book()
    story.prepare(answers=15, refused=1)
    more_forms.notice(story)
    story.sign_card("school")
