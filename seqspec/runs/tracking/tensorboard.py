"""TensorBoard: one file of events a run, written without TensorFlow."""

from __future__ import annotations

import re
import shlex
import socket
from pathlib import Path
from typing import Any

from seqspec.errors import RunError
from seqspec.runs.folder import safe_name
from seqspec.runs.tracking._facts import Epoch, Facts, Outcome

NEEDS = ("tensorboard",)
_EVENTS = "events.out.tfevents.seqspec"  # TensorBoard reads what is called `tfevents`
_OWNER = "run.txt"
_MARKUP = re.compile(r"[^\w .,:%()-]|_")


def opened(store: Path, facts: Facts) -> TensorBoard:
    """
    The book of a run: a folder of its name, which replaces an earlier copy of the same run.

    Raises:
        RunError: another run of this name has been copied there, or nothing can be written.
    """
    folder = store / "tensorboard" / safe_name(facts.name)
    owner = folder / _OWNER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if owner.exists() and owner.read_text("utf-8") != f"{facts.path}\n":
            said = f"`{folder}` holds the copy of another run, `{owner.read_text('utf-8').strip()}`"
            raise RunError(said, help="choose another place with --store, or delete it")
        owner.write_text(f"{facts.path}\n", "utf-8")
        return TensorBoard(folder, facts)
    except (OSError, UnicodeError) as error:
        raise RunError(f"`{folder}` can't be written: {str(error).lower()}", help="choose another --store") from error


class TensorBoard:
    """
    The events of a run.

    Args:
        folder: where they are written.
        facts: what it began with; shown as hyperparameters.
    """

    def __init__(self, folder: Path, facts: Facts) -> None:
        from tensorboard.summary.writer.record_writer import RecordWriter

        self.where = f"{folder}; look at it with: tensorboard --logdir {shlex.quote(str(folder.parent))}"
        self._last = facts.began
        self._file = (folder / _EVENTS).open("wb")
        self._writer = RecordWriter(self._file)
        self._write(file_version="brain.Event:2", source_metadata=_source())
        self._write(summary=_summary([_hyperparameters(facts)]))

    def epoch(self, epoch: Epoch) -> None:
        """Write the values of an epoch, to be seen at once."""
        self._last = epoch.at
        self._write(step=epoch.step, summary=_summary(_scalars(epoch.values)))

    def end(self, outcome: Outcome) -> None:
        """Write the scores beside the last epoch, and the verdict as a text."""
        words = "".join(f"| {name} | {_literal(value)} |\n" for name, value in outcome.tags.items())
        text = _text("outcome", f"| | |\n|-|-|\n{words}")
        self._write(step=outcome.epochs, summary=_summary([*_scalars(outcome.scores), text]))
        self._file.close()

    def _write(self, **event: Any) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self._writer.write(Event(wall_time=self._last, **event).SerializeToString())
        self._writer.flush()


def _source() -> Any:
    from tensorboard.compat.proto.event_pb2 import SourceMetadata

    return SourceMetadata(writer=f"seqspec on {socket.gethostname()}")


def _summary(values: list[Any]) -> Any:
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Summary(value=values)


def _scalars(values: dict[str, float]) -> list[Any]:
    from tensorboard.compat.proto.summary_pb2 import Summary

    return [Summary.Value(tag=name, simple_value=value) for name, value in values.items()]


def _literal(text: str) -> str:
    """Words of a stranger's run as Markdown that means nothing but them: no link, and no picture to be fetched."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)


def _text(tag: str, content: str) -> Any:
    """What the dashboard of texts shows, as Markdown."""
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.types_pb2 import DT_STRING

    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    tensor = TensorProto(dtype=DT_STRING, string_val=[content.encode()])
    return Summary.Value(tag=tag, metadata=metadata, tensor=tensor)


def _hyperparameters(facts: Facts) -> Any:
    """What the dashboard of hyperparameters shows; the same bytes for the same run."""
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.plugins.hparams import metadata, plugin_data_pb2

    started = plugin_data_pb2.SessionStartInfo(group_name=facts.name, start_time_secs=facts.began)
    for name, value in facts.parameters.items():
        kind = "bool" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "string"
        setattr(started.hparams[name], f"{kind}_value", value)
    given = plugin_data_pb2.HParamsPluginData(version=metadata.PLUGIN_DATA_VERSION, session_start_info=started)
    content = given.SerializeToString(deterministic=True)
    about = SummaryMetadata.PluginData(plugin_name=metadata.PLUGIN_NAME, content=content)
    tag, tensor = metadata.SESSION_START_INFO_TAG, metadata.NULL_TENSOR
    return Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=about), tensor=tensor)
