"""One place for what every test run needs: a backend, and a hypothesis profile that never flakes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.children import Children, hearing_ctrl_c
from tests.compiled import kept_in

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker is given those of who started it
    _CACHE = tempfile.TemporaryDirectory(prefix="seqspec-tests-")
    os.environ["XDG_CACHE_HOME"] = _CACHE.name  # the user's own is neither read nor written; gone when the run ends
    os.environ |= kept_in(Path(_CACHE.name) / "compiled")
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the golden texts anew."""
    parser.addoption("--update", action="store_true", help="write the texts in tests/golden anew")


@pytest.fixture
def children() -> Iterator[Children]:
    """Starts processes that can be interrupted, and that end with the test."""
    started = Children()
    yield started
    started.end()


@pytest.fixture
def _hears_ctrl_c() -> Iterator[None]:
    """The test can interrupt its own process, even one that was told to ignore it."""
    with hearing_ctrl_c():
        yield
