"""The four-student round of the worked example (R24, §11 d): one proven calculation waits for its publication."""

import datetime as dt

from django.utils import timezone

from network.models import Enrolment, Role

from ..models import PlacementPreference, SchoolOffer, StudentApplication, TravelTime
from ..services import allocation
from .ground import Ground, _consent, _round
from .people import member

WAYS = {"Айдана": (25, 35), "Бекзат": (20, 60), "Самал": (40, 30), "Дамир": (22, 50)}
SURNAMES = ("Үлгіқызы", "Үлгіұлы", "Сынаққызы", "Сынақұлы")
SCHOOLS = ("Q38", "QDL")


def build(ground: Ground) -> None:
    """Students, wishes and measured ways of R24; the calculation goes through its service."""
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    round_ = _round(ground, monday + dt.timedelta(weeks=20), "allocation", "2027 көктем, төрт студент", "Весна 2027, четыре студента")
    offers = []
    for code in SCHOOLS:
        offer = SchoolOffer.objects.create(
            school=ground.organisations[code], round=round_, subject=ground.subject, teaching_language="kk", grade_band="primary", capacity=2,
            created_by=ground.people["school38"], status="accepted",
        )  # fmt: skip
        offer.mentors.set(ground.mentors[code])
        offers.append(offer)
    for (name, ways), surname in zip(WAYS.items(), SURNAMES, strict=True):
        person = member(ground, "QPK", surname, name, "", (Role.STUDENT,), "Студент", "Студент", "", "kk", learner=True)
        Enrolment.objects.create(user=person, group=ground.group, valid_from=ground.region.year.starts_on)
        application = StudentApplication.objects.create(
            student=person, round=round_, group=ground.group, subject=ground.subject, languages=["kk"], grade_bands=["primary"],
            data_consent=_consent(person), submitted_at=timezone.now(), status="eligible",
        )  # fmt: skip
        for rank, offer in enumerate(offers[::-1] if name == "Самал" else offers, 1):
            PlacementPreference.objects.create(application=application, rank=rank, offer=offer)
        for offer, minutes in zip(offers, ways, strict=True):
            TravelTime.objects.create(application=application, school=offer.school, minutes=minutes, source=TravelTime.Source.IMPORT)
    run = allocation.start_run(round=round_, by=ground.people["college"], seed=2027)
    allocation.calculate(run.pk)
