"""A model file from a stranger: its weights are taken, and nothing of it runs, reaches out or swells."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seqspec.analysis.linter import check_text
from seqspec.errors import RunError
from seqspec.lowering import backend, build
from seqspec.runs import weights

pytestmark = pytest.mark.keras

SPEC = "seqspec: 1\nname: small\nmodel: [{Dense: {units: 3, input_shape: [2]}}]\n"
MEMBER = "model.weights.h5"


@pytest.fixture(scope="module")
def model() -> Any:
    """A model that was built from a spec."""
    spec, trace = check_text(SPEC, "small.yaml").require()
    backend.use(spec.runtime)
    return build(spec, trace, seed=1)


@pytest.fixture
def members(model: Any, tmp_path: Path) -> dict[str, bytes]:
    """What Keras writes of it."""
    model.save(tmp_path / "whole.keras")
    with zipfile.ZipFile(tmp_path / "whole.keras") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, members: dict[str, bytes]) -> Path:
    """A model file of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_configuration_is_not_looked_at(model: Any, members: dict[str, bytes], tmp_path: Path) -> None:
    """Whatever stands in it, weights alone come in: a `Lambda` with code in it is never made."""
    code = {"class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}}
    strange = {"module": "os", "class_name": "system", "config": {"layers": [code]}}
    before = [np.array(each) for each in model.get_weights()]
    model.set_weights([each + 1 for each in before])

    weights.load(model, packed(tmp_path / "model.keras", {**members, "config.json": json.dumps(strange).encode()}))

    assert all(map(np.array_equal, before, model.get_weights()))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"../evil.py": b"x"}, "it holds `../evil.py`"),
        ({"assets/evil.so": b"x"}, "it holds `assets/evil.so`"),
        ({MEMBER: None}, "it holds no weights"),
        ({MEMBER: bytes(2**25)}, "is larger than the model of its spec can be"),
        ({MEMBER: b"no weights"}, "is no model that Keras wrote"),
    ],
)
def test_an_archive_is_listed_and_bounded(
    changed: dict[str, bytes | None], said: str, model: Any, members: dict[str, bytes], tmp_path: Path
) -> None:
    """What has no place in it is refused before anything is unpacked, and so is what unpacks to far more."""
    found = {name: content for name, content in {**members, **changed}.items() if content is not None}

    with pytest.raises(RunError, match=said):
        weights.load(model, packed(tmp_path / "model.keras", found))


def _external_link(file: Any, h5py: Any) -> None:
    file["out"] = h5py.ExternalLink("/etc/hostname", "/")


def _soft_link(file: Any, h5py: Any) -> None:
    file["out"] = h5py.SoftLink("/layers")


def _external_data(file: Any, h5py: Any) -> None:
    file.create_dataset("out", (4,), "u1", external=[("/etc/hostname", 0, 4)])


def _virtual_data(file: Any, h5py: Any) -> None:
    layout = h5py.VirtualLayout((4,), "u1")
    layout[:] = h5py.VirtualSource("/etc/hostname", "data", (4,))
    file.create_virtual_dataset("out", layout)


@pytest.mark.parametrize("point_out", [_external_link, _soft_link, _external_data, _virtual_data])
def test_weights_lie_in_their_file(
    point_out: Callable[[Any, Any], None], model: Any, members: dict[str, bytes], tmp_path: Path
) -> None:
    """No link and no data of another file, of all the ways that HDF5 has to say so."""
    import h5py

    content = io.BytesIO(members[MEMBER])
    with h5py.File(content, "r+") as file:
        point_out(file, h5py)

    with pytest.raises(RunError, match="point out of the file"):
        weights.load(model, packed(tmp_path / "model.keras", {**members, MEMBER: content.getvalue()}))


def _unwritten(file: Any) -> None:
    file.create_dataset("out", (5 * 10**8, 2), "f4", chunks=(2**16, 2))


def _overflowing(file: Any) -> None:
    file.create_dataset("out", (2**40, 2**40), "f4", chunks=(2**10, 1))


def _compressed(file: Any) -> None:
    file.create_dataset("out", data=np.zeros(2**20), compression="gzip")


def _texts(file: Any) -> None:
    file.create_dataset("out", data=["a text"])


@pytest.mark.parametrize(
    ("swell", "said"),
    [
        (_unwritten, "its weights are larger than their file"),
        (_overflowing, "its weights are larger than their file"),
        (_compressed, "its weights are larger than their file"),
        (_texts, "its weights hold what is no number"),
    ],
)
def test_weights_are_no_larger_than_their_file(
    swell: Callable[[Any], None], said: str, model: Any, members: dict[str, bytes], tmp_path: Path
) -> None:
    """What HDF5 would make of a few bytes is refused before any of it is read."""
    with pytest.raises(RunError, match=said):
        weights.load(model, packed(tmp_path / "model.keras", {**members, MEMBER: _with(members, swell)}))


def test_numbers_that_are_in_the_file_are_let_in(model: Any, members: dict[str, bytes], tmp_path: Path) -> None:
    """Such as an optimizer leaves beside the weights, of whatever precision."""
    content = _with(members, lambda file: file.create_dataset("out", data=np.ones((5, 2), "float16")))

    weights.load(model, packed(tmp_path / "model.keras", {**members, MEMBER: content}))


def _with(members: dict[str, bytes], change: Callable[[Any], Any]) -> bytes:
    import h5py

    content = io.BytesIO(members[MEMBER])
    with h5py.File(content, "r+") as file:
        change(file)
    return content.getvalue()
