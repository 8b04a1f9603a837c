"""Tokens: one place of colours and sizes, equal in both ways of choosing dark, readable in every pair."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
LIGHT, DARK_BY_DEVICE, DARK_BY_HAND = (
    dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", re.search(pattern, TOKENS, re.DOTALL)[1]))
    for pattern in (r":root \{(.*?)\n\}", r":root:not\(\.theme-light\) \{(.*?)\n  \}", r":root\.theme-dark \{(.*?)\n\}")
)
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2") for ground in ("paper", "ground", "sunk")),
    *((tone, ground) for tone in ("sky", "sun", "leaf", "clay", "dusk", "neutral") for ground in ("paper", "ground", f"{tone}-wash")),
    ("ink", "sky-wash"), ("ink", "sun-wash"), ("ink", "clay-wash"), ("ink", "leaf-wash"), ("ink-2", "neutral-wash"),
    ("on-sky", "sky"), ("on-sky", "sky-hover"), ("on-clay", "clay"), ("on-clay", "clay-hover"), ("on-spark", "spark"),
    *((ink, ground) for ink in ("on-frame", "on-frame-2") for ground in ("frame", "frame-2", "frame-hover", "frame-current")),
]  # fmt: skip
SHAPE_PAIRS = [("edge", "paper"), ("edge", "ground"), ("focus", "paper"), ("focus", "ground"), ("spark", "frame"), ("spark", "frame-2")] + [
    (f"{tone}-fill", "paper") for tone in ("sky", "sun", "leaf", "clay", "dusk")
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_dark_is_the_same_by_device_and_by_hand():
    assert DARK_BY_DEVICE == DARK_BY_HAND


@pytest.mark.parametrize("theme", [LIGHT, {**LIGHT, **DARK_BY_HAND}], ids=["light", "dark"])
def test_text_reaches_four_and_a_half_to_one_on_its_ground(theme):
    assert {pair: round(ratio, 2) for pair in TEXT_PAIRS if (ratio := contrast(theme[pair[0]], theme[pair[1]])) < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, {**LIGHT, **DARK_BY_HAND}], ids=["light", "dark"])
def test_borders_bars_and_focus_reach_three_to_one(theme):
    assert {pair: round(ratio, 2) for pair in SHAPE_PAIRS if (ratio := contrast(theme[pair[0]], theme[pair[1]])) < 3} == {}


@pytest.mark.parametrize("sheet", sorted(path.name for path in CSS.glob("*.css") if path.name not in {"tokens.css", "print.css"}))
def test_a_sheet_takes_sizes_and_weights_from_the_tokens(sheet):
    text = (CSS / sheet).read_text()
    values = re.findall(r"font-(?:size|weight): ([^;}]+)", text)
    allowed = re.compile(r"var\(--(?:text|text-s|text-l|text-xl|text-tab|regular|bold)\)|1\.\d+(?:em|rem)|[\d.]+pt")  # points: on paper
    assert [value for value in values if not allowed.fullmatch(value)] == []
