"""B1, B2, B4 of the quality page: papers made by the engine against WeasyPrint alone, in the same run."""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rules

from accounts.models import User
from config.processes import Child, wait_until
from documents import registry
from documents.engine.paper import marks_of, paper_html
from documents.engine.press import press
from documents.models import DocumentBatch, IssuedDocument, Issuer
from documents.registry import DocumentType
from documents.services import register_issuer, request_batch, request_document
from documents.services.production import produce
from documents.sheet import Blanks, Boxed, Bullets, Paragraph, Qr, Seat, Sheet, TickBoxes

from .results import Result

ROOT = Path(__file__).resolve().parents[1]


class BenchForm(DocumentType):
    """A parents' page as schools fill it: one A4 sheet, eight sections, a QR link, a signature."""

    code = "BENCH"
    titles = {"kk": "Ата-аналарға арналған қорытынды", "ru": "Итоги для родителей"}
    source_model = "documents.DocumentBatch"
    may_issue = "documents.issue_bench"
    batchable = True
    max_pages = 1

    def issuer(self, source: DocumentBatch) -> Issuer:
        return Issuer.objects.get(code="BENCH")

    def sort_name(self, source: DocumentBatch) -> str:
        return source.title

    def sheet(self, source: DocumentBatch, language: str) -> Sheet:
        values = {"c": "8 «А»", "p": "ағаш ұстасы", "a": "дайындаманы белгілеу мен аралауды", "o": "бөлшек"}
        pattern = "Біздің сынып ({c}) {p} мамандығы бойынша {a} байқап көрді, нақты жұмыс орнында {o} қалай жасалатынын түсінді."
        steps = [
            ("сынақты басқа операцияда қайталау", True),
            ("бейіндік колледжге бару", False),
            ("қысқа үй жобасы", False),
            ("кәсіпқоймен сұхбат", False),
        ]
        return Sheet(
            subtitle="Кәсіби сынақ: «Ағаш ұстасы» · 8 «А» сыныбы · 2026 жылғы 25 қараша",
            blocks=[
                Blanks(pattern, values, heading="Бұл не болды және не үшін"),
                Paragraph(
                    "Сынақ қайда және кіммен өтті",
                    "Демо политехникалық колледжі, Демо даңғылы, 20. Тәлімгер: Демо-Қасымов Б. Т. 10:00–12:00.",
                ),
                Bullets(
                    "Балалар неге үйренеді",
                    ["сызба бойынша белгілеу (физика);", "түзу кесу (технология);", "шығынды есептеу (математика)."],
                ),
                Paragraph(
                    "Қауіпсіздік қалай қамтамасыз етіледі", "Мектепте және шеберханада нұсқама өткізілді, қолғап пен көзілдірік берілді."
                ),
                Boxed(
                    "Менің балам не істеді",
                    "дайындаманы белгілеп, екі кесуді өз бетінше орындады; тәлімгер өлшеудің дәлдігін атап өтті.",
                    lead=source.title,
                ),
                Qr(f"http://127.0.0.1:8000/l/{source.pk:08}", caption="Дайын бөлшектің фотосы", heading="Артефакт"),
                TickBoxes("Келесі қадам (отбасының қалауы бойынша)", steps),
                Paragraph("Байланыс үшін контактілер", "Сынып жетекшісі: Демо-Ахметова А. С., 8 700 000 00 01."),
            ],
            seats=[Seat("Сынып жетекшісі", "А. С. Демо-Ахметова", "26.11.2026")],
        )


registry.register(BenchForm)
if not rules.perm_exists(BenchForm.may_issue):
    rules.add_perm(BenchForm.may_issue, rules.always_true)


def run(quick: bool) -> list[Result]:
    """All figures of the engine; a quick run does a tenth of the work."""
    share = 10 if quick else 1
    clerk = User.objects.create_user(last_name="Демо", first_name="Өлшеуші", email="bench@demo.example", sign_in="active")
    register_issuer(source=clerk, code="BENCH", name_kk="«№1 демо мектебі» КММ", name_ru="КГУ «Демо-школа №1»", address_kk="Демо көшесі, 1")
    return [
        *pipeline(clerk, 200 // share),
        *workers(clerk, 250 // share),
        *memory(clerk, 100 // share, 400 // share),
        *growth(clerk, 30 // share),
    ]


def sources(clerk: User, count: int) -> list[DocumentBatch]:
    """Rows to print."""
    rows = [DocumentBatch(title=f"Демо-Үмбетқызы Әлия {n:05}", type_code="BENCH", requested_by=clerk, status="done") for n in range(count)]
    return DocumentBatch.objects.bulk_create(rows)


def bare(html: str) -> bytes:
    """WeasyPrint alone at its best: fonts and styles are parsed already, nothing is stored."""
    return press().lay_out(html, max_pages=1).write_pdf(pdf_variant="pdf/a-3a")


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def pipeline(clerk: User, count: int) -> list[Result]:
    """B1: request committed → PDF stored, against the bare press; both take turns, so that a busy machine slows both."""
    rows = sources(clerk, count + 5)
    for row in rows[:5]:
        produce(pk=request_document(type_code="BENCH", source=row, language="kk", by=clerk).pk)
    whole, alone = [], []
    for row in rows[5:]:
        document: list[IssuedDocument] = []
        whole.append(seconds(lambda row=row, document=document: document.append(_request_and_make(row, clerk))))
        html = _html_of(document[0])
        alone.append(seconds(lambda html=html: bare(html)))
    ratio = statistics.median(whole) / statistics.median(alone)
    return [
        Result("B1", "one-page form, request committed → PDF stored, warm, against WeasyPrint alone", ratio, at_most=1.25),
        Result("B1", "papers per second of one warm process", 1 / statistics.median(whole), "/s"),
        Result("B1", "papers per second of WeasyPrint alone in the same process", 1 / statistics.median(alone), "/s"),
    ]


def _request_and_make(row: DocumentBatch, clerk: User) -> IssuedDocument:
    document = request_document(type_code="BENCH", source=row, language="kk", by=clerk)
    if not produce(pk=document.pk):
        raise RuntimeError("The paper was not made.")
    document.refresh_from_db()
    return document


def _html_of(document: IssuedDocument) -> str:
    return paper_html(form=document.type, content=document.values, language=document.language, marks=marks_of(document))


def workers(clerk: User, count: int) -> list[Result]:
    """B2: a batch through real Celery workers, one and two, against the bare press."""
    html = _html_of(IssuedDocument.objects.filter(production="ready").first())
    repeats = max(count // 5, 5)
    alone = seconds(lambda: [bare(html) for _copy in range(repeats)]) / repeats
    one, two = (_batch_through(clerk, count, processes) for processes in (1, 2))
    return [
        Result(
            "B2",
            f"batch of {count} through one Celery worker: pages per second against WeasyPrint alone",
            alone * count / one,
            at_least=0.8,
        ),
        Result("B2", "two workers against one", one / two, at_least=1.8 if (os.cpu_count() or 1) > 2 else None),
        Result("B2", "papers per second of one Celery worker", count / one, "/s"),
    ]


def _batch_through(clerk: User, count: int, processes: int) -> float:
    """Seconds from the first paper that a warm worker begins to the last that it ends."""
    worker = _worker(processes)
    try:
        _wait_for(
            request_batch(
                type_code="BENCH", sources=sources(clerk, 4 * processes), language="kk", by=clerk, title="warm", options=_NO_FILES
            )
        )
        batch = request_batch(type_code="BENCH", sources=sources(clerk, count), language="kk", by=clerk, title="bench", options=_NO_FILES)
        _wait_for(batch)
    finally:
        worker.stop()
    made = IssuedDocument.objects.filter(batch_items__batch=batch).order_by("heartbeat_at")
    return (made.last().heartbeat_at - made.order_by("issued_at").first().issued_at).total_seconds()


_NO_FILES = {"zip": False, "merged": False}


def _worker(processes: int) -> Child:
    folder = Path(os.environ["KOPIR_VAR"])
    child = Child(
        name=f"bench-{processes}",
        argv=[sys.executable, "-m", "celery", "-A", "config", "worker", "-I", "bench.documents", "-Q", "documents,default", "-c", str(processes),
              "-n", f"bench{processes}@bench", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"],
        log=folder / "log" / f"bench-{processes}.log",
        pids=folder / "pids",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        patience=30,
    )  # fmt: skip
    child.start()
    return child


def _wait_for(batch: DocumentBatch) -> None:
    def over() -> bool:
        row = DocumentBatch.objects.get(pk=batch.pk)
        return row.status == "done"

    if not wait_until(over, seconds=1200, every=0.5):
        raise RuntimeError(f"The batch did not end: {DocumentBatch.objects.filter(pk=batch.pk).values().first()}")


def memory(clerk: User, warm: int, more: int) -> list[Result]:
    """B4 in small: memory of one process after many papers against after few."""

    def make(count: int) -> int:
        for row in sources(clerk, count):
            _request_and_make(row, clerk)
        return int(Path("/proc/self/statm").read_text().split()[1])

    first, last = make(warm), make(more)
    return [Result("B4", f"memory after {warm + more} papers against after {warm}", last / first, at_most=1.2)]


def growth(clerk: User, count: int) -> list[Result]:
    """How the cost of preparing a batch (freeze, number, queue) grows when the batch grows ten times."""
    from documents.services.batches import prepare_batch

    def prepare(size: int) -> float:
        batch = request_batch(type_code="BENCH", sources=sources(clerk, size), language="kk", by=clerk, title="growth", options=_NO_FILES)
        return seconds(lambda: prepare_batch(pk=batch.pk))

    prepare(count)
    return [Result("B2", f"preparing a batch of {10 * count} against one of {count}", prepare(10 * count) / prepare(count))]
