"""`seqspec fit --resume` as a user meets it: after real kills and a full disk, in processes of their own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seqspec.cli.main import main
from seqspec.runs.fitting import fitting, resumption
from seqspec.runs.tracking import _copying
from tests.children import Children
from tests.leftovers import leftovers
from tests.training import write_spec

pytestmark = pytest.mark.keras

MANY = {"fit": {"epochs": 150, "batch_size": 64}}
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))"
ROOT = Path(__file__).parents[2]


def fit(children: Children, folder: Path, *arguments: str, prelude: str = "") -> subprocess.Popen[str]:
    """Start `seqspec fit` in a folder; the prelude is Python that runs before it."""
    script = f"{prelude}\nimport sys\nfrom seqspec.cli.main import main\nsys.exit(main())"
    return children.start(sys.executable, "-W", "ignore", "-c", script, "fit", *arguments, cwd=folder, seconds=300)


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for a process that is to end well; gives what it printed."""
    output, errors = process.communicate(timeout=120)
    assert (0, "") == (process.returncode, errors)
    return output


def anywhere(path: Path) -> dict[str, Any]:
    """What a run left behind but for what says where its data lies."""
    found = {name: each for name, each in leftovers(path).items() if name not in {"data.json", "resolved.yaml"}}
    return {**found, "environment.json": {**found["environment.json"], "resolved_sha256": None}}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What nobody killed."""
    folder = tmp_path_factory.mktemp("whole")
    write_spec(folder, **MANY)
    started = Children()
    try:
        finish(fit(started, folder, "tiny.yaml", "--out", "run"))
    finally:
        started.end()
    return folder / "run"


def test_a_killed_run_goes_on(children: Children, tmp_path: Path, whole: Path) -> None:
    """After kill -9 in the midst of training it is resumed, and once it is finished there is nothing to resume."""
    write_spec(tmp_path, **MANY)
    process = fit(children, tmp_path, "tiny.yaml", "--out", "run")
    metrics = tmp_path / "run" / "metrics.jsonl"
    while process.poll() is None and not (metrics.exists() and metrics.read_text().count("\n") > 20):
        time.sleep(0.01)
    second = fit(children, tmp_path, "--resume", "run")
    process.kill()  # long before the second one looks
    process.communicate()
    output, errors = second.communicate(timeout=120)

    assert "resumed after epoch " in output
    assert (0, "") == (second.returncode, errors)
    assert anywhere(whole) == anywhere(tmp_path / "run")
    (tmp_path / "run" / "state-fold-1.npz").touch()  # what a kill at the very end may leave
    assert "the run run is finished: there is nothing to resume\n" == finish(fit(children, tmp_path, "--resume", "run"))
    assert anywhere(whole) == anywhere(tmp_path / "run")


def test_a_run_that_filled_the_disk_goes_on(children: Children, tmp_path: Path, whole: Path) -> None:
    """Where no more can be written the run fails with a message; once there is room it is what it would have been."""
    write_spec(tmp_path, **MANY)
    process = fit(children, tmp_path, "tiny.yaml", "--out", "run", "--no-cache", prelude=LIMITED)
    _, errors = process.communicate(timeout=120)
    assert 1 == process.returncode
    assert "can't be written: file too large" in errors
    assert "Traceback" not in errors

    output = finish(fit(children, tmp_path, "--resume", "run"))

    assert "resumed after epoch " in output
    assert anywhere(whole) == anywhere(tmp_path / "run")


ON_TENSORFLOW = """
import sys
from pathlib import Path
from tests.leftovers import leftovers
from tests.runs.fitting.test_resumption import METERED, RECURRENT, fit, killed_within, resume

fitted = {"epochs": 4, "batch_size": 32, "checkpoint_every": 4}
folder, sections = Path(sys.argv[1]), {**RECURRENT, **METERED, "fit": fitted}
fit(folder, "whole", **sections)
resume(killed_within(folder, **sections))
assert leftovers(folder / "whole") == leftovers(folder / "killed")
print("the same")
"""


def test_on_tensorflow(tmp_path: Path) -> None:
    """Draws of dropout inside and between layers go on within an epoch there, too, and what its metrics add up."""
    pytest.importorskip("tensorflow")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ON_TENSORFLOW, str(tmp_path)],
        cwd=ROOT,
        env={"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=200,
    )

    assert "the same\n" == done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "takes a SPEC, or --resume RUN"),
        (["tiny.yaml", "--resume", "run"], "takes a SPEC, or --resume RUN"),
        (["tiny.yaml", "--allow-drift"], "--allow-drift goes with --resume RUN"),
        (["--resume", "run", "--out", "other"], "leave `--out` out"),
        (["--resume", "run", "--backend", "jax"], "leave `--backend` out"),
    ],
)
def test_what_does_not_go_together(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is refused in a sentence."""
    assert 2 == main(["fit", *arguments])
    assert words in capsys.readouterr().err


def test_who_copies_a_resumed_run_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after `seqspec fit SPEC --track`; one that failed on the way says nothing."""
    copies = [SimpleNamespace(name="one", where="here"), SimpleNamespace(name="other", where=None)]
    monkeypatch.setattr(_copying, "listeners", lambda names, store: copies)
    monkeypatch.setattr(resumption, "is_finished", lambda path: False)
    monkeypatch.setattr(fitting, "resume", lambda resumed: SimpleNamespace(exit_code=len(resumed.listeners)))

    assert 2 == main(["fit", "--resume", "run"])
    assert "one: here\n" == capsys.readouterr().out
