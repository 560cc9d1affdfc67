"""The styles and the script of a page, as they are written into it."""

from __future__ import annotations

from importlib.resources import files

from seqspec.runs.report.palette import BAD, DARK, GOOD, INK, MODEL, NIGHT, PAPER, RULE, SOFT

_NAMES = {"ink": INK, "soft": SOFT, "rule": RULE, "paper": PAPER, "accent": MODEL, "good": GOOD, "bad": BAD}


def style() -> str:
    """The style sheet: the colours of the palette by name, and their partners where the page is dark."""
    return f"\n{_variables(_NAMES)}\n{_read('page.css')}\n{_dark()}"


def script() -> str:
    """The script, which only adds to what the page shows without it."""
    return f"\n{_read('zoom.js')}"


def _variables(names: dict[str, str]) -> str:
    return f":root {{ {'; '.join(f'--{name}: {colour}' for name, colour in names.items())} }}"


def _dark() -> str:
    """A drawing has its colours as attributes; what is said of them here wins."""
    names = _variables({name: DARK[colour] for name, colour in _NAMES.items()})
    rules = [
        f"svg.plot [{look}='{light}'] {{ {look}: {dark} }}"
        for light, dark in DARK.items()
        if light not in {PAPER, NIGHT}
        for look in ("fill", "stroke")
    ]
    lines = "\n  ".join([names, *rules])
    return f"@media screen and (prefers-color-scheme: dark) {{\n  {lines}\n}}\n"


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
