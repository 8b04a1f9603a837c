"""Safety of the demo trials: the check sheet, moved lessons, pupils' own words, and one trial that is held online (§11: data analyst)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from network.models import Site, Subject

from ..models import BriefingAck, OnlinePart, SiteSlot, Trial
from ..services.briefing_word import acknowledge_briefing
from ..services.check_sheet import save_marks
from ..services.lessons import save_lesson_time
from ..services.online import save_online
from .clock import at, local, working_day
from .people import DemoRegion
from .trials import Story, _plot

MARKS = {
    8: ("yes", "Тәлімгер", "Сызықтан әрі өтпейді, электр қалқандарына жақындамайды"),
    9: ("yes", "Мектеп", "Полис маршрут парағында"),
    15: ("yes", "Мектеп мейіргері", "Қобдиша ілесіп жүруші ересекте"),
    16: ("yes", "Тәлімгер", "Нұсқамада көрсетіледі"),
    17: ("yes", "Үйлестіруші", "Кезекші әкімші хабардар"),
    18: ("not_needed", "", ""),
}


def build_safety(region: DemoRegion, sites: dict[str, Site]) -> None:
    """After the four stories: papers of the planned one, own words of the finished ones, one online trial in two weeks."""
    _own_words()
    _papers(region)
    _online(region, sites["analyst"])


def _own_words() -> None:
    """Two of three pupils of the finished trials pressed the button themselves."""
    for number, ack in enumerate(
        BriefingAck.objects.filter(participation__trial__status__in=["held", "closed"]).select_related("participation__pupil", "briefing")
    ):
        if number % 3:
            with at(ack.briefing.at + dt.timedelta(minutes=20)):
                acknowledge_briefing(ack=ack, by=ack.participation.pupil)


def _papers(region: DemoRegion) -> None:
    trial = Trial.objects.filter(status=Trial.Status.PLANNED).select_related("school", "responsible").order_by("pk").last()
    subject = Subject.objects.order_by("pk").first()
    if trial is None or subject is None:
        return
    session, by = trial.sessions.get(), region.people["coordinator"]
    save_marks(session=session, answers={item: MARKS[item] for item in (8, 9, 16)}, by=by)
    group = trial.group.classes.get()
    lessons = [
        {"class_group": group, "subject": subject, "lesson_no": number, "new_date": timezone.localdate() + dt.timedelta(days=12 + number)}
        for number in (3, 4)
    ]
    save_lesson_time(
        session=session,
        moves_lessons=True,
        lessons=lessons,
        agreed_by=trial.responsible,
        agreed_on=timezone.localdate(),
        told="Пән мұғалімдері, ата-аналар",
        by=by,
    )


def _free(site: Site) -> tuple[dt.date, int]:
    """The first working day from the thirteenth on, and its hour, at which no other slot of the site's organisation stands in the way."""
    taken = list(SiteSlot.objects.filter(site__organisation=site.organisation).values_list("period", flat=True))
    day = timezone.localdate() + dt.timedelta(days=13)
    while True:
        day = working_day(day)
        for hour in (11, 14, 16, 9):
            begins, ends = local(day, hour), local(day, hour) + dt.timedelta(hours=2)
            if not any(period.lower < ends and begins < period.upper for period in taken):
                return day, hour
        day += dt.timedelta(days=1)


def _online(region: DemoRegion, site: Site) -> None:
    rules: Any = site.trial_site  # type: ignore[attr-defined]
    rules.formats = ["in_person", "online"]
    rules.save(update_fields=["formats"])
    day, hour = _free(site)
    story = Story(region, site, _plot("analyst", ("AM7", "8"), day, hour))
    story.book()
    save_online(
        session=story.session,
        mode=OnlinePart.Mode.ONLINE,
        pupils_at=OnlinePart.PupilsAt.SCHOOL,
        platform="Демо-бейнеконференция",
        link="https://meet.kopir.test/demo",
        moderator=story.trial.responsible,
        roles="Тәлімгер жүргізеді, мұғалім сұрақтарды жинайды, оқушылар кестені толтырады",
        goal="Дән сапасының деректерін салыстыру",
        product="Бір беттік кесте мен қорытынды",
        specialist_stays=True,
        by=story.person(story.plot.coordinator),
    )
    story.prepare(answers=8)
