"""Files into the registers: upload, check, look, confirm, load (network page 7, 9.20). Nothing is in the register before it is confirmed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.services import notify
from core import antivirus
from core.errors import DomainError
from core.sheets import SheetEmpty, read_rows, xlsx_bytes
from core.uploads import check_size, clean_name

from ..errors import ImportHasMistakes
from ..imports import REGISTERS, register_of
from ..imports.base import Mistakes, Register, Row, TooManyRows, worded
from ..models import ImportJob, ImportRowError, Organisation

CHUNK = 1000
OF_JOB: tuple[str, ...] = ("organisation", "requested_by", "network", "plan__network", "plan__organisation", "plan__year")
OF_JOB += ("matrix__keeper", "matrix__field", "matrix__academic_year")
KEPT_MISTAKES = 5000
PREVIEW_ROWS = 5


class Stopped(Exception):
    """The job was cancelled while it ran."""


@transaction.atomic
def start_import(*, register: str, upload: Any, by: Any, organisation: Organisation | None = None, **target: Any) -> ImportJob:
    """Take a file in and queue its check; ``target`` names the plan, the matrix or the network that it fills.

    Raises FileMissing, FileTooLarge, SheetRefused, HeadingMissing at once, so that a wrong file costs no wait.
    """
    check_size(upload.size, settings.REGISTERS["IMPORT_MAX_BYTES"])
    upload.seek(0)
    data = upload.read()
    antivirus.scan(data)
    job = ImportJob(register=register, organisation=organisation, file_name=clean_name(upload.name), requested_by=by, **target)
    _heading(REGISTERS[register](job), ContentFile(data), job.file_name)
    job.file.save(job.file_name, ContentFile(data), save=False)
    job.save()
    _send(job.pk)
    return job


def _heading(register: Register, file: Any, name: str) -> tuple[Any, Iterator[tuple[int, list[str]]]]:
    """Columns of the file, and its other rows with their numbers."""
    lines = enumerate(read_rows(file, name), 1)
    for _number, cells in lines:
        if cells:
            return register.take_heading(cells), lines
    raise SheetEmpty


def _send(pk: int) -> None:
    from ..tasks import run_import

    transaction.on_commit(lambda: run_import.delay(pk))


def run_import(*, pk: int) -> None:
    """What the worker does with a job: check a new file, load a confirmed one. May come twice or late: the state decides."""
    job = ImportJob.objects.select_related(*OF_JOB).get(pk=pk)
    if job.status in {ImportJob.Status.UPLOADED, ImportJob.Status.CHECKING}:
        check_import(job=job)
    elif job.status in {ImportJob.Status.CONFIRMED, ImportJob.Status.LOADING}:
        load_import(job=job)


def check_import(*, job: ImportJob) -> ImportJob:
    """The dry run: every row is judged, nothing is written but the report."""
    job = _move(job, "check")
    try:
        kept = _Tally(job)
        for _rows in _judged(job, kept):
            kept.write()
        kept.write(last=True)
    except Stopped:
        return ImportJob.objects.get(pk=job.pk)
    except DomainError as refusal:
        return _fail(job, refusal)
    job = _move(job, "finish_check")
    _tell(job)
    return job


def _judged(job: ImportJob, kept: "_Tally") -> Iterator[list[Row]]:
    """Clean rows of the file in chunks, mistakes into the tally."""
    register = kept.register = register_of(job)
    limit = register.rows_limit or settings.REGISTERS["IMPORT_MAX_ROWS"]
    with job.file.open("rb") as file:
        order, lines = _heading(register, file, job.file_name)
        register.prepare()
        kept.heading(register)
        chunk: list[Row] = []
        seen = 0
        for number, cells in lines:
            if not cells:
                continue
            seen += 1
            if seen > limit:
                raise TooManyRows(limit=limit)
            kept.show(cells, order)
            row, mistakes = register.clean(number, cells, order)
            if row is None:
                kept.mistakes(number, mistakes)
            else:
                chunk.append(row)
            kept.job.seen = seen
            if len(chunk) >= CHUNK and not register.loads_whole:
                yield _settled(register, chunk, kept)
                chunk = []
        if not seen:
            raise SheetEmpty
        yield _settled(register, chunk, kept)


def _settled(register: Register, chunk: list[Row], kept: "_Tally") -> list[Row]:
    wrong = register.check_chunk(chunk) if chunk else {}
    for number, mistakes in wrong.items():
        kept.mistakes(number, mistakes)
    good = [row for row in chunk if row.number not in wrong]
    kept.good(good)
    return good


class _Tally:
    """Counts and mistakes of a run, written to the job chunk by chunk so that the page can show them."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self.register: Register | None = None
        self.kept = 0
        self.waiting: list[ImportRowError] = []
        job.seen = job.bad = job.created = job.changed = job.same = 0
        job.preview = {"columns": [], "rows": [], "ignored": []}
        job.problem = {}
        job.errors.all().delete()

    def heading(self, register: Register) -> None:
        shown = [column for column in register.columns if column.name in register.present]
        self.job.preview["columns"] = [{"kk": column.kk, "ru": column.ru, "en": column.ru} for column in shown]
        self.job.preview["ignored"] = register.ignored

    def show(self, cells: list[str], order: Any) -> None:
        """The first rows as they were read; of an IIN the last four digits."""
        if len(self.job.preview["rows"]) < PREVIEW_ROWS and (register := self.register):
            read = {column.name: cell for column, cell in zip(order, cells, strict=False) if column}
            if read.get("iin"):
                read["iin"] = f"********{read['iin'][-4:]}"
            shown = [column.name for column in register.columns if column.name in register.present]
            self.job.preview["rows"].append([read.get(name, "")[:60] for name in shown])

    def mistakes(self, number: int, mistakes: Mistakes) -> None:
        self.job.bad += 1
        for column, value, reason in mistakes.found:
            if self.kept < KEPT_MISTAKES:
                self.kept += 1
                self.waiting.append(ImportRowError(job=self.job, row=number, column=column, value=value, reason=reason))

    def good(self, rows: list[Row]) -> None:
        if not rows or self.register is None:
            return
        new, changed, same = self.register.tell_apart(rows)
        self.job.created += new
        self.job.changed += changed
        self.job.same += same

    def write(self, *, last: bool = False) -> None:
        ImportRowError.objects.bulk_create(self.waiting, batch_size=500)
        self.waiting = []
        job = self.job
        if last:
            job.total = job.seen
        fields = ["seen", "bad", "created", "changed", "same", "preview", "problem", *(["total"] if last else [])]
        if ImportJob.objects.filter(pk=job.pk, status=ImportJob.Status.CANCELLED).exists():
            raise Stopped
        job.save(update_fields=fields)


def _move(job: ImportJob, action: str, **fields: Any) -> ImportJob:
    with transaction.atomic():
        job = ImportJob.objects.select_for_update(of=("self",)).select_related(*OF_JOB).get(pk=job.pk)
        for name, value in fields.items():
            setattr(job, name, value)
        job.move(action, by=job.requested_by, save_also=tuple(fields))
    return job


def _fail(job: ImportJob, refusal: DomainError) -> ImportJob:
    job = _move(job, "fail", problem=worded(refusal), finished_at=timezone.now())
    _tell(job)
    return job


def _tell(job: ImportJob) -> None:
    params = {"file": job.file_name, "total": job.total, "bad": job.bad}
    texts = {
        ImportJob.Status.CHECKED: gettext_noop("The file “%(file)s” is checked: %(total)s rows, %(bad)s with mistakes."),
        ImportJob.Status.DONE: gettext_noop("The file “%(file)s” is loaded."),
        ImportJob.Status.FAILED: gettext_noop("The file “%(file)s” could not be read."),
    }
    notify(job.requested_by, texts[ImportJob.Status(job.status)], job.get_absolute_url(), params=params)


@transaction.atomic
def confirm_import(*, job: ImportJob, by: Any, partial: bool = False) -> ImportJob:
    """Say yes to what the check has shown. Wrong rows stay out only where the person has ticked so. Raises ImportHasMistakes, WrongState."""
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.status == ImportJob.Status.CHECKED and (not job.good or (job.bad and not partial)):
        raise ImportHasMistakes(bad=job.bad)
    job.partial = partial
    job.move("confirm", by=by, save_also=("partial",))
    _send(job.pk)
    return job


def load_import(*, job: ImportJob) -> ImportJob:
    """Judge the file again, as the register may have changed since, and write it in one transaction: all or nothing."""
    job = _move(job, "load")
    try:
        with pghistory.context(user=job.requested_by_id, url=job.get_absolute_url()), transaction.atomic(), connection.cursor() as cursor:
            # Two files of one register wait for each other: the second one sees what the first has written.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{job.register}:{job.target.pk if job.target else ''}"])
            kept = _Tally(job)
            rows = [row for chunk in _judged(job, kept) for row in chunk]
            if job.bad and not job.partial:
                raise ImportHasMistakes(bad=job.bad)
            register = kept.register
            if register is not None:
                register.load(cursor, rows)
            kept.write(last=True)
            job.finished_at = timezone.now()
            job.move("finish", by=job.requested_by, save_also=("finished_at",))
    except DomainError as refusal:
        return _fail(ImportJob.objects.get(pk=job.pk), refusal)
    _tell(job)
    return job


@transaction.atomic
def cancel_import(*, job: ImportJob, by: Any) -> ImportJob:
    """Stop before anything is written; a running check notices at its next chunk. Raises WrongState."""
    job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.finished_at = timezone.now()
    job.move("cancel", by=by, save_also=("finished_at",))
    return job


def report_of(job: ImportJob, language: str) -> bytes:
    """The file as it came, as XLSX, with the wrong cells coloured and the reasons beside them: correct it and bring it again."""
    with override(language):
        reasons: dict[int, list[ImportRowError]] = {}
        for error in job.errors.all():
            reasons.setdefault(error.row, []).append(error)
        register = REGISTERS[job.register](job)
        with job.file.open("rb") as file:
            lines = enumerate(read_rows(file, job.file_name), 1)  # type: ignore[arg-type]
            number, heading = next((number, cells) for number, cells in lines if cells)
            order = register.take_heading(heading)
            place = {column.name: position for position, column in enumerate(order, 1) if column}
            labels = {column.name: column.heading(language).rstrip(" *") for column in register.columns}
            marked: dict[tuple[int, int], str] = {}
            rows: list[list[Any]] = []
            for number, cells in lines:
                if not cells:
                    continue
                wrong = reasons.get(number, [])
                for error in wrong:
                    marked[(len(rows) + 2, place.get(error.column, 1))] = error.reason_text
                said = "; ".join(f"{labels[e.column]}: {e.reason_text}" if e.column in labels else e.reason_text for e in wrong)
                rows.append([*cells, *[""] * (len(heading) - len(cells)), said])
    # A column of the portal's own: a file that comes back with it is read without it.
    with override(language):
        return xlsx_bytes([*heading, _("Mistakes")], rows, title=_("Mistakes"), marked=marked)


def sample_of(register: str, language: str) -> bytes:
    """An empty file with the right headings, one example row, and remarks on what a column takes."""
    columns = REGISTERS[register].columns
    with override(language):
        remarks = {
            (1, place): ", ".join(f"{value} – {label}" for value, label in column.choices.choices)
            for place, column in enumerate(columns, 1)
            if column.choices
        }
        return xlsx_bytes([column.heading(language) for column in columns], [[c.example for c in columns]], title=register, marked=remarks)


def erase_old_files() -> int:
    """Files of jobs that ended long ago go; the figures stay. Pupils' files carry IINs. Answers how many."""
    until = timezone.now() - dt.timedelta(days=settings.REGISTERS["IMPORT_KEEP_DAYS"])
    jobs = ImportJob.objects.exclude(file="").filter(requested_at__lt=until)
    for job in jobs:
        job.file.delete(save=False)
        job.errors.all().delete()
        job.file, job.preview = "", {}
        job.save(update_fields=["file", "preview"])
    return len(jobs)
