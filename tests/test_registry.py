"""A folder of modules is a registry, and listing it imports nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from seqspec.registry import ClassRegistry, ModuleRegistry


def test_the_names_of_a_folder_are_its_public_modules() -> None:
    """Files whose names start with an underscore are no members, and the rest is sorted."""
    registry = ModuleRegistry("seqspec.language.layers")

    assert "core" in registry
    assert all(not name.startswith("_") for name in registry.names)
    assert list(registry.names) == sorted(registry.names)


def test_a_module_is_imported_on_demand() -> None:
    """Loading gives the module of that name."""
    assert ModuleRegistry("seqspec.language.layers").load("core").__name__ == "seqspec.language.layers.core"


def test_an_unknown_member_is_a_key_error() -> None:
    """What is not in the folder can't be loaded, and nothing outside it can."""
    modules, classes = ModuleRegistry("seqspec.language.layers"), ClassRegistry("seqspec.language.layers")

    for name in ("nothing", "..named", "__init__"):
        assert name not in modules
        with pytest.raises(KeyError):
            modules.load(name)
    with pytest.raises(KeyError):
        classes.load("Nothing")


def test_the_names_of_classes_come_from_the_text() -> None:
    """Every public class of every module is a member; its home is the module that defines it."""
    registry = ClassRegistry("seqspec.language.layers")

    assert "Dense" in registry
    assert registry.homes["Dense"] == "core"
    assert registry.load("Dense").__name__ == "Dense"
    assert list(registry.names) == sorted(registry.names)


def test_every_name_is_a_class_of_its_module() -> None:
    """What the text promises, the import keeps."""
    registry = ClassRegistry("seqspec.language.layers")

    for name in registry.names:
        cls = registry.load(name)
        assert (name, f"seqspec.language.layers.{registry.homes[name]}") == (cls.__name__, cls.__module__)


def test_one_module_alone_can_be_a_registry() -> None:
    """The schedules are the classes of one file."""
    registry = ClassRegistry("seqspec.language.training", "schedules")

    assert "CosineDecay" in registry
    assert {"schedules"} == set(registry.homes.values())


def test_listing_imports_nothing() -> None:
    """Names are known before any member has been imported."""
    program = (
        "import sys; from seqspec.registry import ClassRegistry, ModuleRegistry\n"
        "assert 'Dense' in ClassRegistry('seqspec.language.layers').names\n"
        "assert 'core' in ModuleRegistry('seqspec.language.layers').names\n"
        "print([name for name in sys.modules if name.startswith('seqspec.language')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
