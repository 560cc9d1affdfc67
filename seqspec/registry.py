"""
A folder of modules is a registry: listing names imports nothing, a look-up imports one module.

There is no list of members to keep: a new file, or a new class in a file, is a new member.
Files and classes whose names start with an underscore are not members.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType

_CLASS = re.compile(r"^class ([A-Z]\w*)\b", re.MULTILINE)


class ModuleRegistry:
    """
    The modules of a package, by name.

    Args:
        package: the dotted name of the package, such as `seqspec.analysis.rules`.
    """

    def __init__(self, package: str) -> None:
        self.package = package

    @cached_property
    def folder(self) -> Path:
        """Where the modules lie; found from this file, so that nothing is imported."""
        return Path(__file__).parent.joinpath(*self.package.split(".")[1:])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all modules, sorted."""
        files = os.listdir(self.folder)
        return tuple(sorted(file[:-3] for file in files if file.endswith(".py") and not file.startswith("_")))

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def load(self, name: str) -> ModuleType:
        """
        Import one module.

        Raises:
            KeyError: there is no module of that name.
        """
        if name not in self.names:
            raise KeyError(name)
        return import_module(f"{self.package}.{name}")


class ClassRegistry:
    """
    The public classes at the top level of a package's modules, by name.

    The names are read from the source text, so that a spec which uses two layers imports two families.

    Args:
        package: the dotted name of the package, such as `seqspec.language.layers`.
        module: take the classes of this one module only.
    """

    def __init__(self, package: str, module: str | None = None) -> None:
        self.modules = ModuleRegistry(package)
        self.module = module

    @cached_property
    def homes(self) -> dict[str, str]:
        """The name of every class, with the module that defines it."""
        return {
            name: module
            for module in ((self.module,) if self.module else self.modules.names)
            for name in _CLASS.findall((self.modules.folder / f"{module}.py").read_text("utf-8"))
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all classes, sorted."""
        return tuple(sorted(self.homes))

    def __contains__(self, name: object) -> bool:
        return name in self.homes

    def load(self, name: str) -> type:
        """
        Import the one module that defines the class, and return the class.

        Raises:
            KeyError: there is no class of that name.
        """
        found: type = getattr(self.modules.load(self.homes[name]), name)
        return found
