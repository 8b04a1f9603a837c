"""Document types: every form of every app, declared in <app>/documents.py and found at start-up."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.db import models

from .languages import BOTH, joined, main, parts
from .sheet import Sheet, canonical, plain

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Issuer

SHEET_TEMPLATE = "documents/sheet.html"


class DocumentType:
    """One official form. A subclass states what it is called, who issues it and what stands on it; the engine does the rest.

    Either ``sheet()`` or, with a ``template`` of its own, ``context()`` is overridden. Both return plain values, which are frozen at the request:
    later changes of the source never reach an issued paper.
    """

    code: ClassVar[str]
    titles: ClassVar[dict[str, str]]
    source_model: ClassVar[str]
    """"app.Model"; its default manager has visible_to(user), by which people see the document too."""
    page: ClassVar[str] = "A4P"
    """A4P, A4L or A5P."""
    template: ClassVar[str] = SHEET_TEMPLATE
    template_version: ClassVar[int] = 1
    """Raise it when the printed wording or look changes: the next request then makes a new version of the paper."""
    languages: ClassVar[tuple[str, ...]] = ("kk", "ru")
    """kk, ru, and kk-ru for both side by side: one paper that says everything twice."""
    may_issue: ClassVar[str] = ""
    """Permission checked against the source."""
    may_withdraw: ClassVar[str] = ""
    """Permission checked against the source; ``may_issue`` where it is empty."""
    series: ClassVar[str] = ""
    """Part of the number; the code's prefix where it is empty."""
    numbered: ClassVar[bool] = True
    batchable: ClassVar[bool] = False
    privacy: ClassVar[str] = "PD2"
    """PD0 no personal data, PD1 of officials, PD2 about a learner, PD3 sensitive."""
    max_pages: ClassVar[int | None] = None
    """The form is printed smaller, down to 9.5 pt, so that it fits; a text that still does not fit keeps its size and takes the pages it needs."""
    needs_signatures: ClassVar[bool] = False
    """True: the paper stays a project after it is made, until its seats are signed."""

    def is_project(self, values: dict) -> bool:
        """Does the paper stay a project after it is made? ``values`` are the frozen content, for a form that is a project only in some states."""
        return self.needs_signatures

    def title(self, language: str) -> str:
        """The printed title; Russian where the language has none; both titles on a bilingual paper."""
        if language == BOTH and BOTH not in self.titles:
            return joined([self.titles[part] for part in parts(BOTH)])
        return self.titles.get(language) or self.titles["ru"]

    @property
    def sensitive(self) -> bool:
        """Is reading such a document logged, and its content encrypted?"""
        return self.privacy in {"PD2", "PD3"}

    @property
    def number_series(self) -> str:
        """The series in the number mask."""
        return self.series or self.code.split("-")[0]

    @property
    def withdraw_permission(self) -> str:
        """Permission to withdraw."""
        return self.may_withdraw or self.may_issue

    def model(self) -> type[models.Model]:
        """The class of the source."""
        return apps.get_model(self.source_model)

    def suits(self, source: Any) -> bool:
        """Is the form made from this row? For models whose rows have forms of their own: a kind of agreement, a kind of notice."""
        return True

    def readable(self, rows: models.QuerySet, user: "User") -> models.QuerySet:
        """Of the rows that the person sees, those whose paper they may read. For a paper that tells more than the page of its row."""
        return rows

    def languages_of(self, source: Any) -> tuple[str, ...]:
        """The languages in which this row is printed; ``languages`` where the row does not decide."""
        return self.languages

    def prefetch(self, queryset: models.QuerySet) -> models.QuerySet:
        """Add select_related and prefetch_related that ``sheet`` needs, so that a batch does not query per row."""
        return queryset

    def issuer(self, source: Any) -> "Issuer":
        """Whose letterhead and number the paper carries."""
        raise NotImplementedError

    def subjects(self, source: Any) -> "list[User]":
        """People whom the paper is about; each may see the issued document."""
        return []

    def sort_name(self, source: Any) -> str:
        """What a batch is ordered by, in the Kazakh alphabet: usually the person's name."""
        return str(source)

    def file_label(self, source: Any) -> str:
        """A few words for file names: «8А Демо-Үмбетқызы Әлия»."""
        return self.sort_name(source)

    def valid_until(self, source: Any) -> dt.date | None:
        """Last day on which the paper is in force; None for one without a term."""
        return None

    def public_facts(self, source: Any, language: str) -> list[tuple[str, str]]:
        """What the public check shows of a paper in force beside its state: (label, value). Nothing by default; never a name (R-D10)."""
        return []

    def sheet(self, source: Any, language: str) -> Sheet:
        """What is printed, for the engine's own layout."""
        raise NotImplementedError

    def context(self, source: Any, language: str) -> dict:
        """Values of a template of its own; plain texts and numbers only."""
        raise NotImplementedError

    def problems(self, source: Any, language: str) -> list[str]:
        """What must be mended before this can be issued, as sentences in the person's language (R-D2); empty when all is well."""
        return []

    def freeze(self, source: Any, language: str) -> dict:
        """All that the paper will print, as JSON values. Raises TypeError for a value that cannot be frozen."""
        issuer = self.issuer(source)
        content: dict[str, Any] = {"title": self.title(language), "issuer": issuer.letterhead(language)}
        if type(self).sheet is not DocumentType.sheet:
            content["sheet"] = plain(self.sheet(source, language))
        if type(self).context is not DocumentType.context:
            content["context"] = plain(self.context(source, language))
        if facts := self.public_facts(source, language):
            content["public"] = plain(facts)
        if language == BOTH:
            content["running_title"] = self.title(main(language))
        canonical(content)
        return content


_types: dict[str, DocumentType] = {}


class UnknownType(LookupError):
    """No app declares a document type of this code."""


def register(cls: type[DocumentType]) -> type[DocumentType]:
    """Class decorator: make a form known. Raises ValueError for a code that another class has, and for a declaration that is incomplete."""
    for attribute in ("code", "titles", "source_model"):
        if not getattr(cls, attribute, None):
            raise ValueError(f"{cls.__name__} does not say its {attribute}.")
    if cls.page not in {"A4P", "A4L", "A5P"}:
        raise ValueError(f"{cls.code}: page is A4P, A4L or A5P, not {cls.page!r}.")
    if missing := {part for language in cls.languages for part in parts(language)} - set(cls.titles):
        raise ValueError(f"{cls.code} has no title in {sorted(missing)}.")
    taken = _types.get(cls.code)
    if taken and (type(taken).__module__, type(taken).__qualname__) != (cls.__module__, cls.__qualname__):
        raise ValueError(f"Document code {cls.code} is taken by {type(taken).__name__}.")
    _types[cls.code] = cls()
    return cls


def unregister(code: str) -> None:
    """Forget a form; for tests that declare their own."""
    _types.pop(code, None)


def get(code: str) -> DocumentType:
    """The form of a code. Raises UnknownType."""
    try:
        return _types[code]
    except KeyError:
        raise UnknownType(code) from None


def types() -> Iterator[DocumentType]:
    """All forms, by code."""
    return iter(sorted(_types.values(), key=lambda form: form.code))


def types_for(source: models.Model) -> list[DocumentType]:
    """The forms that a row can be printed as."""
    label = source._meta.label.lower()
    return [form for form in types() if form.source_model.lower() == label and form.suits(source)]


def source_models() -> set[type[models.Model]]:
    """Every model that some form is made from."""
    return {form.model() for form in types()}
