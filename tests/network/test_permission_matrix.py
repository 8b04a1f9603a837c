"""Role × action matrix of the network page (§8) as one table: who may, who sees, who opens — everybody else may not, does not, cannot.

A line is an action of the page, a way to ask, its object, and the columns that get «yes». Objects belong to the school of the own columns; the foreign
columns hold the same roles elsewhere. Actions of people and staff stand in test_people_matrix.py too, with their services' side.
"""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.models import (
    AlignmentMatrix,
    CalendarEvent,
    CouncilDecision,
    CreditTransfer,
    ExpertScore,
    LegalAct,
    LocalAct,
    ModuleRecognition,
    NetworkPlan,
    OrganisationOrder,
    RegistryEntry,
    Role,
    StaffRecord,
    StatusType,
)
from tests.factories.alignment import ModuleFactory, StudyFieldFactory
from tests.factories.governance import (
    AgendaItemFactory,
    CouncilDecisionFactory,
    CouncilFactory,
    CouncilMeetingFactory,
    CouncilMemberFactory,
    NetworkDutyFactory,
    NetworkFactory,
    NetworkMembershipFactory,
)
from tests.factories.life import living, party_of
from tests.factories.people import (
    AcademicYearFactory,
    ClassGroupFactory,
    OrganisationFactory,
    OtherRegionFactory,
    PupilFactory,
    SiteFactory,
    UserFactory,
    user_with_role,
)
from tests.factories.registers import StatusFactory

pytestmark = pytest.mark.django_db

# PA platform, RO operator, ED department, OC coordinator, HD head, ME mentor, SU supervisor, CT class teacher, ST subject teacher, PS psychologist,
# SD student, PU pupil, HR, FN finance: of the own school and region. EX an external expert, ES one with a seat, an invitation and a matrix to score,
# RG the chamber's registrar, AC Academy, CS the chair of the council (a teacher of another member), HEI the university that grants, OM another member's
# coordinator. OX, RX, DX: coordinator, operator, department of elsewhere. PB: nobody signed in, which is a guardian behind a link as well.
SCHOOL = {
    "OC": Role.ORG_COORDINATOR, "HD": Role.ORG_HEAD, "ME": Role.MENTOR, "SU": Role.SUPERVISOR, "CT": Role.CLASS_TEACHER, "ST": Role.TEACHER,
    "PS": Role.PSYCHOLOGIST, "SD": Role.STUDENT, "HR": Role.HR, "FN": Role.FINANCE,
}  # fmt: skip
OUTSIDE = {
    "PA": (Role.PLATFORM_ADMIN, "career_centre"), "RO": (Role.REGION_OPERATOR, "career_centre"), "ED": (Role.DEPARTMENT, "edu_department"),
    "EX": (Role.EXPERT, ""), "ES": (Role.EXPERT, ""), "RG": (Role.REGISTRAR, "chamber"), "AC": (Role.ACADEMY, "academy"),
}  # fmt: skip
ELSEWHERE = {"OX": (Role.ORG_COORDINATOR, ""), "RX": (Role.REGION_OPERATOR, "career_centre"), "DX": (Role.DEPARTMENT, "edu_department")}
COLUMNS = [*SCHOOL, *OUTSIDE, "CS", "HEI", "OM", *ELSEWHERE, "PU", "PB"]
SIGNED_IN = " ".join(column for column in COLUMNS if column != "PB")
EVERYBODY = " ".join(COLUMNS)
STAFF = "OC HD ME SU CT ST PS HR FN"
COUNCIL = "RO ED OC HD ES CS OM AC"
MEMBERS = f"{STAFF} SD RO ED ES CS OM AC"

# action of §8, how it is asked, the permission or the address, the object, who gets «yes»
MATRIX: list[tuple[str, str, str, str, str]] = [
    ("own profile", "opens", "profile", "", SIGNED_IN),
    ("own sign-in, sessions", "opens", "mfa_index", "", SIGNED_IN),
    ("own consents", "opens", "my_data", "", SIGNED_IN),
    ("districts: read", "opens", "network:districts", "", SIGNED_IN),
    ("districts: write", "may", "network.keep_districts", "", "PA"),
    ("organisation: apply", "opens", "network:organisation_apply", "", SIGNED_IN),
    ("organisation: enter", "may", "network.add_organisation", "", "PA RO RX"),
    ("organisation: approve", "may", "network.decide_organisation", "school", "PA RO"),
    ("organisation: read", "opens", "network:organisation", "school", SIGNED_IN),
    ("organisation: edit the passport", "may", "network.change_organisation", "school", "PA RO OC HD"),
    ("organisation: short card", "opens", "api:public-organisations", "", EVERYBODY),
    ("statuses: propose", "may", "network.propose_status", "school", "RO OC HD"),
    ("statuses: grant, the operator's", "may", "network.decide_status", "status_operator", "RO"),
    ("statuses: grant, the council's", "may", "network.decide_status", "status_council", "RO CS"),
    ("statuses: grant, the university's", "may", "network.decide_status", "status_hei", "RO CS HEI"),
    ("statuses: read a candidate", "sees", "", "status_hei", "PA RO ED OC HD CS HEI"),
    ("statuses: read a granted one", "sees", "", "status_granted", SIGNED_IN),
    ("statuses: short", "opens", "api:public-statuses", "", EVERYBODY),
    ("sites: keep", "may", "network.keep_sites", "school", "RO OC HD"),
    ("sites: check the school's", "may", "network.check_sites", "school", "RO"),
    ("sites: check", "may", "profprobes.check_site", "site", "RO"),
    ("sites: read one that is not checked", "sees", "", "site", "PA RO ED RG OC HD ME"),
    ("support needs: read", "may", "network.view_support_needs", "pupil", "OC HD CT PS PU"),
    ("support needs: write", "may", "network.change_support_needs", "pupil", "CT PS"),
    ("employer: own profile", "may", "network.keep_employer", "school", "OC HD"),
    ("employer: check", "may", "network.check_employer", "school", "RO RG"),
    ("invite people, give roles", "may", "network.invite_people", "school", "RO OC HD HR CT"),
    ("staff records: read", "may", "network.view_staff_records", "school", "OC HD HR"),
    ("staff records: write", "may", "network.change_staff_records", "school", "HR"),
    ("staff records: read the own", "sees", "", "record_of_mentor", "OC HD HR ME"),
    ("class lists: write", "may", "network.keep_classes", "school", "OC HD"),
    ("class lists: read", "sees", "", "class", "OC HD CT ST PS"),
    ("class lists: read the own place", "sees", "", "enrolment", "OC HD CT ST PS PU"),
    ("consents: ask, enter paper, read", "may", "network.ask_consents", "class", "CT"),
    ("consents: counts", "may", "network.count_consents", "class", "OC HD CT"),
    ("network: create", "may", "network.add_network", "", "PA RO RX OC HD OM OX HEI"),
    ("network: change, close", "may", "network.change_network", "network", "PA RO OC HD"),
    ("network: read", "sees", "", "network", f"{MEMBERS} PA"),
    ("network: short card", "opens", "api:public-networks", "", EVERYBODY),
    ("duties: write", "may", "network.change_duties", "membership", "OC HD"),
    ("duties: read", "sees", "", "duty", f"{MEMBERS} PA"),
    ("council: run, decide", "may", "network.run_council", "meeting", "CS"),
    ("council: read", "sees", "", "council", COUNCIL),
    ("council: read a meeting", "sees", "", "meeting", COUNCIL),
    ("council: read what was decided", "sees", "", "decision", MEMBERS),
    ("order: register, sign", "may", "network.register_order", "order", "OC HD"),
    ("order: read", "sees", "", "order", f"{STAFF} SD {COUNCIL}"),
    ("agreement: draft", "may", "network.draft_agreement", "", "OC HD OM OX HEI"),
    ("agreement: run as initiator", "may", "network.run_agreement", "agreement", "OC HD"),
    ("agreement: answer, sign for a party", "may", "network.answer_for_party", "party", "OC HD"),
    ("agreement: give notice", "may", "network.give_notice", "agreement", "OC HD"),
    ("agreement: amend", "may", "network.amend_agreement", "agreement", "OC HD"),
    ("agreement: read", "sees", "", "agreement", "PA RO ED OC HD FN"),
    ("agreement: read the title", "knows", "", "agreement", f"PA RO ED {STAFF}"),
    ("agreement: read the amount of a financial one", "may", "network.read_agreement_text", "money", "OC HD FN"),
    ("agreement registry: open the book", "may", "network.see_registry", "", "RO RG RX"),
    ("agreement registry: write, the centre's", "may", "network.keep_registry", "entry_of_centre", "RO"),
    ("agreement registry: write, the chamber's", "may", "network.keep_registry", "entry_of_chamber", "RG"),
    ("agreement registry: read, the centre's", "sees", "", "entry_of_centre", "PA RO ED OC HD"),
    ("agreement registry: read, the chamber's", "sees", "", "entry_of_chamber", "PA RO ED OC HD RG"),
    ("agreement registry: open page", "opens", "network:public_registry", "", EVERYBODY),
    ("plan: edit the school's", "may", "network.change_plan", "plan", "OC HD"),
    ("plan: approve the school's", "may", "network.approve_plan", "plan", "OC HD"),
    ("plan: read the school's", "sees", "", "plan", f"{STAFF} SD RO ED AC"),
    ("plan: edit the network's", "may", "network.change_plan", "network_plan", "OC HD CS"),
    ("plan: approve the network's", "may", "network.approve_plan", "network_plan", "OC HD CS"),
    ("plan: read the network's", "sees", "", "network_plan", MEMBERS),
    ("calendar: add an event of the school", "may", "network.add_event", "school", f"{STAFF} RO"),
    ("calendar: mark a colleague's event held", "may", "network.change_event", "event", "OC HD"),
    ("calendar: read an event", "sees", "", "event", f"{STAFF} SD RO ED AC ES PU"),
    ("calendar: read an open event", "sees", "", "open_event", SIGNED_IN),
    ("calendar: open events", "opens", "api:public-events", "", EVERYBODY),
    ("modules: write", "may", "network.change_module", "module", "OC HD SU"),
    ("modules: read", "sees", "", "module", "RO ED RX DX AC OC HD OM OX HEI CS ME SU ST PS SD EX ES"),
    ("modules: read a draft", "sees", "", "draft_module", "OC HD SU"),
    ("modules: open catalogue", "opens", "network:modules", "", EVERYBODY),
    ("matrix: write", "may", "network.change_matrix", "matrix", "OC HD SU"),
    ("matrix: score", "may", "network.score_matrix", "matrix", "ES"),
    ("matrix: approve", "may", "network.approve_matrix", "network_matrix", "CS"),
    ("matrix: read", "sees", "", "matrix", "RO ED AC OC HD ME SU ST PS SD ES"),
    ("recognition: write", "may", "network.change_recognition", "recognition", "OC HD SU"),
    ("recognition: agree", "may", "network.agree_recognition", "recognition", "OC HD"),
    ("recognition: read", "sees", "", "recognition", "RO ED AC OC HD ME SU ST PS"),
    ("recognition: read what counts", "sees", "", "recognition_in_force", "RO ED AC OC HD ME SU ST PS SD"),
    ("credits: apply", "may", "network.apply_for_credits", "recognition_in_force", "SD"),
    ("credits: read and decide an application", "sees", "", "transfer", "OC HD SU SD"),
    ("local acts: write", "may", "network.change_acts", "school", "OC HD"),
    ("local acts: read", "sees", "", "act", f"{STAFF} SD RO ED AC OM CS ES"),
    ("own file: take out", "opens", "my_file", "", SIGNED_IN),
    ("staff: take out without a grant", "exports", "network:people_export", "school", ""),
]
OWN_EVENT = "OC HD ME SU CT ST PS"


class World:
    """The school with one object of every part, and a person for each column."""

    def __init__(self) -> None:
        self.school, self.member_school = OrganisationFactory(), OrganisationFactory()
        self.group = ClassGroupFactory(organisation=self.school)
        self.university = OrganisationFactory(university=True, region=OtherRegionFactory())
        self.people = self._people()
        self.clients = {column: self._client(column) for column in COLUMNS}
        self.things: dict[str, Any] = {"": None, "school": self.school, "class": self.group, "pupil": self.people["PU"]}
        self._registers()
        self._governance()
        self._agreements()
        self._plans()
        self._alignment()

    def _people(self) -> dict[str, Any]:
        narrowed = {"CT", "ST"}
        people = {
            column: user_with_role(role, self.school, class_group=self.group if column in narrowed else None, password=None)
            for column, role in SCHOOL.items()
        }
        self.homes: dict[str, Any] = {}
        region = self.school.region
        for columns, where in ((OUTSIDE, region), (ELSEWHERE, OtherRegionFactory())):
            for column, (role, kind) in columns.items():
                self.homes[column] = OrganisationFactory(region=where, **({"kind": kind} if kind else {}))
                people[column] = user_with_role(role, self.homes[column], password=None)
        people["CS"] = user_with_role(Role.TEACHER, self.member_school, password=None)
        people["OM"] = user_with_role(Role.ORG_COORDINATOR, self.member_school, password=None)
        people["HEI"] = user_with_role(Role.ORG_COORDINATOR, self.university, password=None)
        people["PU"] = PupilFactory(group=self.group, sign_in="active")
        people["PB"] = AnonymousUser()
        return people

    def _client(self, column: str) -> Client:
        client = Client(raise_request_exception=False)
        if column != "PB":
            client.force_login(self.people[column])
        return client

    def _registers(self) -> None:
        def status(granted_by: str, **more: Any) -> Any:
            code = StatusType.objects.filter(granted_by=granted_by).order_by("pk").values_list("code", flat=True)[0]
            return StatusFactory(organisation=self.school, kind=code, **more)

        self.things |= {
            "status_operator": status("operator"),
            "status_council": status("council"),
            "status_hei": status("hei", granting_org=self.university),
            "status_granted": StatusFactory(organisation=self.member_school, granted=True),
            "site": SiteFactory(organisation=self.school, draft=True),
            "enrolment": self.people["PU"].enrolments.get(),
            "record_of_mentor": StaffRecord.objects.create(
                user=self.people["ME"], organisation=self.school, hired_on=timezone.localdate(), entered_by=self.people["HR"]
            ),
        }

    def _governance(self) -> None:
        network = NetworkFactory(region=self.school.region, operator=self.school, coordinator=self.people["OC"])
        membership = NetworkMembershipFactory(network=network, organisation=self.school)
        NetworkMembershipFactory(network=network, organisation=self.member_school)
        council = CouncilFactory(network=network)
        CouncilMemberFactory(council=council, organisation=self.member_school, person=self.people["CS"], seat="chair")
        CouncilMemberFactory(council=council, organisation=self.homes["ES"], person=self.people["ES"], seat="expert")
        meeting = CouncilMeetingFactory(council=council)
        decision = CouncilDecisionFactory(item=AgendaItemFactory(meeting=meeting))
        votes = {"votes_for": 1, "votes_against": 0, "votes_abstained": 0}
        CouncilDecision.objects.filter(pk=decision.pk).update(status="adopted", number="1/1", adopted_on=timezone.localdate(), **votes)
        order = OrganisationOrder.objects.create(organisation=self.school, decision=decision, due_on=timezone.localdate())
        duty = NetworkDutyFactory(network=network, organisation=self.school)
        self.things |= {"network": network, "membership": membership, "council": council, "meeting": meeting, "decision": decision}
        self.things |= {"order": order, "duty": duty}

    def _agreements(self) -> None:
        host = OrganisationFactory(enterprise=True, region=self.school.region)
        agreement = living("CG", parties=[self.school, host])
        money = living("FIN", parties=[self.school, host], parent=agreement, amount=5)
        entries = {
            f"entry_of_{name}": RegistryEntry.objects.create(
                registrar=self.homes[column], region=self.school.region, subject=agreement if name == "centre" else money, kind="CG"
            )
            for name, column in (("centre", "RO"), ("chamber", "RG"))
        }
        for entry in entries.values():
            entry.parties.create(organisation=self.school)
        self.things |= {"agreement": agreement, "money": money, "party": party_of(agreement, self.school), **entries}

    def _plans(self) -> None:
        year, by = AcademicYearFactory(), self.people["OC"]
        now = timezone.now()
        values = {"organisation": self.school, "host": self.school, "organiser": by, "starts": now, "ends": now + dt.timedelta(hours=1)}
        values |= {"title_kk": "Демо", "title_ru": "Демо", "kind": "plc", "mode": "onsite", "place": "Демо", "goal_kk": "Д", "goal_ru": "Д"}
        event = CalendarEvent.objects.create(**values)
        event.invited_people.add(self.people["ES"], self.people["PU"])
        self.things |= {
            "plan": NetworkPlan.objects.create(organisation=self.school, year=year, kind="career", created_by=by),
            "network_plan": NetworkPlan.objects.create(network=self.things["network"], year=year, kind="network", created_by=by),
            "event": event,
            "open_event": CalendarEvent.objects.create(**values | {"is_open": True}),
            "act": LocalAct.objects.create(organisation=self.school, type="regulation", created_by=by),
        }

    def _alignment(self) -> None:
        module = ModuleFactory(organisation=self.school, level="school", outcomes=1, published=True)
        year, field = AcademicYearFactory(), StudyFieldFactory()
        matrix = AlignmentMatrix.objects.create(keeper=self.school, field=field, academic_year=year)
        ExpertScore.objects.create(matrix=matrix, expert=self.people["ES"], level="school")
        self.things |= {
            "module": module,
            "draft_module": ModuleFactory(organisation=self.school, level="school"),
            "matrix": matrix,
            "network_matrix": AlignmentMatrix(keeper=self.school, network=self.things["network"], field=field, academic_year=year),
        }
        now, law = timezone.now(), LegalAct.objects.create(title_kk="Демо", title_ru="Демо", number="1", date=timezone.localdate())
        agreed = {
            "from_agreed_at": now,
            "to_agreed_at": now,
            "legal_basis": law,
            "agreement": self.things["agreement"],
            "academic_basis": "№ 1",
        }
        for name, more in (("recognition", {}), ("recognition_in_force", {"status": "in_force", **agreed})):
            row = ModuleRecognition.objects.create(
                from_module=ModuleFactory(),
                to_module=module,
                from_credits=5,
                to_credits=5,
                credits_recognised=5,
            )
            ModuleRecognition.objects.filter(pk=row.pk).update(**{"lo_coverage_pct": 100} | more)
            row.refresh_from_db()
            self.things[name] = row
        self.things["transfer"] = CreditTransfer.objects.create(
            student=self.people["SD"], recognition=row, transcript="№ 1", grade_original="5", credits=5, credits_at_most=5
        )


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """One world for all lines: nothing here writes, and what a page writes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def _opens(world: World, column: str, address: str, thing: Any) -> bool:
    url = reverse(address, args=[thing.pk] if thing is not None else [])
    with transaction.atomic():
        code = world.clients[column].get(url).status_code
        transaction.set_rollback(True)
    return code == 200


def _asks(world: World, how: str, name: str, thing: Any) -> Any:
    """The question of one line as a function of the column."""
    rows = type(thing)._default_manager if thing is not None else None
    return {
        "may": lambda column: world.people[column].has_perm(name, thing),
        "sees": lambda column: rows.visible_to(world.people[column]).filter(pk=thing.pk).exists(),
        "knows": lambda column: rows.titled_for(world.people[column]).filter(pk=thing.pk).exists(),
        "opens": lambda column: _opens(world, column, name, thing),
        "exports": lambda column: _opens(world, column, name, thing),
    }[how]


@pytest.mark.parametrize(("action", "how", "name", "thing", "who"), MATRIX, ids=[row[0] for row in MATRIX])
def test_who_may_do_what(world, action, how, name, thing, who):
    yes = _asks(world, how, name, world.things[thing])
    assert {column for column in COLUMNS if yes(column)} == set(who.split())


@pytest.mark.parametrize("column", OWN_EVENT.split())
def test_everybody_on_the_staff_keeps_the_own_event(world, column):
    event = CalendarEvent(organisation=world.school, host=world.school, organiser=world.people[column])
    assert world.people[column].has_perm("network.change_event", event)


@pytest.mark.parametrize("permission", sorted({row[2] for row in MATRIX if row[1] == "may" and row[3]}))
def test_nobody_holds_a_right_without_its_object(world, permission):
    columns = set(COLUMNS) - {"PA"}  # the platform's administrator works everywhere
    if permission == "network.apply_for_credits":
        columns -= {"SD"}  # a student may begin anywhere
    if permission == "network.add_event":
        columns = {"PU", "EX", "ES", "PB"}  # staff add events of their own organisations
    assert [column for column in sorted(columns) if world.people[column].has_perm(permission, None)] == []


def test_staff_leave_in_a_file_only_with_a_grant(world):
    from accounts.exports import grant_export

    with transaction.atomic():
        grant_export(user=world.people["OC"], kind="staff", until=timezone.localdate(), by=UserFactory(superuser=True))
        assert _opens(world, "OC", "network:people_export", world.school)
        transaction.set_rollback(True)


def test_every_line_has_its_own_name_and_known_columns():
    assert len({row[0] for row in MATRIX}) == len(MATRIX)
    assert all(set(row[4].split()) <= set(COLUMNS) for row in MATRIX)
