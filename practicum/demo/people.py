"""Organisations, staff, mentors and agreements of the demo practicum."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from core.numbers import check_digit
from mentoring.models import MentorProfile, MentorTraining
from network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    AgreementPeriod,
    District,
    Membership,
    Organisation,
    Region,
    Role,
    RoleAssignment,
)
from network.services import issuer_of
from network.services.agreements import add_period

from .cast import ORGANISATIONS, STAFF

if TYPE_CHECKING:
    from .ground import Ground

PASSWORD = "Kopir-demo-2026"  # noqa: S105  the demo's one password, printed at every start
NAMES = (
    "Айдана",
    "Бекзат",
    "Самал",
    "Дамир",
    "Ерлан",
    "Мадина",
    "Жанар",
    "Әлия",
    "Санжар",
    "Томирис",
    "Мирас",
    "Нұрай",
    "Ақбота",
    "Олжас",
    "Камила",
)
SURNAMES = ("Демоқызы", "Үлгіұлы", "Сынаққызы", "Мысалұлы", "Көрсетова", "Демоева", "Үлгібаев", "Сынақова")


def _bins() -> Iterator[str]:
    """BINs of month 00, which cannot exist in life (NR2); a series of their own."""
    for number in count(1):
        eleven = f"990042{number:05d}"
        if (digit := check_digit(eleven)) is not None:
            yield f"{eleven}{digit}"


def build_organisations(ground: "Ground") -> None:
    bins = _bins()
    oblast = Region.objects.get(name_ru="Карагандинская область")
    districts = {
        rural: District.objects.get_or_create(kato=kato, defaults={"region": oblast, "name_kk": kk, "name_ru": ru})[0]
        for rural, kato, kk, ru in (
            (False, "351010000", "Қарағанды қаласы", "г. Караганда"),
            (True, "354000000", "Бұқар жырау ауданы", "Бухар-Жырауский район"),
        )
    }
    for code, kind, kk, ru, address_kk, address_ru, rural, latitude, longitude in ORGANISATIONS:
        organisation = Organisation.objects.create(
            code=code, kind=kind, short_name_kk=kk, short_name_ru=ru, full_name_kk=f"{kk} КММ", full_name_ru=f"КГУ {ru}", bin=next(bins), region=oblast,
            district=districts[rural], locality_type="rural" if rural else "urban", address_kk=address_kk, address_ru=address_ru,
            latitude=latitude, longitude=longitude, head_name="Сынақов Болат Мысалұлы", head_position_kk="Директор", head_position_ru="Директор",
            pedagogical=kind == Organisation.Kind.COLLEGE, mentor_time=code == "Q38", video_equipment=code in ("Q38", "QDL"), small_class=rural,
        )  # fmt: skip
        ground.organisations[code] = organisation
        issuer_of(organisation)


def build_staff(ground: "Ground") -> None:
    for key, code, last, first, middle, roles, kk, ru, login, language in STAFF:
        ground.people[key] = member(ground, code, last, first, middle, roles, kk, ru, login, language)
    college = ground.organisations["QPK"]
    for code, _kind, *_rest in ORGANISATIONS:
        organisation = ground.organisations[code]
        if code == "QPK":
            continue
        _agreement(ground, college, organisation)
        if code != "Q38":
            last, first = SURNAMES[len(ground.people) % 8], NAMES[len(ground.people) % 15]
            ground.people[f"coordinator_{code}"] = member(
                ground,
                code,
                f"Демо-{last}",
                first,
                "",
                (Role.PRACTICUM_COORDINATOR,),
                "Директордың орынбасары",
                "Заместитель директора",
                "",
                "kk",
            )
        coordinator = ground.people["school38" if code == "Q38" else f"coordinator_{code}"]
        Organisation.objects.filter(pk=organisation.pk).update(practicum_coordinator=coordinator, phone="+7 700 000 00 00")
    ground.mentors["Q38"] = [
        _mentor(ground, "Q38", ground.people[key], capacity)
        for key, capacity in (("mentor38", 10), ("mentor38_two", 10), ("mentor38_three", 10))
    ]
    for code, amount in (("QDL", 1), ("Q54", 1), ("Q17", 1), ("Q7", 1), ("Q61", 1), ("Q82", 1), ("QAM", 1)):
        ground.mentors[code] = [
            _mentor(
                ground,
                code,
                member(ground, code, f"Тәлімгер-{SURNAMES[n + len(code) % 8]}", NAMES[(n * 7 + len(ground.mentors)) % 15], "",
                        (Role.MENTOR, Role.TEACHER), "Мұғалім", "Учитель", "", "ru" if code == "Q17" else "kk"),
                10,
                waiver=code == "QAM",
            )
            for n in range(amount)
        ]  # fmt: skip


def member(ground: "Ground", code: str, last: str, first: str, middle: str, roles: Iterable[str], kk: str, ru: str, login: str, language: str,
            *, learner: bool = False) -> User:  # fmt: skip
    signs_in = {"sign_in": User.SignIn.ACTIVE, "password": PASSWORD, "email": login, "phone_verified": False} if login else {}
    person = User.objects.create_user(last_name=last, first_name=first, middle_name=middle, language=language, **signs_in)
    membership = Membership.objects.create(
        user=person,
        organisation=ground.organisations[code],
        kind=Membership.Kind.LEARNER if learner else Membership.Kind.STAFF,
        position_kk=kk,
        position_ru=ru,
        valid_from=ground.region.year.starts_on,
    )
    for role in roles:
        RoleAssignment.objects.create(membership=membership, role=role, valid_from=ground.region.year.starts_on)
    return person


def _mentor(ground: "Ground", code: str, person: User, capacity: int, *, waiver: bool = False) -> MentorProfile:
    start = ground.region.year.starts_on
    exception = {
        "category": "moderator",
        "waiver_decision": "№ 5, 28.08",
        "waiver_until": ground.region.year.ends_on,
        "waiver_reason": "Ауылда сарапшы санатындағы мұғалім жоқ",
    }
    profile = MentorProfile.objects.create(
        person=person, organisation=ground.organisations[code], position_kk="Бастауыш сынып мұғалімі", position_ru="Учитель начальных классов",
        languages=["ru"] if code == "Q17" else ["kk"], teaching_since=start - dt.timedelta(days=365 * 11), youth_work_confirmed=True,
        capacity_max=capacity, protected_hours=2 if code == "Q38" else 0, order_number="112", order_date=start, agreed_by=ground.people["college"],
        agreed_at=timezone.now(), status="active",
        **(exception if waiver else {"category": "expert", "category_valid_until": ground.region.year.ends_on + dt.timedelta(days=700)}),
    )  # fmt: skip
    MentorTraining.objects.create(
        profile=profile, title="«Тәлімгер» / «Наставник»", hours=24, provider="Қарағанды педагогикалық колледжі (демо)",
        starts_on=start - dt.timedelta(days=90), ends_on=start - dt.timedelta(days=85), certificate_number=f"Т-{profile.pk:03d}",
        certificate_date=start - dt.timedelta(days=84), verified_by=ground.people["college"], verified_at=timezone.now(), status="verified",
    )  # fmt: skip
    return profile


def _agreement(ground: "Ground", college: Organisation, school: Organisation) -> None:
    """An agreement on the practicum as concluded on paper, for three years."""
    kind, start = AgreementKind.objects.get(code="PRAC"), ground.region.year.starts_on
    end = dt.date(start.year + 3, 8, 31)
    made = Agreement.objects.create(
        kind=kind, title_kk=kind.name_kk, title_ru=kind.name_ru, number=f"ҚПК-{start.year}/{school.pk:03d}", number_year=start.year, date=start,
        initiator=college, origin=Agreement.Origin.PAPER, term_kind=kind.term_kind, starts_on=start, ends_on=end, status="in_force",
        shared_at=timezone.now(),
    )  # fmt: skip
    for position, side in enumerate((college, school)):
        role_kk, role_ru = kind.role_of(side.kind)
        AgreementParty.objects.create(
            agreement=made, organisation=side, position=position, role_kk=role_kk, role_ru=role_ru, signatory_name=side.head_name,
            signatory_position_kk="Директор", signatory_position_ru="Директор", basis_kk="Жарғы", basis_ru="Устав", status="signed",
        )  # fmt: skip
    add_period(agreement=made, valid_from=start, valid_until=end, source=AgreementPeriod.Source.INITIAL)
