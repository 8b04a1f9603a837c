"""Demo of modules and alignment: 20 modules of a college, a matrix of 24 outcomes (18 aligned, 4 partly, 2 not), experts 4, 5, 4, 11 recognised modules."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User

from .. import services as network_services
from ..models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    AgreementPeriod,
    LearningOutcome,
    LegalAct,
    Membership,
    Module,
    ModuleRecognition,
    Organisation,
    RoleAssignment,
)
from ..recognition_basis import agreement_between
from ..services import credits, joint_programmes, matrices, modules, recognition
from ..services.agreements import add_period
from ..services.matrix_cells import Typed, save_cells
from .alignment_informatics import build_informatics
from .alignment_texts import COLLEGE_MODULES, EXPERTS, RECOGNISED, SCHOOL_MODULE, UNIVERSITY_PREFIX

ALIGNED, PARTIAL, NOT = 18, 4, 2


def build(region: Any) -> None:
    """Tell the story through the services."""
    school, university = region.organisations["MK12"], region.organisations["KOU"]
    college = _pedagogical_college(region)
    people = {level: _experts(region, organisation) for level, organisation in (("tve", college), ("hei", university))}
    methodist, head = people["tve"][0], people["hei"][0]
    field = modules.study_field("Бастауыш оқыту педагогикасы", "Педагогика начального обучения")
    taught = [_module(college, "tve", field, methodist, *texts) for texts in COLLEGE_MODULES]
    _module(school, "school", field, methodist, *SCHOOL_MODULE)
    counted = [_module(university, "hei", field, head, *_of_university(texts)) for texts in COLLEGE_MODULES[:RECOGNISED]]
    _matrix(region, school, college, university, field, methodist, people)
    _agreement(region, college, university)
    _recognitions(taught, counted, methodist, head)
    _transfers(region, university, head)
    _joint_programme(school, college, methodist)
    build_informatics(region, people=_person, module=_module)


def _pedagogical_college(region: Any) -> Organisation:
    known = Organisation.objects.filter(kind="college", full_name_kk__icontains="педагогикалық", region=region.organisations["KOU"].region)
    if found := known.order_by("pk").first():
        return found
    like = region.organisations["KPK"]
    return network_services.create_organisation(
        by=None,
        code="KPED",
        bin="000040009914",
        kind="college",
        full_name_kk="«Қостанай педагогикалық колледжі (демо)» КМҚК",
        full_name_ru="КГКП «Костанайский педагогический колледж (демо)»",
        short_name_kk="Қостанай педагогикалық колледжі (демо)",
        short_name_ru="Костанайский педагогический колледж (демо)",
        region=like.region,
        district=like.district,
        address_kk="Қостанай қаласы, Демо даңғылы, 22",
        address_ru="г. Костанай, Демонстрационный проспект, 22",
    )


def _person(region: Any, organisation: Organisation, role: str, last: str, first: str, email: str) -> User:
    """A demo person with the demo's one password."""
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(last_name=last, first_name=first, email=email, sign_in=User.SignIn.ACTIVE, language="kk")
        User.objects.filter(pk=person.pk).update(password=region.people["coordinator"].password)
    learner = role == "student"
    membership, _made = Membership.objects.get_or_create(
        user=person,
        organisation=organisation,
        kind=Membership.Kind.LEARNER if learner else Membership.Kind.STAFF,
        defaults={
            "valid_from": region.year.starts_on,
            "position_kk": "Студент" if learner else "Әдіскер",
            "position_ru": "Студент" if learner else "Методист",
        },
    )
    if not membership.roles.filter(role=role).exists():
        RoleAssignment.objects.create(membership=membership, role=role, valid_from=membership.valid_from)
    return person


def _experts(region: Any, organisation: Organisation) -> list[User]:
    level = "tve" if organisation.kind == "college" else "hei"
    names = [(number, *expert) for number, expert in enumerate(EXPERTS, 1) if expert[2] == level]
    return [
        _person(region, organisation, "methodist", last, first, f"methodist{number}@kopir.test") for number, last, first, _l, _s in names
    ]


def _module(
    organisation: Organisation, level: str, field: Any, by: User, code: str, kk: str, ru: str, amount: int, outcomes: list[tuple[str, str]]
) -> Module:
    made = modules.create_module(
        organisation=organisation,
        by=by,
        code=code,
        title_kk=kk,
        title_ru=ru,
        field=field,
        level=level,
        credits=Decimal(amount),
        hours=amount * 30,
        language="kk",
        control_form="емтихан" if amount > 3 else "сынақ",
        bridging=level == "tve" and code in {"БОП 13", "БОП 16", "БОП 17"},
        open=level == "school" or code.endswith(("01", "03", "05", "13", "20")),
    )
    for number, (text_kk, text_ru) in enumerate(outcomes, 1):
        weeks = f"{number * 3 - 2}–{number * 3}"
        modules.add_outcome(
            module=made, by=by, code=f"{code} ОН{number}", text_kk=text_kk, text_ru=text_ru, key=level == "tve", weeks=weeks
        )
    return modules.publish_module(module=made, by=by)


def _of_university(texts: tuple) -> tuple:
    code, kk, ru, amount, outcomes = texts
    deeper = [(f"{one} {UNIVERSITY_PREFIX[0]}", f"{other} {UNIVERSITY_PREFIX[1]}") for one, other in outcomes]
    return code.replace("БОП", "PNO"), kk, ru, amount, deeper


def _matrix(region: Any, school: Any, college: Any, university: Any, field: Any, methodist: User, people: dict[str, list[User]]) -> None:
    programmes = {
        "school": {"organisation": school, "title_kk": SCHOOL_MODULE[1], "title_ru": SCHOOL_MODULE[2]},
        "tve": {"organisation": college, "title_kk": "01140100 Бастауыш білім беру", "title_ru": "01140100 Начальное образование"},
        "hei": {"organisation": university, "title_kk": "6B01301 Бастауышта оқыту", "title_ru": "6B01301 Начальное обучение"},
    }
    matrix = matrices.create_matrix(keeper=college, field=field, academic_year=region.year, programmes=programmes, by=methodist)
    keys = LearningOutcome.objects.filter(module__organisation=college, module__status="published", key=True).order_by("code")
    matrices.add_rows(matrix=matrix, outcomes=keys, by=methodist)
    today = timezone.localdate()
    protocol = matrices.add_protocol(matrix=matrix, number="3", held_on=today - dt.timedelta(days=20), by=methodist)
    matrices.sign_protocol(protocol=protocol, signed_on=today - dt.timedelta(days=15), signers="Үлгібаева Г., Мысалова А.", by=methodist)
    _places(matrix, university, methodist)
    typed = []
    for number, row in enumerate(matrix.rows.order_by("number")):
        kind = "aligned" if number < ALIGNED else "partial" if number < ALIGNED + PARTIAL else "not"
        remark = {"partial": "ЖОО бағдарламасында сағаты аз", "not": "ЖОО бағдарламасында жоқ"}.get(kind, "")
        cells = {"school_tve": "aligned" if number in (4, 7) else "na", "tve_hei": kind, "protocol_id": protocol.pk, "remark": remark}
        typed.append(Typed(row.pk, row.version, cells))
    save_cells(matrix=matrix, typed=typed, by=methodist)
    scored = []
    for _last, _first, level, score in EXPERTS:
        expert = people[level].pop(0)
        matrices.name_expert(matrix=matrix, expert=expert, level=level, by=methodist)
        scored.append((expert, score))
    matrices.send_matrix(matrix=matrix, by=methodist)
    for expert, score in scored:
        matrices.give_score(matrix=matrix, score=score, comment="", by=expert)
    matrices.approve_matrix(matrix=matrix, decision=f"№ 2, {today - dt.timedelta(days=10):%d.%m.%Y}", by=methodist)


def _places(matrix: Any, university: Organisation, by: User) -> None:
    there = {
        outcome.code.replace("PNO", "БОП"): outcome
        for outcome in LearningOutcome.objects.filter(module__organisation=university, module__status="published")
    }
    rows = matrix.rows.select_related("outcome")
    places = [(row, "hei", there[row.outcome.code]) for row in rows if row.outcome.code in there]
    matrices.place_outcomes(matrix=matrix, places=places, by=by)


def _agreement(region: Any, college: Organisation, university: Organisation) -> None:
    """A RECOG agreement of the two, concluded on paper at the start of the year, unless one is in force already."""
    start, end = region.year.starts_on, region.year.ends_on
    if agreement_between(college, university, timezone.localdate()):
        return
    kind = AgreementKind.objects.get(code="RECOG")
    made = Agreement.objects.create(
        kind=kind,
        title_kk=kind.name_kk,
        title_ru=kind.name_ru,
        number=f"ДЕМО-RECOG-{start.year}/001",
        number_year=start.year,
        date=start,
        initiator=college,
        origin=Agreement.Origin.PAPER,
        term_kind=kind.term_kind,
        starts_on=start,
        ends_on=end,
        exit_rule=kind.exit_rule,
        status=Agreement.Status.IN_FORCE,
        shared_at=timezone.now(),
        signed_at=timezone.now(),
    )
    for position, side in enumerate((college, university)):
        role_kk, role_ru = kind.role_of(side.kind)
        AgreementParty.objects.create(
            agreement=made,
            organisation=side,
            position=position,
            role_kk=role_kk,
            role_ru=role_ru,
            signatory_name=side.head_name,
            signatory_position_kk="Директор" if position == 0 else "Ректор",
            signatory_position_ru="Директор" if position == 0 else "Ректор",
            basis_kk="Жарғы",
            basis_ru="Устав",
            status=AgreementParty.Status.SIGNED,
        )
    add_period(agreement=made, valid_from=start, valid_until=end, source=AgreementPeriod.Source.INITIAL)


def _recognitions(taught: list[Module], counted: list[Module], methodist: User, head: User) -> None:
    act, _made = LegalAct.objects.get_or_create(
        number="152",
        date=dt.date(2011, 4, 20),
        defaults={
            "title_kk": "Кредиттік оқыту технологиясы бойынша оқу процесін ұйымдастыру қағидалары",
            "title_ru": "Правила организации учебного процесса по кредитной технологии обучения",
            "checked_on": timezone.localdate(),
        },
    )
    for one, other in zip(taught, counted, strict=False):
        row = recognition.propose_recognition(
            from_module=one,
            to_module=other,
            credits_recognised=one.credits,
            by=methodist,
            min_grade="4",
            legal_basis=act,
            academic_basis="№ 3 хаттама",
        )
        pairs = dict(zip(other.outcomes.all(), one.outcomes.all(), strict=True))
        row = recognition.map_outcomes(recognition=row, pairs=pairs, by=methodist)
        row = recognition.send_recognition(recognition=row, by=methodist)
        recognition.agree_recognition(recognition=row, organisation=one.organisation, by=methodist)
        row = recognition.agree_recognition(recognition=row, organisation=other.organisation, by=head)
        if agreement_between(one.organisation, other.organisation, timezone.localdate()):
            recognition.enter_recognition(recognition=row, by=head)


def _transfers(region: Any, university: Organisation, head: User) -> None:
    lines = [("5", "A"), ("4", "B"), ("3", "C")]
    day = region.year.starts_on
    credits.publish_grade_table(organisation=university, valid_from=day, basis="№ 1 ғылыми кеңес хаттамасы", lines=lines, by=head)
    student = _person(region, university, "student", "Мысалов", "Нұрлан", "student@kopir.test")
    rows = ModuleRecognition.objects.filter(to_module__organisation=university, status="in_force").order_by("pk")[:2]
    for number, row in enumerate(rows):
        transfer = credits.apply_for_credits(
            recognition=row, grade_original="5", credits=row.credits_recognised, transcript="№ 118, 30.06", by=student
        )
        if number == 0:
            credits.recognise_credits(transfer=transfer, by=head)


def _joint_programme(school: Organisation, college: Organisation, by: User) -> None:
    made = joint_programmes.create_joint_programme(
        keeper=college, organisations=[school], by=by, kind="elective", title_kk=SCHOOL_MODULE[1], title_ru=SCHOOL_MODULE[2]
    )
    today = timezone.localdate()
    words = (("Әдістемелік кеңес", "4"), ("Педагогикалық кеңес", "2"))
    for party, (body, number) in zip(made.parties.all(), words, strict=True):
        joint_programmes.give_conclusion(
            party=party,
            verdict="agreed",
            body=body,
            protocol_number=number,
            protocol_date=today - dt.timedelta(days=34),
            signed_by=party.organisation.head_name,
            by=by,
        )
    made = joint_programmes.approve_joint_programme(programme=made, adopted_on=today - dt.timedelta(days=30), by=by)
    for party, number in zip(made.parties.all(), ("41-н", "118-ө"), strict=True):
        joint_programmes.register_order(party=party, number=number, date=today - dt.timedelta(days=25), by=by)
    joint_programmes.enter_joint_programme(programme=made, by=by)
