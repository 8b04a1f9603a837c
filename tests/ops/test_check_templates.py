"""bin/check-templates finds what the content security policy would refuse, and nothing else."""

import importlib.machinery
import importlib.util
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]


def _checker():
    loader = importlib.machinery.SourceFileLoader("check_templates", str(BASE / "bin" / "check-templates"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_templates", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def problems(tmp_path, monkeypatch):
    """A function: the problems of one template text."""
    checker = _checker()
    monkeypatch.setattr(checker, "BASE", tmp_path)

    def of(text: str) -> list[str]:
        path = tmp_path / "page.html"
        path.write_text(text)
        return checker.problems_of(path)

    return of


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<p\n class='x' style = 'color: red'>",
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        "{{ comment|safe }}",
    ],
)
def test_it_finds(problems, text):
    assert problems(text)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="?class={{ one.pk }}"{% if one == group %} aria-current="true"{% endif %}>',
        '{% ui "badge" style="calm" %}',
        "{# <p style='color: red'> #}",
        '<script src="{% static "js/app.js" %}" defer></script>',
        '<script type="application/json">{}</script>',
        "{{ hint|safe }}",
        '<p class="style on">one = two</p>',
    ],
)
def test_it_lets_pass(problems, text):
    assert problems(text) == []


def test_it_names_the_line(problems):
    assert problems("<p>\n{% if a %}\n<p style='x'>") == ["page.html:3: inline style attribute"]
