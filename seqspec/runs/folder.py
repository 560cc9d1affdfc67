"""
The folder one run leaves behind.

It never overwrites: the folder must be new. Every file is written under a temporary name and renamed, so that a file
with its final name is whole; only the metrics grow line by line. `status.json` tells a finished run from a dead one,
and says in which format the folder is written.
"""

from __future__ import annotations

import errno
import json
import math
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seqspec.engines.interruption import shielded
from seqspec.errors import RunError
from seqspec.runs import reading

FORMAT = 1
"""Of the folder: raised when an older seqspec could not read a newer folder any more."""

SPEC = "spec.yaml"
RESOLVED = "resolved.yaml"
DATA = "data.json"
RECIPE = "recipe.json"
ENVIRONMENT = "environment.json"
METRICS = "metrics.jsonl"
MODEL = "model.keras"
SCORES = "scores.json"
ERRORS = "errors.csv"
INTERVALS = "intervals.json"
PLOTS = "plots.json"
PICTURE = "recipe.svg"
REPORT = "report.html"
STATUS = "status.json"

_STATE = re.compile(r"state(?:-fold-(\d{1,6}))?\.npz")

JUDGED = (SCORES, ERRORS, INTERVALS, PLOTS, REPORT)
"""What is made of a trained model."""


class RunFolder:
    """
    An open run folder.

    Args:
        path: a folder that exists.
        made: the folders above it that were made for it, the lowest first.
    """

    def __init__(self, path: Path, made: Iterable[Path] = ()) -> None:
        self.path = path
        self._made = tuple(made)
        self._lasting: dict[str, Any] = {}

    @classmethod
    def create(cls, path: Path) -> RunFolder:
        """
        Make a new folder.

        Raises:
            RunError: there is something of that name already, or the folder can't be made.
        """
        cls.require_new(path)
        try:
            made = [above for above in path.parents if not above.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir()
        except OSError as error:
            said = f"the run folder `{path}` can't be made: {_reason(error)}"
            raise RunError(said, help="choose another place with --out") from error
        return cls(path, made)

    @staticmethod
    def require_new(path: Path) -> None:
        """
        Refuse a path that is taken: nothing is overwritten.

        Raises:
            RunError: there is something of that name already.
        """
        if os.path.lexists(path):
            what = "the run folder" if path.is_dir() else "the path of the run folder"
            raise RunError(f"{what} `{path}` exists already", help="choose another with --out; nothing is overwritten")

    @classmethod
    def create_named(cls, name: str, base: Path, now: datetime | None = None) -> RunFolder:
        """
        Make a new folder `<base>/<name>-<timestamp>`, with a number behind it where that is taken.

        Raises:
            RunError: the folder can't be made.
        """
        stem = f"{safe_name(name)}-{now or datetime.now():%Y%m%d-%H%M%S}"
        for number in range(1, 1000):
            path = base / (stem if number == 1 else f"{stem}-{number}")
            if not os.path.lexists(path):
                return cls.create(path)
        raise RunError(
            f"the folder `{base}` holds a thousand runs of this second", help="choose another place with --out"
        )

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """
        Open the folder of an earlier run.

        Raises:
            RunError: it is not there, or it is not the folder of a run.
        """
        if not os.path.isdir(path):  # false, too, of what no folder can be called
            raise RunError(f"there is no run folder `{path}`", help="name a folder that `seqspec fit` wrote")
        if not os.path.isfile(path / STATUS):
            raise RunError(
                f"`{path}` is not the folder of a run: it has no `{STATUS}`",
                help="name a folder that `seqspec fit` wrote",
            )
        require_format(reading.json_value(path / STATUS), path)
        return cls(path)

    # ---------------------------------------------------------------------------------------------------- writing

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """
        Write a file as a whole: gives a temporary path with the same suffix, and renames it at the end.

        Raises:
            RunError: it can't be written; nothing is left of it, and the message says what the folder holds.
        """
        final = self.path / name
        temporary = final.with_name(f".{final.stem}.partial{final.suffix}")
        with shielded():
            try:
                yield temporary
                _synchronise(temporary)
                os.replace(temporary, final)
                _synchronise_names(self.path)
            except OSError as error:
                raise self._failure(name, error) from error
            finally:
                with suppress(OSError):  # a system that can't be written to, which has been said
                    temporary.unlink()

    @contextmanager
    def beside(self, name: str) -> Iterator[None]:
        """
        Have a folder in this one, which goes away again where it stays empty.

        Raises:
            RunError: it can't be made.
        """
        path = self.path / name
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise self._failure(name, error) from error
        yield
        with suppress(OSError):
            path.rmdir()

    def write(self, name: str, text: str) -> None:
        """
        Write a text file as a whole.

        Raises:
            RunError: it can't be written.
        """
        with self.writing(name) as path:  # a path in the text may hold what is no character
            path.write_text(text, "utf-8", errors="backslashreplace", newline="\n")

    def write_json(self, name: str, value: Any) -> None:
        """
        Write a value as JSON, see `as_json`.

        Raises:
            RunError: it can't be written.
        """
        self.write(name, as_json(value))

    def write_lines(self, name: str, records: Iterable[dict[str, Any]]) -> None:
        """
        Write a file of JSON Lines as a whole.

        Raises:
            RunError: it can't be written.
        """
        self.write(name, "".join(map(_line, records)))

    def append(self, name: str, record: dict[str, Any]) -> None:
        """
        Add one line of JSON to a file, and see that it reaches the disk.

        Raises:
            RunError: it can't be written.
        """
        try:
            with (self.path / name).open("a", encoding="utf-8", newline="\n") as file:
                file.write(_line(record))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._failure(name, error) from error

    def set_status(self, state: str, **more: Any) -> None:
        """
        Say where the run stands: `training`, then `finished`, `interrupted` or `failed`.

        Raises:
            RunError: it can't be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._lasting = {"began": now, **self._recorded(), **self._lasting}
        self.write_json(STATUS, {"format": FORMAT, "state": state, "at": now, **self._lasting, **more})

    def begin(self, call: dict[str, Any]) -> None:
        """
        Say that a run begins, and how it was called, which stays in the status to its end.

        Raises:
            RunError: it can't be written.
        """
        self._lasting = {"call": call}
        self.set_status("preparing")

    def _recorded(self) -> dict[str, Any]:
        """When the run began and how it was called, as an earlier process wrote it down."""
        if not (self.path / STATUS).is_file():
            return {}
        status = self.read_json(STATUS)
        return {name: status[name] for name in ("began", "call") if isinstance(status, dict) and name in status}

    def clean(self) -> None:
        """
        Take away what a process that was killed had half written, and what was made of a model that trains on.

        Raises:
            RunError: something can't be taken away, such as a folder of that name.
        """
        for path in [*self.path.glob(".*.partial*"), *(self.path / name for name in JUDGED)]:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise self._failure(path.name, error) from error

    def discard(self) -> None:
        """Take the folder away again: nothing was trained, so nothing is lost."""
        shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):  # another run may have moved in
            for above in self._made:
                above.rmdir()

    # ---------------------------------------------------------------------------------------------------- reading

    def read(self, name: str) -> str:
        """
        The text of a file.

        Raises:
            RunError: it is not there, is no plain file, or is no text.
        """
        return reading.text(self.path / name)

    def read_json(self, name: str) -> Any:
        """
        The value in a JSON file.

        Raises:
            RunError: it is not there, or it is no JSON.
        """
        return reading.json_value(self.path / name)

    def read_object(self, name: str) -> dict[str, Any]:
        """
        The object in a JSON file.

        Raises:
            RunError: it is not there, or it holds none.
        """
        found = self.read_json(name)
        if not isinstance(found, dict):
            raise RunError(f"`{self.path / name}` holds no object", help=reading.PUT_BACK)
        return found

    def read_lines(self, name: str) -> list[dict[str, Any]]:
        """
        The objects in a file of JSON Lines; a last line that was cut off is left out.

        Raises:
            RunError: it is not there, or it is none.
        """
        return reading.json_lines(self.path / name)

    def files(self) -> list[str]:
        """The names of the whole files in the folder."""
        try:
            return sorted(path.name for path in self.path.iterdir() if not path.name.startswith("."))
        except OSError:
            return []

    def states(self) -> dict[int | None, Path]:
        """What unfinished trainings go on from, by fold, that of the kept model under None."""
        matches = [match for name in self.files() if (match := _STATE.fullmatch(name))]
        return {(int(match[1]) if match[1] else None): self.path / match[0] for match in matches}

    def forget(self) -> None:
        """Take away what trainings go on from: first that of the kept model, for without it a finished run is over."""
        for _, path in sorted(self.states().items(), key=lambda item: item[0] is not None):
            path.unlink(missing_ok=True)

    def _failure(self, name: str, error: OSError) -> RunError:
        kept = ", ".join(f"`{file}`" for file in self.files()) or "nothing yet"
        return RunError(f"`{self.path / name}` can't be written: {_reason(error)}", help=f"`{self.path}` keeps {kept}")


def state_name(fold: int | None) -> str:
    """The file that the kept model's training goes on from, or that of a fold, counted from 1."""
    return "state.npz" if fold is None else f"state-fold-{fold}.npz"


def require_format(status: Any, path: Path) -> None:
    """
    Refuse a folder that a newer seqspec wrote.

    Args:
        status: what `status.json` holds.

    Raises:
        RunError: it is written in a format that is not known, or it is no status.
    """
    found = status.get("format", FORMAT) if isinstance(status, dict) else None
    if isinstance(found, bool) or not isinstance(found, int):
        said = f"`{path}` is not the folder of a run: its `{STATUS}` names no format"
        raise RunError(said, help="name a folder that `seqspec fit` wrote")
    if found > FORMAT:
        raise RunError(
            f"the run `{path}` is written in format {found:,}, and this seqspec reads up to {FORMAT}",
            help="update seqspec",
        )


def as_json(value: Any) -> str:
    """The text of a value as JSON, which knows no number that is infinite or NaN: `null` stands for those."""
    return json.dumps(finite(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def finite(value: Any) -> Any:
    """A value as JSON can have it: None in place of what is infinite or NaN, wherever it stands."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _line(record: dict[str, Any]) -> str:
    return json.dumps(finite(record), ensure_ascii=False, allow_nan=False) + "\n"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error)


def safe_name(name: str) -> str:
    """A name as part of a path: nothing that a shell or a file system could stumble over."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip(".-")[:60] or "run"


def _synchronise(path: Path) -> None:
    """See that the bytes are on the disk before the name is."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _synchronise_names(folder: Path) -> None:
    """See that a new name outlives a power cut, where the system does that for folders."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # as some file systems of networks say
            raise
    finally:
        os.close(handle)
