"""Who plays in the demo networks: organisations that the demo region lacks and those of three other regions, their people, the papers they signed."""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from accounts.models import User

from ..models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    AgreementPeriod,
    District,
    Membership,
    Network,
    Organisation,
    Role,
    RoleAssignment,
)
from ..services import create_organisation
from ..services.phase_papers import attach_paper
from .governance_words import FAMILY_NAMES, FIRST_NAMES, POSITIONS
from .registers import demo_bin

LEADING = (Role.ORG_COORDINATOR, Role.ORG_HEAD)
Kind = Organisation.Kind

# KATO of the district → code, kind, name kk, name ru, rural, small classes; real names stand for examples and are marked as demo (network page 11)
Part = tuple[str, str, str, str, bool, bool]
SCHOOLS: list[Part] = [
    ("KM5", Kind.SCHOOL, "№ 5 мектеп (демо)", "Школа № 5 (демо)", False, False),
    ("KM9", Kind.SCHOOL, "№ 9 мектеп-лицей (демо)", "Школа-лицей № 9 (демо)", False, False),
    ("KG125", Kind.SCHOOL, "№ 125 гимназия (демо)", "Гимназия № 125 (демо)", False, False),
    ("KBIN", Kind.SCHOOL, "BINOM School (демо)", "BINOM School (демо)", False, False),
    ("KAM2", Kind.SCHOOL, "Ауыл мектебі-2 (демо)", "Сельская школа-2 (демо)", True, False),
    ("KAM4", Kind.SCHOOL, "Ауыл мектебі-4 (демо)", "Сельская школа-4 (демо)", True, False),
    ("KAM8", Kind.SCHOOL, "Шағын жинақты ауыл мектебі-8 (демо)", "Малокомплектная сельская школа-8 (демо)", True, True),
]
PLACES: dict[str, tuple[str, list[Part]]] = {
    "pavlodar": (
        "551000000",
        [
            (
                "PPU",
                Kind.UNIVERSITY,
                "Ә. Марғұлан атындағы Павлодар педагогикалық университеті (демо)",
                "Павлодарский педагогический университет имени Ә. Марғұлана (демо)",
                False,
                False,
            ),
            ("PPKD", Kind.COLLEGE, "Павлодар демо колледжі", "Павлодарский демо-колледж", False, False),
            ("PM1", Kind.SCHOOL, "Павлодар № 1 мектебі (демо)", "Школа № 1 Павлодара (демо)", False, False),
            ("PM2", Kind.SCHOOL, "Павлодар № 2 мектебі (демо)", "Школа № 2 Павлодара (демо)", False, False),
            ("PM3", Kind.SCHOOL, "Павлодар № 3 мектебі (демо)", "Школа № 3 Павлодара (демо)", False, False),
        ],
    ),
    "oskemen": (
        "631000000",
        [
            ("OTK", Kind.COLLEGE, "Өскемен техникалық колледжі (демо)", "Усть-Каменогорский технический колледж (демо)", False, False),
            ("DKEN", Kind.ENTERPRISE, "«Демо Кен» ЖШС", "ТОО «Демо Кен»", False, False),
            ("OM1", Kind.SCHOOL, "Өскемен № 1 мектебі (демо)", "Школа № 1 Усть-Каменогорска (демо)", False, False),
            ("OM2", Kind.SCHOOL, "Өскемен № 2 мектебі (демо)", "Школа № 2 Усть-Каменогорска (демо)", False, False),
            ("OOU", "additional", "Өскемен оқушылар үйі (демо)", "Дом школьников Усть-Каменогорска (демо)", False, False),
        ],
    ),
    "atyrau": (
        "231000000",
        [
            (
                "AAU",
                Kind.UNIVERSITY,
                "Х. Досмұхамедов атындағы Атырау университеті (демо)",
                "Атырауский университет имени Х. Досмұхамедова (демо)",
                False,
                False,
            ),
            ("APEK", Kind.COLLEGE, "«APEK PetroTechnic» колледжі (демо)", "Колледж «APEK PetroTechnic» (демо)", False, False),
            ("ATM1", Kind.SCHOOL, "Атырау № 1 мектебі (демо)", "Школа № 1 Атырау (демо)", False, False),
            ("ATM2", Kind.SCHOOL, "Атырау № 2 мектебі (демо)", "Школа № 2 Атырау (демо)", False, False),
        ],
    ),
}


@contextmanager
def at(day: dt.date, hour: int = 10) -> Iterator[None]:
    """Within the block it is that day. Only for seeding: nothing else runs in this process meanwhile."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    with patch.object(timezone, "now", return_value=moment):
        yield


class Cast:
    """Organisations and people; ``start`` is the day since which the invented people work."""

    def __init__(self, start: dt.date) -> None:
        self.start = start
        self._number, self._serial = count(), count(9101, 2)
        self._people: dict[int, list[User]] = {}

    def kostanay(self, operator: Organisation) -> list[Organisation]:
        """1 university, 2 colleges, 10 schools, of which 4 rural and 2 of small classes."""
        rows = Organisation.objects.filter(region=operator.region, status=Organisation.Status.ACTIVE).order_by("pk")
        colleges, schools = list(rows.filter(kind=Kind.COLLEGE)[:2]), list(rows.filter(kind=Kind.SCHOOL)[:3])
        schools += [self._organisation("391000000", row) for row in SCHOOLS]
        return [operator, *colleges, *schools]

    def place(self, name: str) -> list[Organisation]:
        """The organisations of another region."""
        kato, rows = PLACES[name]
        return [self._organisation(kato, row) for row in rows]

    def _organisation(self, kato: str, row: Part) -> Organisation:
        code, kind, name_kk, name_ru, rural, small = row
        district = District.objects.select_related("region").get(kato=kato)
        return create_organisation(
            by=None,
            code=code,
            bin=demo_bin(next(self._serial)),
            kind=kind,
            full_name_kk=name_kk,
            full_name_ru=name_ru,
            short_name_kk=name_kk,
            short_name_ru=name_ru,
            region=district.region,
            district=district,
            locality_type="rural" if rural else "urban",
            small_class=small,
            address_kk=f"{district.name_kk}, Демо көшесі, 1",
            address_ru=f"{district.name_ru}, Демонстрационная улица, 1",
        )

    def lead(self, organisation: Organisation) -> User:
        """Who leads the organisation: its coordinator, or whoever is made one now."""
        if organisation.pk not in self._people:
            self._people[organisation.pk] = [self._leader(organisation)]
        return self._people[organisation.pk][0]

    def second(self, organisation: Organisation) -> User:
        """The other person of the organisation."""
        people = self.people_of(organisation)
        if len(people) < 2:
            people.append(self._staff(organisation).user)
        return people[1]

    def people_of(self, organisation: Organisation) -> list[User]:
        """The leader, and the second person where there is one."""
        self.lead(organisation)
        return self._people[organisation.pk]

    def _leader(self, organisation: Organisation) -> User:
        current = RoleAssignment.objects.filter(membership__organisation=organisation, role__in=LEADING, ended_at__isnull=True)
        found = current.select_related("membership__user").order_by("pk").first()
        if found is not None:
            return found.membership.user
        member = Membership.objects.filter(organisation=organisation, kind=Membership.Kind.STAFF).order_by("pk").first()
        member = member or self._staff(organisation)
        RoleAssignment.objects.create(membership=member, role=Role.ORG_COORDINATOR, valid_from=member.valid_from)
        return member.user

    def _staff(self, organisation: Organisation) -> Membership:
        n = next(self._number)
        last, is_woman = FAMILY_NAMES[n % len(FAMILY_NAMES)]
        names = FIRST_NAMES[is_woman]
        position_kk, position_ru = POSITIONS[n % len(POSITIONS)]
        person = User.objects.create_user(
            last_name=last,
            first_name=names[n // len(FAMILY_NAMES) % len(names)],
            email=f"network.{n + 1}@kopir.test",
            language="kk",
            sign_in=User.SignIn.NONE,
        )
        return Membership.objects.create(
            user=person, organisation=organisation, position_kk=position_kk, position_ru=position_ru, valid_from=self.start
        )

    def attach(self, network: Network, kind: str, title: str, author: str, content: bytes, by: Any) -> None:
        """A paper of the pilot, dated today."""
        file = SimpleUploadedFile("esep.pdf", content, "application/pdf")
        attach_paper(network=network, kind=kind, title=title, author=author, dated_on=timezone.localdate(), file=file, by=by)


def paper_file() -> bytes:
    """An empty sheet that stands for a report written elsewhere."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(buffer)
    return buffer.getvalue()


def net_agreement(network: Network, members: list[Organisation], start: dt.date) -> Agreement:
    """The network agreement, concluded on paper by all members, in force since ``start``."""
    kind, operator = AgreementKind.objects.get(pk="NET"), members[0]
    moment = timezone.make_aware(dt.datetime.combine(start, dt.time(11)))
    end = start.replace(year=start.year + 3, day=min(start.day, 28)) - dt.timedelta(days=1)
    agreement = Agreement.objects.create(
        kind=kind,
        network=network,
        title_kk="Желілік өзара іс-қимыл туралы көпжақты келісім",
        title_ru="Многостороннее соглашение о сетевом взаимодействии",
        number=f"{operator.code.upper()}-NET-{start.year}/001",
        number_year=start.year,
        date=start,
        place_kk=operator.district.name_kk,
        place_ru=operator.district.name_ru,
        initiator=operator,
        origin=Agreement.Origin.PAPER,
        term_kind=kind.term_kind,
        starts_on=start,
        ends_on=end,
        exit_rule=kind.exit_rule,
        status=Agreement.Status.IN_FORCE,
        shared_at=moment,
        signed_at=moment,
    )
    for place, organisation in enumerate(members):
        role_kk, role_ru = kind.role_of(organisation.kind)
        AgreementParty.objects.create(
            agreement=agreement,
            organisation=organisation,
            position=place,
            role_kk=role_kk,
            role_ru=role_ru,
            signatory_name=organisation.head_name or "Сынақов Е. Ү.",
            signatory_position_kk="Басшы",
            signatory_position_ru="Руководитель",
            basis_kk="Жарғы",
            basis_ru="Устав",
            status=AgreementParty.Status.SIGNED,
        )
    AgreementPeriod.objects.create(agreement=agreement, valid_from=start, valid_until=end)
    return agreement
