"""Columns and saved views of lists: in the address, without script, for the person alone."""

import pytest

from network.errors import TooManyViews, ViewNameless, ViewOfNothing
from network.models import Role, SavedView
from network.services import saved_views
from tests.factories.agreements import AgreementFactory
from tests.factories.people import OrganisationFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db

ADDRESS = "/organisations/?region=&kind=school&sort=-name&page=3&cols=kind&cols=phone"


@pytest.fixture
def person():
    OrganisationFactory(phone="+77142111222", email="demo@demo.example")
    return UserFactory()


def test_a_list_shows_the_chosen_columns_and_the_usual_ones_without_a_choice(client, person):
    client.force_login(person)
    usual = client.get("/organisations/").content.decode()
    chosen = client.get("/organisations/?cols=phone&cols=kind").content.decode()
    assert "+77142111222" not in usual and 'data-label="Аудан"' in usual
    assert "+77142111222" in chosen and 'data-label="Аудан"' not in chosen


def test_unknown_columns_leave_the_list_as_it_is(client, person):
    client.force_login(person)
    assert 'data-label="Аудан"' in client.get("/organisations/?cols=<script>").content.decode()


def test_filtering_and_sorting_keep_the_columns(client, person):
    client.force_login(person)
    page = client.get("/organisations/?cols=phone&kind=school").content.decode()
    assert '<input type="hidden" name="cols" value="phone">' in page and "kind=school&amp;cols=phone" in page.replace(
        "cols=phone&amp;kind=school", "kind=school&amp;cols=phone"
    )


def test_a_saved_view_keeps_filters_order_and_columns_but_not_the_page(client, person):
    client.force_login(person)
    answer = client.post("/views/save/", {"path": "/organisations/", "query": ADDRESS.partition("?")[2], "name": "  Менің   мектептерім "})
    view = SavedView.objects.get()
    assert answer["Location"] == "/organisations/?kind=school&sort=-name&cols=kind&cols=phone" == view.get_absolute_url()
    page = client.get(answer["Location"])
    assert view.name == "Менің мектептерім" and page.context["tools"].views[0].is_current
    assert not client.get("/organisations/").context["tools"].views[0].is_current


def test_the_same_name_replaces_the_view_and_somebody_elses_is_not_seen(client, person):
    saved_views.save_view(path="/organisations/", query="kind=school", name="Ауыл", by=person)
    saved_views.save_view(path="/organisations/", query="locality=rural", name="Ауыл", by=person)
    view = SavedView.objects.get()
    assert view.query == "locality=rural"
    client.force_login(UserFactory())
    assert client.get("/organisations/").context["tools"].views == []
    assert client.post(f"/views/{view.pk}/remove/").status_code == 404
    client.force_login(person)
    client.post(f"/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/no-such-page/", "", "/organisations/?x=1"]
)
def test_a_view_leads_nowhere_outside_the_portal(client, person, path):
    with pytest.raises(ViewOfNothing):
        saved_views.save_view(path=path, query="", name="x", by=person)
    client.force_login(person)
    assert client.post("/views/save/", {"path": path, "name": "x"})["Location"] == "/"


def test_a_view_has_a_name_and_a_list_has_at_most_twenty(person):
    with pytest.raises(ViewNameless):
        saved_views.save_view(path="/organisations/", query="", name="  ", by=person)
    for number in range(20):
        saved_views.save_view(path="/organisations/", query="", name=f"Көрініс {number}", by=person)
    with pytest.raises(TooManyViews):
        saved_views.save_view(path="/organisations/", query="", name="Тағы", by=person)
    saved_views.save_view(path="/organisations/", query="kind=school", name="Көрініс 3", by=person)


@pytest.mark.parametrize("address", ["/organisations/", "/statuses/", "/agreements/", "classes/", "staff/"])
def test_every_register_has_columns_and_views_within_its_queries(client, address, django_assert_max_num_queries):
    from network.models import StaffRecord
    from tests.factories.agreements import AgreementFactory
    from tests.factories.people import ClassGroupFactory, MembershipFactory
    from tests.factories.registers import StatusFactory

    school = OrganisationFactory()
    coordinator = user_with_role(Role.ORG_COORDINATOR, school)
    member = MembershipFactory(organisation=school)
    ClassGroupFactory(organisation=school), StatusFactory(granted=True), AgreementFactory()
    StaffRecord.objects.create(user=member.user, organisation=school, hired_on=member.valid_from)
    path = address if address.startswith("/") else f"/organisations/{school.pk}/{address}"
    saved_views.save_view(path=path, query="", name="Бәрі", by=coordinator)
    client.force_login(coordinator)
    tools = client.get(path).context["tools"]
    every = "&".join(f"cols={column.key}" for column in tools.columns)
    with django_assert_max_num_queries(12):
        page = client.get(f"{path}?{every}")
    assert page.status_code == 200 and all(column.shown for column in page.context["tools"].columns)
    assert [view.name for view in tools.views] == ["Бәрі"]


def test_agreements_keep_chosen_columns_and_an_empty_request_to_keep_a_view_goes_home(client):
    agreement = AgreementFactory()
    client.force_login(user_with_role(Role.ORG_COORDINATOR, agreement.school))
    page = client.get("/agreements/?cols=starts").content.decode()
    assert 'data-label="Басталуы"' in page and 'data-label="Тараптар"' not in page
    assert client.post("/views/save/")["Location"] == "/"
