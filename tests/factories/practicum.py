"""The practicum as it stands after its services have done their work.

world = PracticumWorld()                      a college, one school with a mentor, people, a programme and a round that is going on
world.round                                   status IN_PROGRESS by default; PracticumWorld(status="preferences", starts_in=60) changes it
offer = world.offer(capacity=2)               an accepted offer of world.school (subject Қазақ тілі, kk, primary)
application = world.application()             a new student's, ELIGIBLE; fields may be given
placement = world.placement(status="active")  with mentor and leader appointed, order and admission where the status needs them
"""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import ConsentPurpose, User
from mentoring.models import MentorAssignment, MentorProfile, MentorTraining
from network.models import Membership, Organisation, Role, RoleAssignment, Subject
from practicum.models import (
    AdmissionCheck,
    AdmissionItem,
    AllocationPolicy,
    Placement,
    PlacementPreference,
    PracticumProgramme,
    PracticumRound,
    SchoolOffer,
    SchoolOrder,
    SchoolQuota,
    Stage,
    StageRule,
    StudentApplication,
    TemplatePackage,
)

from .agreements import AgreementFactory
from .people import (
    AcademicYearFactory,
    ClassGroupFactory,
    ConsentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    UserFactory,
    user_with_role,
)

NEEDS_ORDER = ("ordered", "admitted", "active", "suspended", "completed", "graded")
NEEDS_ADMISSION = ("admitted", "active", "suspended", "completed", "graded")
NEEDS_YES = ("confirmed", *NEEDS_ORDER)


class PracticumWorld:
    """One college, one school, one programme, one round; everything else is made when it is asked for."""

    def __init__(
        self,
        *,
        status: str = "in_progress",
        starts_in: int | None = None,
        weeks: int = 12,
        school: Organisation | None = None,
        **round_values: Any,
    ) -> None:
        self.college = OrganisationFactory(college=True)
        self.school = school or OrganisationFactory()
        self.owner = user_with_role(Role.PRACTICUM_COORDINATOR, self.college, password=None)
        self.coordinator = user_with_role(Role.PRACTICUM_COORDINATOR, self.school, password=None)
        Organisation.objects.filter(pk=self.school.pk).update(practicum_coordinator=self.coordinator)
        self.year = AcademicYearFactory()
        self.subject = Subject.objects.get_or_create(code="kazakh", defaults={"name_kk": "Қазақ тілі", "name_ru": "Казахский язык"})[0]
        today = timezone.localdate()
        if starts_in is None:
            starts_in = -14 if status in ("in_progress", "grading", "closed") else 60
        start = today + dt.timedelta(days=starts_in)
        start -= dt.timedelta(days=start.weekday())
        self.agreement = AgreementFactory(
            kind="PRAC", school=self.college, host=self.school, valid_from=min(start, today) - dt.timedelta(days=120)
        )
        self.programme = PracticumProgramme.objects.create(
            title_kk="Педагогикалық практика (демо)",
            title_ru="Педагогическая практика (демо)",
            kind="final",
            owner_org=self.college,
            level="tve",
            education_code="01140100",
            education_name_kk="Бастауыш білім беру педагогикасы",
            education_name_ru="Педагогика начального обучения",
            study_year=4,
            grade_bands=["primary", "basic"],
            credits=Decimal(6),
            hours_per_credit=24,
            weeks=weeks,
            decision_number="3",
            decision_date=today - dt.timedelta(days=100),
            status="approved",
            **{f"{name}_{language}": "Мәтін" for name in PracticumProgramme.TEXTS for language in ("kk", "ru")},
        )
        self.programme.subjects.add(self.subject)
        self.package = TemplatePackage.objects.get_or_create(
            version=1,
            defaults={
                "title_kk": "Үлгілер топтамасы",
                "title_ru": "Пакет шаблонов",
                "decision_number": "2",
                "decision_date": today - dt.timedelta(days=200),
                "valid_from": today - dt.timedelta(days=200),
                "status": "approved",
            },
        )[0]
        self.policy = AllocationPolicy.objects.get_or_create(owner_org=None, version=1)[0]
        values = {
            "title_kk": "Демо лек",
            "title_ru": "Демо-поток",
            "programme": self.programme,
            "academic_year": self.year,
            "term": 1,
            "starts_on": start,
            "ends_on": start + dt.timedelta(weeks=weeks, days=-3),
            "package": self.package,
            "policy": self.policy,
            "offers_due": start - dt.timedelta(days=60),
            "preferences_due": start - dt.timedelta(days=45),
            "publish_due": start - dt.timedelta(days=30),
            "orders_due": start - dt.timedelta(days=14),
            "admission_due": start - dt.timedelta(days=3),
            "status": status,
        }
        self.round = PracticumRound.objects.create(**values | round_values)
        rows = (
            (Stage.ASSISTANT, 25, {"min_observed": 5}),
            (Stage.CO_TEACHING, 35, {"min_coteach": 4}),
            (Stage.INDEPENDENT, 40, {"min_taught": 6, "min_rubric": 4}),
        )
        for number, (stage, share, norms) in enumerate(rows, 1):
            StageRule.objects.create(round=self.round, stage=stage, share_pct=share, order_no=number, **norms)

    def add_school(self, **values: Any) -> Organisation:
        """Another school with an agreement of the college in force; its coordinator is the field ``practicum_coordinator``."""
        school = OrganisationFactory(**values)
        coordinator = user_with_role(Role.PRACTICUM_COORDINATOR, school, password=None)
        Organisation.objects.filter(pk=school.pk).update(practicum_coordinator=coordinator)
        school.practicum_coordinator = coordinator
        AgreementFactory(kind="PRAC", school=self.college, host=school, valid_from=self.round.starts_on - dt.timedelta(days=200))
        return school

    def quota(self, students: int = 25, school: Organisation | None = None) -> SchoolQuota:
        """An approved quota of the year."""
        return SchoolQuota.objects.create(
            school=school or self.school, owner_org=self.college, academic_year=self.year, students_quota=students,
            agreement=self.agreement, approved_by=self.owner, approved_on=timezone.localdate(),
        )  # fmt: skip

    def mentor(self, school: Organisation | None = None, **values: Any) -> MentorProfile:
        """A mentor of the school who passes RM1: category of an expert, long service, the course."""
        school = school or self.school
        person = values.pop("person", None) or user_with_role(Role.MENTOR, school, password=None)
        today = timezone.localdate()
        fields = {
            "position_kk": "Мұғалім",
            "position_ru": "Учитель",
            "category": "expert",
            "category_valid_until": today + dt.timedelta(days=700),
            "teaching_since": today - dt.timedelta(days=3650),
            "youth_work_confirmed": True,
            "order_number": "12",
            "order_date": today - dt.timedelta(days=300),
            "status": "active",
        }
        profile = MentorProfile.objects.create(person=person, organisation=school, **fields | values)
        MentorTraining.objects.create(
            profile=profile, title="Тәлімгер", hours=24, provider="Демо колледж", starts_on=today - dt.timedelta(days=400),
            ends_on=today - dt.timedelta(days=390), certificate_number="Т-1", status="verified",
        )  # fmt: skip
        return profile

    @cached_property
    def profile(self) -> MentorProfile:
        """The school's mentor."""
        return self.mentor()

    @cached_property
    def leader(self) -> User:
        """The practicum leader of the college."""
        return user_with_role(Role.SUPERVISOR, self.college, password=None)

    def offer(self, school: Organisation | None = None, *, mentors: Any = None, **values: Any) -> SchoolOffer:
        """An accepted offer with ``capacity`` 5."""
        school = school or self.school
        fields = {
            "subject": self.subject,
            "teaching_language": "kk",
            "grade_band": "primary",
            "capacity": 5,
            "status": "accepted",
        }
        offer = SchoolOffer.objects.create(school=school, round=self.round, **fields | values)
        offer.mentors.set(mentors if mentors is not None else [self.profile if school == self.school else self.mentor(school)])
        return offer

    @cached_property
    def any_offer(self) -> SchoolOffer:
        """One offer of the school with many places, for placements that name none."""
        return self.offer(capacity=30)

    @cached_property
    def group(self) -> Any:
        """A group of the fourth course."""
        return ClassGroupFactory(organisation=self.college, academic_year=self.year, grade=None, course=4, name="БББ-41")

    def student(self, **fields: Any) -> User:
        """A student of the college, enrolled in its group."""
        person = UserFactory(password=None, **fields)
        membership = Membership.objects.create(
            user=person,
            organisation=self.college,
            kind="learner",
            valid_from=self.year.starts_on,
            position_kk="Студент",
            position_ru="Студент",
        )
        RoleAssignment.objects.create(membership=membership, role=Role.STUDENT, valid_from=membership.valid_from)
        EnrolmentFactory(user=person, group=self.group)
        return person

    def application(self, *wishes: SchoolOffer, student: User | None = None, **values: Any) -> StudentApplication:
        """An eligible application whose wishes are these offers in this order."""
        student = student or self.student()
        fields = {
            "group": self.group,
            "subject": self.subject,
            "languages": ["kk"],
            "grade_bands": ["primary"],
            "status": "eligible",
            "submitted_at": timezone.now(),
        }
        consent = ConsentFactory(subject=student, purpose=ConsentPurpose.PRACTICUM)
        application = StudentApplication.objects.create(student=student, round=self.round, data_consent=consent, **fields | values)
        for rank, offer in enumerate(wishes, 1):
            PlacementPreference.objects.create(application=application, rank=rank, offer=offer)
        return application

    def placement(self, *, status: str = "active", offer: SchoolOffer | None = None, application: Any = None, **values: Any) -> Placement:
        """A placement as its services leave it: leaders accepted (active from ORDERED on), order signed, all points of the admission done."""
        offer = offer or self.any_offer
        now = timezone.now()
        fields: dict[str, Any] = {
            "round": self.round,
            "application": application or self.application(),
            "offer": offer,
            "starts_on": self.round.starts_on,
            "ends_on": self.round.ends_on,
            "classes": "3 «А»",
            "subject": offer.subject,
            "source": "run",
            "answer_due_on": timezone.localdate() + dt.timedelta(days=7),
            "status": status,
        }
        if status in NEEDS_YES:
            fields |= {"confirmed_school": now, "confirmed_owner": now}
        if status in NEEDS_ORDER:
            fields["order"] = self.order if offer.school_id == self.school.pk else self._order_of(offer.school)
        if status in NEEDS_ADMISSION:
            fields["admitted_on"] = self.round.starts_on
        placement = Placement.objects.create(**fields | values)
        placement.refresh_from_db()
        if status != "proposed":
            profile = self.profile if offer.school_id == self.school.pk else offer.mentors.first()
            self.lead(placement, profile.person, "mentor", profile=profile)
            self.lead(placement, self.leader, "supervisor")
        if status in NEEDS_ADMISSION:
            self.admit(placement)
        return placement

    def lead(
        self, placement: Placement, person: User, role: str, *, profile: MentorProfile | None = None, **values: Any
    ) -> MentorAssignment:
        """Appoint a leader: accepted before the order, active after it."""
        active = placement.status in NEEDS_ORDER
        fields = {
            "mentor": person,
            "profile": profile,
            "organisation": profile.organisation if profile else self.college,
            "mentee": placement.student,
            "role": role,
            "source_type": ContentType.objects.get_for_model(Placement),
            "source_id": placement.pk,
            "starts_on": placement.starts_on,
            "ends_on": placement.ends_on,
            "status": "active" if active else "accepted",
            "order_number": "45" if active else "",
            "order_date": placement.starts_on if active else None,
            "proposed_by_organisation": self.college,
        }
        return MentorAssignment.objects.create(**fields | values)

    def admit(self, placement: Placement) -> None:
        """Every required point of the admission done and confirmed by the student."""
        done = min(placement.starts_on, timezone.localdate())
        for item in AdmissionItem.values:
            required = item != AdmissionItem.INSURANCE
            AdmissionCheck.objects.create(
                placement=placement, item=item, required=required, done_on=done if required else None,
                number="М-1" if item == AdmissionItem.MEDICAL else "",
                valid_until=placement.ends_on if item == AdmissionItem.MEDICAL else None,
                student_ack=timezone.now() if required else None,
            )  # fmt: skip

    @cached_property
    def order(self) -> SchoolOrder:
        """The school's signed order."""
        return self._order_of(self.school)

    def _order_of(self, school: Organisation) -> SchoolOrder:
        return SchoolOrder.objects.get_or_create(
            school=school, round=self.round, number=f"{school.pk}-{self.round.pk}-П",
            defaults={"date": self.round.starts_on - dt.timedelta(days=14), "signatory": school.head_name, "status": "signed"},
        )[0]  # fmt: skip
