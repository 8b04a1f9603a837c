"""Papers of the network: the form classes register themselves when their file is imported.

Add the file's import here.
"""

from . import agreements, patronage, registry_book

__all__ = ["agreements", "patronage", "registry_book"]
from . import acts, plans

__all__ = ["acts", "plans"]
