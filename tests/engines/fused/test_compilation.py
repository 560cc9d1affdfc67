"""Programs that are compiled in the background, and waited for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import jax
import jax.numpy as jnp
import pytest

from seqspec.engines.fused.compilation import Compiler, StoppedError, compiled

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


class Lowered:
    """A program that compiles with the options that it knows."""

    def __init__(self, *known: str, fault: str = "no such compile option") -> None:
        self.known = known
        self.fault = fault

    def compile(self, options: dict[str, str] | None = None) -> dict[str, str]:
        """What it was compiled with."""
        for name in options or {}:
            if name not in self.known:
                raise jax.errors.JaxRuntimeError(f"{self.fault}: {name}")
        return options or {}


WIDE = "xla_cpu_prefer_vector_width"


@pytest.mark.parametrize(
    ("flags", "known", "options"),
    [("", (WIDE,), {WIDE: "512"}), ("", (), {}), (f"--{WIDE}=256", (WIDE,), {})],
    ids=["asked for", "not known to XLA", "said by the user"],
)
def test_vectors_are_as_wide_as_the_processors(
    flags: str, known: tuple[str, ...], options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """XLA is asked for wide vectors, unless it does not know of them or somebody has said how wide they shall be."""
    monkeypatch.setenv("XLA_FLAGS", flags)

    assert options == compiled(Lowered(*known))


def test_a_program_that_can_not_be_compiled_is_not_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is not about the width of vectors is raised as it is."""
    monkeypatch.delenv("XLA_FLAGS", raising=False)

    class Broken:
        """A program too large for the machine."""

        def compile(self, options: object) -> None:
            """Fail, whatever the options."""
            raise jax.errors.JaxRuntimeError("out of memory")

    with pytest.raises(jax.errors.JaxRuntimeError, match="out of memory"):
        compiled(Broken())
