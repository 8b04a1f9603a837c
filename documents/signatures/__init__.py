"""Digital signature files (CMS): what is in them, what of it holds, how they are kept. The one implementation of the portal."""

from .reading import CmsReading, read_cms
from .store import store_cms
from .words import findings_in_words, problem_in_words

__all__ = ["CmsReading", "findings_in_words", "problem_in_words", "read_cms", "store_cms"]
