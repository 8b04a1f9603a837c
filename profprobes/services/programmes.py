"""Programmes from the first words to publication (BR-9…BR-11): written in parts, looked at by an employer's expert, published, changed as versions."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Organisation, Role, RoleAssignment, Site

from .. import errors_programmes as errors
from ..errors_booking import NoTrialSide
from ..models import (
    MARKS,
    CycleCard,
    MicroTask,
    ProgrammeAdoption,
    ProgrammeReview,
    ProgrammeStage,
    SixParts,
    Trial,
    TrialProgramme,
    TrialSite,
)
from ..programme_words import names_of
from ..querysets_programmes import REVIEWERS
from ..words import Listed, Named
from . import gate, notices
from .locks import locked, reason_of, refused_as
from .programme_rules import PRESET_MINUTES, PRESET_PURPOSE, gaps

Status, Kind = TrialProgramme.Status, TrialProgramme.Kind
Provision = TrialProgramme.Provision
OWN = (
    "owner",
    "profession",
    "kind",
    "grade_from",
    "grade_to",
    "minutes",
    "product_kk",
    "product_ru",
    "hazardous",
    "host",
    "name_kk",
    "name_ru",
)
# how the sixth part stands in row 12 of form А
ROW_12 = {
    Provision.EQUIPMENT: "equipment",
    Provision.DEVICE: "equipment",
    Provision.SOFTWARE: "equipment",
    Provision.TOOL: "tool",
    Provision.DIDACTIC: "consumable",
    Provision.CONSUMABLE: "consumable",
}
HOSTS = (Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)


@transaction.atomic
def start_programme(*, owner: Organisation, profession: Any, kind: str, name_kk: str, name_ru: str, by: Any) -> TrialProgramme:
    """A draft with what follows from its kind: purpose, length, the owner's own expert where the owner is an employer."""
    programme = TrialProgramme.objects.create(
        owner=owner,
        profession=profession,
        kind=kind,
        name_kk=name_kk,
        name_ru=name_ru,
        minutes=PRESET_MINUTES[Kind(kind)],
        purpose=PRESET_PURPOSE[Kind(kind)],
        address_kk=owner.address_kk[:250],
        address_ru=owner.address_ru[:250],
        host=owner if owner.kind in HOSTS else None,
    )
    programme.authors.add(by)
    return programme


def _open(programme: TrialProgramme, by: Any) -> TrialProgramme:
    """The row under lock, with the person among its authors. Raises ProgrammeLocked."""
    programme = locked(programme)
    if not programme.is_editable:
        raise errors.ProgrammeLocked
    programme.authors.add(by)
    return programme


def part_mark(programme: TrialProgramme, part: str) -> str:
    """A short mark of what stands in a part: another text, another mark. Other parts do not count, two people may write two parts."""
    values = [getattr(programme, programme._meta.get_field(name).attname) for name in names_of(part)]  # type: ignore[union-attr]
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:20]


@transaction.atomic
def save_part(*, programme: TrialProgramme, part: str, data: dict[str, Any], by: Any, seen: str = "") -> TrialProgramme:
    """Write fields of one part, complete or not. A changed kind brings its purpose unless one was chosen.

    ``seen`` is the mark of the part that the person read (part_mark). Raises ProgrammeLocked, PartChangedMeanwhile.
    """
    programme = _open(programme, by)
    if seen and seen != part_mark(programme, part):
        raise errors.PartChangedMeanwhile
    if unknown := set(data) - set(names_of(part)):
        raise TypeError(f"The part {part} does not hold {sorted(unknown)}.")
    kind, purpose = programme.kind, programme.purpose
    for name, value in data.items():
        setattr(programme, name, value)
    fields = list(data)
    if part == "card":
        if not programme.purpose or (programme.kind != kind and programme.purpose == purpose):
            programme.purpose = PRESET_PURPOSE[Kind(programme.kind)]
        if not programme.sen_possible:
            programme.sen_groups = []
        fields += ["purpose", "sen_groups"]
    if part == "provision":
        programme.equipment = [
            {"kk": row["kk"], "ru": row["ru"], "kind": ROW_12[Provision(row["kind"])], "by": row["by"]} for row in programme.provision
        ]
        fields.append("equipment")
    programme.save(update_fields=[*fields, "updated_at"])
    return programme


@transaction.atomic
def save_stage(*, programme: TrialProgramme, stage: ProgrammeStage | None, data: dict[str, Any], by: Any) -> ProgrammeStage:
    """Add a row of the thematic plan, or correct one. Raises ProgrammeLocked."""
    programme = _open(programme, by)
    row = locked(stage) if stage else ProgrammeStage(programme=programme)
    for name, value in data.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def delete_stage(*, stage: ProgrammeStage, by: Any) -> None:
    """Take a row out of the plan. Raises ProgrammeLocked."""
    _open(stage.programme, by)
    stage.delete()


def reviewers_of(programme: TrialProgramme, host: Organisation) -> list[User]:
    """Specialists of the employer who are no authors of this version."""
    authors = set(programme.authors.values_list("pk", flat=True))
    return [person for person in notices.holders(host, *REVIEWERS) if person.pk not in authors]


def external_experts(host: Organisation) -> list[User]:
    """External experts of the employer's region."""
    rows = RoleAssignment.objects.current().filter(role=Role.EXPERT, membership__organisation__region=host.region_id)
    return list(User.objects.filter(pk__in=rows.values("membership__user")))


@transaction.atomic
def submit_programme(*, programme: TrialProgramme, host: Organisation | None, by: Any) -> TrialProgramme:
    """Send for review by an expert of the employer (BR-9). Raises ProgrammeIncomplete, NoReviewer, NobodyReviews, WrongState."""
    programme = locked(programme, "owner")
    if missing := gaps(programme):
        raise errors.ProgrammeIncomplete(rows=Listed(missing))
    if host is None or host.kind not in HOSTS:
        raise errors.NoReviewer
    people = reviewers_of(programme, host)
    experts = external_experts(host)
    if not people and not experts:
        raise errors.NobodyReviews(host=Named(host))
    programme.host = host
    programme.move("submit", by=by, save_also=("host", "updated_at"))
    message = _("Programme “%(programme)s” of %(owner)s waits for your review.")
    _tell([*people, *experts], message, programme, but=by, owner=programme.owner.short_name_kk)
    return programme


@transaction.atomic
def review_programme(*, programme: TrialProgramme, decision: str, marks: dict[str, bool], comment: str, by: Any) -> ProgrammeReview:
    """An expert's six answers and decision (BR-11). Raises AuthorReviews, MarkIsNo, ReturnWithoutComment, WrongState."""
    programme = locked(programme, "owner", "host")
    approves, comment = decision == ProgrammeReview.Decision.APPROVE, comment.strip()
    if approves and not all(marks[name] for name in MARKS):
        raise errors.MarkIsNo
    if not approves and not comment:
        raise errors.ReturnWithoutComment
    programme.move("approve" if approves else "return", by=by, reason=comment[:300], save_also=("updated_at",))
    with refused_as({"author_does_not_review": errors.AuthorReviews}):
        review = ProgrammeReview.objects.create(
            programme=programme,
            reviewer=by,
            organisation=programme.host or programme.owner,
            decision=decision,
            comment=comment,
            **{name: marks[name] for name in MARKS},
        )
    message = (
        _("Programme “%(programme)s” is approved. Publish it.") if approves else _("Programme “%(programme)s” was returned for correction.")
    )
    _tell([*notices.coordinators_of(programme.owner_id), *programme.authors.all()], message, programme, but=by)
    return review


@transaction.atomic
def publish_programme(*, programme: TrialProgramme, by: Any) -> TrialProgramme:
    """Offer it to schools. The version before goes to the archive, the sites that ran it run this one; its trials keep it.

    Raises NotReviewed, WrongState.
    """
    if programme.previous_id:
        locked(programme.previous)  # type: ignore[type-var]
    programme = locked(programme, "owner")
    programme.published_at = timezone.now()
    with refused_as({"published_is_reviewed": errors.NotReviewed}):
        programme.move("publish", by=by, save_also=("published_at", "updated_at"))
    before = programme.previous
    if before:
        for side in TrialSite.objects.filter(programmes=before):
            side.programmes.add(programme)
            side.programmes.remove(before)
        if before.may("archive"):
            before.move("archive", by=by, reason=f"v{programme.version}")
        for adoption in before.adoptions.select_related("site__organisation"):
            ProgrammeAdoption.objects.get_or_create(programme=programme, site=adoption.site, defaults={"by": adoption.by})
            message = _("Version %(version)s of programme “%(programme)s” is published; your site runs it from now on.")
            _tell(notices.coordinators_of(adoption.site.organisation), message, programme, but=by, version=programme.version)
    return programme


COPIED = (*MicroTask.SHARED, *(field.name for field in SixParts._meta.fields), *OWN)


@transaction.atomic
def new_version(*, programme: TrialProgramme, by: Any) -> TrialProgramme:
    """A draft of the next version with everything of this one; schools go on with this one until it is published. Raises NewVersionExists, WrongState."""
    programme = locked(programme)
    if existing := TrialProgramme.objects.filter(previous=programme).first():
        raise errors.NewVersionExists(version=existing.version)
    if programme.status != Status.PUBLISHED:
        raise errors.ProgrammeLocked
    copy = TrialProgramme.objects.create(
        previous=programme, version=programme.version + 1, **{name: getattr(programme, name) for name in dict.fromkeys(COPIED)}
    )
    copy.authors.add(by)
    for row in programme.stages.all():
        row.pk, row.programme = None, copy
        row.save(force_insert=True)
    _copy_cycle_card(programme, copy)
    return copy


def _copy_cycle_card(programme: TrialProgramme, copy: TrialProgramme) -> None:
    """The hour-by-hour card goes on with the next version."""
    card = CycleCard.objects.filter(programme=programme).first()
    if card is None:
        return
    rows = list(card.rows.all())
    card.pk, card.programme = None, copy
    card.save(force_insert=True)
    for row in rows:
        row.pk, row.card = None, card
        row.save(force_insert=True)


@transaction.atomic
def archive_programme(*, programme: TrialProgramme, reason: str, by: Any) -> TrialProgramme:
    """Offer it no longer: gate G3 of its coming visits turns red, their schools are told. Raises ReasonMissing, WrongState."""
    programme = locked(programme)
    programme.move("archive", by=by, reason=reason_of(reason))
    message = _("Programme “%(programme)s” is no longer offered; trial %(trial)s needs another one.")
    for trial in coming_trials(programme).select_related("responsible__user"):
        notices.tell_school(trial, message, but=by, programme=programme.name_kk)
        for session in trial.sessions.all():
            gate.recheck(session)
    return programme


def coming_trials(programme: TrialProgramme) -> Any:
    """Trials that have not begun yet."""
    return Trial.objects.filter(programme=programme, status__in=[Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.MOVED])


@transaction.atomic
def discard_programme(*, programme: TrialProgramme, by: Any) -> None:
    """Throw a draft away that no expert has seen. Raises HasHistory."""
    programme = locked(programme)
    if programme.status != Status.DRAFT or programme.reviews.exists() or programme.trials.exists():
        raise errors.HasHistory
    CycleCard.objects.filter(programme=programme).delete()
    programme.transitions.all().delete()
    TrialProgramme.trial_sites.through.objects.filter(trialprogramme=programme).delete()
    programme.delete()


def may_be_adopted(programme: TrialProgramme, site: Site) -> bool:
    """BR-11: typical programmes of a regional operator, and those that the site's own expert has reviewed."""
    typical = programme.owner.kind == Organisation.Kind.CAREER_CENTRE
    return programme.owner_id != site.organisation_id and (typical or programme.host_id == site.organisation_id)


@transaction.atomic
def adopt_programme(*, programme: TrialProgramme, site: Site, by: Any) -> ProgrammeAdoption:
    """«Осы алаңға қабылдау»: the site runs it from now on. Raises CannotAdopt, AlreadyAdopted, ProgrammeLocked, NoTrialSide."""
    programme = locked(programme, "owner")
    if programme.status != Status.PUBLISHED:
        raise errors.ProgrammeLocked
    if not may_be_adopted(programme, site):
        raise errors.CannotAdopt
    side = TrialSite.objects.select_for_update(of=("self",)).filter(site=site).first()
    if side is None:
        raise NoTrialSide
    with refused_as({"programme_adopted_once_by_a_site": errors.AlreadyAdopted}):
        adoption = ProgrammeAdoption.objects.create(programme=programme, site=site, by=by)
    side.programmes.add(programme)
    side.professions.add(programme.profession_id)
    message = _("%(site)s has adopted programme “%(programme)s”.")
    _tell(notices.coordinators_of(programme.owner_id), message, programme, but=by, site=str(site))
    return adoption


def _tell(people: list[User], message: Any, programme: TrialProgramme, *, but: Any, **params: Any) -> None:
    notices.tell(people, message, url_name="profprobes:programme", args=(programme.pk,), but=but, programme=programme.name_kk, **params)
