"""Each hard limit (R20), each cost (R21), each reason (R25), conflicts (E-07), time and cancelling."""

from dataclasses import replace

import pytest

from practicum.allocation import Cancelled, Fixed, Mentor, Outcome, Policy, Relative, Student, fairness, solve, why_not

from .enumeration import offer, problem, student


def got(result) -> dict[str, str | None]:
    return {line.student: line.offer for line in result.lines}


# A student who would take A, and what keeps her from it: the only other offer is B.
KEPT_FROM_A = {
    "H4": ({}, {"subject": "physics"}),
    "H5": ({}, {"language": "ru"}),
    "H6": ({"bands_allowed": ("primary",)}, {"band": "senior"}),
    "H7": ({"needs": ("ramp", "lift")}, {"access": ("ramp",)}),
    "H8": ({"relatives": (Relative("A", "child"),)}, {}),
    "H9": ({"max_minutes": 9}, {}),
    "H10": ({"free_days": (0, 1)}, {"weekdays": (1, 2)}),
    "H10 shift": ({"free_shifts": (2,)}, {"shift": 1}),
    "H11": ({"barred": ("A",)}, {}),
    "CLOSED": ({}, {"closed": "agreement"}),
}


@pytest.mark.parametrize("rule", KEPT_FROM_A)
def test_a_hard_rule_keeps_a_student_from_an_offer_and_is_named(rule: str) -> None:
    mine, theirs = KEPT_FROM_A[rule]
    row = problem([student("s", "A", "B", **mine)], [offer("A", **theirs), offer("B", access=("ramp", "lift"))], {("s", "B"): 5})
    result = solve(row)
    assert got(result) == {"s": "B"}
    assert [(why.offer, why.rule) for why in why_not(row, result, "s")] == [("A", rule.split()[0])]


def test_the_school_of_an_earlier_practicum_is_left_out_only_when_the_switch_is_on() -> None:
    row = problem([student("s", "A", "B", previous=("A",))], [offer("A"), offer("B")])
    assert got(solve(row)) == {"s": "A"}
    assert got(solve(replace(row, policy=Policy(not_previous=True)))) == {"s": "B"}


def test_the_second_reading_of_the_sibling_rule_has_its_switch() -> None:
    row = problem([student("s", "A", relatives=(Relative("A", "sibling"), Relative("B", "parent")))], [offer("A"), offer("B")])
    assert got(solve(row)) == {"s": None}
    assert got(solve(replace(row, policy=Policy(relatives_excluded=False)))) == {"s": "A"}


@pytest.mark.parametrize(
    ("more", "place"),
    [({}, None), ({"relocate": True}, "A"), ({"far_consent": ("A",)}, "A"), ({"max_minutes": 300}, None)],
    ids=["too far", "hostel", "consent", "the ceiling binds"],
)
def test_a_long_way_needs_a_hostel_or_consent(more: dict, place: str | None) -> None:
    row = problem([student("s", "A", **more)], [offer("A", hostel=True)], {("s", "A"): 120})
    result = solve(row)
    assert got(result) == {"s": place}
    if place:
        assert result.lines[0].hardship
        assert result.lines[0].parts["travel"] == 70


def test_a_related_subject_is_allowed_where_the_offer_says_so_and_costs_fifteen() -> None:
    row = problem([student("s", "A")], [offer("A", subject="physics", related_ok=True)], related=(("math", "physics"),))
    assert solve(row).lines[0].parts["subject"] == 15
    assert got(solve(replace(row, related=()))) == {"s": None}


def test_a_mentor_of_several_offers_counts_once() -> None:
    offers = [offer("A1", 3, "A", mentors=("m",)), offer("A2", 3, "A", mentors=("m", "n"))]
    row = problem([student(f"s{n}", "A1", "A2") for n in range(5)], offers, mentors=(Mentor("m", 2), Mentor("n", 1)))
    result = solve(row)
    assert result.outcome is Outcome.OPTIMAL
    assert result.placed == 3
    assert {line.reason for line in result.lines if line.offer is None} == {"no_seat"}


def test_an_offer_without_a_mentor_has_no_seat() -> None:
    assert got(solve(problem([student("s", "A")], [offer("A", mentors=())]))) == {"s": None}


def test_every_cost_counts_as_the_page_says() -> None:
    row = problem(
        [student("s", "B", "C", bands_wanted=("senior",), employer="B", current="B", prior_hardship=True)],
        [offer("A", subject="physics", related_ok=True), offer("B", closed="agreement"), offer("C", closed="agreement")],
        {("s", "A"): 50},
        related=(("math", "physics"),),
    )
    line = solve(row).lines[0]
    assert line.parts == {"preference": 40, "travel": 30, "subject": 15, "grade": 5, "stability": 25, "employer": 30, "balance": 0}
    assert line.cost == 145


def test_students_above_the_share_of_a_school_cost_four_each() -> None:
    row = problem([student(f"s{n}", "A") for n in range(4)], [offer("A", 4), offer("B", 4)])
    result = solve(row)
    assert result.tier("T3").value == 8
    assert sorted(line.parts["balance"] for line in result.lines) == [0, 0, 4, 4]
    assert result.tier("T4").value == 0, "balance belongs to the school, not to one student"


def test_a_short_list_wins_nothing_and_no_list_costs_nothing() -> None:
    offers = [offer("A", 1), offer("B", 1)]
    result = solve(problem([student("a", "A"), student("b", "A", "B")], offers, policy=Policy(balance=0)))
    assert result.tier("T3").value == 10, "whoever ends in B pays the next rank"
    assert solve(problem([student("a")], offers)).tier("T3").value == 0


def test_an_unlisted_place_is_hardship_only_when_the_list_was_full() -> None:
    wishes = [f"W{n}" for n in range(5)]
    closed = [offer(key, closed="agreement") for key in wishes]
    full = solve(problem([student("s", *wishes)], [*closed, offer("A")]))
    short = solve(problem([student("s", *wishes[:4])], [*closed, offer("A")]))
    assert (full.tier("T2").value, short.tier("T2").value) == (1, 0)


def test_a_small_group_is_gathered_or_left_out() -> None:
    offers = [offer("A", 3, min_group=3), offer("B", 1)]
    assert sorted(str(place) for place in got(solve(problem([student(f"s{n}") for n in range(4)], offers))).values()) == list("AAAB")
    result = solve(problem([student(f"s{n}") for n in range(3)], [offer("A", 3, min_group=4), offer("B", 2)]))
    assert [line.reason for line in result.lines if line.offer is None] == ["min_group"]


@pytest.mark.parametrize("kind", ["sibling", "spouse", "pair"])
def test_a_joint_request_of_both_is_kept(kind: str) -> None:
    offers = [offer("A1", 1, "A"), offer("A2", 1, "A"), offer("B", 2)]
    row = problem(
        [student("s", "A1", together="t", together_kind=kind), student("t", "A2", together="s", together_kind=kind), student("u", "B")],
        offers,
    )
    places = got(solve(row))
    assert {places["s"], places["t"]} == ({"B"} if kind == "pair" else {"A1", "A2"})


def test_a_joint_request_of_one_side_is_not_one_and_a_group_that_does_not_fit_stays_out_together() -> None:
    single = problem([student("s", "A", together="t", together_kind="pair"), student("t", "B")], [offer("A", 1), offer("B", 1)])
    assert got(solve(single)) == {"s": "A", "t": "B"}
    both = replace(single, students=(single.students[0], replace(single.students[1], together="s", together_kind="pair")))
    assert [line.reason for line in solve(both).lines] == ["group", "group"]


def test_two_sisters_share_a_school_and_it_is_not_their_brothers() -> None:
    brother = (Relative("S38", "sibling"),)
    sisters = [
        student("Жанар", "S38", "X", relatives=brother, together="Мадина", together_kind="sibling"),
        student("Мадина", "S38", "Y", relatives=brother, together="Жанар", together_kind="sibling"),
    ]
    places = got(solve(problem(sisters, [offer("S38", 5), offer("X"), offer("Y")])))
    assert places["Жанар"] == places["Мадина"] != "S38"


def test_a_student_who_needs_a_ramp_gets_the_only_seat_with_one() -> None:
    others = [student(f"s{n}", "L", "O") for n in range(3)]
    row = problem([student("Ерлан", "L", needs=("ramp",)), *others], [offer("L", 1, access=("ramp",)), offer("O", 3)])
    result = solve(row)
    assert got(result)["Ерлан"] == "L"
    why = why_not(row, result, "s0")
    assert [(item.rank, item.rule, item.placed) for item in why] == [(1, "", -1)], "a seat there would leave one student without any"
    assert "Ерлан" not in repr(why) and "ramp" not in repr(why)


REASONS = {
    "no_subject": ({}, {"subject": "physics"}),
    "no_language": ({}, {"language": "ru"}),
    "no_access": ({"needs": ("lift",)}, {}),
    "relative": ({"relatives": (Relative("A", "child"),)}, {}),
    "too_far": ({"max_minutes": 5}, {}),
    "no_seat": ({"free_days": (1,)}, {"weekdays": (2,)}),
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_student_without_a_place_gets_the_first_reason_that_explains_it(reason: str) -> None:
    mine, theirs = REASONS[reason]
    assert solve(problem([student("s", **mine)], [offer("A", **theirs)])).lines[0].reason == reason


def test_a_published_place_moves_only_when_it_saves_more_than_it_costs() -> None:
    offers = [offer("A", 1), offer("B", 2)]
    rows = [student("s", "A", "B", current="B"), student("t", "A", "B", current="A")]
    assert got(solve(problem(rows, offers, policy=Policy(balance=0)))) == {"s": "B", "t": "A"}
    alone = problem([rows[0]], offers, {("s", "B"): 60}, policy=Policy(balance=0))
    assert got(solve(alone)) == {"s": "A"}, "25 for the move is less than 10 + 40 for staying"


CONFLICTS = {
    "CLOSED": ([Fixed("a", "A")], {"closed": "agreement"}, {}, ("a",)),
    "H8": ([Fixed("a", "A")], {}, {"relatives": (Relative("A", "child"),)}, ("a",)),
    "H2": ([Fixed("a", "A"), Fixed("b", "A"), Fixed("c", "A")], {}, {}, ("a", "b", "c")),
    "H13": ([Fixed("a", "A")], {"min_group": 2, "language": "ru"}, {"languages": ("ru",)}, ("a",)),
    "H3": ([Fixed("a", "A"), Fixed("b", "A")], {"mentors": ("one",)}, {}, ("a", "b")),
    "H12": ([Fixed("a", "A"), Fixed("b", "B")], {}, {"together": "b", "together_kind": "pair"}, ("a", "b")),
}


@pytest.mark.parametrize("rule", CONFLICTS)
def test_confirmed_placements_that_contradict_the_rules_are_named_and_nothing_more(rule: str) -> None:
    fixed, theirs, mine, expected = CONFLICTS[rule]
    rows = [student("a", **mine), student("b", together="a" if rule == "H12" else "", together_kind="pair"), student("c")]
    row = problem(
        rows, [offer("A", **theirs), offer("B", 5)], fixed=tuple(fixed), mentors=(Mentor("one", 1), Mentor("m-A", 9), Mentor("m-B", 9))
    )
    result = solve(row)
    assert result.outcome is Outcome.INFEASIBLE
    assert result.conflict is not None
    assert (result.conflict.rule, result.conflict.students) == (rule, expected)
    assert result.lines == ()


def test_a_rule_set_aside_with_reason_is_no_conflict() -> None:
    row = problem([student("a"), student("b")], [offer("A", language="ru"), offer("B")], fixed=(Fixed("a", "A", ("H5",)),))
    result = solve(row)
    assert result.outcome is Outcome.OPTIMAL
    assert got(result) == {"a": "A", "b": "B"}


def test_confirmed_rows_stay_whatever_they_cost() -> None:
    row = problem([student("a", "B", "A"), student("b", "A", "B")], [offer("A", 1), offer("B", 1)], fixed=(Fixed("a", "A"),))
    assert got(solve(row)) == {"a": "A", "b": "B"}


def test_a_run_that_is_out_of_time_says_how_far_it_came() -> None:
    row = problem([student("a", "A")], [offer("A")], policy=Policy(time_limit=0))
    result = solve(row)
    assert result.outcome is Outcome.NOT_PROVEN
    assert not any(tier.proven for tier in result.tiers)


def test_whoever_watches_the_progress_may_end_the_run() -> None:
    seen = []

    def watch(stage: str, _seconds: float) -> None:
        seen.append(stage)
        if stage == "T3":
            raise Cancelled

    with pytest.raises(Cancelled):
        solve(problem([student("a", "A")], [offer("A")]), progress=watch)
    assert seen == ["build", "T1", "T2", "T3"]


def test_the_fairness_report_flags_a_gap_of_more_than_ten_points() -> None:
    rows = [student(f"c{n}", "A", village=False) for n in range(2)] + [student(f"v{n}", "A", village=True) for n in range(2)]
    row = problem(rows, [offer("A", 2), offer("B", 2)], {(f"v{n}", "A"): 25 for n in range(2)})
    report = fairness(row, solve(row))
    assert report.total.first == 50.0
    cut = next(cut for cut in report.cuts if cut.name == "place")
    assert cut.gaps["first"] == 100.0
    assert "first" in cut.flagged


def test_a_problem_with_a_row_twice_is_refused() -> None:
    row = problem([student("a"), student("a")], [offer("A")])
    with pytest.raises(ValueError, match="repeats"):
        solve(row)
    with pytest.raises(ValueError, match="unknown"):
        solve(problem([student("a")], [offer("A")], fixed=(Fixed("a", "Z"),)))


def test_nobody_to_place_is_an_answer_too() -> None:
    assert solve(problem([], [offer("A")])).outcome is Outcome.OPTIMAL
    assert isinstance(student("a"), Student)
