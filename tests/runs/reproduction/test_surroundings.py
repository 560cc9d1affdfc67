"""What a run ran on, beside what there is here."""

from __future__ import annotations

from typing import Any

import pytest

from seqspec.runs.reproduction.surroundings import Fact, facts

HERE: dict[str, Any] = {
    "seqspec": "1.0",
    "backend": "jax",
    "deterministic": True,
    "platform": "Linux-6",
    "cpus": 2,
    "flags": {},
    "packages": {"jax": "0.10.2", "tensorflow": "2.21.0", "numpy": "2.4.6"},
}


def differing(recorded: Any) -> list[str]:
    """What may be why the bits are others, in words."""
    return [fact.said for fact in facts(recorded, HERE) if fact.differs]


def test_equal_surroundings_do_not_differ() -> None:
    """Every fact is there, and none differs."""
    found = facts(HERE, HERE)

    assert ["seqspec", "backend", "deterministic", "platform", "cpus", "jax", "tensorflow", "numpy"] == [
        fact.name for fact in found
    ]
    assert [] == differing(HERE)
    assert Fact("deterministic", "yes", "yes", True) == found[2]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"cpus": 8}, ["cpus 8 then, 2 here"]),
        ({"packages": {**HERE["packages"], "jax": "0.9"}}, ["jax 0.9 then, 0.10.2 here"]),
        ({"packages": {**HERE["packages"], "keras": "3"}}, ["keras 3 then, none here"]),
        ({"flags": {"XLA_FLAGS": "--x"}}, ["XLA_FLAGS --x then, unset here"]),
        ({"platform": "Linux-5"}, []),
        ({"packages": {**HERE["packages"], "tensorflow": "2.20.0"}}, []),
        ({"cpus": None, "packages": {}}, []),
    ],
)
def test_what_differs_is_named(changed: dict[str, Any], expected: list[str]) -> None:
    """A kernel and another backend compute nothing; what was not recorded, nobody knows."""
    assert expected == differing({**HERE, **changed})


def test_another_backend_brings_its_packages_in() -> None:
    """Then both of them compute."""
    assert ["backend tensorflow then, jax here", "tensorflow 2.20.0 then, 2.21.0 here"] == differing(
        {**HERE, "backend": "tensorflow", "packages": {**HERE["packages"], "tensorflow": "2.20.0"}}
    )


@pytest.mark.parametrize("recorded", [{}, {"packages": [1], "flags": 3, "backend": ["jax"], "seqspec": {"a": 1}}])
def test_a_stranger_may_write_anything(recorded: Any) -> None:
    """What is none is taken as not recorded."""
    assert [] == differing(recorded)


def test_nothing_hidden_is_shown() -> None:
    """Control characters are written out, and what is long is cut."""
    found = {fact.name: fact.recorded for fact in facts({**HERE, "seqspec": "\x1b[2J", "platform": 999 * "x"}, HERE)}

    assert "\\x1b[2J" == found["seqspec"]
    assert 80 == len(found["platform"] or "")
