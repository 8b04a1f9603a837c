"""Agreements in the middle of their lives: near an end, with late notices, ended, registered; one patronage with plan and facts."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from accounts.models import User

from .. import terms
from ..models import (
    Agreement,
    AgreementKind,
    AgreementNotice,
    AgreementParty,
    AgreementPeriod,
    Membership,
    Organisation,
    Role,
    RoleAssignment,
)
from ..services import contract_registry, create_organisation, patronage
from ..services.life import give_notice, propose_act
from ..services.life.night import expire_agreements, renew_agreements, take_effect
from ..services.life.reminders import remind

Parties = tuple[str, ...]
TITLES = {
    "CG": ("Кәсіптік бағдар беру жұмысындағы ынтымақтастық туралы келісім", "Соглашение о сотрудничестве в профориентационной работе"),
    "MEMO": ("«ЖОО – мектеп» ынтымақтастық туралы меморандум", "Меморандум о сотрудничестве «вуз – школа»"),
    "PRAC": ("Практика базасы туралы шарт", "Договор о базе практики"),
    "PATRON": ("Қамқорлық туралы меморандум", "Меморандум о шефстве"),
}


def build(region: Any) -> None:
    """Tell what happened to the region's agreements up to today."""
    today = timezone.localdate()
    story = Story(region, today)
    story.near_their_end()
    story.with_late_notices()
    story.ended()
    story.proposed()
    story.patronage()
    story.registered()
    remind(today)


class Story:
    """The demo region's organisations and people with what they do."""

    def __init__(self, region: Any, today: dt.date) -> None:
        self.region, self.today = region, today
        self.organisations: dict[str, Organisation] = region.organisations
        self.people: dict[str, User] = region.people
        self.number = 0
        self.to_register: list[Agreement] = []

    def near_their_end(self) -> None:
        """Three that end within thirty days, and one whose notice period runs."""
        for days, parties in ((5, ("KOU", "MK12")), (19, ("KOU", "AM7")), (28, ("KOU", "MK3"))):
            end = self.today + dt.timedelta(days=days)
            self.made("MEMO", parties, start=terms.add_months(end, -36) + dt.timedelta(days=1), end=end)
        self.to_register.append(self.made("CG", ("MK12", "DNAN"), start=self.today - dt.timedelta(days=150)))

    def with_late_notices(self) -> None:
        """A non-renewal of 5 December and an exit of 10 August: both counted for the next date."""
        last_year = self.today.year - 1
        agreement = self.made("CG", ("MK3", "DAVTO"), start=dt.date(last_year - 1, 9, 12))
        renew_agreements(dt.date(last_year - 1, 12, 1))
        renew_agreements(dt.date(last_year, 12, 1))
        with at(dt.date(last_year, 12, 5)):
            self.notice(agreement, "DAVTO", AgreementNotice.Kind.NON_RENEWAL, "auto", "Өндірістік алаң жөнделуде")
        year = self.today.year if self.today >= dt.date(self.today.year, 8, 11) else last_year
        agreement = self.made("PRAC", ("KPK", "AM7"), start=dt.date(year - 1, 9, 1), end=dt.date(year + 2, 8, 31))
        with at(dt.date(year, 8, 10)):
            self.notice(agreement, "KPK", AgreementNotice.Kind.EXIT, "partner", "Бағдарлама өзгерді")

    def ended(self) -> None:
        """One whose term is over, one that a party left."""
        end = self.today - dt.timedelta(days=61)
        self.to_register.append(self.made("MEMO", ("KOU", "KPK"), start=terms.add_months(end, -36) + dt.timedelta(days=1), end=end))
        start = dt.date(self.today.year - 3, 9, 1)
        agreement = self.made("PRAC", ("KPK", "MK3"), start=start, end=dt.date(start.year + 3, 8, 31))
        with at(dt.date(start.year + 1, 7, 20)):
            self.notice(agreement, "KPK", AgreementNotice.Kind.EXIT, "partner", "Студенттер саны азайды")
        take_effect(dt.date(start.year + 1, 9, 1))

    def proposed(self) -> None:
        """A suspension that waits for the school's answer."""
        agreement = self.made("CG", ("MK12", "DTIG"), start=self.today - dt.timedelta(days=140))
        party = agreement.parties.get(organisation=self.organisations["DTIG"])
        self.to_register.append(agreement)
        renew_agreements(self.today)
        agreement.refresh_from_db()
        if agreement.ends_on and self.today < agreement.ends_on:
            reason = "Цех бір айға жабылады"
            propose_act(agreement=agreement, kind="suspension", party=party, by=self.people["sewing"], reason=reason, on_day=self.today)

    def patronage(self) -> None:
        """«Демо Автоқұрастыру» is patron of the college: plan of six commitments, facts, material help."""
        chamber = self.chamber()
        enterprise, college = self.organisations["DAVTO"], self.organisations["KPK"]
        year = self.today.year
        pair = patronage.list_pair(
            chamber=chamber,
            enterprise=enterprise,
            college=college,
            profile_kk="Автокөлікке техникалық қызмет көрсету",
            profile_ru="Техническое обслуживание автомобилей",
            by=self.people["registrar"],
        )
        patronage.list_pair(
            chamber=chamber,
            enterprise=self.organisations["DNAN"],
            college=college,
            profile_kk="Нан өнімдерін өндіру",
            profile_ru="Производство хлебобулочных изделий",
            by=self.people["registrar"],
        )
        memorandum = self.made("PATRON", ("DAVTO", "KPK"), start=dt.date(year - 1, 9, 1), end=dt.date(year + 2, 8, 31))
        self.to_register.append(memorandum)
        patronage.sign_pair(pair=pair, by=self.people["registrar"])
        planned = {
            6: (1, "Индустриялық кеңеске бір өкіл"),
            7: (24, "Өндірістік практика орындары"),
            8: (2, "Диагностика стенді, құрал жинағы"),
            9: (1, "Бағдарламаны бірлесіп жаңарту"),
            10: (3, "Педагогтердің тағылымдамасы"),
            11: (6, "Түлектерді жұмысқа алу"),
        }
        plan = patronage.plan_year(
            pair=pair, year=year, planned=planned, by=self.people["auto"], target_students=18, other="Ашық есік күні"
        )
        rows = {row.section: row for row in plan.commitments.all()}
        facts = [
            (6, 1, "Өкіл индустриялық кеңеске кірді", 0),
            (7, 20, "20 студент практикадан өтті", 0),
            (8, 1, "Диагностика стенді берілді", 3_200_000),
            (9, 1, "Бағдарлама бірлесіп жаңартылды", 0),
        ]
        for section, count, text, money in facts:
            day = dt.date(year, 1, 1) + dt.timedelta(days=min(section * 4, (self.today - dt.date(year, 1, 1)).days))
            patronage.enter_fact(commitment=rows[section], on=day, count=count, text=text, money=money, by=self.people["auto"])

    def registered(self) -> None:
        """Lines of the register: some with numbers, one returned, one that waits."""
        entries = [
            contract_registry.register_contract(agreement, by=None) for agreement in self.to_register if agreement.status != "expired"
        ]
        for place, entry in enumerate(entries):
            officer = self.people["registrar" if entry.registrar.kind == Organisation.Kind.CHAMBER else "operator"]
            if place == 1:
                contract_registry.return_entry(entry=entry, by=officer, reason="Тараптың қолы анық емес, сканды қайта тіркеңіз.")
            elif place != 2:
                contract_registry.register(entry=entry, by=officer)
        expire_agreements(self.today)

    def notice(self, agreement: Agreement, code: str, kind: str, person: str, reason: str) -> None:
        """A notice of the organisation, delivered at the moment of the clock."""
        party = agreement.parties.get(organisation=self.organisations[code])
        give_notice(agreement=agreement, party=party, kind=kind, by=self.people[person], reason=reason)

    def chamber(self) -> Organisation:
        """The chamber of entrepreneurs with its registrar."""
        place = self.organisations["OMO"]
        chamber = Organisation.objects.filter(kind=Organisation.Kind.CHAMBER, region=place.region).first()
        if chamber is None:
            chamber = create_organisation(
                by=None,
                code="KPO",
                bin="990140000076",
                kind=Organisation.Kind.CHAMBER,
                full_name_kk="«Қостанай облысының кәсіпкерлер палатасы (демо)»",
                full_name_ru="«Палата предпринимателей Костанайской области (демо)»",
                short_name_kk="Кәсіпкерлер палатасы (демо)",
                short_name_ru="Палата предпринимателей (демо)",
                region=place.region,
                district=place.district,
                locality_type=place.locality_type,
                address_kk=place.address_kk,
                address_ru=place.address_ru,
            )
        self.people.setdefault("registrar", self._registrar(chamber))
        return chamber

    def _registrar(self, chamber: Organisation) -> User:
        known = RoleAssignment.objects.current().filter(role=Role.REGISTRAR, membership__organisation=chamber).first()
        if known is not None:
            return known.membership.user
        operator = self.people["operator"]
        person = User.objects.create_user(
            last_name="Демова", first_name="Ләззат", middle_name="", email="registrar@kopir.test", language="kk", sign_in=operator.sign_in
        )
        User.objects.filter(pk=person.pk).update(password=operator.password)
        member = Membership.objects.create(
            user=person,
            organisation=chamber,
            position_kk="Тіркеуші",
            position_ru="Регистратор",
            valid_from=self.today - dt.timedelta(days=400),
        )
        RoleAssignment.objects.create(membership=member, role=Role.REGISTRAR, valid_from=member.valid_from)
        return person

    def made(self, code: str, parties: Parties, *, start: dt.date, end: dt.date | None = None) -> Agreement:
        """An agreement signed on its first day."""
        kind = AgreementKind.objects.get(pk=code)
        first, last = terms.first_period(kind.term_kind, start, end)
        organisations = [self.organisations[party] for party in parties]
        self.number += 1
        title_kk, title_ru = TITLES[code]
        moment = timezone.make_aware(dt.datetime.combine(start, dt.time(11)))
        agreement = Agreement.objects.create(
            kind=kind,
            title_kk=title_kk,
            title_ru=title_ru,
            number=f"{organisations[0].code.upper()}-{code}-{start.year}/{900 + self.number}",
            number_year=start.year,
            date=start,
            place_kk="Қостанай",
            place_ru="Костанай",
            initiator=organisations[0],
            origin=Agreement.Origin.PAPER,
            term_kind=kind.term_kind,
            starts_on=first,
            ends_on=last,
            auto_renew=kind.auto_renew,
            exit_rule=kind.exit_rule,
            status=Agreement.Status.IN_FORCE,
            shared_at=moment,
            signed_at=moment,
        )
        for place, organisation in enumerate(organisations):
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
        AgreementPeriod.objects.create(agreement=agreement, valid_from=first, valid_until=last)
        return agreement


@contextmanager
def at(day: dt.date) -> Iterator[None]:
    """The clock shows noon of the day. Only for seeding: nothing else runs in this process meanwhile."""
    with patch.object(timezone, "now", return_value=timezone.make_aware(dt.datetime.combine(day, dt.time(12)))):
        yield
