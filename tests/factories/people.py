"""People, organisations, roles, classes, guardians, sites, agreements.

UserFactory()                                     a person who may sign in, password PASSWORD
MembershipFactory(role=Role.MENTOR).user          a mentor of a new enterprise
user_with_role(Role.CAREER_COORDINATOR, school)   a person with the role in that school
PupilFactory(group=class_group)                   a pupil enrolled in the class, with a membership in its school
GuardianLinkFactory(child=pupil)
"""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from accounts.models import Consent, ConsentPurpose, ConsentText, GuardianLink, User
from network.models import (
    AcademicYear,
    ClassGroup,
    District,
    Enrolment,
    Membership,
    Organisation,
    Region,
    Role,
    RoleAssignment,
    Site,
)

from .numbers import demo_bin, unique_demo_iin

PASSWORD = "Демо-құпия-2026"

_LAST = ["Демо-Ахметова", "Үлгібаева", "Мысалова", "Сынақова", "Демо-Қанатқызы", "Үлгілі", "Мысал-Өмірова", "Демо-Һакімова"]
_FIRST = ["Алуа", "Айгерім", "Гүлнар", "Жанар", "Әлия", "Дәулет", "Нұрлан", "Інжу"]
_MIDDLE = ["Демоқызы", "Үлгіқызы", "", "Мысалқызы"]


def school_year(day: dt.date | None = None) -> tuple[dt.date, dt.date]:
    """First and last day of the academic year that holds the day, today by default."""
    day = day or timezone.localdate()
    first = day.year if day.month >= 9 else day.year - 1
    return dt.date(first, 9, 1), dt.date(first + 1, 8, 31)


class UserFactory(factory.django.DjangoModelFactory):
    """A person who may sign in; ``UserFactory(no_sign_in=True)`` may not, ``blocked=True`` was stopped, ``with_iin=True`` has a demo IIN."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        no_sign_in = factory.Trait(sign_in=User.SignIn.NONE, email=None, phone="", password=None)
        blocked = factory.Trait(sign_in=User.SignIn.BLOCKED)
        closed = factory.Trait(sign_in=User.SignIn.CLOSED)
        with_iin = factory.Trait(iin=factory.Sequence(unique_demo_iin))
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    last_name = factory.Iterator(_LAST)
    first_name = factory.Iterator(_FIRST)
    middle_name = factory.Iterator(_MIDDLE)
    email = factory.Sequence(lambda n: f"person{n}@demo.example")
    phone = factory.Sequence(lambda n: f"+7700{n % 10_000_000:07d}")
    phone_verified = True
    sign_in = User.SignIn.ACTIVE
    language = User.Language.KK
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(**kwargs)


class RegionFactory(factory.django.DjangoModelFactory):
    """A region by its KATO code; Қостанай облысы by default, as every test database has the 20 real ones."""

    class Meta:
        model = Region
        django_get_or_create = ("kato",)

    kato = "390000000"
    name_kk = "Қостанай облысы"
    name_ru = "Костанайская область"
    short_kk = "Қостанай"
    short_ru = "Костанай"
    row, column, sort = 2, 2, 10


class OtherRegionFactory(RegionFactory):
    """Another region, for whatever must not be seen across the border."""

    kato = "550000000"
    name_kk = "Павлодар облысы"
    name_ru = "Павлодарская область"
    short_kk = "Павлодар"
    short_ru = "Павлодар"
    row, column, sort = 1, 5, 13


class DistrictFactory(factory.django.DjangoModelFactory):
    """A district of the region, one per region unless a code is given."""

    class Meta:
        model = District
        django_get_or_create = ("kato",)

    region = factory.SubFactory(RegionFactory)
    kato = factory.LazyAttribute(lambda o: f"{o.region.kato[:2]}1000000")
    name_kk = factory.LazyAttribute(lambda o: f"{o.region.short_kk} қалалық әкімшілігі")
    name_ru = factory.LazyAttribute(lambda o: f"{o.region.short_ru}, городская администрация")


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An active urban school; traits college, university, enterprise, career_centre, edu_department, rural, suspended."""

    class Meta:
        model = Organisation

    class Params:
        college = factory.Trait(kind=Organisation.Kind.COLLEGE)
        university = factory.Trait(kind=Organisation.Kind.UNIVERSITY)
        enterprise = factory.Trait(
            kind=Organisation.Kind.ENTERPRISE,
            short_name_kk=factory.Sequence(lambda n: f"«Демо Өндіріс {n}» ЖШС"),
            short_name_ru=factory.Sequence(lambda n: f"ТОО «Демо Производство {n}»"),
        )
        career_centre = factory.Trait(kind=Organisation.Kind.CAREER_CENTRE)
        edu_department = factory.Trait(kind=Organisation.Kind.EDU_DEPARTMENT)
        rural = factory.Trait(locality_type=Organisation.Locality.RURAL)
        suspended = factory.Trait(status=Organisation.Status.SUSPENDED)

    code = factory.Sequence(lambda n: f"d{n}")
    kind = Organisation.Kind.SCHOOL
    short_name_kk = factory.Sequence(lambda n: f"№{n} демо мектеп")
    short_name_ru = factory.Sequence(lambda n: f"Демо-школа №{n}")
    full_name_kk = factory.LazyAttribute(lambda o: f"{o.short_name_kk} (толық атауы)")
    full_name_ru = factory.LazyAttribute(lambda o: f"{o.short_name_ru} (полное наименование)")
    bin = factory.Sequence(demo_bin)
    region = factory.SubFactory(RegionFactory)
    district = factory.SubFactory(DistrictFactory, region=factory.SelfAttribute("..region"))
    address_kk = "Демо көшесі, 1"
    address_ru = "ул. Демонстрационная, 1"
    head_name = "Сынақов Ерлан Үлгіұлы"
    phone = "+7 714 200 00 00"


HOME_OF_ROLE = {
    Role.MENTOR: Organisation.Kind.ENTERPRISE,
    Role.REGION_OPERATOR: Organisation.Kind.CAREER_CENTRE,
    Role.PLATFORM_ADMIN: Organisation.Kind.CAREER_CENTRE,
    Role.DEPARTMENT: Organisation.Kind.EDU_DEPARTMENT,
}


class MembershipFactory(factory.django.DjangoModelFactory):
    """A person in an organisation; ``role=`` gives the role too (``class_group=`` narrows it), in an organisation of the kind that has such people."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    class Params:
        home = Organisation.Kind.SCHOOL

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, kind=factory.SelfAttribute("..home"))
    kind = Membership.Kind.STAFF
    position_kk = "Маман"
    position_ru = "Специалист"
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=90))

    @classmethod
    def _create(cls, model_class: type, *args: Any, role: str | None = None, class_group: Any = None, **kwargs: Any) -> Membership:
        membership = super()._create(model_class, *args, **kwargs)
        if role:
            RoleAssignment.objects.create(membership=membership, role=role, class_group=class_group, valid_from=membership.valid_from)
        return membership

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        if kwargs.get("role") == Role.PUPIL:
            kwargs["kind"] = Membership.Kind.LEARNER
        return kwargs

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Membership:
        if role := params.get("role"):
            params.setdefault("home", HOME_OF_ROLE.get(Role(role), Organisation.Kind.SCHOOL))
        return super()._generate(strategy, params)


class RoleFactory(factory.django.DjangoModelFactory):
    """One more role of a membership."""

    class Meta:
        model = RoleAssignment

    membership = factory.SubFactory(MembershipFactory)
    role = Role.TEACHER
    valid_from = factory.SelfAttribute("membership.valid_from")


def user_with_role(role: str, organisation: Organisation | None = None, *, class_group: ClassGroup | None = None, **fields: Any) -> User:
    """A person who holds the role today; without an organisation a new one of the fitting kind is made. ``fields`` go to the user."""
    where = {"organisation": organisation} if organisation else {}
    return MembershipFactory(role=role, class_group=class_group, user=UserFactory(**fields), **where).user


class AcademicYearFactory(factory.django.DjangoModelFactory):
    """The academic year that holds today."""

    class Meta:
        model = AcademicYear
        django_get_or_create = ("starts_on",)

    starts_on = factory.LazyFunction(lambda: school_year()[0])
    ends_on = factory.LazyAttribute(lambda o: dt.date(o.starts_on.year + 1, 8, 31))


class ClassGroupFactory(factory.django.DjangoModelFactory):
    """A class of a school in the present academic year."""

    class Meta:
        model = ClassGroup

    organisation = factory.SubFactory(OrganisationFactory)
    academic_year = factory.SubFactory(AcademicYearFactory)
    name = factory.Sequence(lambda n: f"8 «{'АӘБГҒДЕЖ'[n % 8]}{n // 8 or ''}»")
    grade = 8
    language = "kk"


class PupilFactory(UserFactory):
    """A pupil with a birth date; ``PupilFactory(group=…)`` enrols it and gives the role in the school of the class."""

    no_sign_in = True
    birth_date = dt.date(2012, 5, 17)

    @classmethod
    def _create(cls, model_class: type, *args: Any, group: ClassGroup | None = None, **kwargs: Any) -> User:
        user = super()._create(model_class, *args, **kwargs)
        if group:
            EnrolmentFactory(user=user, group=group)
            MembershipFactory(user=user, organisation=group.organisation, role=Role.PUPIL)
        return user


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A pupil in a class since the start of its year."""

    class Meta:
        model = Enrolment

    user = factory.SubFactory(PupilFactory)
    group = factory.SubFactory(ClassGroupFactory)
    valid_from = factory.SelfAttribute("group.academic_year.starts_on")


class GuardianLinkFactory(factory.django.DjangoModelFactory):
    """A confirmed mother with an e-mail; ``unreachable=True`` has neither e-mail nor phone."""

    class Meta:
        model = GuardianLink

    class Params:
        unreachable = factory.Trait(email="", phone="")

    child = factory.SubFactory(PupilFactory)
    name = factory.Sequence(lambda n: f"Үлгібаева Сәуле {n}")
    relation = GuardianLink.Relation.MOTHER
    email = factory.Sequence(lambda n: f"guardian{n}@demo.example")
    phone = factory.Sequence(lambda n: f"+7701{n % 10_000_000:07d}")
    language = User.Language.KK
    status = GuardianLink.Status.ACTIVE


class SiteFactory(factory.django.DjangoModelFactory):
    """A verified site of an enterprise for 5 to 25 people; ``draft=True`` is not checked yet."""

    class Meta:
        model = Site

    class Params:
        draft = factory.Trait(status=Site.Status.DRAFT, check_valid_until=None)

    organisation = factory.SubFactory(OrganisationFactory, enterprise=True)
    name_kk = factory.Sequence(lambda n: f"Демо цех {n}")
    name_ru = factory.Sequence(lambda n: f"Демо-цех {n}")
    district = factory.SelfAttribute("organisation.district")
    address_kk = "Демо көшесі, 2"
    address_ru = "ул. Демонстрационная, 2"
    min_people, max_people = 5, 25
    status = Site.Status.VERIFIED
    check_valid_until = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=300))


class ConsentTextFactory(factory.django.DjangoModelFactory):
    """The first text of a purpose; the migrations bring those of TRIAL and PHOTO, a truncated test database has none."""

    class Meta:
        model = ConsentText
        django_get_or_create = ("purpose", "version")

    purpose = ConsentPurpose.TRIAL
    version = 1
    text_kk = "Келісемін."
    text_ru = "Я согласен (согласна)."
    valid_from = dt.date(2026, 1, 1)


class ConsentFactory(factory.django.DjangoModelFactory):
    """A consent given by a guardian through a link, for the whole portal unless ``scope=`` names an object."""

    class Meta:
        model = Consent

    guardian = factory.SubFactory(GuardianLinkFactory)
    subject = factory.SelfAttribute("guardian.child")
    given_by = Consent.Giver.GUARDIAN
    purpose = ConsentPurpose.TRIAL
    status = Consent.Status.GRANTED
    channel = Consent.Channel.LINK
    given_at = factory.LazyFunction(timezone.now)
