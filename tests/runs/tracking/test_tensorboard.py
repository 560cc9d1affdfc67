"""Events for TensorBoard, read back by TensorBoard."""

from __future__ import annotations

import html
import sys
import types
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tensorboard", reason="needs TensorBoard: pip install -e '.[tensorboard]'")

from seqspec.errors import RunError
from seqspec.runs.folder import RunFolder
from seqspec.runs.tracking._copying import Copying, copy
from tests.runs.folders import judgement, write_run


@pytest.fixture(autouse=True)
def _without_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorBoard reads with TensorFlow where that is installed, unless this module is there: it takes seconds."""
    name = "tensorboard.compat.notf"
    monkeypatch.setitem(sys.modules, name, types.ModuleType(name))


def events(folder: Path) -> Any:
    """What TensorBoard finds in a folder."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found = EventAccumulator(str(folder))
    found.Reload()
    return found


def copied(path: Path, store: Path) -> Path:
    """The folder that a finished run was copied into."""
    copy(RunFolder.open(path), Copying("tensorboard", store))
    return store / "tensorboard" / path.name


def test_epochs_scores_and_parameters_are_read_back(tmp_path: Path) -> None:
    """Each value at its epoch, the scores at the last one; TensorFlow is not needed for it."""
    before = "tensorflow" in sys.modules

    found = copied(write_run(tmp_path / "first"), tmp_path / "store")

    assert before == ("tensorflow" in sys.modules)
    seen = events(found)
    assert [(1, 0.5), (2, 0.25), (3, pytest.approx(0.3))] == [(e.step, e.value) for e in seen.Scalars("val_loss")]
    assert [(3, 1.0)] == [(e.step, e.value) for e in seen.Scalars("test/model/RMSE")]
    assert b"| verdict | better |" in seen.Tensors("outcome")[0].tensor_proto.string_val[0]
    from tensorboard.plugins.hparams.metadata import SESSION_START_INFO_TAG, parse_session_start_info_plugin_data

    content = seen.SummaryMetadata(SESSION_START_INFO_TAG).plugin_data.content
    started = parse_session_start_info_plugin_data(content)
    assert 4.0 == started.hparams["model.0.LSTM.units"].number_value


def test_a_copy_that_was_made_on_the_way_is_the_one_that_is_made_later(tmp_path: Path) -> None:
    """Byte for byte; copying it again changes nothing."""
    path = write_run(tmp_path / "first")
    folder, lines = RunFolder.open(path), (path / "metrics.jsonl").read_text()
    copying = Copying("tensorboard", tmp_path / "live")
    records = folder.read_lines("metrics.jsonl")
    (path / "metrics.jsonl").write_text(lines.splitlines(keepends=True)[0])

    copying.begin(folder)  # as after `--resume`: one epoch is there already
    for record in records[1:]:
        copying.epoch(record)
    (path / "metrics.jsonl").write_text(lines)
    copying.end(folder)

    live = (tmp_path / "live" / "tensorboard" / "first" / "events.out.tfevents.seqspec").read_bytes()
    for _ in range(2):
        assert live == (copied(path, tmp_path / "later") / "events.out.tfevents.seqspec").read_bytes()


def test_epochs_can_be_seen_while_a_run_lasts(tmp_path: Path) -> None:
    """What is over is in the file."""
    path = write_run(tmp_path / "first", losses=())
    copying = Copying("tensorboard", tmp_path / "store")

    copying.begin(RunFolder.open(path))
    copying.epoch({"epoch": 1, "loss": 0.5})

    assert [0.5] == [event.value for event in events(tmp_path / "store" / "tensorboard" / "first").Scalars("loss")]
    copying.end(RunFolder.open(path))


@pytest.mark.filterwarnings("ignore:html5lib's sanitizer is deprecated:DeprecationWarning")  # TensorBoard's own
def test_words_of_a_stranger_are_shown_as_words(tmp_path: Path) -> None:
    """TensorBoard makes a page of the verdict: no picture in it is fetched, no cell ends early."""
    from tensorboard.plugin_util import markdown_to_safe_html

    name = "![a](http://x.invalid/a.png) [b](http://x.invalid) <img src=x> | **c**\n# d"
    run = write_run(tmp_path / "first", scores={"judgement": judgement(best_baseline=name)})

    shown = events(copied(run, tmp_path / "store")).Tensors("outcome")[0].tensor_proto.string_val[0]
    page = markdown_to_safe_html(shown)

    cells = [html.unescape(cell.partition("</td>")[0]) for cell in page.split("<td>")[1:]]
    assert name == cells[cells.index("baseline") + 1]
    assert [] == [tag for tag in ("<img", "<a ", "<strong", "<h1") if tag in page]


def test_another_run_of_the_same_name_is_kept(tmp_path: Path) -> None:
    """Nothing is mixed, and nothing overwritten."""
    copied(write_run(tmp_path / "a" / "first"), tmp_path / "store")

    with pytest.raises(RunError, match="holds the copy of another run"):
        copied(write_run(tmp_path / "b" / "first"), tmp_path / "store")
