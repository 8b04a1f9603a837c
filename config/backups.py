"""Backup and restore: the database as one consistent dump, people's files, and a manifest that proves both came back whole."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from config.postgres_home import client_binary
from config.processes import ServiceError

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"


@dataclass(frozen=True)
class Tally:
    """What a backup holds: rows by table, SHA-256 by file name."""

    rows: dict[str, int]
    files: dict[str, str]


def make_backup(target: Path) -> Tally:
    """Write dump, files and manifest into `target`, which must not exist yet. Raises ServiceError with one line.

    The dump and the counted rows come from one snapshot, however busy the portal is. Files are read after it: a document's file
    is stored before its row says so, hence every file that the dump names is there.
    """
    target.mkdir(parents=True)
    target.chmod(0o700)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target / DUMP}"])
        rows = count_rows()
    with tarfile.open(target / FILES, "w") as archive:
        for path in _files():
            archive.add(path, arcname=path.relative_to(storage_folder()).as_posix())
    tally = Tally(rows, hash_files())
    _write_manifest(target, tally)
    return tally


def restore_backup(source: Path) -> Tally:
    """Bring a backup into an empty database and an empty folder of files, then compare. Raises ServiceError with one line."""
    manifest = _read_manifest(source)
    _refuse_other_keys(manifest)
    if count_rows():
        raise ServiceError(
            "The database is not empty. A backup goes into an empty one: move var/postgres and var/files away (or create a new database) first."
        )
    if any(_files()):
        raise ServiceError(f"{storage_folder()} holds files. A backup goes into an empty folder: move them away first.")
    _unpack(source / FILES, storage_folder())
    try:
        name = connection.settings_dict["NAME"]
        _run("pg_restore", ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(source / DUMP)])
    except ServiceError:
        shutil.rmtree(storage_folder())  # it was empty: nothing half-restored stays
        raise
    tally = Tally(count_rows(), hash_files())
    if (tally.rows, tally.files) != (manifest["rows"], manifest["files"]):
        raise ServiceError(f"What was restored differs from the backup: {', '.join(differences(tally, manifest))}.")
    return tally


def differences(tally: Tally, manifest: dict) -> list[str]:
    """Names of tables and files that do not match the manifest."""
    pairs = ((tally.rows, manifest["rows"]), (tally.files, manifest["files"]))
    return sorted(name for have, wanted in pairs for name in have.keys() | wanted.keys() if have.get(name) != wanted.get(name))


def count_rows() -> dict[str, int]:
    """Rows of every table in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name from the catalogue, quoted
            counts[table] = cursor.fetchone()[0]
    return counts


def hash_files() -> dict[str, str]:
    """SHA-256 of every stored file by its name in the storage."""
    return {path.relative_to(storage_folder()).as_posix(): _sha256(path) for path in _files()}


def storage_folder() -> Path:
    """Where people's files lie. Raises ServiceError when the storage is not a folder."""
    location = getattr(default_storage, "location", None)
    if location is None:
        raise ServiceError("The storage is not a folder of this machine: back its files up where they are kept.")
    return Path(location)


def _files() -> list[Path]:
    return sorted(path for path in storage_folder().rglob("*") if path.is_file())


def _unpack(archive: Path, folder: Path) -> None:
    """Write the regular files of an archive below `folder`; a name that leads out of it ends the restore before anything is written."""
    with tarfile.open(archive) as content:
        members = content.getmembers()
        for member in members:
            if not member.isfile() or not (folder / member.name).resolve().is_relative_to(folder.resolve()):
                raise ServiceError(f"The archive of files holds {member.name!r}, which is no file below {folder}.")
        folder.mkdir(parents=True, exist_ok=True)
        for member in members:
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with content.extractfile(member) as source, target.open("wb") as file:  # type: ignore[union-attr]
                shutil.copyfileobj(source, file)
            target.chmod(settings.FILE_UPLOAD_PERMISSIONS)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprints() -> dict[str, list[str]]:
    """Short marks of the keys, which tell whether they are the same and not what they are."""
    keys = {"field": settings.FIELD_KEYS, "lookup": [settings.LOOKUP_KEY]}
    return {kind: [hashlib.sha256(f"fingerprint:{key}".encode()).hexdigest()[:12] for key in values] for kind, values in keys.items()}


def _write_manifest(target: Path, tally: Tally) -> None:
    content = {
        "made": timezone.now().isoformat(timespec="seconds"),
        "keys": _fingerprints(),
        "parts": {name: _sha256(target / name) for name in (DUMP, FILES)},
        "rows": tally.rows,
        "files": tally.files,
    }
    (target / MANIFEST).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _read_manifest(source: Path) -> dict:
    try:
        manifest = json.loads((source / MANIFEST).read_text())
    except (OSError, ValueError):
        raise ServiceError(f"{source} holds no backup: name a folder made by make backup, FROM=var/backups/…") from None
    for name, wanted in manifest["parts"].items():
        if not (source / name).exists() or _sha256(source / name) != wanted:
            raise ServiceError(f"{source / name} is damaged: its SHA-256 is not the one in the manifest.")
    return manifest


def _refuse_other_keys(manifest: dict) -> None:
    """Without its keys a restored database cannot read its own encrypted fields."""
    ours = _fingerprints()
    if not set(manifest["keys"]["field"]) <= set(ours["field"]) or manifest["keys"]["lookup"] != ours["lookup"]:
        raise ServiceError(
            "This installation has other keys than the backup: set FIELD_KEYS and LOOKUP_KEY (or copy var/secrets) as they were when it was made."
        )


def _run(program: str, arguments: list[str]) -> None:
    database = connection.settings_dict
    account = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in account.items() if value}}
    result = subprocess.run([client_binary(program), *arguments], env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise ServiceError(f"{program} failed: {(result.stderr.strip().splitlines() or ['no reason given'])[0]}")


def stamp(moment: datetime) -> str:
    """Name of a backup folder: the moment in local time."""
    return timezone.localtime(moment).strftime("%Y-%m-%d_%H-%M-%S")


def free_target(base: Path) -> Path:
    """A folder below `base` for a backup made now. Raises ServiceError where the disk is nearly full."""
    base.mkdir(parents=True, exist_ok=True)
    size = sum(path.stat().st_size for path in _files())
    if shutil.disk_usage(base).free < 2 * size:
        raise ServiceError(f"There is too little room in {base} for the files alone ({size // 2**20} MB).")
    return base / stamp(timezone.now())
