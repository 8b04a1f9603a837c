"""Ground of the demo practicum: organisations, people, the programme, a round in its third week and a round that takes preferences (§11 a, b)."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.consents import grant_consent
from accounts.models import Consent, ConsentPurpose, User
from mentoring.models import MentorAssignment, MentorProfile
from network.models import (
    Agreement,
    ClassGroup,
    Enrolment,
    Organisation,
    Role,
    Subject,
)

from ..models import (
    AdmissionCheck,
    AdmissionItem,
    AllocationPolicy,
    PackageItem,
    Placement,
    PlacementPreference,
    PracticumProgramme,
    PracticumRound,
    RelativeDeclaration,
    SchoolOffer,
    SchoolOrder,
    SchoolQuota,
    Stage,
    StageRule,
    StudentApplication,
    TemplatePackage,
    TravelTime,
)
from .cast import ACCOUNTS, TEXTS
from .people import NAMES, PASSWORD, SURNAMES, build_organisations, build_staff, member

PACKAGE = (
    ("DIARY", "PR-09"), ("GUIDE", ""), ("PLAN", "PR-08"), ("LESSON_PLAN", "PR-10"), ("OBS_RUBRIC", "PR-11"), ("LESSON_ANALYSIS", "PR-12"),
    ("COACH_CHECK", "PR-13"), ("FEEDBACK_CHECK", "PR-32"), ("LS_PROTOCOL", "PR-14"), ("AR_PROTOCOL", "PR-15"), ("PORTFOLIO_REQ", "PR-16"),
    ("VISIT_REPORT", "PR-17"), ("FINAL_REPORT", "PR-21"), ("MODERATION", "PR-26"), ("APPEAL", "PR-25"),
)  # fmt: skip
# school, seats, language, extras: 61 seats for 60 students
OFFERS = (
    ("Q38", 25, "kk", {}),
    ("QDL", 8, "kk", {"access_features": ["ramp", "lift"]}),
    ("Q54", 8, "kk", {}),
    ("Q17", 6, "ru", {}),
    ("Q7", 5, "kk", {"shift": 1}),
    ("Q61", 4, "kk", {"weekdays": [0, 1, 2, 3, 4]}),
    ("Q82", 3, "kk", {"related_subject_ok": True}),
    ("QAM", 2, "kk", {"hostel": True, "travel_paid": True, "min_group": 2}),
)


@dataclass
class Ground:
    """Everything the parts of the demo practicum need to find again, by key."""

    region: Any
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    mentors: dict[str, list[MentorProfile]] = field(default_factory=dict)
    offers: dict[str, SchoolOffer] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    programme: Any = None
    round: Any = None
    next_round: Any = None
    group: Any = None
    package: Any = None
    policy: Any = None
    subject: Any = None
    seats: dict[int, str] = field(default_factory=dict)

    @property
    def placements(self) -> Any:
        """Placements of the round that is going on."""
        return Placement.objects.filter(round=self.round).select_related("student", "school", "round__programme")


def build_ground(region: Any) -> Ground:
    """Make it all; quick: rows of many are written at once."""
    ground = Ground(region=region)
    ground.people |= region.people
    build_organisations(ground)
    build_staff(ground)
    _programme(ground)
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    ground.round = _round(
        ground, monday - dt.timedelta(weeks=2), "in_progress", "2026 күз, Бастауыш білім", "Осень 2026, начальное образование"
    )
    ground.next_round = _round(
        ground, monday + dt.timedelta(weeks=9), "preferences", "2027 көктем, Бастауыш білім", "Весна 2027, начальное образование"
    )
    _offers(ground)
    _students(ground)
    _placements(ground)
    for key, role in ACCOUNTS:
        ground.accounts.append({"role": role, "login": ground.people[key].email, "password": PASSWORD})
    return ground


def _programme(ground: Ground) -> None:
    decided = ground.region.year.starts_on - dt.timedelta(days=60)
    names = {"name_kk": "Бастауыш сынып пәндері", "name_ru": "Предметы начальной школы"}
    subject = Subject.objects.get_or_create(code="primary-school", defaults=names)[0]
    ground.programme = PracticumProgramme.objects.create(
        title_kk="Соңғы курстың педагогикалық практикасы", title_ru="Педагогическая практика выпускного курса", kind="final",
        owner_org=ground.organisations["QPK"], level="tve", education_code="01140100",
        education_name_kk="Бастауыш білім беру педагогикасы мен әдістемесі", education_name_ru="Педагогика и методика начального обучения",
        study_year=4, grade_bands=["primary"], credits=6, hours_per_credit=24, weeks=12, decision_number="4", decision_date=decided,
        created_by=ground.people["college"], status="approved",
        **{f"{name}_{language}": words[n] for name, words in TEXTS.items() for n, language in enumerate(("kk", "ru"))},
    )  # fmt: skip
    ground.programme.subjects.add(subject)
    package, _ = TemplatePackage.objects.get_or_create(
        version=1,
        defaults={
            "title_kk": "Педагогикалық практика үлгілерінің топтамасы", "title_ru": "Пакет шаблонов педагогической практики",
            "decision_number": "3", "decision_date": decided, "valid_from": decided, "status": "approved",
        },
    )  # fmt: skip
    PackageItem.objects.bulk_create(
        PackageItem(
            package=package, code=code, document_code=form, mandatory=code not in ("GUIDE", "LS_PROTOCOL", "AR_PROTOCOL"), order_no=n
        )
        for n, (code, form) in enumerate(PACKAGE, 1)
    )
    ground.package = package
    ground.subject = subject
    ground.policy = AllocationPolicy.objects.get_or_create(
        owner_org=None, version=1, defaults={"decision_number": "4", "decision_date": decided}
    )[0]
    ground.group = ClassGroup.objects.create(
        organisation=ground.organisations["QPK"], academic_year=ground.region.year, name="ББ-41", course=4, language="kk",
        programme="Бастауыш білім беру педагогикасы мен әдістемесі",
    )  # fmt: skip


def _round(ground: Ground, start: dt.date, status: str, kk: str, ru: str) -> PracticumRound:
    made = PracticumRound.objects.create(
        title_kk=kk, title_ru=ru, programme=ground.programme, academic_year=ground.region.year, term=1 if status == "in_progress" else 2,
        starts_on=start, ends_on=start + dt.timedelta(weeks=12, days=-3), package=ground.package, policy=ground.policy, status=status,
        created_by=ground.people["college"],
        **{name: start - dt.timedelta(days=days) for name, days in
           (("offers_due", 60), ("preferences_due", 45), ("publish_due", 30), ("orders_due", 14), ("admission_due", 3))},
    )  # fmt: skip
    norms = ((Stage.ASSISTANT, 25, {"min_observed": 5}), (Stage.CO_TEACHING, 35, {"min_coteach": 4}),
             (Stage.INDEPENDENT, 40, {"min_taught": 6, "min_rubric": 4}))  # fmt: skip
    for number, (stage, share, values) in enumerate(norms, 1):
        StageRule.objects.create(round=made, stage=stage, share_pct=share, order_no=number, **values)
    return made


def _offers(ground: Ground) -> None:
    for code, seats, language, extras in OFFERS:
        for which in (ground.round, ground.next_round):
            offer = SchoolOffer.objects.create(
                school=ground.organisations[code], round=which, subject=ground.subject, teaching_language=language, grade_band="primary",
                capacity=seats, created_by=ground.people.get(f"coordinator_{code}") or ground.people["school38"], status="accepted", **extras,
            )  # fmt: skip
            offer.mentors.set(ground.mentors[code])
            if which is ground.round:
                ground.offers[code] = offer
        SchoolQuota.objects.create(
            school=ground.organisations[code], owner_org=ground.organisations["QPK"], academic_year=ground.region.year, students_quota=seats,
            agreement=Agreement.objects.filter(kind__code="PRAC", parties__organisation=ground.organisations[code]).latest("pk"),
            approved_by=ground.people["college_head"], approved_on=ground.region.year.starts_on,
        )  # fmt: skip


def _students(ground: Ground) -> None:
    """60 students of the running round; 30 of them state wishes for the next one."""
    pairs = ((last, first) for last in SURNAMES for first in NAMES)
    people = []
    for number, (last, first) in enumerate(islice(pairs, 60)):
        login = "trainee@kopir.test" if number == 0 else ""
        person = member(ground, "QPK", f"Демо-{last}" if login == "" else "Демоқызы", first, "", (Role.STUDENT,), "Студент", "Студент", login, "kk",
                         learner=True)  # fmt: skip
        people.append(person)
    ground.people["student"] = people[0]
    Enrolment.objects.bulk_create(Enrolment(user=person, group=ground.group, valid_from=ground.region.year.starts_on) for person in people)
    seats = [code for code, count, *_ in OFFERS for _ in range(count)]
    ground.seats = dict(zip([person.pk for person in people], seats, strict=False))
    schools = list(ground.organisations.items())[1:]
    for which, chosen in ((ground.round, people), (ground.next_round, people[:30])):
        offers = {offer.school.code: offer for offer in which.offers.select_related("school")}
        for number, person in enumerate(chosen):
            home = ground.seats[person.pk]
            application = StudentApplication.objects.create(
                student=person, round=which, group=ground.group, subject=ground.subject, languages=["kk", "ru"] if number % 4 else ["kk"],
                grade_bands=["primary"], origin="dorm" if number % 3 else "home", transport="bus", relocate=home == "QAM",
                latitude=f"49.{80000 + number * 137:05d}", longitude=f"73.{8000 + number * 211:05d}",
                needs=["ramp"] if number in (26, 28) else [], data_consent=_consent(person), submitted_at=timezone.now(),
                status="eligible" if which is ground.round or number % 5 else "submitted",
            )  # fmt: skip
            if number % 20 != 19:  # three of the first sixty gave no ranks
                wishes = [code for code, _o in schools if code != "QAM" or home == "QAM"]
                wishes = [home, *[code for code in wishes if code != home]][: 1 + number % 5]
                PlacementPreference.objects.bulk_create(
                    PlacementPreference(application=application, rank=rank, offer=offers[code]) for rank, code in enumerate(wishes, 1)
                )
            TravelTime.objects.bulk_create(
                TravelTime(application=application, school=school, minutes=90 if code == "QAM" else 12 + (number * 7 + school.pk * 11) % 45)
                for code, school in schools
            )
            if number == 7:
                RelativeDeclaration.objects.create(
                    application=application, school=ground.organisations["QDL"], relation="sibling", tie="studies"
                )


def _consent(person: User) -> Consent:
    return grant_consent(subject=person, purpose=ConsentPurpose.PRACTICUM, channel=Consent.Channel.PORTAL)


def _placements(ground: Ground) -> None:
    """Everybody of the running round at work, with leaders, the schools' orders and admissions; the 60th is not placed."""
    now, start = timezone.now(), ground.round.starts_on
    leaders = cycle((ground.people["supervisor"], ground.people["supervisor_two"]))
    by_school = {code: next(leaders) for code in ground.offers}
    orders = {
        code: SchoolOrder.objects.create(
            school=offer.school, round=ground.round, number=f"{60 + n}-Ө", date=start - dt.timedelta(days=14), signatory=offer.school.head_name,
            safety_person="Сынақов А. Д.", control_person="Мысалқызы Г.", status="signed",
        )
        for n, (code, offer) in enumerate(ground.offers.items())
    }  # fmt: skip
    shares = cycle([0] * 9 + [1] * 8 + [2] * 8)
    kind = ContentType.objects.get_for_model(Placement)
    applications = list(StudentApplication.objects.filter(round=ground.round).order_by("pk"))
    for number, application in enumerate(applications[:-1]):
        code = ground.seats[application.student_id]
        offer = ground.offers[code]
        placement = Placement.objects.create(
            round=ground.round, application=application, offer=offer, subject=ground.subject, starts_on=start, ends_on=ground.round.ends_on,
            classes=f"{1 + number % 4} «А»", source="run", confirmed_school=now, confirmed_owner=now, order=orders[code], admitted_on=start,
            answer_due_on=start - dt.timedelta(days=23), route="Жатақхана беріледі, жол ақысы өтеледі" if code == "QAM" else "", status="active",
        )  # fmt: skip
        profile = ground.mentors[code][next(shares) if code == "Q38" else 0]
        for role, person, entry, home in (
            ("mentor", profile.person, profile, offer.school),
            ("supervisor", by_school[code], None, ground.organisations["QPK"]),
        ):
            MentorAssignment.objects.create(
                mentor=person, profile=entry, organisation=home, mentee_id=application.student_id, role=role, source_type=kind,
                source_id=placement.pk, starts_on=start, ends_on=ground.round.ends_on, order_number=orders[code].number,
                order_date=orders[code].date, class_label=placement.classes, proposed_by=ground.people["college"],
                proposed_by_organisation=ground.organisations["QPK"], status="active",
            )  # fmt: skip
        AdmissionCheck.objects.bulk_create(
            AdmissionCheck(
                placement=placement, item=item, required=item != AdmissionItem.INSURANCE,
                done_on=None if item == AdmissionItem.INSURANCE else start - dt.timedelta(days=5),
                number=f"М-{100 + number}" if item == AdmissionItem.MEDICAL else "",
                valid_until=(start + dt.timedelta(days=24 if number == 3 else 360)) if item == AdmissionItem.MEDICAL else None,
                done_by=ground.people["college"] if item == AdmissionItem.INITIAL else ground.people["school38"],
                student_ack=None if item == AdmissionItem.INSURANCE else now,
            )
            for item in AdmissionItem.values
        )  # fmt: skip
