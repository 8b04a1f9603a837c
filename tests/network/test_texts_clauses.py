"""The words of the 14 kinds: both languages, the same places, nothing left over, no money in CG."""

import re
import tomllib

import pytest

from network.agreements import filling
from network.agreements.reader import PLACE, TEXTS, kinds, places, text_of

KINDS = kinds()
CLAUSES = [(kind, clause) for kind in KINDS for clause in text_of(kind).clauses]

# Official titles of sections as the spec prints them: NW-01, NW-02, NW-07 in full, the others by their number.
SECTIONS = {
    "NET": 16, "CG": 7, "PRAC": 13, "CGN": 10, "COOP": 8, "TRIAL": 9, "PATRON": 11, "MEMO": 6, "TARGET": 9, "RECOG": 8,
    "FIN": 7, "SERVICE": 8, "TTRAIN": 6, "OTHER": 6,
}  # fmt: skip


def test_every_kind_has_its_text():
    assert set(KINDS) == set(SECTIONS)
    assert {kind: len(text_of(kind).sections) for kind in KINDS} == SECTIONS


@pytest.mark.parametrize(
    "kind, title",
    [
        ("NET", "Материалдарды бекіту және мойындау, нәтижелерге құқықтар / Утверждение и признание материалов, права на результаты"),
        ("NET", "Мерзімі, өзгерту, шығу, бұзу / Срок, изменение, выход, расторжение"),
        ("CG", "Келісімнің мәні және мақсаты / Предмет и цель"),
        ("CG", "Тараптардың деректемелері мен қолдары / Реквизиты и подписи сторон"),
        ("PATRON", "Ынтымақтастықтың мәні мен принциптері / Предмет и принципы сотрудничества"),
        ("PATRON", "Педагогтердің кәсіпорындағы тағылымдамасы / Стажировка педагогов на предприятии"),
        ("TTRAIN", "Мемлекеттік тапсырыс есебінен қаржыландыру / Финансирование за счёт госзаказа"),
    ],
)
def test_sections_carry_their_official_titles(kind, title):
    assert title in [f"{heading.kk} / {heading.ru}" for heading in text_of(kind).sections]


@pytest.mark.parametrize("kind", KINDS)
def test_clauses_say_the_same_in_both_languages(kind):
    for clause in text_of(kind).clauses:
        assert sorted(PLACE.findall(clause.kk)) == sorted(PLACE.findall(clause.ru)), clause.code
        assert not re.search(r"[<>@]", clause.kk + clause.ru), clause.code
        kk, ru = (PLACE.sub("", text).strip(" .") for text in (clause.kk, clause.ru))
        assert bool(kk) == bool(ru), clause.code
        assert not kk or clause.heading or (kk != ru and re.search("[әғқңөұүһі]", kk.lower())), clause.code
        assert not re.search("[әғқңөұүһі]", ru.lower()), clause.code


def test_every_place_is_known_to_the_portal_or_asked_for():
    used = {name for _kind, clause in CLAUSES for name in clause.places}
    assert used <= set(places()) | set(filling.OWN)
    assert set(places()) <= used


def test_numbers_of_clauses_run_through():
    for kind in KINDS:
        seen: dict[str, int] = {}
        for clause in text_of(kind).clauses:
            above, _dot, last = clause.code.rpartition(".")
            assert int(last) == seen.get(above, 0) + 1, f"{kind} {clause.code}"
            seen[above] = int(last)


def test_the_career_guidance_agreement_names_no_money():
    words = " ".join(f"{clause.kk} {clause.ru}" for clause in text_of("CG").clauses).lower()
    assert not re.search(r"теңге|тенге|₸|\bтг\b|\d{3,}|төлем|оплат|сумма|сома", words)


def test_shared_clauses_are_all_used():
    used = {row[1][1:] for kind in KINDS for section in tomllib.loads((TEXTS / f"{kind.lower()}.toml").read_text())["section"]
            for row in section.get("clauses", ()) if row[1].startswith("@")}  # fmt: skip
    assert used == set(tomllib.loads((TEXTS / "common.toml").read_text()))


@pytest.mark.parametrize("count, word", [(1, "1 месяц"), (2, "2 месяца"), (5, "5 месяцев"), (11, "11 месяцев"), (21, "21 месяц")])
def test_months_are_declined(count, word):
    assert filling.months(count, "ru") == word


def test_a_place_without_value_stays_a_line_to_write_on():
    assert filling.filled("Орындар саны: {places}.", {}) == f"Орындар саны: {filling.GAP}."
    assert filling.filled("Орындар саны: {places}.", {"places": "12"}) == "Орындар саны: 12."
    assert filling.missing("{places} {dates}", {"places": "12"}) == ["dates"]


def test_typed_dates_are_written_out():
    assert filling.typed_values({"study_start": "2026-09-01", "places": 12, "dates": {"kk": "қараша.", "ru": "ноябрь"}}, "kk") == {
        "study_start": "2026 жылғы 1 қыркүйек",
        "places": "12",
        "dates": "қараша",
    }
