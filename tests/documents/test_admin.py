"""Operators find failures by reason and try them again; contents stay closed to them."""

import pytest

from ..factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_an_operator_sees_failures_and_tries_them_again_without_seeing_contents(
    client, make_source, issue, sent, django_capture_on_commit_callbacks
):
    failed = issue(make_source(text="漢 құпия сөз"))
    client.force_login(UserFactory(superuser=True))
    page = client.get("/platform/documents/issueddocument/", {"error_code__exact": "font"})
    assert page.status_code == 200 and "U+6F22" in page.content.decode()
    assert "құпия" not in client.get(f"/platform/documents/issueddocument/{failed.pk}/change/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/platform/documents/issueddocument/", {"action": "try_again", "_selected_action": [failed.pk]})
    assert sent == [("make_document", failed.pk)]


@pytest.mark.parametrize("model", ["documentbatch", "issuer", "numberseries", "verificationcheck"])
def test_every_table_of_the_engine_opens_in_the_records(client, make_source, issue, model):
    document = issue(make_source())
    client.get(f"/v/{document.verify_code}")
    client.force_login(UserFactory(superuser=True))
    assert client.get(f"/platform/documents/{model}/").status_code == 200
