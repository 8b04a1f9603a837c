"""Papers of agreements read back from the PDF: every kind in both languages, side by side, drafts, signature sheet, annexes, who may make and read them."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from documents.queries import slots_of
from documents.services import request_document
from network.agreements.filling import filled, unfilled, values_of
from network.agreements.reader import text_of
from network.documents.agreements import CODES, FORMS
from network.models import Agreement, Amendment, KindCode, Role

from ..documents.reading import render_and_read
from ..factories.agreement_texts import filled_agreement, new_version, sign
from ..factories.people import user_with_role

pytestmark = pytest.mark.django_db
PLACE = {"kk": 0, "ru": 1}


def squeezed(text: str) -> str:
    """Without blanks: a line may break anywhere in a narrow column."""
    return re.sub(r"\s", "", text)


def assert_complete(page, kind: str, agreement: Agreement, languages: tuple[str, ...]) -> None:
    """Title, every section, every party, places for signatures; no place left open."""
    text = squeezed(page.text)
    own = text_of(kind)
    for language in languages:
        for heading in own.sections:
            assert squeezed(heading.kk if language == "kk" else heading.ru) in text, heading
        last = [clause for clause in own.clauses if not clause.heading][-1]
        said = filled(last.kk if language == "kk" else last.ru, values_of(agreement, language))
        assert squeezed(said) in text
        for party in agreement.parties.all():
            assert squeezed(party.organisation.full_name_in(language) if party.organisation else party.person.full_name) in text
    assert page.text.count("М.О." if "kk" in languages else "М.П.") >= agreement.parties.count()
    assert "{" not in text and "}" not in text and "____________" not in text.replace("_" * 20, "")
    assert page.is_pdfa3a


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("kind", list(CODES))
def test_every_kind_prints_whole_in_each_language(kind, language):
    agreement = filled_agreement(kind)
    page = render_and_read(FORMS[kind], agreement, language)
    assert_complete(page, kind, agreement, (language,))
    assert page.language == language and squeezed(agreement.number) in squeezed(page.text)
    other = text_of(kind).title[1 - PLACE[language]]
    assert squeezed(other) not in squeezed(page.text)


@pytest.mark.parametrize("kind", ["NET", "CG", "PRAC"])
def test_side_by_side_both_languages_stand_on_one_paper(kind):
    agreement = filled_agreement(kind)
    sign(agreement, void=True)
    page = render_and_read(FORMS[kind], agreement, "kk-ru")
    assert_complete(page, kind, agreement, ("kk", "ru"))
    for label in ("Қолтаңбалар парағы / Лист подписей", "Қол қоюшы / Подписант", "Тәсілі / Способ", "Тексеру / Проверка", "Сертификат №"):
        assert squeezed(label) in squeezed(page.text)
    assert squeezed("Күші жойылды / Аннулирована") in squeezed(page.text) and "Мәтін өзгертілді" in page.text
    if kind == "NET":
        for annex in ("1-қосымша / Приложение 1", "Функциялар матрицасы / Матрица функций", "Контакты ответственных лиц"):
            assert annex in page.text
        assert page.sizes[0] == (595, 842) and (842, 595) in page.sizes


def test_the_text_being_signed_carries_no_signature_sheet_and_is_a_project():
    agreement = filled_agreement("CG")
    frozen = FORMS["CG"]().freeze(agreement, "kk")["context"]
    assert frozen["signature_sheet"] is None and frozen["unsigned"] and not frozen["project"]
    sign(agreement)
    frozen = FORMS["CG"]().freeze(agreement, "kk")["context"]
    assert frozen["signature_sheet"] and not frozen["unsigned"]


def test_the_career_guidance_agreement_carries_its_number_in_the_title():
    agreement = filled_agreement("CG")
    assert FORMS["CG"]().freeze(agreement, "ru")["title"] == f"Соглашение № {agreement.number} о сотрудничестве в профориентационной работе"


def test_a_draft_says_so_and_marks_what_differs_from_the_template():
    agreement = filled_agreement("CG", status="review", changed="4.1", variables={})
    page = render_and_read(FORMS["CG"], agreement, "kk-ru")
    assert "ЖОБА / ПРОЕКТ" in page.text and "[өзгертілді / изменено]" in page.text and "Пункты с чертой слева" in page.text
    signing = filled_agreement("CG", changed="4.1")
    page = render_and_read(FORMS["CG"], signing, "ru")
    assert "ПРОЕКТ" not in page.text and "[изменено]" not in page.text


def test_a_place_nobody_filled_is_a_line_to_write_on():
    page = FORMS["TRIAL"]().freeze(filled_agreement("TRIAL", status="draft", variables={}), "kk")["context"]
    clause = page["sections"][0]["clauses"][1]["texts"][0]
    assert clause.startswith("Кәсіптер: ____") and "{" not in clause


def test_places_still_open_are_named_in_every_language_of_the_text():
    agreement = filled_agreement("TRIAL", status="draft", variables={"places": 12, "dates": {"kk": "қазан"}})
    names = unfilled(agreement, agreement.versions.get().clauses.all())
    assert "dates" in names and "professions" in names and "places" not in names
    agreement.languages = "kk"
    assert "dates" not in unfilled(agreement, agreement.versions.get().clauses.all())
    assert not unfilled(filled_agreement("FIN"), filled_agreement("FIN").versions.get().clauses.all())


def test_an_agreement_is_printed_only_as_its_own_kind_and_in_its_own_languages():
    agreement = filled_agreement("COOP", languages="kk")
    coordinator = user_with_role(Role.ORG_COORDINATOR, agreement.initiator)
    assert [(slot.form.code, slot.language) for slot in slots_of(agreement, coordinator)] == [("NW-05", "kk")]


def test_the_money_of_a_financial_agreement_is_read_by_its_parties_alone(client):
    agreement = filled_agreement("FIN", status="in_force")
    coordinator = user_with_role(Role.ORG_COORDINATOR, agreement.initiator)
    operator = user_with_role(Role.REGION_OPERATOR, agreement.initiator)
    paper = request_document(type_code="NW-10", source=agreement, language="ru", by=coordinator)
    client.force_login(coordinator)
    assert client.get(paper.get_absolute_url()).status_code == 200
    assert Agreement.objects.visible_to(operator).filter(pk=agreement.pk).exists()
    client.force_login(operator)
    assert client.get(paper.get_absolute_url()).status_code == 404


def test_only_coordinators_of_the_parties_make_the_paper(client):
    agreement = filled_agreement("COOP", status="in_force")
    asked = {"type": "NW-05", "source": agreement.pk, "language": "kk"}
    operator = user_with_role(Role.REGION_OPERATOR, agreement.initiator)
    client.force_login(operator)
    assert client.post("/documents/request/", asked).status_code == 403
    client.force_login(user_with_role(Role.ORG_COORDINATOR))
    assert client.post("/documents/request/", asked).status_code == 404
    partner = agreement.parties.last().organisation
    client.force_login(user_with_role(Role.ORG_COORDINATOR, partner))
    assert client.post("/documents/request/", asked).status_code == 302


def test_what_was_concluded_on_paper_has_no_text_to_print():
    agreement = filled_agreement("COOP", status="in_force")
    Agreement.objects.filter(pk=agreement.pk).update(origin="paper")
    agreement = Agreement.objects.get(pk=agreement.pk)
    assert not FORMS["COOP"]().problems(agreement, "kk")
    bare = filled_agreement("COOP", status="draft", with_text=False)
    assert FORMS["COOP"]().problems(bare, "kk")


@pytest.mark.parametrize(
    "language, was, becomes", [("kk", "Бұрынғы редакция", "Жаңа редакция"), ("ru", "Прежняя редакция", "Новая редакция")]
)
def test_an_amendment_shows_the_former_and_the_new_wording(language, was, becomes):
    from network.documents.agreements import AmendmentForm

    agreement = filled_agreement("COOP")
    sign(agreement)
    base = agreement.versions.get()
    version = new_version(agreement, "5.2")
    amendment = Amendment.objects.create(
        agreement=agreement, number=1, base=base, version=version, reason="Жаңа оқу жылы", effective_on=dt.date(2027, 9, 1)
    )
    page = render_and_read(AmendmentForm, amendment, language)
    text = squeezed(page.text)
    for part in (was, becomes, "5.2", agreement.number, "Жаңа оқу жылы", "№ 1", "ЖОБА"):
        assert squeezed(part) in text
    assert text.count(squeezed("Тараптар өзгерткен сөйлем." if language == "kk" else "Предложение, изменённое сторонами.")) == 1
    frozen = FORMS["COOP"]().freeze(agreement, "kk")["context"]
    assert not any("өзгерткен" in text for section in frozen["sections"] for clause in section["clauses"] for text in clause["texts"])
    Amendment.objects.update(status="in_force")
    frozen = FORMS["COOP"]().freeze(agreement, "kk")["context"]
    assert any("өзгерткен" in text for section in frozen["sections"] for clause in section["clauses"] for text in clause["texts"])


def test_an_amendment_of_nothing_is_not_printed():
    from network.documents.agreements import AmendmentForm

    agreement = filled_agreement("COOP")
    amendment = Amendment.objects.create(agreement=agreement, number=1, base=agreement.versions.get())
    assert AmendmentForm().problems(amendment, "kk")


NOTICES = {
    "non_renewal": ("Мерзімін ұзартпау туралы", "О непродлении", "7.1"),
    "exit": ("Біржақты шығу туралы", "Об одностороннем выходе", "7.3"),
    "termination": ("Мерзімінен бұрын бұзу ұсынысы", "О досрочном расторжении", "7.4"),
    "change": ("Деректемелердің өзгеруі туралы", "Об изменении реквизитов", ""),
}


@pytest.mark.parametrize("kind", list(NOTICES))
def test_a_notice_names_the_clause_the_delivery_and_the_end(kind):
    from network.documents.agreements import NoticeForm

    notice = filled_notice(kind)
    for place, language in enumerate(("kk", "ru")):
        page = render_and_read(NoticeForm, notice, language)
        text = squeezed(page.text)
        assert squeezed(NOTICES[kind][place]) in text and squeezed(notice.agreement.number) in text
        assert squeezed("2026 жылғы 2 тамыз" if language == "kk" else "2 августа 2026 года") in text
        assert squeezed("2026 жылғы 31 желтоқсан" if language == "kk" else "31 декабря 2026 года") in text
        if NOTICES[kind][2]:
            assert NOTICES[kind][2] in page.text


@pytest.mark.parametrize("language, title", [("kk", "Келісімді бұзу туралы акт"), ("ru", "Акт о расторжении соглашения")])
def test_the_act_of_termination_is_signed_by_every_party(language, title):
    from network.documents.agreements import TerminationAct

    agreement = filled_agreement("COOP")
    first = agreement.parties.first()
    act = agreement.acts.create(
        kind="termination", proposed_by=first, reason="Ұйым таратылуда", settlement="Есеп айырысылды", on_day=dt.date(2026, 12, 1)
    )
    act.assents.create(party=first, by=first.responsible)
    assert not TerminationAct().suits(agreement.acts.model(kind="resumption"))
    assert TerminationAct().freeze(act, language)["context"]["unsigned"]
    page = render_and_read(TerminationAct, act, language)
    assert title in page.text and "Есеп айырысылды" in page.text and f"{timezone.localdate():%d.%m.%Y}" in page.text
    for party in agreement.parties.all():
        assert squeezed(party.organisation.full_name_in(language)) in squeezed(page.text)
        assert party.signatory_name in page.text


def filled_notice(kind: str):
    """A notice of the first party, delivered on 2 August 2026."""
    agreement = filled_agreement("COOP")
    return agreement.notices.create(
        kind=kind,
        from_party=agreement.parties.first(),
        reason="Ұйым қайта құрылуда",
        delivered_on=dt.date(2026, 8, 2),
        effective_on=dt.date(2026, 12, 31),
        status="delivered",
        sent_at=timezone.now(),
    )


def test_every_kind_has_its_form():
    assert set(FORMS) == set(KindCode)
    assert len(set(CODES.values())) == len(KindCode)
