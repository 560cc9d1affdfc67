"""What JAX compiled is kept for the next process, and never stands in the way."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from seqspec.lowering import compilations, startup
from tests.compiled import without

pytestmark = pytest.mark.keras

SCRIPT = """
import jax
from collections import Counter
from seqspec.lowering.compilations import keep_compilations
heard = Counter()
jax.monitoring.register_event_listener(lambda event, **more: heard.update([event.rpartition("/")[2]]))
keep_compilations(jax)
step = jax.jit(lambda x: jax.lax.fori_loop(0, 9, lambda _, h: jax.numpy.tanh(h @ h.T) @ h, x))
bits = jax.numpy.asarray(step(jax.random.normal(jax.random.key(0), (16, 16)))).tobytes().hex()
print(heard["cache_hits"] > 0, bits)
"""
ONE_OFF = [sys.executable, "-W", "error", "-c", SCRIPT]


class Config:
    """What JAX is told."""

    jax_compilation_cache_dir = None

    def __init__(self) -> None:
        self.said: dict[str, object] = {}

    def update(self, name: str, value: object) -> None:
        """As JAX's own."""
        self.said[name] = value


class Jax:
    """As much of JAX as is told something."""

    def __init__(self) -> None:
        self.config = Config()


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a process with a cache folder of its own."""
    return {**without(os.environ), "XDG_CACHE_HOME": str(home), **more}


def started(home: Path) -> subprocess.Popen[str]:
    """A process that compiles; a warning would end it."""
    pipe = subprocess.PIPE
    return subprocess.Popen(ONE_OFF, stdout=pipe, stderr=pipe, text=True, env=environment(home))


def ended(process: subprocess.Popen[str]) -> tuple[bool, str]:
    """Whether it found something in the cache, and the bits it came to; it says nothing else."""
    out, err = process.communicate(timeout=120)
    assert ("", 0) == (err, process.returncode)
    found, bits = out.split()
    return found == "True", bits


def entries(home: Path) -> list[Path]:
    """The files that hold compiled programs."""
    return sorted(home.rglob("*-cache"))


def test_the_second_process_compiles_nothing_anew_and_gets_the_same_bits(tmp_path: Path) -> None:
    """A compiled program is found again, computes the same bits, and lies where nobody else can write."""
    cold, first = ended(started(tmp_path))
    warm, second = ended(started(tmp_path))

    assert (False, True, first) == (cold, warm, second)
    assert {0o700} == {stat.S_IMODE(file.parent.stat().st_mode) for file in entries(tmp_path)}


def test_two_processes_at_once(tmp_path: Path) -> None:
    """Two that compile the same at the same time both come to the same bits, and leave whole entries."""
    both = [ended(process)[1] for process in [started(tmp_path), started(tmp_path)]]

    assert (True, both[0]) == ended(started(tmp_path))
    assert both[0] == both[1]


def test_damaged_entries_do_not_stand_in_the_way(tmp_path: Path) -> None:
    """Where every entry is cut short, all is compiled anew, without a word and to the same bits."""
    _, bits = ended(started(tmp_path))
    for entry in entries(tmp_path):
        entry.write_bytes(entry.read_bytes()[: entry.stat().st_size // 2])

    assert (False, bits) == ended(started(tmp_path))


def test_what_a_killed_process_left_is_written_again(tmp_path: Path) -> None:
    """An entry that was being written when its process was killed gives way to a whole one."""
    ended(started(tmp_path))
    for entry in entries(tmp_path):
        entry.write_bytes(b"cut")
        entry.with_name(f"{entry.name.removesuffix('-cache')}-atime").unlink()
    found = [ended(started(tmp_path))[0] for _ in range(2)]

    assert [False, True] == found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what is compiled will be kept; it is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compilations, "_processor", lambda: "one of a kind")
    compilations.keep_compilations(found := Jax())
    chosen = Path(str(found.config.said["jax_compilation_cache_dir"]))
    shutil.rmtree(tmp_path / "seqspec")
    return chosen


def used(folder: Path) -> bool:
    """Whether JAX is told to keep what it compiles in a folder."""
    compilations.keep_compilations(found := Jax())
    return found.config.said.get("jax_compilation_cache_dir") == str(folder)


def test_an_entry_that_is_being_written_is_left_alone(folder: Path) -> None:
    """Who holds JAX's lock may not be through; once nobody does, what is not whole goes at once."""
    folder.mkdir(parents=True)
    names = ["torn-cache", "whole-cache", "whole-atime"]
    for name in names:
        (folder / name).write_bytes(b"something")

    with FileLock(folder / ".lockfile"):
        assert used(folder)
        assert sorted(names) == sorted(each.name for each in folder.glob("*-*"))
    assert used(folder)
    assert ["whole-atime", "whole-cache"] == sorted(each.name for each in folder.glob("*-*"))


@pytest.mark.parametrize("level", [0, 1, 2])
def test_new_folders_are_the_user_s_alone(folder: Path, level: int) -> None:
    """What is made is open to nobody else; a folder that is there, and that others may read, stays as it is."""
    home = folder.parents[1]
    for each in (folder, folder.parent, home)[level:]:
        each.mkdir(mode=0o755, parents=True, exist_ok=True)
        each.chmod(0o755)

    assert used(folder)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent, home)]
    assert [0o700] * level + [0o755] * (3 - level) == modes


@pytest.mark.skipif(os.name == "nt", reason="no modes of folders there")
@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_can_write_to_is_not_used(folder: Path, level: int, mode: int) -> None:
    """Compiled programs are run: nobody else may have put them there, nor a folder above them."""
    folder.mkdir(parents=True)
    for each in (folder, folder.parent, folder.parents[1]):
        each.chmod(0o700)
    shared = (folder, folder.parent, folder.parents[1])[level]
    shared.chmod(mode)

    assert not used(folder)
    assert mode == stat.S_IMODE(shared.stat().st_mode)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_folder_that_is_a_link_is_not_used(folder: Path, level: int, tmp_path: Path) -> None:
    """A link may point to where others write."""
    link = (folder, folder.parent, folder.parents[1])[level]
    link.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    link.symlink_to(tmp_path / "elsewhere")

    assert not used(folder)
    assert [] == [each for each in (tmp_path / "elsewhere").rglob("*") if each.is_file()]


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    """Where nothing can be written nothing is kept, and the work is done."""
    (tmp_path / "seqspec").write_text("in the way")

    assert not ended(started(tmp_path))[0]
    assert "in the way" == (tmp_path / "seqspec").read_text()


@pytest.mark.parametrize(
    ("inside", "own", "kept"),
    [
        ("startup.own_process(cached=True)", {}, "seqspec"),
        ("startup.own_process(cached=False)", {}, "None"),
        ("contextlib.nullcontext()", {}, "None"),
        ("startup.own_process(cached=True)", {"JAX_COMPILATION_CACHE_DIR": "mine"}, "mine"),
    ],
    ids=["command", "no cache", "python", "said"],
)
def test_who_keeps_what(inside: str, own: dict[str, str], kept: str, tmp_path: Path) -> None:
    """A command keeps what it compiles; not with `--no-cache`, not in somebody's Python, nor where he said where."""
    script = f"""
import contextlib
import jax
from seqspec.lowering import backend, startup
with {inside}:
    backend._set_up_jax(jax)
print(jax.config.jax_compilation_cache_dir)
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(tmp_path, **own))

    assert kept in done.stdout


def test_only_the_inside_belongs_to_the_command() -> None:
    """Outside of a command nobody is told that the process is seqspec's."""
    with startup.own_process(cached=True):
        inside = startup.current()

    assert (startup.Command(cached=True), None) == (inside, startup.current())
