"""Is everything there that papers need?"""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from documents import registry, worker
from documents.engine import fonts
from documents.engine.paper import Marks
from documents.engine.press import press_content
from documents.errors import RenderingFailed
from documents.models import IssuedDocument
from documents.sheet import Paragraph, Sheet, plain

PANGRAM = "ӘәҒғҚқҢңӨөҰұҮүҺһІі «№» – —"


class _Probe(registry.DocumentType):
    code = "SELF"
    titles = {"kk": "Тексеру", "ru": "Проверка"}
    source_model = "documents.IssuedDocument"


class Command(BaseCommand):
    """Prints one line per part; fails when papers cannot be made here."""

    help = "Check fonts, printing, file store, queue and worker of the document engine."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the checks in the order in which a paper meets them."""
        try:
            self.stdout.write(f"fonts    {fonts.files()['Regular'].parent}")
            issuer = {"name": "—", "address": "", "bin": "", "city": "", "code": ""}
            content = {"title": "Тексеру", "issuer": issuer, "sheet": plain(Sheet(blocks=[Paragraph("", PANGRAM)]))}
            printed = press_content(form=_Probe(), content=content, language="kk", marks=Marks())
        except RenderingFailed as error:
            raise CommandError(f"{error.code}: {error.detail}") from error
        self.stdout.write(f"press    {printed.pages} page, {len(printed.pdf)} bytes")
        self._store(printed.pdf)
        waiting = IssuedDocument.objects.filter(production__in=["queued", "rendering"]).count()
        self.stdout.write(f"queue    {'empty' if worker.queue_is_empty() else 'messages wait'}, {waiting} documents unfinished")
        self.stdout.write(f"workers  {', '.join(sorted(worker.alive())) or 'none: documents wait until one is started'}")

    def _store(self, pdf: bytes) -> None:
        try:
            name = default_storage.save("documents/selfcheck.pdf", ContentFile(pdf))
            default_storage.delete(name)
        except OSError as error:
            raise CommandError(f"store: {error}") from error
        self.stdout.write("store    writable")
