"""The quarterly review: figures, cases without names, discussion, proposals, closing (§2.4, BR-37, BR-38, §5.10, story 13)."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import WrongState
from network.models import Role, Term
from profprobes import errors_desk as errors
from profprobes.documents import QuarterlyReviewMinutes
from profprobes.models import MeaningfulnessCheck, ParticipantForm, Participation, QuarterlyReview, ReviewProposal
from profprobes.queries.reviews import count_figures, terms_with_trials, to_change, to_review_term
from profprobes.services import reviews
from tests.documents.reading import render_and_read
from tests.factories.desk import discuss, ended_term, review_of
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db
SAYS_NOTHING = dict.fromkeys(ParticipantForm.ANSWERS, "ұнады")


@pytest.fixture(autouse=True)
def _no_kept_choices():
    cache.clear()


@pytest.fixture
def world():
    return TrialWorld(pupils=3, held=True)


def say_nothing(world, count):
    rows = ParticipantForm.objects.filter(participation__in=world.participations[:count])
    rows.update(**SAYS_NOTHING)


def flagged_review():
    """4 empty of 11 reflections in one programme = 36 %."""
    world = TrialWorld(pupils=11, held=True)
    say_nothing(world, 4)
    return world, discuss(review_of(world, cases=3), world.coordinator)


def propose(world, review, **fields):
    values = {"programme": world.programme, "change": "Сұрақтарды қайта жазу", "owner": world.responsible, "due": timezone.localdate()}
    return reviews.add_proposal(review=review, by=world.coordinator, **(values | fields))


class TestFigures:
    def test_br37_by_kind_and_by_programme(self):
        world = TrialWorld(pupils=11, held=True)
        say_nothing(world, 4)
        figures = count_figures(review_of(world))
        line = figures["programmes"][0]
        assert (line["pk"], line["empty"], line["attended"], line["percent"], line["flagged"]) == (world.programme.pk, 4, 11, 36, True)
        assert figures["formats"][0]["kind"] == world.programme.kind and figures["formats"][0]["percent"] == 36

    def test_under_ten_participants_nothing_is_flagged(self, world):
        say_nothing(world, 3)
        assert count_figures(review_of(world))["programmes"][0]["flagged"] is False

    def test_outcomes_trials_and_deviations_are_counted(self, world):
        Participation.objects.filter(pk=world.participations[0].pk).update(outcome="not_for_me")
        figures = count_figures(review_of(world))
        assert figures["trials"]["held"] == 1 and figures["outcomes"]["attended"] == 3 and figures["outcomes"]["not_for_me"] == 1
        assert [(row["grade"], row["pupils"], row["shown"]) for row in figures["deviations"]] == [(world.class_group.grade, 3, "0")]

    def test_another_term_holds_nothing_of_it(self, world):
        review = review_of(world)
        term = review.term
        term.starts_on, term.ends_on = term.starts_on - dt.timedelta(days=100), term.starts_on - dt.timedelta(days=50)
        term.save()
        assert count_figures(QuarterlyReview.objects.get(pk=review.pk))["trials"]["held"] == 0

    def test_what_was_discussed_stays_although_the_records_change(self, world):
        review = discuss(review_of(world, cases=3), world.coordinator)
        Participation.objects.update(status="absent")
        page = signed_in(world.coordinator).get(url("review", review.pk))
        assert page.context["figures"]["outcomes"]["attended"] == 3


class TestCases:
    def test_a_case_that_names_a_pupil_is_refused_beside_its_field(self, world):
        review = review_of(world)
        name = world.pupils[0].first_name
        content = {"trial": world.trial.pk, "did": f"{name}ның бөлшегі", "changed": "Дәлдік", "conclusion": "Қайталау"}
        answer = signed_in(world.coordinator).post(url("review_case_new", review.pk), content)
        assert answer.status_code == 422 and name in words(answer) and not review.cases.exists()

    def test_five_are_enough(self, world):
        review = review_of(world, cases=5)
        with pytest.raises(errors.TooManyCases):
            reviews.save_case(review=review, trial=world.trial, did="а", changed="б", conclusion="в", by=world.coordinator)

    def test_a_trial_of_another_school_is_no_case(self, world):
        review, other = review_of(world), TrialWorld(pupils=1, held=True)
        with pytest.raises(errors.TrialNotOfTheTerm):
            reviews.save_case(review=review, trial=other.trial, did="а", changed="б", conclusion="в", by=world.coordinator)

    def test_a_case_is_changed_and_taken_away_while_the_review_is_open(self, world):
        review = review_of(world, cases=2)
        client, case = signed_in(world.coordinator), review.cases.first()
        content = {"trial": world.trial.pk, "did": "Басқа", "changed": "Дәлдік", "conclusion": "Қайталау"}
        assert client.post(url("review_case", case.pk), content).status_code == 302
        case.refresh_from_db()
        assert case.did == "Басқа"
        client.post(url("review_case_remove", case.pk))
        assert review.cases.count() == 1


class TestDiscussion:
    def test_three_cases_come_first(self, world):
        with pytest.raises(errors.CasesMissing):
            discuss(review_of(world, cases=2), world.coordinator)

    def test_it_needs_minutes_and_members(self, world):
        review = review_of(world, cases=3)
        with pytest.raises(errors.MinutesMissing):
            reviews.discuss_review(
                review=review, discussed_on=timezone.localdate(), minutes_number=" ", members="а", conclusion="", by=world.coordinator
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            QuarterlyReview.objects.filter(pk=review.pk).update(status="discussed")

    def test_not_before_the_term_ends_and_not_in_the_future(self, world):
        review = review_of(world, cases=3)
        review.term.ends_on = timezone.localdate()
        review.term.save()
        with pytest.raises(errors.TermStillRuns):
            discuss(review, world.coordinator)
        review.term.ends_on -= dt.timedelta(days=1)
        review.term.save()
        with pytest.raises(errors.DiscussedInTheFuture):
            reviews.discuss_review(
                review=review, discussed_on=timezone.localdate() + dt.timedelta(days=1), minutes_number="1", members="а", conclusion="",
                by=world.coordinator,
            )  # fmt: skip

    def test_afterwards_cases_and_team_stay(self, world):
        review = discuss(review_of(world, cases=3), world.coordinator)
        with pytest.raises(errors.FiguresAreFrozen):
            reviews.save_team(review=review, team=[], hopes="", by=world.coordinator)
        with pytest.raises(errors.FiguresAreFrozen):
            reviews.remove_case(case=review.cases.first(), by=world.coordinator)


class TestClosing:
    def test_story_13_a_flagged_programme_wants_a_proposal_with_owner_and_date(self):
        world, review = flagged_review()
        with pytest.raises(errors.ProposalMissing):
            reviews.close_review(review=review, by=world.coordinator)
        propose(world, review, programme=None)
        with pytest.raises(errors.ProposalMissing):
            reviews.close_review(review=review, by=world.coordinator)
        propose(world, review)
        assert reviews.close_review(review=review, by=world.coordinator).status == "closed"
        with pytest.raises(errors.ReviewIsOver):
            propose(world, review)

    def test_nothing_flagged_needs_no_proposal(self, world):
        review = discuss(review_of(world, cases=3), world.coordinator)
        assert reviews.close_review(review=review, by=world.coordinator).status == "closed"

    def test_an_open_review_is_not_closed(self, world):
        with pytest.raises(WrongState):
            reviews.close_review(review=review_of(world), by=world.coordinator)

    def test_a_proposal_lies_ahead_and_its_owner_works_here(self, world):
        review = review_of(world)
        with pytest.raises(errors.DueIsPast):
            propose(world, review, due=timezone.localdate() - dt.timedelta(days=1))
        with pytest.raises(errors.OwnerElsewhere):
            propose(world, review, owner=world.trial_mentor.membership)
        assert not ReviewProposal.objects.exists()


class TestWhoMay:
    def test_the_region_sees_it_once_it_is_discussed(self, world):
        review = review_of(world, cases=3)
        department = signed_in(user_with_role(Role.DEPARTMENT, OrganisationFactory(edu_department=True)))
        assert department.get(url("review", review.pk)).status_code == 404
        discuss(review, world.coordinator)
        page = department.get(url("review", review.pk))
        assert page.status_code == 200 and page.context["deviations"] == []  # three pupils are not told outside the school
        assert department.post(url("review_close", review.pk)).status_code == 403

    def test_a_teacher_discusses_and_a_class_teacher_reads(self, world):
        review = review_of(world, cases=3)
        teacher = signed_in(user_with_role(Role.TEACHER, world.school))
        assert teacher.get(url("review_discussion", review.pk)).status_code == 200
        assert teacher.post(url("review_case_new", review.pk)).status_code == 403
        assert signed_in(world.teacher).get(url("review", review.pk)).status_code == 200
        assert signed_in(world.teacher).get(url("review_discussion", review.pk)).status_code == 403

    def test_another_school_and_another_region_do_not_see_it(self, world):
        review = discuss(review_of(world, cases=3), world.coordinator)
        elsewhere = OrganisationFactory(edu_department=True, region=OtherRegionFactory())
        for person in (TrialWorld(pupils=1).coordinator, user_with_role(Role.DEPARTMENT, elsewhere), world.host_coordinator):
            assert signed_in(person).get(url("review", review.pk)).status_code == 404

    def test_the_coordinator_opens_one_review_a_term(self, world):
        review = review_of(world)
        client = signed_in(world.coordinator)
        answer = client.post(url("review_open"), {"school": world.school.pk, "term": review.term_id})
        assert answer.url == url("review", review.pk) and QuarterlyReview.objects.count() == 1
        assert client.post(url("review_open"), {"school": world.host.pk, "term": review.term_id}).status_code == 403

    def test_it_waits_on_the_home_page_until_it_is_discussed(self, world):
        review = review_of(world, cases=3)
        assert [line.code for line in to_review_term(world.coordinator)] == ["quarterly_review"]
        discuss(review, world.coordinator)
        assert to_review_term(world.coordinator) == []


@pytest.mark.parametrize(
    ("language", "heading", "rework"),
    [
        ("kk", "Тоқсандық талдау хаттамасы", "Сценарийді қайта құрастыру қажет"),
        ("ru", "Протокол анализа за четверть", "Сценарий нужно переработать"),
    ],
)
def test_pp_qr_prints_seven_sections_on_two_pages(language, heading, rework):
    world, review = flagged_review()
    propose(world, review)
    page = render_and_read(QuarterlyReviewMinutes, review, language)
    assert page.count <= 2 and heading in page.text and rework in page.text and "36 %" in page.text
    assert not any(f"{pupil.last_name} {pupil.first_name}" in page.text for pupil in world.pupils)


def test_the_minutes_are_printed_after_the_discussion(world):
    assert QuarterlyReviewMinutes().problems(review_of(world), "kk")


class TestProposalIsDone:
    """«What is changed, by whom, by when» is kept in view until it is changed."""

    @pytest.fixture
    def asked(self, world):
        review = review_of(world)
        return world, review, propose(world, review)

    def test_the_one_responsible_marks_it_from_the_review_to_which_the_todo_leads(self, asked):
        world, review, proposal = asked
        owner = world.responsible.user
        todo = to_change(owner)[0]
        assert (todo.url_name, todo.args, todo.tone) == ("profprobes:review", (review.pk,), "sun")
        client = signed_in(owner)
        assert "Орындалды деп белгілеу" in words(client.get(url("review", review.pk)))
        client.post(url("review_proposal_mark", proposal.pk, "done"))
        proposal.refresh_from_db()
        assert proposal.done_at and not to_change(owner)

    def test_past_its_day_it_is_shown_as_overdue_and_done_after_the_review_is_closed(self, asked):
        world, review, proposal = asked
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        ReviewProposal.objects.update(due=yesterday)
        QuarterlyReview.objects.filter(pk=review.pk).update(status="closed", discussed_on=yesterday, minutes_number="1", members="А")
        client = signed_in(world.coordinator)
        assert "мерзімі өткен" in words(client.get(url("review_proposals"), {"state": "late"}))
        assert to_change(world.responsible.user)[0].tone == "clay"
        assert client.post(url("review_proposal_mark", proposal.pk, "done"), {"next": "list"}).url == url("review_proposals")
        assert proposal.change not in words(client.get(url("review_proposals")))
        assert "Әлі орындалмаған" in words(client.get(url("review_proposals"), {"state": "done"}))

    def test_it_is_marked_once_taken_back_once_and_stays_when_done(self, asked):
        world, _review, proposal = asked
        with pytest.raises(errors.ProposalIsOpen):
            reviews.mark_proposal(proposal=proposal, finished=False, by=world.coordinator)
        reviews.mark_proposal(proposal=proposal, finished=True, by=world.coordinator)
        with pytest.raises(errors.ProposalIsDone):
            reviews.mark_proposal(proposal=proposal, finished=True, by=world.coordinator)
        with pytest.raises(errors.ProposalIsDone):
            reviews.remove_proposal(proposal=proposal, by=world.coordinator)
        assert reviews.mark_proposal(proposal=proposal, finished=False, by=world.coordinator).done_at is None

    def test_a_teacher_who_is_not_responsible_and_the_region_may_not(self, asked):
        world, _review, proposal = asked
        teacher = user_with_role(Role.TEACHER, world.school)
        assert signed_in(teacher).post(url("review_proposal_mark", proposal.pk, "done")).status_code == 403
        stranger = user_with_role(Role.TEACHER, OrganisationFactory())
        assert signed_in(stranger).post(url("review_proposal_mark", proposal.pk, "done")).status_code == 404


class TestChecklist:
    def test_the_six_marks_are_counted_over_the_trials_of_the_term_and_printed(self, world):
        for code in MeaningfulnessCheck.Code.values:
            MeaningfulnessCheck.objects.create(
                trial=world.trial, code=code, auto=True, manual=code != "feedback", note="Айтылмады" if code == "feedback" else "",
                confirmed_by=world.coordinator,
            )  # fmt: skip
        review = discuss(review_of(world, cases=3), world.coordinator)
        kept = review.figures["checklist"]
        assert (kept["checked"], kept["whole"], kept["marks"]["goal"], kept["marks"]["feedback"]) == (1, 0, 1, 0)
        for language, title, mark in (
            ("kk", "мазмұндылық чек-парағы", "Кері байланыс"),
            ("ru", "Чек-лист содержательности", "Обратная связь"),
        ):
            text = render_and_read(QuarterlyReviewMinutes, review, language)
            assert title in text.text and mark in text.text

    def test_a_review_discussed_before_they_were_counted_still_prints(self, world):
        review = discuss(review_of(world, cases=3), world.coordinator)
        review.figures.pop("checklist")
        review.save(update_fields=["figures"])
        assert "чек-парағы" not in render_and_read(QuarterlyReviewMinutes, review, "kk").text


class TestTermsToReview:
    def test_a_term_without_a_trial_is_not_listed_as_waiting(self, world):
        empty = Term.objects.create(
            year=world.class_group.academic_year, number=4, starts_on=world.class_group.academic_year.starts_on,
            ends_on=world.class_group.academic_year.starts_on + dt.timedelta(days=1),
        )  # fmt: skip
        held = ended_term(world)
        found = terms_with_trials([world.school.pk], Term.objects.all())
        assert (world.school.pk, held.pk) in found and (world.school.pk, empty.pk) not in found
