"""Programs that are compiled in the background, and waited for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import jax.numpy as jnp
import pytest

from seqspec.engines.fused.compilation import Compiler, StoppedError

pytestmark = pytest.mark.keras


@pytest.fixture
def compiler() -> Iterator[Compiler]:
    """One whose programs are always waited for."""
    made = Compiler(lambda: False)
    yield made
    made.close()


def test_a_program_is_there_once_it_is_waited_for(compiler: Compiler) -> None:
    """What was compiled computes what the function does."""
    program = compiler.start(lambda x: x + 1, jnp.ones(2))

    assert [2.0, 2.0] == compiler.wait(program)(jnp.ones(2)).tolist()


def test_a_compiler_that_ran_out_of_time_is_not_waited_for(compiler: Compiler) -> None:
    """An error of compiling is raised, also where it looks like that of a wait."""
    program: Future[None] = Future()
    program.set_exception(TimeoutError("no compiler answered"))

    with pytest.raises(TimeoutError, match="no compiler answered"):
        compiler.wait(program)


def test_nobody_waits_for_a_program_once_training_is_over(compiler: Compiler) -> None:
    """The wait ends as soon as it is stopped."""
    stops = iter([False, False, True])

    with pytest.raises(StoppedError):
        compiler.wait(Future(), lambda: next(stops))
