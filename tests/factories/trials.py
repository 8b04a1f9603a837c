"""Career trials as they stand in the database, written without the services, so that a test of one service does not need the others.

world = TrialWorld()                      a planned trial of one class 8 «А» at a college, in ten days, 3 pupils, a guardian each
world.trial, .session, .card, .school, .host, .site, .slot, .group, .class_group
world.coordinator, .teacher, .mentor, .host_coordinator          signed-in people
world.pupils[0], world.participations[0], world.guardians[0]
TrialWorld(pupils=25, days=1, held=True)  held yesterday: everybody attended, cards Б and forms В are there
world.answer(0, photo="publish")          a given consent of the first pupil's guardian, as the service leaves it
"""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from accounts.models import GuardianLink
from network.models import ClassGroup, Organisation, Role
from profprobes.models import (
    Briefing,
    ObservationCard,
    ParentConsent,
    ParticipantForm,
    Participation,
    Profession,
    SiteSlot,
    SlotBooking,
    Sphere,
    TechnologyCard,
    Trial,
    TrialGroup,
    TrialMentor,
    TrialProgramme,
    TrialSession,
    TrialSite,
)

from .agreements import AgreementFactory
from .people import (
    ClassGroupFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    PupilFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)

TEXTS = {
    "goal_action_kk": "дайындаманы сызба бойынша белгілеп, аралауды",
    "goal_action_ru": "разметить и распилить заготовку по чертежу",
    "goal_operation_kk": "дайындаманы белгілеу мен аралау",
    "goal_operation_ru": "разметка и распил заготовки",
    "goal_profession_kk": "ағаш ұстасы",
    "goal_profession_ru": "столяр",
    "understanding_kk": "ағаш ұстасының жұмыс орны",
    "understanding_ru": "рабочем месте столяра",
    "skill_kk": "дәл өлшеу",
    "skill_ru": "точного измерения",
    "labour_function_kk": "Бөлшекті сызба бойынша белгілеу және аралау",
    "labour_function_ru": "Разметка и распил детали по чертежу",
    "step1_kk": "Сызбаны оқып, дайындаманы белгілеу",
    "step1_ru": "Прочитать чертёж и разметить заготовку",
    "step2_kk": "Екі кесу жасау",
    "step2_ru": "Сделать два распила",
    "step3_kk": "Бөлшекті чек-парақ бойынша тексеру",
    "step3_ru": "Проверить деталь по чек-листу",
    "subjects": ["technology", "physics"],
    "equipment": [{"kk": "Қол ара", "ru": "Ножовка", "kind": "tool", "by": "host"}],
    "ppe": [{"kk": "Қолғап", "ru": "Перчатки", "by": "host"}, {"kk": "Жабық аяқ киім", "ru": "Закрытая обувь", "by": "pupil"}],
    "risks": [{"risk_kk": "Ара тістері", "risk_ru": "Зубья ножовки", "measure_kk": "қолғап", "measure_ru": "перчатки"}],
    "minutes_intro": 10,
    "minutes_demo": 15,
    "minutes_action": 40,
    "minutes_feedback": 10,
    "minutes_reflection": 10,
    "artefacts": ["photo", "scan"],
}


class ProfessionFactory(factory.django.DjangoModelFactory):
    """Joiner, in the sphere of construction."""

    class Meta:
        model = Profession

    sphere = factory.LazyFunction(
        lambda: Sphere.objects.get_or_create(code="construction", defaults={"name_kk": "Құрылыс", "name_ru": "Строительство"})[0]
    )
    name_kk, name_ru = "Ағаш ұстасы", "Столяр"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A published introductory trial for grades 7–11 with all texts of form А in both languages."""

    class Meta:
        model = TrialProgramme

    owner = factory.SubFactory(OrganisationFactory, college=True)
    profession = factory.SubFactory(ProfessionFactory)
    name_kk, name_ru = "Ағаш ұстасы: белгілеу және аралау", "Столяр: разметка и распил"
    kind = TrialProgramme.Kind.INTRODUCTORY
    minutes = 90
    status = TrialProgramme.Status.PUBLISHED
    host = factory.SelfAttribute("owner")

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return TEXTS | kwargs


def _period(days: int, hour: int = 10) -> tuple[dt.datetime, dt.datetime]:
    day = timezone.localdate() + dt.timedelta(days=days)
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    return start, start + dt.timedelta(minutes=95)


class TrialWorld:
    """One trial with everybody around it; see the module's docstring."""

    def __init__(
        self, *, pupils: int = 3, days: int = 10, held: bool = False, school: Organisation | None = None, language: str = "kk"
    ) -> None:
        self.days = -1 if held else days
        self._people(school, language)
        self._place()
        self._trial()
        self.participations: list[Participation] = []
        self.pupils: list[Any] = []
        self.guardians: list[GuardianLink] = []
        for _n in range(pupils):
            self.add_pupil()
        if held:
            self.hold()

    def _people(self, school: Organisation | None, language: str) -> None:
        self.school = school or OrganisationFactory()
        self.host = OrganisationFactory(college=True)
        self.class_group: ClassGroup = ClassGroupFactory(organisation=self.school, language=language)
        self.responsible = MembershipFactory(organisation=self.school, role=Role.CAREER_COORDINATOR)
        self.coordinator = self.responsible.user
        self.teacher = user_with_role(Role.CLASS_TEACHER, self.school, class_group=self.class_group)
        self.host_coordinator = user_with_role(Role.ORG_COORDINATOR, self.host)
        membership = MembershipFactory(organisation=self.host, role=Role.MENTOR, user=UserFactory())
        today = timezone.localdate()
        self.trial_mentor = TrialMentor.objects.create(
            membership=membership,
            phone="+77142000011",
            trained_on=today - dt.timedelta(days=60),
            valid_until=today + dt.timedelta(days=600),
        )
        self.mentor = membership.user

    def _place(self) -> None:
        self.programme = ProgrammeFactory(owner=self.host)
        self.site = SiteFactory(organisation=self.host)
        self.trial_site = TrialSite.objects.create(site=self.site, grades=[7, 8, 9, 10, 11])
        self.trial_site.programmes.add(self.programme)
        self.slot = SiteSlot.objects.create(
            site=self.site, period=_period(self.days), seats_total=25, min_group=1, mentor=self.trial_mentor
        )
        status = SlotBooking.Status.CONFIRMED
        self.booking = SlotBooking.objects.create(slot=self.slot, school=self.school, seats=3, requested_by=self.coordinator, status=status)
        AgreementFactory(school=self.school, host=self.host)

    def _trial(self) -> None:
        year = self.class_group.academic_year
        self.group = TrialGroup.objects.create(school=self.school, academic_year=year, name=self.class_group.name)
        self.group.classes.add(self.class_group)
        self.trial = Trial.objects.create(
            number=f"TEST-{self.school.pk}-{Trial.objects.count() + 1}",
            school=self.school,
            host=self.host,
            programme=self.programme,
            group=self.group,
            mentor=self.trial_mentor,
            responsible=self.responsible,
            created_by=self.coordinator,
            status=Trial.Status.PLANNED,
        )
        self.session = TrialSession.objects.create(
            trial=self.trial, booking=self.booking, group=self.group, mentor=self.trial_mentor, period=_period(self.days)
        )
        self.session.refresh_from_db()  # the period as a range
        self.card = TechnologyCard.objects.create(session=self.session, **TEXTS)

    def add_pupil(self, **fields: Any) -> Participation:
        """One more pupil of the class in the trial, invited, with one guardian (``guardian=False``: without)."""
        with_guardian = fields.pop("guardian", True)
        pupil = PupilFactory(group=self.class_group, **fields)
        self.pupils.append(pupil)
        if with_guardian:
            self.guardians.append(GuardianLinkFactory(child=pupil))
        row = Participation.objects.create(trial=self.trial, pupil=pupil, class_group=self.class_group)
        self.participations.append(row)
        return row

    def answer(self, index: int = 0, **values: Any) -> ParentConsent:
        """A consent of the guardian of one pupil as if the family had given it through the link; ``values`` change it."""
        from profprobes.services.terms import terms_of

        row = self.participations[index]
        guardian = values.pop("guardian", None) or row.pupil.guardians.first()
        given = {
            "status": ParentConsent.Status.GIVEN,
            "participates": True,
            "personal_data": True,
            "photo_permission": values.pop("photo", "portfolio"),
            "travel": True,
            "emergency_care": True,
            "typed_name": guardian.name,
            "signed_at": timezone.now(),
            "terms": terms_of(Trial.objects.get(pk=self.trial.pk)),
        }
        return ParentConsent.objects.create(participation=row, guardian=guardian, **(given | values))

    def hold(self) -> None:
        """The visit took place: everybody was there, cards and questionnaires are in, both briefings recorded."""
        for model, row, status in (
            (Trial, self.trial, "held"),
            (TrialSession, self.session, "held"),
            (SlotBooking, self.booking, "completed"),
        ):
            model.objects.filter(pk=row.pk).update(status=status)
            row.refresh_from_db()
        for place in Briefing.Place.values:
            Briefing.objects.create(
                session=self.session, place=place, conductor=self.coordinator, at=self.session.starts - dt.timedelta(minutes=20)
            )
        for row in self.participations:
            Participation.objects.filter(pk=row.pk).update(status=Participation.Status.ATTENDED)
            row.refresh_from_db()
            self.observe(row)
            self.answer_form(row)

    def observe(self, row: Participation, **values: Any) -> ObservationCard:
        """A submitted card Б of the mentor."""
        content = {
            **{f"c_{code}": 2 for code in ("understanding", "procedure", "accuracy", "communication", "safety")},
            "result": ObservationCard.Result.YES,
            "comment": "Нұсқаулықпен жұмыс істеді.",
            "next_step": "Басқа операцияда қайталау",
            "plus": "Сызықты дәл белгілейді",
            "status": ObservationCard.Status.SUBMITTED,
            "submitted_at": timezone.now(),
        }
        return ObservationCard.objects.create(session=self.session, participation=row, mentor=self.mentor, **(content | values))

    def answer_form(self, row: Participation, **values: Any) -> ParticipantForm:
        """Form В with both halves."""
        content = {
            "expects": "Нағыз құралмен жұмыс істеу",
            "did": "Тақтайшаны белгілеп, араладым",
            "went_well": "Сызық түзу шықты",
            "hard": "Қолым қозғалып кетті",
            "requirements": "Дәлдік пен шыдамдылық керек екен",
            "about_me": "Қолмен жасайтын жұмыс ұнайтынын түсіндім",
            "go_on": "Иә, үйде сөре жасаймын",
            "artefact_consent": True,
            "photo_consent": True,
            "before_at": timezone.now(),
            "after_at": timezone.now(),
        }
        return ParticipantForm.objects.create(participation=row, **(content | values))
