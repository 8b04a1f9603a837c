"""The regional operator's desk: what the region lacks, each with a picture and the next step."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.sheets import table_answer
from network.access import regions_as
from network.models import AcademicYear, District, Organisation, Role

from ..forms.coord_filters import kept
from ..forms.operator_desk import DeskFilter, InviteForm, LetterForm, SchoolsFilter, employers_for
from ..models import DeskLetter, Incident, Sphere
from ..queries import indicators, operator_desk
from ..queries.indicator_rows import Scope, class_rows
from ..queries.operator_desk import RegionDesk, letters_to, regions_of
from ..services import desk_letters
from .coord_base import allowed, refuse_in, require, run

PER_PAGE = 30
HEADLINE = {
    "K2": "#parallels", "K3": "#parallels", "K4": "#parallels", "K6": "#pupils", "K7": "#mentors", "K9": "#partners", "TK-13": "#reflections",
    "K5": "#incidents",
}  # fmt: skip
MORE = ("K11", "TK-12", "TK-14", "TK-16", "TK-17", "TK-18", "TK-19", "TK-20")


def _desk(request: HttpRequest, form_class: Any = DeskFilter) -> tuple[RegionDesk, Any]:
    """The desk that the filters ask for, within the person's regions; 403 for whoever has none."""
    require(request.user, "view_desk")
    regions = regions_of(request.user)
    form = form_class(request.GET, user=request.user, regions=regions)
    values = form.values()
    if (one := values.get("region")) is not None:
        regions = {one} if regions is None or one in regions else regions
    year = chosen_year(request.user, values.get("year"))
    return RegionDesk(regions, year, values.get("district")), form


def chosen_year(user: Any, pk: int | None = None) -> AcademicYear:
    """The academic year of the filter, the present one otherwise; an empty one where nobody has opened any."""
    years: Any = kept("desk_years", user, lambda: list(AcademicYear.objects.order_by("-starts_on")))  # type: ignore[arg-type,return-value]
    today = timezone.localdate()
    found = [year for year in years if (year.pk == pk if pk else year.starts_on <= today)]
    if pk and not found:
        raise Http404
    first = today.year - (today.month < 9)
    return found[0] if found else AcademicYear(starts_on=dt.date(first, 9, 1), ends_on=dt.date(first + 1, 8, 31))


def _with(request: HttpRequest, **more: str) -> str:
    values = request.GET.copy()
    values.pop("page", None)
    for name, value in more.items():
        values[name] = value
    return f"?{values.urlencode()}" if values else ""


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Five pictures: parallels, spheres, equality, satisfaction, incidents; the other indicators in one table."""
    region, form = _desk(request)
    schools = reverse("profprobes:desk_schools")
    operates = bool(regions_as(request.user, Role.REGION_OPERATOR))
    figures = region.figures
    access = region.access
    pupil_scores = region.scores.by_source.get("pupil", {})
    context = {
        "filter_form": form,
        "query": _with(request),
        "year": region.year,
        "counts": {"schools": len(region.schools), "pupils": sum(row.pupils for row in region.parallels)},
        "headline": [(figures[code], look(figures[code]), place) for code, place in HEADLINE.items()],
        "grades": [
            {
                "label": _("Grade %(grade)s") % {"grade": grade},
                "value": 100 * covered / whole,
                "text": _("%(part)s / %(whole)s schools") % {"part": covered, "whole": whole},
                "href": f"{schools}{_with(request, lacks='trial')}",
                "tone": "leaf" if covered == whole else "sun",
            }
            for grade, covered, whole in region.by_grade
        ],
        "below": len(region.below()),
        "schools_url": f"{schools}{_with(request)}",
        "spheres": _sphere_bars(region),
        "lacking": [row.sphere for row in region.spheres if not row.sites],
        "spheres_url": f"{reverse('profprobes:desk_spheres')}{_with(request)}",
        "access": access,
        "access_bars": _access_bars(access),
        "scores": _score_bars(pupil_scores) if not figures["K6"].hidden else [],
        "k6": figures["K6"],
        "low": operator_desk.low_sites(region),
        "mentor_scores": _score_bars(region.scores.by_source.get("mentor", {})) if not figures["K7"].hidden else [],
        "k7": figures["K7"],
        "mentors_low": operator_desk.low_sites(region, "K7"),
        "joining": _joining(region),
        "empty": _empty(region),
        "apart": _apart(region, f"{schools}{_with(request, lacks='deviation')}"),
        "incidents": _incidents(region.incidents),
        "indicators": [(figures[code], look(figures[code])) for code in MORE if code in figures],
        "operates": operates,
        "export": f"{reverse('profprobes:desk_file')}{_with(request)}",
    }
    return render(request, "profprobes/desk/desk.html", context)


def look(value: indicators.Figure) -> dict[str, str]:
    """A target that is reached, not reached, or not there: word, tone and icon together."""
    looks = {True: ("leaf", "check", _("reached")), False: ("sun", "clock", pgettext("target", "not yet")), None: ("neutral", "info", "")}
    tone, icon, word = looks[value.reached]
    return {"tone": tone, "icon": icon, "word": word}


def _sphere_bars(region: RegionDesk) -> list[dict[str, Any]]:
    return [
        {
            "label": row.sphere.name,
            "value": row.sites,
            "text": _("%(count)s sites") % {"count": row.sites} if row.sites else _("no site"),
            "tone": "sky" if row.sites else "clay",
        }
        for row in region.spheres
    ]


def _access_bars(rows: list[indicators.Access]) -> list[dict[str, Any]]:
    bars: list[tuple[Any, float | None, bool | None]] = [
        (row.label, row.coverage, row.figure.reached) for row in rows if row.coverage is not None
    ]
    if rows and rows[0].all_pupils:
        bars.insert(0, (_("All pupils"), indicators.share(rows[0].all_tried, rows[0].all_pupils), True))
    return [
        {"label": label, "value": value, "text": f"{indicators.decimal(value or 0)} %", "tone": "sun" if ok is False else "sky"}
        for label, value, ok in bars
    ]


def _score_bars(scores: Any) -> list[dict[str, Any]]:
    return [{"label": str(mark), "value": scores.get(mark, 0), "tone": "sky"} for mark in (5, 4, 3, 2, 1)]


def _joining(region: RegionDesk) -> dict[str, Any]:
    """K9: three parts of one bar, and the partners to speak to."""
    found = region.joining
    parts = [
        {"value": len(found.reached), "label": _("reached what was expected"), "tone": "leaf"},
        {"value": len(found.short), "label": _("received less"), "tone": "sun"},
        {"value": len(found.waiting), "label": _("no result entered yet"), "tone": "neutral"},
    ]
    return {
        "parts": [part for part in parts if part["value"]],
        "total": len(found.rows),
        "rows": found.to_look_at,
        "figure": region.figures["K9"],
    }


def _empty(region: RegionDesk) -> dict[str, Any]:
    """TK-13: a bar for each kind of trial, the programmes to be reworked. Shares of fewer than five pupils are not told."""
    found, least = region.empty, settings.TRIALS["SMALLEST_GROUP"]
    bars = [
        {
            "label": label,
            "value": share.percent,
            "text": _("%(percent)s %%: %(empty)s of %(attended)s")
            % {"percent": share.percent, "empty": share.empty, "attended": share.attended},
            "tone": "sun" if share.flagged else "sky",
        }
        for _kind, label, share in found.kinds
        if share.attended >= least
    ]
    return {"bars": bars, "flagged": found.flagged, "figure": region.figures["TK-13"]}


def _apart(region: RegionDesk, href: str) -> dict[str, Any]:
    """TK-15: for each grade the schools whose parallel lies within 15 points of its school."""
    rows = region.apart
    return {
        "bars": [
            {
                "label": _("Grade %(grade)s") % {"grade": grade},
                "value": 100 * (whole - marked) / whole,
                "text": _("%(part)s / %(whole)s schools") % {"part": whole - marked, "whole": whole},
                "href": href,
                "tone": "sun" if marked else "leaf",
            }
            for grade, marked, whole in rows
        ],
        "marked": len(region.below("deviation")),
        "href": href,
    }


def _incidents(rows: list[Incident]) -> dict[str, Any]:
    counts = operator_desk.severities(rows)
    tones = {code: look[0] for code, look in Incident.SEVERITY_LOOK.items()}
    still = [row for row in rows if row.status != Incident.Status.CLOSED]
    return {
        "bars": [
            {"label": label, "value": counts[code], "tone": tones[Incident.Severity(code)]}
            for code, label in reversed(Incident.Severity.choices)
        ],
        "total": len(rows),
        "open": still[: operator_desk.SHOWN_INCIDENTS],
        "waiting": len(still),
    }


@login_required
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """Schools below the norm: parallels 7–11, contacts and artefacts per pupil."""
    region, form = _desk(request, SchoolsFilter)
    rows = region.below(form.values().get("lacks") or "trial")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    written = dict(DeskLetter.objects.filter(to__in=[row.pk for row in page.object_list]).order_by("sent_at").values_list("to", "sent_at"))
    context = {
        "filter_form": form,
        "page": page,
        "rows": [_school_line(row, written.get(row.pk)) for row in page.object_list],
        "narrowed": bool(form.values()),
        "export": f"{reverse('profprobes:desk_file')}{_with(request)}",
        "crumbs": [(_("Operator's desk"), f"{reverse('profprobes:desk')}{_with(request)}"), (_("Schools below the norm"), "")],
    }
    return render(request, "profprobes/desk/schools.html", context)


def _school_line(row: Any, written: Any) -> dict[str, Any]:
    grades = {ok: ", ".join(str(one.grade) for one in row.parallels if one.covered is ok) for ok in (True, False)}
    return {
        "school": row,
        "written": written,
        "missing": grades[False],
        "covered": grades[True],
        "apart": [one for one in row.apart if one.is_marked],
    }


def _parallel_chip(grade: int, row: Any) -> dict[str, Any]:
    if row is None:
        return {"grade": grade, "label": pgettext("parallel", "no pupils"), "tone": "neutral", "icon": "minus"}
    if row.covered:
        return {"grade": grade, "label": pgettext("parallel", "trial held"), "tone": "leaf", "icon": "check"}
    return {"grade": grade, "label": pgettext("parallel", "no trial"), "tone": "sun", "icon": "clock"}


@login_required
@require_http_methods(["GET", "POST"])
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """One school: its parallels, what was written to it, and the letter with free slots."""
    row = _organisation_of(request, pk, Organisation.Kind.SCHOOL)
    by_grade: dict[int, list[Any]] = {}
    for one in class_rows(Scope.of_year([row.pk], chosen_year(request.user))):
        by_grade.setdefault(one.grade, []).append(one)
    parallels = [_parallel_line(grade, rows) for grade, rows in sorted(by_grade.items())]
    missing = [line["grade"] for line in parallels if not line["covered"]]
    may_write = allowed(request.user, "write_deskletter", row)
    form = LetterForm(request.POST or None, school=row, grades=missing) if may_write else None
    if request.method == "POST":
        require(request.user, "write_deskletter", row)
        if form is not None and form.is_valid():
            try:
                values = form.cleaned_data
                desk_letters.write_to_school(school=row, slots=list(values["slots"]), text=values["text"], grades=missing, by=request.user)
            except DomainError as refusal:
                refuse_in(form, refusal)
            else:
                messages.success(
                    request, _("The letter is sent: the coordinators of the school see it under the bell and get it by e-mail.")
                )
                return redirect("profprobes:desk_school", pk)
    context = {
        "school": row,
        "parallels": parallels,
        "missing": missing,
        "form": form,
        "letters": letters_to(row)[:10],
        "crumbs": [
            (_("Operator's desk"), reverse("profprobes:desk")),
            (_("Schools below the norm"), reverse("profprobes:desk_schools")),
            (row.short_name, ""),
        ],
    }
    return render(request, "profprobes/desk/school.html", context, status=422 if form is not None and form.errors else 200)


def _parallel_line(grade: int, rows: list[Any]) -> dict[str, Any]:
    pupils, largest = sum(row.pupils for row in rows), max(row.largest for row in rows)
    whole = indicators.Parallel(0, grade, pupils, largest=largest)
    small = whole.is_small
    count = operator_desk.told
    return {
        "grade": grade,
        "covered": whole.covered,
        "chip": _parallel_chip(grade, whole),
        "pupils": count(pupils),
        "tried": "—" if small else count(sum(row.tried for row in rows)),
        "enough": "—" if small else count(sum(row.enough for row in rows)),
        "artefact": "—" if small else count(sum(row.artefact for row in rows)),
    }


def _organisation_of(request: HttpRequest, pk: int, kind: str) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).filter(kind=kind).select_related("district", "region")
    regions = regions_of(request.user)
    return get_object_or_404(rows if regions is None else rows.filter(region__in=regions), pk=pk)


@login_required
@require_GET
def spheres(request: HttpRequest) -> HttpResponse:
    """Spheres: sites, seats, requests; the demand by district."""
    region, form = _desk(request)
    rows = region.spheres
    areas = District.objects.filter(pk__in={pk for row in rows for pk in row.by_district}).order_by("name_ru")
    columns = [(area.pk, area.name) for area in areas]
    context = {
        "filter_form": form,
        "rows": rows,
        "columns": [name for _pk, name in columns],
        "matrix": [
            {"name": row.sphere.name, "cells": [_demand(*row.by_district.get(pk, (0, 0))) for pk, _name in columns]} for row in rows
        ],
        "may_invite": bool(regions_as(request.user, Role.REGION_OPERATOR)),
        "crumbs": [(_("Operator's desk"), f"{reverse('profprobes:desk')}{_with(request)}"), (_("Spheres"), "")],
    }
    return render(request, "profprobes/desk/spheres.html", context)


def _demand(asked: int, seats: int) -> dict[str, Any]:
    """Requests ÷ seats as a cell: a word where there is nothing to divide."""
    if not seats:
        return {"label": _("no seats"), "tone": "neutral", "icon": "minus"}
    ratio = asked / seats
    tone, icon = ("sun", "trending-up") if ratio > 1 else ("leaf", "check")
    return {"label": indicators.decimal(ratio), "tone": tone, "icon": icon}


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an employer to open a site of the sphere."""
    require(request.user, "invite_employer")
    sphere = get_object_or_404(Sphere, pk=pk)
    regions = regions_as(request.user, Role.REGION_OPERATOR)
    form = InviteForm(request.POST or None, sphere=sphere, regions=regions)
    if request.method == "POST" and form.is_valid():
        try:
            desk_letters.invite_employer(sphere=sphere, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(
                request, _("The invitation is sent: the coordinators of the organisation see it under the bell and get it by e-mail.")
            )
            return redirect("profprobes:desk_spheres")
    written = DeskLetter.objects.visible_to(request.user).filter(sphere=sphere).select_related("to", "sent_by")[:10]
    context = {
        "sphere": sphere,
        "form": form,
        "nobody": not employers_for(sphere, regions).exists(),
        "letters": written,
        "crumbs": [
            (_("Operator's desk"), reverse("profprobes:desk")),
            (_("Spheres"), reverse("profprobes:desk_spheres")),
            (sphere.name, ""),
        ],
    }
    return render(request, "profprobes/desk/invite.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def desk_file(request: HttpRequest) -> HttpResponse:
    """The region in XLSX without persons: small parallels merged, counts of one to four as «<5»."""
    region, _form = _desk(request)
    header = [
        _("District"), _("School"), _("Grade"), _("Pupils"), _("Parallels with a trial"), _("Pupils with a trial"),
        _("Pupils with four contacts"), _("Pupils with an artefact"),
    ]  # fmt: skip
    lines = [[district, name or _("Small parallels together"), *cells] for district, name, *cells in operator_desk.depersonalised(region)]
    return table_answer(f"desk-{timezone.localdate():%Y-%m-%d}", "xlsx", header, lines, taken_by=request.user)


@login_required
@require_http_methods(["GET"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter of the operator, for its addressee and for the region."""
    row = get_object_or_404(DeskLetter.objects.visible_to(request.user).select_related("to", "sphere", "sent_by", "read_by"), pk=pk)
    slots = [(slot, slot.status == slot.Status.OPEN and slot.starts > timezone.now()) for slot in
             row.slots.select_related("site__organisation").order_by("period")]  # fmt: skip
    context = {"letter": row, "slots": slots, "may_read": not row.read_at and allowed(request.user, "read_deskletter", row)}
    return render(request, "profprobes/desk/letter.html", context)


@login_required
@require_POST
def letter_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The addressee takes note."""
    row = get_object_or_404(DeskLetter.objects.visible_to(request.user), pk=pk)
    require(request.user, "read_deskletter", row)
    run(request, desk_letters.take_note, letter=row, done=_("The operator sees that you have read the letter."))
    return redirect("profprobes:desk_letter", pk)
