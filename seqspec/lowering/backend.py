"""
The backend below Keras: chosen once a process, before Keras is imported, because Keras can't change it afterwards.

`auto` takes what the process is committed to already (an imported Keras, then `KERAS_BACKEND` in the environment), else
the first of JAX, TensorFlow and PyTorch that is installed. A backend that a spec or a command names wins over the
environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from seqspec.analysis.environment import TITLES
from seqspec.engines.interruption import shielded
from seqspec.errors import BackendError
from seqspec.language.spec import Runtime
from seqspec.language.versions import Versions
from seqspec.lowering import devices, startup
from seqspec.lowering.compilations import keep_compilations


@dataclass(frozen=True, slots=True)
class Backend:
    """
    The backend a process runs on.

    Args:
        name: Keras's name of it.
        version: the version that is installed.
        keras: the version of Keras.
        device: `cpu` or `gpu`.
        deterministic: whether the same run gives the same bits.
        cores: devices of JAX that can work at the same time, one a core of a processor; 1 on other backends.
    """

    name: str
    version: str
    keras: str
    device: str
    deterministic: bool
    cores: int = 1


def use(runtime: Runtime, wanted: str | None = None) -> Backend:
    """
    Choose the backend, import Keras on it and set it up as the spec asks.

    Args:
        runtime: the spec's `runtime`.
        wanted: a backend named on the command line; wins over the spec.

    Raises:
        BackendError: it is not installed, or the process runs on another one already, or it can't do what is asked.
    """
    name = choose(wanted or runtime.backend)
    _prepare_environment(name, runtime)
    with shielded(), _quiet(name):  # Ctrl-C in the midst of their imports crashes JAX, or is lost in it
        library, keras = _import(name)
        device = devices.use_device(name, library, runtime.device)
    _check_version(keras.__version__, runtime.keras)
    deterministic = runtime.deterministic if runtime.deterministic is not None else device == "cpu"
    if runtime.precision == "float64" and name == "jax":
        library.config.update("jax_enable_x64", True)
    if deterministic:
        _make_deterministic(name, library, runtime.seed or 0)
    cores = devices.count_devices(name, library)
    return Backend(name, library.__version__, keras.__version__, device, deterministic, cores)


def choose(wanted: str) -> str:
    """
    The backend that a wish such as `auto` comes to. Imports nothing.

    Raises:
        BackendError: it is not installed, or the process runs on another one already.
    """
    running = _running()
    if wanted == "auto":
        wanted = running or os.environ.get("KERAS_BACKEND", "") or _first_installed()
    if wanted not in TITLES:
        listed = ", ".join(f"`{name}`" for name in sorted(TITLES))
        raise BackendError(f"`{wanted}` is not a backend that seqspec knows", help=f"choose one of {listed}")
    for package in ("keras", wanted):
        if not installed(package):
            title = TITLES.get(package, "Keras")
            raise BackendError(f"the backend `{wanted}` needs {title}, which is not installed", help=_install(wanted))
    if running not in (None, wanted):
        raise BackendError(
            f"Keras runs on `{running}` in this process already, and can't change to `{wanted}`",
            help=f"start a new process, with KERAS_BACKEND={wanted} if it imports keras before seqspec",
        )
    return wanted


def installed(package: str) -> bool:
    """Whether a package can be found; does not import it."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def _first_installed() -> str:
    for name in TITLES:
        if installed(name):
            return name
    raise BackendError("no backend is installed: training needs JAX, TensorFlow or PyTorch", help=_install("jax"))


def _install(name: str) -> str:
    return f"pip install 'seqspec-keras[{name}]'"


def _running() -> str | None:
    keras = sys.modules.get("keras")
    return str(keras.config.backend()) if keras is not None and hasattr(keras, "config") else None


# ------------------------------------------------------------------------------------------------------ setting up


def _prepare_environment(name: str, runtime: Runtime) -> None:
    """What the libraries read from the environment while they are imported."""
    os.environ["KERAS_BACKEND"] = name
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if runtime.device == "cpu":
        os.environ["JAX_PLATFORMS"] = "cpu"
        os.environ["KERAS_TORCH_DEVICE"] = "cpu"
    flag = "--xla_gpu_deterministic_ops=true"
    if runtime.deterministic and name == "jax" and flag not in os.environ.get("XLA_FLAGS", ""):
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flag}".strip()


def _import(name: str) -> tuple[Any, Any]:
    """
    Import the backend and, when that is set up, Keras.

    Raises:
        BackendError: one of them is damaged.
    """
    try:
        library = import_module(name)
        if name == "jax":
            _set_up_jax(library)
        return library, startup.import_keras()
    except ImportError as error:
        help = f"install it anew: {_install(name)}"
        raise BackendError(f"Keras can't be imported on `{name}`: {error}", help=help) from error


def _set_up_jax(jax: Any) -> None:
    """What JAX has to know before it starts."""
    devices.divide_processor(jax)
    command = startup.current()
    if command is not None and command.cached:
        keep_compilations(jax)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep what TensorFlow's C++ says of the processor, before any log level counts, off the standard error."""
    if name != "tensorflow" or "tensorflow" in sys.modules:
        yield
        return
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def without_tensorflow() -> Iterator[None]:
    """
    Keep Keras from importing TensorFlow on another backend.

    Whenever it copies or saves a layer it asks whether a value is one of TensorFlow's, and imports it for the question:
    seconds, where TensorFlow is installed. As long as nobody has imported it, no value can be.
    """
    from keras.src.utils import module_utils

    lazy: Any = getattr(module_utils, "tensorflow", None)
    if "tensorflow" in sys.modules or not hasattr(lazy, "_available"):
        yield
        return
    before, lazy._available = lazy._available, False
    try:
        yield
    finally:
        lazy._available = before


def _check_version(version: str, wanted: str | None) -> None:
    if wanted is not None and not Versions.parse(wanted).holds(tuple(map(int, version.split(".")[:3]))):
        raise BackendError(
            f"the spec wants Keras {wanted}, and {version} is installed",
            help=f"install one of these versions, or change `runtime.keras: {wanted}`",
        )


def _make_deterministic(name: str, library: Any, seed: int) -> None:
    if name == "tensorflow":
        library.random.set_seed(seed)  # without a seed its random operations refuse to run
        library.config.experimental.enable_op_determinism()
    elif name == "torch":
        library.use_deterministic_algorithms(True)
