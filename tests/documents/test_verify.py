"""The public check: what a stranger with the paper learns, and what they never learn."""

import re

import pytest

from documents.models import IssuedDocument, VerificationCheck
from documents.services import withdraw_document

pytestmark = pytest.mark.django_db
SECRET = "Демо-Үмбетқызы Әлия"


@pytest.fixture
def paper(make_source, issue):
    """A ready document about Әлия."""
    return issue(make_source(SECRET))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_stranger_sees_state_number_and_issuer_and_no_name(client, paper, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/v/{paper.verify_code}")
    text = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    assert paper.number in text and "демо" in text.lower() and SECRET not in text and paper.sha256 not in text


@pytest.mark.parametrize(
    "spell",
    [str.lower, lambda code: "-".join(code[i : i + 4] for i in range(0, 16, 4)), lambda code: code.replace("0", "O").replace("1", "l")],
)
def test_a_code_is_taken_as_people_type_it(client, paper, spell):
    assert client.get("/v/", {"code": spell(paper.verify_code)}).status_code == 200
    assert client.get(f"/v/{spell(paper.verify_code)}").status_code == 200


def test_the_number_needs_the_end_of_the_code(client, paper):
    asked = {"number": f"№ {paper.number.lower()}", "last": paper.verify_code[-4:]}
    assert client.get("/v/", asked).status_code == 200
    assert client.get("/v/", {**asked, "last": "0000" if paper.verify_code[-4:] != "0000" else "1111"}).status_code == 404


def test_an_unknown_and_a_mistyped_code_look_alike(client, paper):
    wrong = ("0" if paper.verify_code[0] != "0" else "1") + paper.verify_code[1:]
    pages = [client.get(f"/v/{code}") for code in (wrong, "0000000000000000", "жоқ", "A" * 16)]
    assert {page.status_code for page in pages} == {404}
    texts = {
        re.sub(r'(X-CSRFToken": |name="next" value=|name="csrfmiddlewaretoken" value=)"[^"]*"', "", page.content.decode()) for page in pages
    }
    assert len(texts) == 1


def test_a_document_that_is_not_made_yet_does_not_exist_for_strangers(client, make_source, clerk, sent):
    from documents.services import request_document

    document = request_document(type_code="DM-1", source=make_source(), language="kk", by=clerk)
    assert client.get(f"/v/{document.verify_code}").status_code == 404


def test_a_replaced_paper_points_to_the_newest(client, make_source, issue):
    source = make_source()
    first = issue(source)
    for text in ("екінші", "үшінші"):
        source.options["text"] = text
        newest = issue(source)
    assert f"/v/{newest.verify_code}" in client.get(f"/v/{first.verify_code}").content.decode()


def test_a_withdrawal_shows_at_once_without_its_reason(client, paper, clerk):
    withdraw_document(document=paper, by=clerk, reason="құпия себеп")
    text = client.get(f"/v/{paper.verify_code}").content.decode()
    assert 'role="alert"' in text and "құпия себеп" not in text


@pytest.mark.parametrize(
    "change, result", [(lambda sha: sha, "same"), (lambda sha: "0" * 64, "different"), (lambda sha: "../x", "different")]
)
def test_a_file_is_checked_by_its_hash_alone(client, paper, change, result):
    answer = client.post(f"/v/{paper.verify_code}/file/", {"sha256": change(paper.sha256)})
    assert answer.json()["result"] == result
    assert VerificationCheck.objects.filter(kind="file", result=result, document=paper).count() == 1


def test_the_file_of_another_version_is_recognised(client, make_source, issue):
    source = make_source()
    first = issue(source)
    source.options["text"] = "екінші"
    second = issue(source)
    assert client.post(f"/v/{second.verify_code}/file/", {"sha256": first.sha256}).json()["result"] == "other"


def test_the_sixty_first_check_of_a_minute_is_asked_to_wait(client, paper, settings):
    settings.DOCUMENTS = {"CHECKS_PER_MINUTE": 3}
    assert [client.get(f"/v/{paper.verify_code}").status_code for _check in range(5)][:3] == [200, 200, 200]
    slow = [client.get(f"/v/{paper.verify_code}") for _check in range(4)][-1]
    assert slow.status_code == 429 and slow["Retry-After"] == "60"


def test_checks_are_kept_without_the_address(client, paper):
    client.get(f"/v/{paper.verify_code}")
    check = VerificationCheck.objects.get()
    assert check.document == paper and len(check.address) == 64 and "127" not in check.address[:3] + "."


def test_codes_are_random_and_unlike_each_other():
    from documents.models import new_verify_code

    codes = {new_verify_code() for _code in range(200)}
    assert len(codes) == 200 and all(len(code) == 16 and not set(code) & set("ILOU") for code in codes)


def test_every_state_has_a_look_and_a_word():
    assert set(IssuedDocument.STATUS_LOOK) == set(IssuedDocument.Status)
    assert set(IssuedDocument.PRODUCTION_LOOK) == set(IssuedDocument.Production)
