"""Screens of programmes (§4), who sees them (§8), what is not lost (§9)."""

import pytest

from core import todos
from network.models import Role
from profprobes.models import ProgrammeStage, TrialProgramme
from profprobes.queries.programmes import changes, programme_rows
from profprobes.services import programmes
from tests.factories.people import user_with_role
from tests.factories.programmes import YES, draft_programme, in_review, published
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db


def part_answers(page):
    """What a browser would send back of a part."""
    form, data = page.context["form"], {}
    for bound in form:
        value = bound.value()
        data[bound.html_name] = "" if value is None else value
    for rows in page.context["editor"].lists.values():
        data |= {bound.html_name: bound.value() for bound in rows.management_form}
        for row in rows.forms:
            data |= {bound.html_name: bound.value() or "" for bound in row if bound.name != "DELETE"}
    return {name: value for name, value in data.items() if value is not False}


@pytest.mark.parametrize("part", ["title", "card", "note", "task", "provision"])
def test_each_part_is_saved_as_it_was_shown(part):
    row = draft_programme()
    client = signed_in(row.author)
    page = client.get(url("programme_part", row.pk, part))
    assert page.status_code == 200
    answer = client.post(url("programme_part", row.pk, part), part_answers(page))
    assert answer.status_code == 302, answer.context["form"].errors
    before = TrialProgramme.objects.get(pk=row.pk)
    for name in ("possible_dates", "provision", "aims_kk", "step1_ru", "contact_name", "sen_groups", "group_max", "difficulty"):
        assert getattr(before, name) == getattr(row, name), name


def test_a_mistake_is_shown_beside_its_field_and_nothing_typed_is_lost():
    row = draft_programme()
    client = signed_in(row.author)
    data = part_answers(client.get(url("programme_part", row.pk, "card")))
    wrong = data | {"group_min": 30, "group_max": 5, "special_conditions_kk": "Қатты шу", "possible_dates-1-kk": "жұма"}
    page = client.post(url("programme_part", row.pk, "card"), wrong)
    assert page.status_code == 422 and "group_max" in page.context["form"].errors
    text = page.content.decode()
    assert "Қатты шу" in text and "жұма" in text
    assert page.context["editor"].lists["possible_dates"].errors[1]


def test_an_incomplete_draft_is_saved_and_its_page_lists_what_is_missing():
    owner = TrialWorld(pupils=0)
    client = signed_in(owner.host_coordinator)
    start = {
        "owner": owner.host.pk,
        "kind": "mini",
        "profession": owner.programme.profession_id,
        "name_kk": "Жаңа",
        "name_ru": "Новая",
    }
    client.post(url("programme_new"), start)
    row = TrialProgramme.objects.get(name_ru="Новая")
    assert (row.purpose, row.minutes, row.host) == ("introduction", 15, owner.host) and owner.host_coordinator in row.authors.all()
    page = client.get(url("programme", row.pk))
    assert "Мамандық санаты" in words(page) and "Қамтамасыз ету тізбесі" in words(page)
    assert client.get(url("programme_send", row.pk)).status_code == 200
    refused = client.post(url("programme_send", row.pk), {"host": owner.host.pk})
    assert refused.status_code == 422 and "Мамандық санаты" in words(refused)


def test_a_row_of_the_plan_is_added_corrected_and_removed():
    row = draft_programme()
    client = signed_in(row.author)
    data = {"stage": "final", "lesson_no": 5, "hours": "0.5", "topic_kk": "Талдау", "topic_ru": "Анализ", "difficulty": "2"}
    assert client.post(url("programme_stage_new", row.pk), data | {"hours": "0"}).status_code == 422
    client.post(url("programme_stage_new", row.pk), data)
    stage = ProgrammeStage.objects.get(topic_ru="Анализ")
    client.post(url("programme_stage", stage.pk), data | {"topic_ru": "Анализ работы", "briefing": "on"})
    stage.refresh_from_db()
    assert stage.topic_ru == "Анализ работы" and stage.briefing
    client.post(url("programme_stage_delete", stage.pk))
    assert not ProgrammeStage.objects.filter(pk=stage.pk).exists()


def test_the_whole_way_from_draft_to_published_is_walked_on_screens():
    row = draft_programme()
    mentor = user_with_role(Role.MENTOR, row.owner)
    author, expert = signed_in(row.author), signed_in(mentor)
    assert author.get(url("programme_review", row.pk)).status_code == 403
    assert author.post(url("programme_send", row.pk), {"host": row.owner_id}).status_code == 302
    assert "review_programme" in {one.code for one in todos.todos_of(mentor)}
    marks = dict.fromkeys(YES, "True")
    bad = expert.post(url("programme_review", row.pk), marks | {"safe": "False", "decision": "approve", "comment": "Жақсы"})
    assert bad.status_code == 422 and "Жақсы" in bad.content.decode()
    expert.post(url("programme_review", row.pk), marks | {"decision": "return", "comment": "Қауіпті толықтырыңыз"})
    assert "programme_returned" in {one.code for one in todos.todos_of(row.author)}
    assert "Қауіпті толықтырыңыз" in words(author.get(url("programme", row.pk)))
    author.post(url("programme_send", row.pk), {"host": row.owner_id})
    expert.post(url("programme_review", row.pk), marks | {"decision": "approve", "comment": ""})
    assert expert.post(url("programme_publish", row.pk)).status_code == 403
    author.post(url("programme_publish", row.pk))
    row.refresh_from_db()
    assert row.status == "published" and row.published_at
    author.post(url("programme_version", row.pk))
    assert author.get(url("programme_part", row.pk, "note")).status_code == 302
    author.post(url("programme_archive", row.pk), {"reason": "Жаңа технология"})
    row.refresh_from_db()
    assert row.status == "archived"


def test_what_changed_is_read_field_by_field():
    row = published()
    copy = programmes.new_version(programme=row, by=row.author)
    assert changes(copy) == []
    programmes.save_part(programme=copy, part="card", data={"group_max": 12, "methods": ["case"]}, by=row.author)
    programmes.delete_stage(stage=copy.stages.get(stage="final"), by=row.author)
    page = words(signed_in(row.author).get(url("programme_changes", copy.pk)))
    copy.refresh_from_db()
    assert len(changes(copy)) == 3
    for text in ("25", "12", "кейс", "Қорытынды (рефлексиялық)"):
        assert text in page
    assert signed_in(row.author).get(url("programme_changes", row.pk)).status_code == 404


class TestWhoSees:
    def test_a_programme_in_review_is_its_owners_its_experts_and_the_operators(self):
        row = in_review()
        school = TrialWorld(pupils=1)
        people = {
            "author": row.author,
            "expert": row.expert,
            "external": user_with_role(Role.EXPERT),
            "operator": user_with_role(Role.REGION_OPERATOR),
            "school": school.coordinator,
            "other host": school.host_coordinator,
            "pupil": may_sign_in(school.pupils[0]),
        }
        codes = {code: signed_in(person).get(url("programme", row.pk)).status_code for code, person in people.items()}
        assert codes == dict.fromkeys(("author", "expert", "external", "operator"), 200) | dict.fromkeys(
            ("school", "other host", "pupil"), 404
        )
        assert signed_in(people["external"]).get(url("programme_review", row.pk)).status_code == 200
        assert signed_in(people["operator"]).get(url("programme_review", row.pk)).status_code == 403
        assert signed_in(people["pupil"]).get(url("programmes")).status_code == 403

    def test_the_school_of_a_trial_reads_the_version_it_was_planned_with(self):
        world = TrialWorld()
        TrialProgramme.objects.filter(pk=world.programme.pk).update(status="archived")
        assert signed_in(world.coordinator).get(url("programme", world.programme.pk)).status_code == 200
        assert signed_in(TrialWorld().coordinator).get(url("programme", world.programme.pk)).status_code == 404


class TestRegister:
    def test_filters_find_what_a_school_can_book(self):
        world, elsewhere = TrialWorld(pupils=0), TrialWorld(pupils=0)
        user = world.coordinator
        assert set(programme_rows(user)) == {world.programme, elsewhere.programme}
        assert list(programme_rows(user, offered=True)) == [world.programme]
        assert programme_rows(user, kind="mini").count() == programme_rows(user, status="draft").count() == 0
        assert programme_rows(user, q="столяр", grade=8, sphere=world.programme.profession.sphere_id).count() == 2
        assert list(programme_rows(world.host_coordinator, mine=True)) == [world.programme]
        page = signed_in(user).get(url("programmes"), {"offered": "on"})
        assert world.host.short_name in words(page)

    def test_the_register_and_the_page_need_few_queries(self, django_assert_max_num_queries):
        world = TrialWorld(pupils=0)
        for _n in range(3):
            published(owner=world.host)
        client = signed_in(world.host_coordinator)
        client.get(url("programmes"))
        with django_assert_max_num_queries(12):
            client.get(url("programmes"))

    def test_adopting_is_offered_to_the_host_whose_expert_reviewed_it(self):
        world = TrialWorld(pupils=0)
        row = published(owner=world.school, host=world.host)
        client = signed_in(world.host_coordinator)
        assert "Алаңға қабылдау" in words(client.get(url("programme", row.pk)))
        assert client.post(url("programme_adopt", row.pk), {"site": world.site.pk}).status_code == 302
        assert client.get(url("programme_adopt", row.pk)).status_code == 403
        assert signed_in(world.coordinator).get(url("programme_adopt", row.pk)).status_code == 403
        assert world.site.name in words(client.get(url("programme", row.pk)))


def test_of_two_tabs_the_later_one_is_shown_both_texts_and_loses_nothing():
    row = draft_programme()
    client, page = signed_in(row.author), url("programme_part", row.pk, "note")
    first, second = client.get(page), client.get(page)
    mine = part_answers(first) | {"aims_ru": "Текст первой вкладки", "seen": first.context["seen"]}
    late = part_answers(second) | {"aims_ru": "Текст второй вкладки", "seen": second.context["seen"]}
    assert client.post(page, mine).status_code == 302
    refused = client.post(page, late)
    assert refused.status_code == 422
    assert "Текст первой вкладки" in words(refused) and "Текст второй вкладки" in words(refused)
    assert TrialProgramme.objects.get(pk=row.pk).aims_ru == "Текст первой вкладки"
    assert client.post(page, late | {"seen": refused.context["seen"]}).status_code == 302
    assert TrialProgramme.objects.get(pk=row.pk).aims_ru == "Текст второй вкладки"


def test_two_people_who_write_two_parts_do_not_meet():
    row = draft_programme()
    client = signed_in(row.author)
    page, other = url("programme_part", row.pk, "note"), url("programme_part", row.pk, "title")
    note, title = client.get(page), client.get(other)
    data = part_answers(note) | {"aims_ru": "Иная цель", "seen": note.context["seen"]}
    assert client.post(page, data).status_code == 302
    assert client.post(other, part_answers(title) | {"seen": title.context["seen"]}).status_code == 302
