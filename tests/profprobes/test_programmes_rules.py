"""BR-9, BR-10, BR-11 and the versions of programmes (§2.2)."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Notice
from core.errors import WrongState
from network.models import Agreement, Role
from profprobes import errors, errors_programmes
from profprobes.models import ProgrammeReview, ProgrammeStage, TrialProgramme
from profprobes.services import programmes, trials
from profprobes.services.gate import gate
from profprobes.services.programme_rules import gaps, hints
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.programmes import YES, draft_programme, in_review, published
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def bell(django_capture_on_commit_callbacks):
    """Runs what follows a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestCompleteness:
    def test_a_complete_programme_goes_to_review_and_its_experts_are_told(self, bell):
        row = draft_programme()
        expert = user_with_role(Role.MENTOR, row.owner)
        with bell():
            row = programmes.submit_programme(programme=row, host=row.owner, by=row.author)
        assert row.status == "in_review"
        assert Notice.objects.filter(user=expert).count() == 1

    @pytest.mark.parametrize(
        "change, part",
        [
            ({"category": ""}, "card"),
            ({"duration_band": ""}, "card"),
            ({"purpose": ""}, "card"),
            ({"group_max": None}, "card"),
            ({"possible_dates": []}, "card"),
            ({"methods": []}, "card"),
            ({"methods": ["other"]}, "card"),
            ({"product_ru": ""}, "card"),
            ({"product_types": []}, "card"),
            ({"sen_groups": []}, "card"),
            ({"aims_kk": " "}, "note"),
            ({"results_know_ru": ""}, "note"),
            ({"step2_kk": ""}, "task"),
            ({"provision": []}, "provision"),
            ({"provision": [{"kk": "Карта", "ru": "Карта", "kind": "didactic"}]}, "provision"),
        ],
        ids=str,
    )
    def test_each_missing_row_is_named_with_its_part(self, change, part):
        row = draft_programme(**change)
        assert [gap.part for gap in gaps(row)] == [part]
        with pytest.raises(errors_programmes.ProgrammeIncomplete):
            programmes.submit_programme(programme=row, host=row.owner, by=row.author)

    def test_a_typical_task_stands_in_for_a_product(self):
        row = draft_programme(product_kk="", product_ru="", typical_task_kk="Есеп", typical_task_ru="Задача", product_types=[])
        assert gaps(row) == []

    @pytest.mark.parametrize("kind, lacking", [("introductory", 3), ("in_depth", 3), ("mini", 0), ("immersion", 0)])
    def test_introductory_and_in_depth_programmes_have_four_stages(self, kind, lacking):
        row = draft_programme(kind=kind, minutes=15)
        row.stages.exclude(stage="practical").delete()
        assert len(gaps(row)) == lacking

    def test_without_a_practical_stage_or_its_briefing_nothing_is_complete(self):
        row = draft_programme()
        ProgrammeStage.objects.filter(stage="practical").update(briefing=False)
        assert len(gaps(row)) == 1
        ProgrammeStage.objects.filter(stage="practical").delete()
        assert len(gaps(row)) == 1
        ProgrammeStage.objects.all().delete()
        assert {gap.part for gap in gaps(row)} == {"plan"}

    @pytest.mark.parametrize(
        "change", [{"kind": "mini", "minutes": 40}, {"academic_hours": 3}, {"academic_hours": 1}, {"labour_function_kk": ""}], ids=str
    )
    def test_what_is_only_unusual_warns_and_does_not_block(self, change):
        row = draft_programme(**change)
        assert hints(row) and gaps(row) == []
        assert hints(draft_programme()) == []


class TestReview:
    def test_an_author_does_not_review_neither_by_the_service_nor_by_the_database(self):
        row = in_review()
        with pytest.raises(errors_programmes.AuthorReviews):
            programmes.review_programme(programme=row, decision="approve", marks=YES, comment="", by=row.author)
        with pytest.raises(DatabaseError), transaction.atomic():
            ProgrammeReview.objects.create(programme=row, reviewer=row.author, organisation=row.owner, decision="approve", **YES)
        row.refresh_from_db()
        assert row.status == "in_review"

    def test_one_no_is_no_approval(self):
        row = in_review()
        with pytest.raises(errors_programmes.MarkIsNo):
            programmes.review_programme(programme=row, decision="approve", marks=YES | {"safe": False}, comment="", by=row.expert)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeReview.objects.create(
                programme=row, reviewer=row.expert, organisation=row.owner, decision="approve", **(YES | {"safe": False})
            )

    def test_a_return_says_what_to_correct_and_the_programme_comes_back(self, bell):
        row = in_review()
        with pytest.raises(errors_programmes.ReturnWithoutComment):
            programmes.review_programme(programme=row, decision="return", marks=YES, comment=" ", by=row.expert)
        with bell():
            programmes.review_programme(programme=row, decision="return", marks=YES, comment="Қауіптерді жазыңыз", by=row.expert)
        row.refresh_from_db()
        assert row.status == "returned" and Notice.objects.filter(user=row.author).exists()
        programmes.save_part(programme=row, part="note", data={"control_kk": "Чек-парақ"}, by=row.author)
        assert programmes.submit_programme(programme=row, host=row.owner, by=row.author).status == "in_review"

    def test_without_a_positive_review_nothing_is_published(self):
        row = draft_programme()
        TrialProgramme.objects.filter(pk=row.pk).update(status="approved")
        with pytest.raises(errors_programmes.NotReviewed):
            programmes.publish_programme(programme=row, by=row.author)
        with pytest.raises(WrongState):
            programmes.publish_programme(programme=draft_programme(), by=row.author)

    def test_a_host_with_nobody_but_the_authors_is_refused(self):
        row = draft_programme()
        with pytest.raises(errors_programmes.NobodyReviews):
            programmes.submit_programme(programme=row, host=row.owner, by=row.author)

    def test_a_school_chooses_the_employer_and_a_school_is_none(self):
        row = draft_programme(owner=OrganisationFactory(), host=None)
        for host in (None, row.owner):
            with pytest.raises(errors_programmes.NoReviewer):
                programmes.submit_programme(programme=row, host=host, by=row.author)


class TestVersions:
    def test_a_published_programme_is_not_edited_but_gets_the_next_version(self):
        row = published()
        with pytest.raises(errors_programmes.ProgrammeLocked):
            programmes.save_part(programme=row, part="note", data={"aims_kk": "…"}, by=row.author)
        copy = programmes.new_version(programme=row, by=row.author)
        assert (copy.version, copy.previous, copy.status) == (2, row, "draft")
        assert copy.stages.count() == row.stages.count() == 4 and copy.provision == row.provision and copy.steps("kk") == row.steps("kk")
        with pytest.raises(errors_programmes.NewVersionExists):
            programmes.new_version(programme=row, by=row.author)

    def test_trials_keep_their_version_and_sites_run_the_new_one(self):
        world = TrialWorld()
        old = world.programme
        copy = programmes.new_version(programme=old, by=world.host_coordinator)
        TrialProgramme.objects.filter(pk=copy.pk).update(status="approved")
        ProgrammeReview.objects.create(programme=copy, reviewer=world.mentor, organisation=world.host, decision="approve", **YES)
        copy = programmes.publish_programme(programme=copy, by=world.host_coordinator)
        old.refresh_from_db()
        world.trial.refresh_from_db()
        assert old.status == "archived" and world.trial.programme == old
        assert list(world.trial_site.programmes.all()) == [copy]
        assert next(line for line in gate(world.session) if line.code == "G3").ok
        programmes.archive_programme(programme=copy, reason="Жабдық ескірді", by=world.host_coordinator)
        assert not next(line for line in gate(world.session) if line.code == "G3").ok

    def test_archiving_asks_for_a_reason_and_tells_the_schools_that_planned(self, bell):
        world = TrialWorld()
        with pytest.raises(errors.ReasonMissing):
            programmes.archive_programme(programme=world.programme, reason=" ", by=world.host_coordinator)
        with bell():
            programmes.archive_programme(programme=world.programme, reason="Цех жабылды", by=world.host_coordinator)
        assert Notice.objects.filter(user=world.coordinator).exists()

    def test_a_draft_is_thrown_away_and_what_an_expert_saw_is_not(self):
        row = draft_programme()
        programmes.discard_programme(programme=row, by=row.author)
        assert not TrialProgramme.objects.exists()
        row = published()
        with pytest.raises(errors_programmes.HasHistory):
            programmes.discard_programme(programme=row, by=row.author)


class TestAdoption:
    def test_a_host_adopts_what_its_own_expert_has_reviewed(self):
        world = TrialWorld(pupils=0)
        row = published(owner=world.school, host=world.host)
        programmes.adopt_programme(programme=row, site=world.site, by=world.host_coordinator)
        assert row in world.trial_site.programmes.all()
        with pytest.raises(errors_programmes.AlreadyAdopted):
            programmes.adopt_programme(programme=row, site=world.site, by=world.host_coordinator)

    def test_a_typical_programme_of_the_operator_is_adopted_and_one_of_another_employer_is_not(self):
        world = TrialWorld(pupils=0)
        host = OrganisationFactory(college=True)
        typical = published(owner=OrganisationFactory(career_centre=True), host=host)
        programmes.adopt_programme(programme=typical, site=world.site, by=world.host_coordinator)
        with pytest.raises(errors_programmes.CannotAdopt):
            programmes.adopt_programme(programme=published(owner=host), site=world.site, by=world.host_coordinator)
        with pytest.raises(errors_programmes.ProgrammeLocked):
            programmes.adopt_programme(programme=draft_programme(owner=typical.owner), site=world.site, by=world.host_coordinator)

    def test_the_next_version_takes_over_at_the_sites_that_adopted_it(self, bell):
        world = TrialWorld(pupils=0)
        row = published(owner=world.school, host=world.host)
        author, expert = row.author, row.expert
        programmes.adopt_programme(programme=row, site=world.site, by=world.host_coordinator)
        copy = programmes.new_version(programme=row, by=author)
        programmes.submit_programme(programme=copy, host=world.host, by=author)
        programmes.review_programme(programme=copy, decision="approve", marks=YES, comment="", by=expert)
        with bell():
            programmes.publish_programme(programme=copy, by=author)
        assert copy in world.trial_site.programmes.all() and row not in world.trial_site.programmes.all()
        assert Notice.objects.filter(user=world.host_coordinator).exists()


def test_the_sixth_part_prefills_row_12_of_form_a():
    row = draft_programme()
    provision = [{"kk": "Сканер", "ru": "Сканер", "kind": "device", "quantity": 1, "whom": "group", "by": "school"}]
    saved = programmes.save_part(programme=row, part="provision", data={"provision": provision}, by=row.author)
    assert saved.equipment == [{"kk": "Сканер", "ru": "Сканер", "kind": "equipment", "by": "school"}]


def test_a_changed_kind_brings_its_purpose():
    row = draft_programme()
    same = {"kind": "in_depth", "purpose": row.purpose, "sen_possible": False, "sen_groups": ["hearing"]}
    saved = programmes.save_part(programme=row, part="card", data=same, by=row.author)
    assert saved.purpose == "refinement" and saved.sen_groups == []
    chosen = {"kind": "mini", "purpose": "preferences", "sen_possible": False, "sen_groups": []}
    assert programmes.save_part(programme=saved, part="card", data=chosen, by=row.author).purpose == "preferences"


def test_no_trial_is_planned_without_an_agreement_nor_with_a_programme_that_is_not_published():
    world = TrialWorld(pupils=0)
    pupil = world.add_pupil().pupil
    world.trial.participations.all().delete()
    world.slot.refresh_from_db()  # the period as a range
    asked = {
        "slot": world.slot,
        "programme": world.programme,
        "school": world.school,
        "class_groups": [world.class_group],
        "pupils": [pupil],
        "responsible": world.responsible,
        "by": world.coordinator,
    }
    with pytest.raises(errors.ProgrammeNotPublished):
        trials.create_trial(**asked | {"programme": draft_programme(owner=world.host)})
    Agreement.objects.all().delete()
    with pytest.raises(errors.NoAgreement):
        trials.create_trial(**asked)
