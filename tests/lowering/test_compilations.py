"""What JAX compiled is kept for the next process, and never stands in the way."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seqspec.lowering import startup

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


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a process with a cache folder of its own."""
    return {**os.environ, "XDG_CACHE_HOME": str(home), **more}


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
        os.utime(entry, (time.time() - 3600,) * 2)
        entry.with_name(f"{entry.name.removesuffix('-cache')}-atime").unlink()
    found = [ended(started(tmp_path))[0] for _ in range(2)]

    assert [False, True] == found


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
