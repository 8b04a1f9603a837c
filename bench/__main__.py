"""`python -m bench [names] [--quick]`: private services, the benches in turn, a table, var/bench/latest.json.

A bench is a module of this folder with NAME and run(quick) -> list[Result]. Nothing of the person's own portal is touched: database, queue and
files live in a folder of their own, which is removed at the end.
"""

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCHES = ("documents", "registry", "registers", "desk", "allocation")


@contextmanager
def private_portal() -> Iterator[None]:
    """A migrated, empty portal for the run."""
    folder = Path(tempfile.mkdtemp(prefix="kopir-bench-"))
    folder.chmod(0o755)
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_DIR", "KOPIR_RUN", "KOPIR_PRODUCTION", "SITE_URL"):
        os.environ.pop(name, None)
    os.environ.update(KOPIR_VAR=str(folder), DJANGO_SETTINGS_MODULE="config.settings", SITE_URL="http://127.0.0.1:8000")
    from config.embedded import Services, runtime_dir

    with Services(folder, runtime_dir(), durable=False):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        yield
    shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run, print, write; 1 when a figure misses what it must reach."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", help=f"of {', '.join(BENCHES)}; all by default")
    arguments.add_argument("--quick", action="store_true", help="a tenth of the work: does it run at all?")
    asked = arguments.parse_args()
    if unknown := set(asked.names) - set(BENCHES):
        arguments.error(f"there is no bench {', '.join(sorted(unknown))}")
    with private_portal():
        results = [result for name in asked.names or BENCHES for result in importlib.import_module(f"bench.{name}").run(asked.quick)]
    show(results)
    save(results, quick=asked.quick)
    return 0 if all(result.reached is not False for result in results) else 1


def show(results: list) -> None:
    """The table."""
    print(f"\n{'#':<5}{'what':<74}{'measured':>12}{'must reach':>14}")
    for result in results:
        mark = {True: "", False: "  ← missed", None: ""}[result.reached]
        print(f"{result.number:<5}{result.what:<74}{result.shown:>12}{result.bound:>14}{mark}")


def save(results: list, *, quick: bool) -> None:
    """var/bench/latest.json, and a copy under the day."""
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    content = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "quick": quick,
        "results": [result.as_dict() for result in results],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "latest.json").write_text(text)
    (folder / f"{now:%Y-%m-%d-%H%M%S}.json").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
