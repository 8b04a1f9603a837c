"""To-dos of all rooms cost one query, and those of the rooms that have something to say."""

import pytest

from accounts.models import User
from core import todos
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(monkeypatch):
    monkeypatch.setattr(todos, "_sources", {})


def line(code, tone="sun"):
    return todos.Todo(code, code, "", "home", tone=tone)


def test_only_sources_with_rows_are_run(rooms, django_assert_num_queries):
    user, run = UserFactory(), []

    def silent(_user):
        run.append("silent")
        return [line("silent")]

    def speaking(_user):
        return [line("speaking")]

    todos.register(silent, lambda _user: User.objects.filter(pk=0))
    todos.register(speaking, lambda _user: User.objects.filter(pk=user.pk))
    with django_assert_num_queries(1):
        assert [item.code for item in todos.todos_of(user)] == ["speaking"]
    assert run == []


def test_a_person_whom_no_source_concerns_costs_no_query(rooms, django_assert_num_queries):
    todos.register(lambda _user: [line("never")], lambda _user: None)
    with django_assert_num_queries(0):
        assert todos.todos_of(UserFactory.build(pk=1)) == []


def test_a_source_without_rows_is_always_run_and_the_urgent_come_first(rooms):
    todos.register(lambda _user: [line("later", "sky")])
    todos.register(lambda _user: [line("first", "clay")])
    assert [item.code for item in todos.todos_of(UserFactory())] == ["first", "later"]


def test_registering_twice_is_once(rooms):
    def source(_user):
        return [line("one")]

    todos.register(source)
    todos.register(source)
    assert len(todos.todos_of(UserFactory())) == 1
