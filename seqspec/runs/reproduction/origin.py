"""The run that is to be repeated: what its folder says, and whether spec and data are still what was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqspec.analysis.inference import Trace
from seqspec.analysis.linter import check_text
from seqspec.errors import DataError, RunError, SeqspecError
from seqspec.language import normal
from seqspec.language.recipe.source import FileSource
from seqspec.language.spec import Spec
from seqspec.runs import folder as files
from seqspec.runs import opening, reading
from seqspec.runs.fitting.settling import settle
from seqspec.runs.folder import RunFolder
from seqspec.runs.record import BROKEN, Record, digest, record_of
from seqspec.runs.reproduction.history import Epoch, epochs_of, whole

_TRAINED = {"finished", "stopped early", "diverged"}
"""How a training ends that ran its course."""
_DIGITS = 8


@dataclass(frozen=True)
class Check:
    """
    What was held against its digest.

    Args:
        what: `spec` or `data`.
        holds: None where it can't be told.
        said: what was found, as a sentence.
    """

    what: str
    holds: bool | None
    said: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"what": self.what, "holds": self.holds, "said": self.said}


@dataclass(frozen=True)
class Origin:
    """
    A run that is over, however it ended.

    Args:
        folder: its own, which is only read.
        record: what it says of itself in one line.
        spec, trace: as it was run.
        environment: what it ran on.
        fingerprint: what it read.
        epochs: its history.
        scores: of its model on the test part.
        trained: whether training ran its course; else something ended it before.
    """

    folder: RunFolder
    record: Record
    spec: Spec
    trace: Trace
    environment: Mapping[str, Any]
    fingerprint: dict[str, Any]
    epochs: list[Epoch]
    scores: dict[str, float | None]
    trained: bool

    @property
    def last(self) -> int:
        """The last epoch that can be held against another run's."""
        return whole(self.epochs) or 0

    @property
    def weighed(self) -> bool:
        """Whether there are final weights of a moment that another run goes through, too."""
        cut = any(not each.whole and each.fold is None for each in self.epochs)
        return self.record.bytes is not None and not cut


def origin_of(path: Path) -> Origin:
    """
    Look at a run.

    Raises:
        RunError: the folder is no run, is broken, or has no whole epoch.
    """
    folder, record = RunFolder.open(path), record_of(path.resolve())
    if record.state == BROKEN:
        raise RunError(f"the run `{path}` is broken: {record.reason}", help=reading.PUT_BACK)
    spec, trace = opening.valid_spec(folder)
    environment, fingerprint = (folder.read_object(name) for name in (files.ENVIRONMENT, files.DATA))
    epochs, status = epochs_of(folder), folder.read_object(files.STATUS)
    if whole(epochs) is None:
        raise RunError(
            f"the run `{path}` trained no whole epoch: there is nothing to compare with", help="fit its spec"
        )
    trained = record.state == "finished" or status.get("training") in _TRAINED
    return Origin(folder, record, spec, trace, environment, fingerprint, epochs, scores_of(folder), trained)


def scores_of(folder: RunFolder) -> dict[str, float | None]:
    """The scores of a run's model on its test part; none where it was not judged."""
    if reading.size(folder.path / files.SCORES) is None:
        return {}
    found: Any = folder.read_json(files.SCORES)
    for name in ("judgement", "scores", "model"):
        found = found.get(name) if isinstance(found, dict) else None
    return {
        name: value for name, value in (found.items() if isinstance(found, dict) else ())
        if value is None or (isinstance(value, float | int) and not isinstance(value, bool))
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- spec


def check_spec(origin: Origin) -> Check:
    """Whether `spec.yaml`, with the changes that were made to it and the data that were read, is what was run."""
    named = f"{files.RESOLVED} ({_short(origin.record.spec)})"
    try:
        settled = digest(normal.write(_settled(origin)))
    except (SeqspecError, TypeError, KeyError) as error:
        return Check("spec", None, f"{named}; that {files.SPEC} comes to it can't be checked: {error}")
    if settled == digest(normal.write(origin.spec)):
        return Check("spec", True, f"{named}, which {files.SPEC} comes to")
    return Check("spec", False, f"{files.SPEC} comes to another spec ({_short(settled)}) than {named}")


def _settled(origin: Origin) -> Spec:
    settings = origin.environment.get("settings", [])
    if not (isinstance(settings, list) and all(isinstance(each, str) for each in settings)):
        raise RunError("its settings are none")
    spec, _ = check_text(origin.folder.read(files.SPEC), files.SPEC, settings).require()
    ran = origin.spec.runtime
    given: dict[str, Any] = {"seed": spec.runtime.seed if spec.runtime.seed is not None else ran.seed}
    if "backend" in ran.model_fields_set:  # the command may have named it
        given["backend"] = ran.backend
    spec = spec.model_copy(update={"runtime": spec.runtime.model_copy(update=given)})
    return settle(spec, origin.fingerprint, None)


# -------------------------------------------------------------------------------------------------------------- data


def check_data(origin: Origin, moved: Path | None) -> tuple[Check, list[Path]]:
    """
    Whether the files are those that were read; they are read for their digest alone, and only where their size is it.

    Args:
        moved: where the file is now, or the folder of several; None where they lie as they did.

    Returns:
        the check, and the files in their order; none where the rows came from no file.

    Raises:
        DataError: a file is not there.
        RunError: the run was fed by Python, or `data.json` is none.
    """
    _refuse_python(origin)
    known = _recorded(origin)
    if not known:
        if moved is not None:
            raise RunError(f"the run `{origin.folder.path}` read no file", help="leave `--data` out")
        return Check("data", None, "made anew, and compared after that"), []
    paths = [_found(each, moved, len(known) > 1) for each in known]
    if moved is None and _named(origin.spec) != [each["path"] for each in known]:
        return Check("data", False, f"{files.RESOLVED} and {files.DATA} name different files"), paths
    changed = [path for path, each in zip(paths, known, strict=True) if not _is(path, each)]
    if changed:
        return Check("data", False, f"`{changed[0]}` is not what was read: it has another SHA-256"), paths
    return Check("data", True, f"{_listed(paths)} ({_short(origin.record.data)}), as it was read"), paths


def _refuse_python(origin: Origin) -> None:
    data, source = origin.spec.data, origin.fingerprint.get("source")
    if data is None or data.arrays is not None or (isinstance(source, dict) and "frame" in source):
        said = f"the run `{origin.folder.path}` was fed by Python, and what it was fed with is not kept"
        raise RunError(said, help="a run that reads a file can be repeated")


def _recorded(origin: Origin) -> list[dict[str, Any]]:
    """Path, bytes and SHA-256 of each file."""
    found = origin.fingerprint
    each = [found] if "path" in found else found.get("files", [])
    wanted = {"path": str, "bytes": int, "sha256": str}
    if not isinstance(each, list) or not all(
        isinstance(one, dict) and all(isinstance(one.get(name), kind) for name, kind in wanted.items()) for one in each
    ):
        raise RunError(f"`{origin.folder.path / files.DATA}` does not say which files were read")
    return each


def _named(spec: Spec) -> list[str]:
    source = spec.data.source if spec.data else None
    return list(source.path) if isinstance(source, FileSource) else []


def _found(known: Mapping[str, Any], moved: Path | None, several: bool) -> Path:
    from seqspec.data.reading.files import require_file

    recorded = Path(known["path"])
    path = recorded if moved is None else moved / recorded.name if several else moved
    help = "name the folder they lie in now with `--data`" if several else "name it where it lies now with `--data`"
    try:
        require_file(path, help)
    except ValueError as error:  # a name may hold what no name can
        raise DataError(f"`{path}` can't be read: {error}", help=help) from error
    return path


def _is(path: Path, known: Mapping[str, Any]) -> bool:
    from seqspec.data.reading.files import fingerprint

    return path.stat().st_size == known["bytes"] and bool(fingerprint([path])["sha256"] == known["sha256"])


def _listed(paths: list[Path]) -> str:
    return f"`{paths[0]}`" + (f" and {len(paths) - 1:,} more" if len(paths) > 1 else "")


def _short(sha256: str | None) -> str:
    return (sha256 or "–")[:_DIGITS]
