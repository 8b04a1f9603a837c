"""Entries, files and scores as other apps add them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from portfolio.errors import CriterionUnknown, LevelUnknown, NotSeenNotAllowed, NotTheOwner, PeopleNotNamed, QuotaFull, TooManyFiles
from portfolio.models import Artefact, Portfolio, PortfolioEntry, Rubric, RubricScore
from portfolio.services import (
    add_artefact,
    add_entry,
    block_artefacts,
    hide_entry,
    remove_artefact,
    restore_entries,
    save_scores,
    set_access,
    show_entry,
    unblock_artefacts,
    withdraw_entries,
)
from tests.factories.files import heic, pdf, picture, upload
from tests.factories.people import PupilFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


def attach(owner, content=None, name="photo.jpg", **more):
    values = {"kind": "photo", "people": "none"} | more
    return add_artefact(owner=owner, upload=upload(content or picture(), name), by=owner, **values)


def enter(owner, source, **more):
    values = {"type": "trial_product", "title": "Ағаш ұстасы", "happened_on": dt.date(2026, 11, 20)} | more
    return add_entry(owner=owner, source=source, by=owner, **values)


def test_a_file_is_kept_under_a_name_that_tells_nothing():
    owner = PupilFactory()
    artefact = attach(owner, name="Алуа Демеу 8А.jpg")
    assert artefact.original_name == "Алуа Демеу 8А.jpg" and artefact.mime == "image/jpeg" and artefact.width == 640
    assert "Алуа" not in artefact.file.name and artefact.thumbnail and Portfolio.objects.filter(owner=owner).exists()
    with artefact.file.open("rb") as kept:
        assert len(kept.read()) == artefact.size


def test_a_heic_photo_is_kept_as_jpeg():
    artefact = attach(PupilFactory(), content=heic(), name="IMG_0001.HEIC")
    assert artefact.mime == "image/jpeg" and artefact.file.name.endswith(".jpg")


def test_the_same_file_is_one_artefact_of_one_owner():
    owner, other = PupilFactory(), PupilFactory()
    assert attach(owner) == attach(owner) and attach(other) != attach(owner)
    assert Artefact.objects.count() == 2


def test_a_picture_names_its_people_and_a_document_has_none():
    owner = PupilFactory()
    with pytest.raises(PeopleNotNamed):
        attach(owner, people=None)
    assert attach(owner, content=pdf(), name="r.pdf", kind="report", people="minors").people == "none"


def test_the_quota_is_kept(monkeypatch):
    owner = PupilFactory()
    attach(owner)
    monkeypatch.setattr("portfolio.services.artefacts.QUOTA_MB", 0)
    with pytest.raises(QuotaFull):
        attach(owner, content=picture(size=(100, 100)))


def test_a_repeated_entry_is_brought_up_to_date_and_not_doubled():
    owner, source = PupilFactory(), SiteFactory()
    first = enter(owner, source, description="Бір")
    again = enter(owner, source, description="Екі", artefacts=[attach(owner)])
    assert first == again and again.description == "Екі" and again.artefacts.count() == 1
    assert first.access == PortfolioEntry.Access.PRIVATE


def test_the_database_refuses_a_doubled_entry():
    entry = enter(PupilFactory(), SiteFactory())
    copy = PortfolioEntry(portfolio=entry.portfolio, type=entry.type, title="x", happened_on=entry.happened_on, source=entry.source)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_an_update_keeps_the_access_that_the_owner_chose():
    owner, source = PupilFactory(), SiteFactory()
    set_access(entry=enter(owner, source), access="group", by=owner)
    assert enter(owner, source, description="Жаңа").access == "group"


def test_a_withdrawn_entry_leaves_and_comes_back_only_by_a_new_yes():
    owner, source = PupilFactory(), SiteFactory()
    enter(owner, source)
    assert withdraw_entries(source=source) == 1
    assert enter(owner, source).status == PortfolioEntry.Status.REMOVED
    assert not PortfolioEntry.objects.visible_to(owner).exists()
    restore_entries(source=source)
    assert PortfolioEntry.objects.visible_to(owner).exists()


def test_twenty_files_are_the_most(monkeypatch):
    monkeypatch.setattr("portfolio.services.entries.MOST_FILES", 1)
    owner, source = PupilFactory(), SiteFactory()
    first, second = attach(owner), attach(owner, content=picture(size=(50, 50)))
    enter(owner, source, artefacts=[first])
    enter(owner, source, artefacts=[first])
    with pytest.raises(TooManyFiles):
        enter(owner, source, artefacts=[second])


@pytest.mark.parametrize(
    "action",
    [
        lambda entry, by: set_access(entry=entry, access="org", by=by),
        lambda entry, by: hide_entry(entry=entry, by=by),
        lambda entry, by: show_entry(entry=entry, by=by),
    ],
)
def test_only_the_owner_decides_about_an_entry(action):
    entry = enter(PupilFactory(), SiteFactory())
    with pytest.raises(NotTheOwner):
        action(entry, UserFactory())


def test_a_removed_file_is_deleted_from_the_storage(files, django_capture_on_commit_callbacks):
    owner = PupilFactory()
    artefact = attach(owner)
    with pytest.raises(NotTheOwner):
        remove_artefact(artefact=artefact, by=UserFactory())
    assert list(files.rglob("*.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        remove_artefact(artefact=artefact, by=owner)
    assert not list(files.rglob("*.jpg")) and Artefact.objects.get().status == "deleted"


def test_only_pictures_with_people_are_blocked():
    owner = PupilFactory()
    person, thing = attach(owner, people="owner"), attach(owner, content=picture(size=(60, 60)))
    assert block_artefacts(artefacts=[person, thing]) == 1
    person.refresh_from_db()
    assert person.status == "blocked"
    assert unblock_artefacts(artefacts=[person, thing]) == 1


def test_the_rubric_of_forms_b_and_v_is_seeded_in_both_languages():
    rubric = Rubric.objects.get(code="PP-B5")
    assert [criterion.code for criterion in rubric.criteria.all()] == ["understanding", "procedure", "accuracy", "communication", "safety"]
    assert [(level.value, level.name_kk, level.name_ru) for level in rubric.levels.all()] == [
        (1, "көмек қажет", "нужна помощь"),
        (2, "нұсқаумен орындайды", "выполняет по инструкции"),
        (3, "өз бетінше және саналы түрде орындайды", "выполняет самостоятельно и осознанно"),
    ]


def test_scores_of_one_rater_replace_each_other_and_leave_others_alone():
    subject, one, two = SiteFactory(), UserFactory(), UserFactory()
    save_scores(rubric_code="PP-B5", subject=subject, levels={"safety": 1, "accuracy": 2}, rater=one)
    save_scores(rubric_code="PP-B5", subject=subject, levels={"safety": 3}, rater=two)
    assert save_scores(rubric_code="PP-B5", subject=subject, levels={"safety": None, "procedure": 2}, rater=one) == 2
    found = {(score.rater_id, score.criterion.code): score.level for score in RubricScore.objects.select_related("criterion")}
    assert found == {(one.pk, "safety"): None, (one.pk, "procedure"): 2, (two.pk, "safety"): 3}


@pytest.mark.parametrize(
    "levels, refusal", [({"safety": 4}, LevelUnknown), ({"safety": 0}, LevelUnknown), ({"courage": 1}, CriterionUnknown)]
)
def test_a_score_outside_the_scale_is_refused(levels, refusal):
    with pytest.raises(refusal):
        save_scores(rubric_code="PP-B5", subject=SiteFactory(), levels=levels, rater=UserFactory())
    assert not RubricScore.objects.exists()


def test_a_scale_without_not_observed_refuses_it():
    Rubric.objects.filter(code="PP-B5").update(allow_not_seen=False)
    with pytest.raises(NotSeenNotAllowed):
        save_scores(rubric_code="PP-B5", subject=SiteFactory(), levels={"safety": None}, rater=UserFactory())
