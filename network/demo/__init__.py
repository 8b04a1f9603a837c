"""Demo data of the network's parts: each file has build(region), told through the portal's own services.

``region`` holds year, organisations["MK12"], people["coordinator"], memberships[key], classes[(code, name)], as the seed command filled it.
"""

import importlib
import pkgutil
from typing import Any

ORDER = ("registers", "people", "governance", "agreements", "registry", "plans", "acts", "alignment")


def build_network(region: Any) -> None:
    """Run build(region) of every part that is there, in ORDER."""
    present = {module.name for module in pkgutil.iter_modules(__path__)}
    for name in ORDER:
        if name in present:
            importlib.import_module(f"{__name__}.{name}").build(region)
