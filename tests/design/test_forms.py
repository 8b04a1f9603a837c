"""Forms: every field carries its label, hint and error in a way that a screen reader follows; every form looks the same."""

import re

import pytest
from django import forms
from django.template import Context, Template

from core.widgets import FilePicker, MoneyInput, RadioCards, Segmented


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the passport.", max_length=20, widget=forms.Textarea)
    level = forms.ChoiceField(label="Level", choices=[("1", "needs help"), ("2", "alone")], widget=Segmented)
    photo = forms.ChoiceField(
        label="Photo", choices=[("no", "No"), ("yes", "Yes")], widget=RadioCards(hints={"no": "never"}, icons={"no": "ban"})
    )
    file = forms.FileField(label="File", required=False, widget=FilePicker(accept="image/*"))
    cost = forms.IntegerField(label="Cost", required=False, widget=MoneyInput)
    agree = forms.BooleanField(label="I agree")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def field(form: forms.Form, name: str) -> str:
    return Template("{% field bound %}").render(Context({"bound": form[name]}))


@pytest.fixture
def empty() -> Sample:
    return Sample()


@pytest.fixture
def refused() -> Sample:
    form = Sample({})
    form.is_valid()
    return form


def test_the_label_belongs_to_its_input(empty):
    page = field(empty, "name")
    assert re.search(r'<label[^>]*for="id_name"', page) and 'id="id_name"' in page


def test_the_hint_and_the_error_describe_the_input(refused):
    page = field(refused, "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page and 'id="id_name_error"' in page and 'aria-invalid="true"' in page


def test_a_field_without_a_mistake_points_to_no_error(empty):
    assert 'aria-describedby="id_name_helptext"' in field(empty, "name")


def test_answers_stand_in_a_group_with_its_question(empty):
    page = field(empty, "level")
    assert page.strip().startswith("<fieldset") and re.search(r"<legend[^>]*>Level", page) and page.count('type="radio"') == 2


def test_a_group_with_a_mistake_is_described_by_it(refused):
    assert re.search(r'<fieldset[^>]*aria-describedby="\s*id_photo_error"', field(refused, "photo"))


def test_a_card_tells_what_its_answer_means(empty):
    page = field(empty, "photo")
    assert "never" in page and "#ban" in page


def test_the_label_of_a_tick_follows_the_tick(empty):
    page = field(empty, "agree")
    assert page.index('type="checkbox"') < page.index("I agree")


def test_a_hidden_field_has_no_label(empty):
    assert field(empty, "key") == str(empty["key"])


def test_a_text_with_a_limit_counts_its_characters(empty):
    assert 'data-counter-for="id_name"' in field(empty, "name") and 'data-limit="20"' in field(empty, "name")


def test_the_summary_links_each_mistake_to_its_input(refused):
    page = Template('{% ui "error_summary" form=form %}').render(Context({"form": refused}))
    for target in ("#id_name", "#id_level_0", "#id_photo_0", "#id_agree"):
        assert f'href="{target}"' in page


def test_a_form_printed_whole_has_the_same_fields(refused):
    page = str(refused)
    assert page.count('class="field-error"') == 4 and "error-summary" in page and 'type="hidden"' in page
