"""What a paper may load: our own fonts and styles, and pictures that lie inside the page. Nothing from the network, nothing else from the disk."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher

from . import fonts

STATIC = Path(__file__).resolve().parents[1] / "static" / "documents"
_PICTURES = ("data:image/svg+xml", "data:image/png", "data:image/jpeg")


class Forbidden(FatalURLFetchingError):
    """The page asks for something that a paper must not load; printing stops."""


class PaperFetcher(URLFetcher):
    """Allow-list of addresses."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Open an allowed address. Raises Forbidden."""
        if url.startswith(_PICTURES) or self._is_ours(url):
            return super().fetch(url, headers)
        raise Forbidden(f"A paper may not load {url[:120]}")

    @staticmethod
    def _is_ours(url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            return False
        path = Path(unquote(parts.path)).resolve()
        return path.is_relative_to(STATIC) or path in {font.resolve() for font in fonts.files().values()}
