"""A backup brings everything back into an empty cluster: every row, every file, and says so when it cannot."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from config.embedded import DATABASE, Services

BASE = Path(__file__).resolve().parents[2]
PERSON = """
from tests.factories.people import UserFactory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
UserFactory(last_name="Демо-Әбдіқадірова", first_name="Үмітһан")
default_storage.save("documents/2026/Қорытынды.pdf", ContentFile(b"%PDF-1.7 demo" * 5000))
default_storage.save("documents/2026/empty.bin", ContentFile(b""))
"""


@dataclass(frozen=True)
class Installation:
    """A whole portal of its own: cluster, files and keys."""

    services: Services
    keys: str = "backup-test-key"

    def manage(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("KOPIR_TEST", "PYTEST"))}
        environment |= {
            "KOPIR_VAR": str(self.services.var),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "FIELD_KEYS": self.keys,
            "PYTHONPATH": str(BASE),
        }
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=BASE, env=environment, input=text, capture_output=True, text=True, check=False)

    def rows(self) -> dict[str, int]:
        """Counted here with SQL of our own, not by the code under test."""
        connection = psycopg2.connect(host=str(self.services.run), user=DATABASE, dbname=DATABASE)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            names = [name for (name,) in cursor.fetchall()]
            counts = {}
            for name in names:
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                counts[name] = cursor.fetchone()[0]
        return counts

    def files(self) -> dict[str, str]:
        folder = self.services.var / "files"
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
        }


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Installation]:
    """An installation with people and files."""
    yield from _installation(migrated=True)


@pytest.fixture
def empty() -> Iterator[Installation]:
    """An installation with an empty database and no files."""
    yield from _installation(migrated=False)


def _installation(*, migrated: bool) -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="own-", dir=os.environ["KOPIR_TEST_VAR"]))
    folder.chmod(0o755)
    with Services(folder, folder / "run", durable=False, valkey=False) as services:
        installation = Installation(services)
        if migrated:
            for arguments, text in ((("migrate", "-v0"), None), (("shell", "-v0"), PERSON)):
                done = installation.manage(*arguments, text=text)
                assert done.returncode == 0, done.stderr
        yield installation
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def backup(lived_in: Installation) -> Path:
    """A fresh backup of the lived-in installation."""
    done = lived_in.manage("backup")
    assert done.returncode == 0, done.stderr
    [folder] = (lived_in.services.var / "backups").iterdir()
    return folder


def replace_hash(folder: Path, part: str) -> None:
    """Make the manifest agree with a part that a test changed."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["parts"][part] = hashlib.sha256((folder / part).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_every_row_and_every_file_comes_back(lived_in, backup, empty):
    assert empty.rows() == {}
    done = empty.manage("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert empty.rows() == lived_in.rows()
    assert empty.rows()["accounts_user"] > 0
    assert empty.files() == lived_in.files()
    assert len(empty.files()) == 2


def test_the_manifest_agrees_with_what_was_there(lived_in, backup):
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["rows"] == lived_in.rows()
    assert manifest["files"] == lived_in.files()


def test_a_restored_portal_needs_no_migration(backup, empty):
    empty.manage("restore", str(backup))
    assert empty.manage("migrate", "--check").returncode == 0


def test_nothing_is_restored_over_a_database_in_use(lived_in, backup):
    before = lived_in.rows()
    done = lived_in.manage("restore", str(backup))
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert lived_in.rows() == before


def test_a_damaged_dump_is_refused_before_anything_is_written(backup, empty, tmp_path):
    damaged = shutil.copytree(backup, tmp_path / "damaged")
    content = bytearray((damaged / "database.dump").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (damaged / "database.dump").write_bytes(content)
    done = empty.manage("restore", str(damaged))
    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert empty.rows() == {}


def test_an_archive_that_leads_out_of_its_folder_is_refused(backup, empty, tmp_path):
    evil = shutil.copytree(backup, tmp_path / "evil")
    with tarfile.open(evil / "files.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../../outside.txt"))
    replace_hash(evil, "files.tar")
    done = empty.manage("restore", str(evil))
    assert done.returncode == 1
    assert "outside.txt" in done.stderr
    assert (empty.rows(), empty.files()) == ({}, {})


def test_when_the_database_cannot_be_restored_no_file_stays(backup, empty, tmp_path):
    broken = shutil.copytree(backup, tmp_path / "broken")
    (broken / "database.dump").write_bytes(b"PGDMP but not really")
    replace_hash(broken, "database.dump")
    done = empty.manage("restore", str(broken))
    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    assert (empty.rows(), empty.files()) == ({}, {})


def test_a_lost_file_is_noticed(backup, empty, tmp_path):
    damaged = shutil.copytree(backup, tmp_path / "lost")
    manifest = json.loads((damaged / "manifest.json").read_text())
    manifest["files"]["documents/2026/gone.pdf"] = "0" * 64
    (damaged / "manifest.json").write_text(json.dumps(manifest))
    done = empty.manage("restore", str(damaged))
    assert done.returncode == 1
    assert "documents/2026/gone.pdf" in done.stderr


def test_other_keys_are_refused_because_encrypted_fields_could_not_be_read(backup, empty):
    stranger = Installation(empty.services, keys="another-key")
    done = stranger.manage("restore", str(backup))
    assert done.returncode == 1
    assert "other keys" in done.stderr
    assert empty.rows() == {}


def test_a_folder_without_a_backup_is_named(empty, tmp_path):
    done = empty.manage("restore", str(tmp_path))
    assert done.returncode == 1
    assert "holds no backup" in done.stderr
