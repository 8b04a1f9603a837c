"""A whole season of trials for measuring and for looking at the operator's desk: written in bulk, past the services, so that 2 000 trials take a minute.

Schools, pupils and partners are numbered samples; nobody in it exists. Rural schools reach fewer grades, three spheres have no site, every twelfth visit
is filed as an excursion: the desk has something to show.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from accounts.models import GuardianLink, User
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
from portfolio.models import Artefact, Portfolio, PortfolioEntry
from surveys.models import Answer, Response, Round
from surveys.services import questionnaire

from ..models import (
    Incident,
    MeaningfulnessCheck,
    ParentConsent,
    ParticipantForm,
    Participation,
    Profession,
    RouteSheet,
    SiteSlot,
    SlotBooking,
    Sphere,
    Trial,
    TrialGroup,
    TrialMentor,
    TrialProgramme,
    TrialSession,
    TrialSite,
)
from . import pictures
from .clock import local
from .names import season_bins
from .offer import SPHERES
from .people import academic_year

GRADES = (7, 8, 9, 10, 11)
HOURS = (9, 11, 14, 16)
WITHOUT_SITE = {"culture", "energy", "metallurgy"}
BATCH = 2000
Status = Trial.Status


class Season:
    """One region with ``trials`` trials of ``pupils`` pupils each."""

    def __init__(self, region: Region, trials: int, pupils: int = 20) -> None:
        self.region, self.trials, self.pupils = region, trials, pupils
        today = timezone.localdate()
        self.year: AcademicYear = academic_year(today - dt.timedelta(days=30))
        self.days = [self.year.starts_on + dt.timedelta(days=n) for n in range((min(today, self.year.ends_on) - self.year.starts_on).days)]
        self.bins = season_bins()

    @transaction.atomic
    def build(self) -> None:
        """Everything, in the order in which one thing needs the other."""
        self._districts()
        self._schools()
        self._classes()
        self._hosts()
        self._visits()
        self._groups_go()
        self._traces_of_work()
        self._feedback()
        self._incidents()

    # ---- who

    def _districts(self) -> None:
        code = self.region.kato[:2]
        names = [("Маусым ауданы", "Район Сезонный"), ("Үлгі ауданы", "Район Образцовый"), ("Мысал қаласы", "г. Примерный")]
        self.districts = [
            District.objects.get_or_create(kato=f"{code}{n}990000", defaults={"region": self.region, "name_kk": kk, "name_ru": ru})[0]
            for n, (kk, ru) in enumerate(names, 7)
        ]

    def _organisation(self, n: int, kind: str, kk: str, ru: str, **more: Any) -> Organisation:
        return Organisation(
            code=f"sn-{kind[:2]}{n}",
            kind=kind,
            full_name_kk=f"{kk} (демо)",
            full_name_ru=f"{ru} (демо)",
            short_name_kk=kk,
            short_name_ru=ru,
            bin=next(self.bins),
            region=self.region,
            district=self.districts[n % len(self.districts)],
            address_kk="Үлгі көшесі, 1",
            address_ru="ул. Образцовая, 1",
            **more,
        )

    def _schools(self) -> None:
        count = max(2, self.trials // 50)
        rows = [
            self._organisation(
                n, "school", f"№ {100 + n} үлгі мектебі", f"Школа-образец № {100 + n}",
                locality_type="rural" if n % len(self.districts) != 2 else "urban", low_resource=n % 5 == 0,
            )
            for n in range(1, count + 1)
        ]  # fmt: skip
        self.schools = Organisation.objects.bulk_create(rows)
        staff = User.objects.bulk_create(self._person(school.code, "Үйлестіруші") for school in self.schools)
        self.staff = dict(zip([s.pk for s in self.schools], self._members(staff, self.schools, Role.CAREER_COORDINATOR), strict=True))

    def _person(self, key: str, first_name: str) -> User:
        return User(last_name=f"Демо-{key}", first_name=first_name, password=UNUSABLE_PASSWORD_PREFIX)

    def _members(self, people: Sequence[User], places: Sequence[Organisation], role: str) -> list[Membership]:
        start = self.year.starts_on
        rows = Membership.objects.bulk_create(
            Membership(user=person, organisation=place, valid_from=start) for person, place in zip(people, places, strict=True)
        )
        RoleAssignment.objects.bulk_create(RoleAssignment(membership=row, role=role, valid_from=start) for row in rows)
        return rows

    def _classes(self) -> None:
        self.classes = ClassGroup.objects.bulk_create(
            ClassGroup(organisation=school, academic_year=self.year, name=f"{grade} «{letter}»", grade=grade)
            for school in self.schools
            for grade in GRADES
            for letter in "АӘ"
        )
        size = self.pupils + 2
        people = User.objects.bulk_create(
            (self._person(f"{group.pk}-{n}", "Оқушы") for group in self.classes for n in range(size)), batch_size=BATCH
        )
        Enrolment.objects.bulk_create(
            (
                Enrolment(user=person, group=self.classes[number // size], valid_from=self.year.starts_on)
                for number, person in enumerate(people)
            ),
            batch_size=BATCH,
        )
        links = GuardianLink.objects.bulk_create(
            (GuardianLink(child=person, name=f"{person.last_name} анасы", relation="mother") for person in people), batch_size=BATCH
        )
        self.guardian = {link.child_id: link.pk for link in links}
        self.people = {group.pk: people[n * size : (n + 1) * size] for n, group in enumerate(self.classes)}
        self.groups = TrialGroup.objects.bulk_create(
            TrialGroup(school=group.organisation, academic_year=self.year, name=group.name) for group in self.classes
        )
        TrialGroup.classes.through.objects.bulk_create(
            TrialGroup.classes.through(trialgroup_id=group.pk, classgroup_id=own.pk)
            for group, own in zip(self.groups, self.classes, strict=True)
        )

    # ---- where

    def _hosts(self) -> None:
        spheres = [
            Sphere.objects.get_or_create(code=code, defaults={"name_kk": kk, "name_ru": ru})[0] for code, (kk, ru) in SPHERES.items()
        ]
        offered = [sphere for sphere in spheres if sphere.code not in WITHOUT_SITE]
        count = max(3, -(-self.trials // max(1, len(self.days) * 3)))
        self.hosts = Organisation.objects.bulk_create(
            self._organisation(n, "enterprise", f"№ {n} үлгі кәсіпорны", f"Предприятие-образец № {n}") for n in range(1, count + 1)
        )
        # Partners without a site: whom the operator may invite.
        free = Organisation.objects.bulk_create(
            self._organisation(n, "enterprise", f"№ {n} үлгі кәсіпорны", f"Предприятие-образец № {n}") for n in range(901, 905)
        )
        owners = User.objects.bulk_create(self._person(host.code, "Үйлестіруші") for host in [*self.hosts, *free])
        self._members(owners, [*self.hosts, *free], Role.ORG_COORDINATOR)
        masters = User.objects.bulk_create(self._person(f"m-{host.code}", "Тәлімгер") for host in self.hosts)
        until = self.year.ends_on + dt.timedelta(days=400)
        self.mentors = TrialMentor.objects.bulk_create(
            TrialMentor(membership=row, phone="+77000000000", trained_on=self.year.starts_on, valid_until=until)
            for row in self._members(masters, self.hosts, Role.MENTOR)
        )
        self.programmes = []
        for n, host in enumerate(self.hosts):
            sphere = offered[n % len(offered)]
            profession, _made = Profession.objects.get_or_create(sphere=sphere, name_kk=sphere.name_kk, name_ru=sphere.name_ru)
            self.programmes.append(
                TrialProgramme(
                    owner=host, profession=profession, name_kk=f"{sphere.name_kk}: үлгі сынақ", name_ru=f"{sphere.name_ru}: проба-образец",
                    kind=list(TrialProgramme.Kind.values)[n % 3], minutes=90, status="published",
                )
            )  # fmt: skip
        TrialProgramme.objects.bulk_create(self.programmes)
        self.sites = Site.objects.bulk_create(
            Site(
                organisation=host, name_kk=f"№ {n} алаң", name_ru=f"Площадка № {n}", district=host.district,
                address_kk="Үлгі көшесі, 1", address_ru="ул. Образцовая, 1", status="verified", check_valid_until=until,
            )
            for n, host in enumerate(self.hosts, 1)
        )  # fmt: skip
        sides = TrialSite.objects.bulk_create(TrialSite(site=site, grades=list(GRADES)) for site in self.sites)
        for side, programme in zip(sides, self.programmes, strict=True):
            side.professions.add(programme.profession_id)
            side.programmes.add(programme)

    # ---- when

    def _visits(self) -> None:
        past = [(day, hour, n) for day in self.days for hour in HOURS for n in range(len(self.sites))]
        today = timezone.localdate()
        ahead = [(today + dt.timedelta(days=d), hour, n) for d in (10, 11, 12) for hour in HOURS[:2] for n in range(len(self.sites))]
        plan = past[:: max(1, len(past) // self.trials)][: self.trials]
        slots = SiteSlot.objects.bulk_create([*(self._slot(*at, "past") for at in plan), *(self._slot(*at, "open") for at in ahead)])
        goers = self._goers(len(plan))
        pairs = list(zip(slots[: len(plan)], plan, goers, strict=True))
        author = {pk: member.user_id for pk, member in self.staff.items()}
        bookings = SlotBooking.objects.bulk_create(
            SlotBooking(slot=slot, school=self.classes[c].organisation, seats=self.pupils, requested_by_id=author[self.classes[c].organisation_id],
                        status="completed")
            for slot, _at, c in pairs
        )  # fmt: skip
        rows = [
            Trial(
                number=f"S-{self.region.kato[:2]}-{number:05d}", school=self.classes[c].organisation, host=self.hosts[n], group=self.groups[c],
                programme=self.programmes[n], mentor=self.mentors[n], responsible=self.staff[self.classes[c].organisation_id],
                created_by_id=author[self.classes[c].organisation_id], informing_date=day,
                status=Status.HELD if number % 25 == 0 else Status.CLOSED, counts_as_trial=None if number % 25 == 0 else number % 12 != 0,
            )
            for number, (_slot, (day, _hour, n), c) in enumerate(pairs, 1)
        ]  # fmt: skip
        self.made = Trial.objects.bulk_create(rows, batch_size=BATCH)
        sessions = TrialSession.objects.bulk_create(
            (
                TrialSession(
                    trial=trial, booking=booking, group=trial.group, mentor=trial.mentor, period=slot.period, status="held",
                    tools_shown=True, chain_done=True,
                )
                for trial, booking, (slot, _at, _c) in zip(self.made, bookings, pairs, strict=True)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        RouteSheet.objects.bulk_create(
            (
                RouteSheet(
                    session=row, way="school_bus", departs_at=dt.time(8), departs_from_kk="Мектеп", departs_from_ru="Школа",
                    returns_at=dt.time(18), travel_minutes=15 + n % 50 if n % 15 else 110,
                )
                for n, row in enumerate(sessions)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        self.starts = [slot.period.lower for slot, _at, _c in pairs]
        self.goes = goers

    def _slot(self, day: dt.date, hour: int, n: int, status: str) -> SiteSlot:
        start = local(day, hour)
        period = DateTimeTZRange(start, start + dt.timedelta(minutes=95))
        return SiteSlot(site=self.sites[n], period=period, seats_total=self.pupils + 5, mentor=self.mentors[n], status=status)

    def _goers(self, count: int) -> list[int]:
        """Indices of classes in turn: every one of the towns, grades 7–9 of the villages, no grade 11 of every fourth school."""
        fit = []
        for number, group in enumerate(self.classes):
            school = number // (len(GRADES) * 2)
            if (self.schools[school].is_rural and (group.grade or 0) > 9) or (school % 4 == 0 and group.grade == 11):
                continue
            fit.append(number)
        return [fit[n % len(fit)] for n in range(count)]

    # ---- what it gave

    def _groups_go(self) -> None:
        outcomes = ["continue", "continue", "unsure", "not_for_me"]
        rows = [
            Participation(
                trial=trial, pupil=person, class_group=self.classes[c], status="absent" if n >= self.pupils else "attended",
                outcome="" if n >= self.pupils else outcomes[(n + number) % 4],
            )
            for number, (trial, c) in enumerate(zip(self.made, self.goes, strict=True))
            for n, person in enumerate(self.people[self.classes[c].pk][: self.pupils + 1])
        ]  # fmt: skip
        self.rows = Participation.objects.bulk_create(rows, batch_size=BATCH)
        self.attended = [(n, row) for n, row in enumerate(self.rows) if row.status == "attended"]
        starts = dict(zip([trial.pk for trial in self.made], self.starts, strict=True))
        self.started = starts
        ParentConsent.objects.bulk_create(
            (
                ParentConsent(
                    participation=row, guardian_id=self.guardian[row.pupil_id], status="given", participates=True, personal_data=True,
                    photo_permission="portfolio", travel=True, emergency_care=True,
                    signed_at=starts[row.trial_id] - dt.timedelta(hours=12 if n % 17 == 0 else 90),
                )
                for n, row in enumerate(self.rows)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        words = {"did": "Тақтайшаны белгілеп, араладым", "went_well": "Сызық түзу шықты", "hard": "Қолым қозғалып кетті"}
        said = words | {
            "requirements": "Дәлдік пен шыдам керек",
            "about_me": "Қолмен жасаған ұнайды екен",
            "go_on": "Иә, жалғастырамын деп ойлаймын",
        }
        nothing = dict.fromkeys(said, "Ұнады")
        ParticipantForm.objects.bulk_create(
            (
                ParticipantForm(
                    participation=row, before_at=starts[row.trial_id], after_at=starts[row.trial_id] + dt.timedelta(hours=4),
                    artefact_consent=True, photo_consent=True, **(nothing if n % 9 == 0 else said),
                )
                for n, row in self.attended
            ),
            batch_size=BATCH,
        )  # fmt: skip

    def _traces_of_work(self) -> None:
        upload = pictures.check_sheet(1)
        field = Artefact._meta.get_field("file")
        name = field.storage.save("artefacts/season/sheet.png", ContentFile(upload.read()))  # type: ignore[union-attr]
        have = [row for n, row in self.attended if n % 8]
        things = Artefact.objects.bulk_create(
            (
                Artefact(owner_id=row.pupil_id, kind="scan", file=name, thumbnail=name, original_name="sheet.png", mime="image/png",
                         size=upload.size or 1, sha256=f"{row.pk:064x}")
                for row in have
            ),
            batch_size=BATCH,
        )  # fmt: skip
        owners = list(dict.fromkeys(row.pupil_id for row in have))
        made = Portfolio.objects.bulk_create((Portfolio(owner_id=owner) for owner in owners), batch_size=BATCH)
        shelves = {shelf.owner_id: shelf for shelf in made}
        kind = ContentType.objects.get_for_model(Participation)
        entries = PortfolioEntry.objects.bulk_create(
            (
                PortfolioEntry(portfolio=shelves[row.pupil_id], type="trial_product", title="Үлгі сынақ", content_type=kind, object_id=row.pk,
                               happened_on=timezone.localdate(self.started[row.trial_id]), added_by_id=row.pupil_id)
                for row in have
            ),
            batch_size=BATCH,
        )  # fmt: skip
        through = Participation.artefacts.through
        through.objects.bulk_create(
            (through(participation_id=row.pk, artefact_id=thing.pk) for row, thing in zip(have, things, strict=True)), batch_size=BATCH
        )
        inside = PortfolioEntry.artefacts.through
        inside.objects.bulk_create(
            (inside(portfolioentry_id=entry.pk, artefact_id=thing.pk) for entry, thing in zip(entries, things, strict=True)),
            batch_size=BATCH,
        )
        codes = MeaningfulnessCheck.Code.values
        MeaningfulnessCheck.objects.bulk_create(
            (
                MeaningfulnessCheck(trial=trial, code=code, auto=ok, manual=ok, confirmed_by_id=trial.created_by_id)
                for n, trial in enumerate(self.made)
                if trial.status == Status.CLOSED
                for code in codes
                for ok in [n % 7 != 0 or code != "feedback"]
            ),
            batch_size=BATCH,
        )

    def _feedback(self) -> None:
        form = questionnaire("PP-FB")
        score = form.questions.get(code="score")
        kind = ContentType.objects.get_for_model(Trial)
        rounds = Round.objects.bulk_create(
            (
                Round(questionnaire=form, scope_type=kind, scope_id=trial.pk, title_kk=trial.number, title_ru=trial.number, opens_at=start,
                      closes_at=start + dt.timedelta(days=7))
                for trial, start in zip(self.made, self.starts, strict=True)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        marks = (5, 4, 5, 3, 4, 5, 2, 4)
        answers, given = [], []
        for n, (survey, start) in enumerate(zip(rounds, self.starts, strict=True)):
            weak = self.made[n].host_id == self.hosts[0].pk
            for one in range(self.pupils - 4):
                response = Response(round=survey, stratum="pupil", submitted_day=timezone.localdate(start))
                given.append(response)
                answers.append(Answer(response=response, question=score, number=max(1, marks[(n + one) % 8] - weak)))
            mentor = Response(round=survey, stratum="mentor", submitted_day=timezone.localdate(start))
            given.append(mentor)
            answers.append(Answer(response=mentor, question=score, number=(4, 5, 5, 3)[n % 4]))
        Response.objects.bulk_create(given, batch_size=BATCH)
        Answer.objects.bulk_create(answers, batch_size=BATCH)

    def _incidents(self) -> None:
        kinds, grades = Incident.Kind.values, ("minor", "minor", "minor", "moderate")
        some = list(zip(self.made, self.starts, strict=True))[:: max(1, len(self.made) // 24)][:24]
        Incident.objects.bulk_create(
            Incident(
                number=f"S-INC-{self.region.kato[:2]}-{n:03d}", trial=trial, site=self.sites[self.hosts.index(trial.host)], at=start,
                kind=kinds[n % len(kinds)], severity=grades[n % 4], reported_severity=grades[n % 4], description="Үлгі оқиға",
                first_actions="Үлгі әрекет", cause="Үлгі себеп", reported_by_id=trial.created_by_id, status="closed" if n % 6 else "reported",
            )
            for n, (trial, start) in enumerate(some)
        )  # fmt: skip


def build_season(region: Region, trials: int = 2000, pupils: int = 20) -> Season:
    """Write the season and let the database look at its tables."""
    season = Season(region, trials, pupils)
    season.build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return season
