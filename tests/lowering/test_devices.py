"""How many cores a backend computes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seqspec.lowering import devices

SCRIPT = """
from seqspec.language.spec import Runtime
from seqspec.lowering import backend
print(backend.use(Runtime(device="cpu"), {name!r}).cores)
"""


def cores(name: str = "jax", before: str = "", **environment: str) -> tuple[str, str]:
    """What a fresh process says of its cores, and what it complains of."""
    script = before + SCRIPT.format(name=name)
    whole = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=whole)
    return done.stdout.strip(), done.stderr


@pytest.mark.keras
def test_jax_gets_a_device_for_each_core() -> None:
    """On a processor JAX computes on as many devices as the process may use cores, and says nothing of it."""
    assert (str(min(devices.usable_cores(), devices.MOST_CORES)), "") == cores()


@pytest.mark.keras
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system ties no process to a core")
def test_cores_that_a_process_may_not_use_do_not_count() -> None:
    """A process that is tied to one core gets one device."""
    assert ("1", "") == cores(before="import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("200000 100000\n", 2),
        ("max 100000\n", 8),
        ("1600000 100000\n", 8),
        ("50000 100000\n", 1),
        ("nonsense", 8),
        (None, 8),
    ],
)
def test_a_container_bounds_the_cores(
    said: str | None, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a container may keep busy counts where that is fewer cores than there are; at least one is there."""
    quota = tmp_path / "cpu.max"
    if said is not None:
        quota.write_text(said, "utf-8")
    monkeypatch.setattr(devices, "Path", {"/sys/fs/cgroup/cpu.max": quota}.__getitem__)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)

    assert found == devices.usable_cores()


@pytest.mark.keras
def test_a_jax_that_has_started_stays_as_it_is() -> None:
    """Where somebody has used JAX before, its devices are what there is."""
    assert ("1", "") == cores(before="import jax; jax.numpy.ones(1)\n")


@pytest.mark.keras
@pytest.mark.parametrize(
    "said", [{"JAX_NUM_CPU_DEVICES": "3"}, {"XLA_FLAGS": "--xla_force_host_platform_device_count=3"}], ids=str
)
def test_who_has_said_how_many_there_are_is_left_alone(said: dict[str, str]) -> None:
    """A number of devices in the environment wins."""
    assert ("3", "") == cores(**said)


def test_other_backends_share_their_own_work() -> None:
    """TensorFlow and PyTorch divide one call among the cores by themselves: they count as one device."""
    assert [1, 1] == [devices.count_devices(name, None) for name in ("tensorflow", "torch")]
