"""A headless Chromium that shows a page and tells what happened, spoken to through a pair of pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM = next((found for name in NAMES if (found := shutil.which(name))), None)
LIMIT = 60.0

_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe")  # fmt: skip


class Browser:
    """
    One page of a browser.

    Args:
        inlet, outlet: file descriptors of the pipes to and from the browser.
    """

    def __init__(self, inlet: int, outlet: int) -> None:
        self._inlet, self._outlet, self._rest, self._number = inlet, outlet, b"", 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command, and wait for its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._inlet, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, answer["error"]
        result: dict[str, Any] = answer["result"]
        return result

    def open(
        self, path: Path, width: int = 1000, height: int = 1200, *, script: bool = True, scheme: str = "light"
    ) -> None:
        """Show a file in a window of this size, and wait until it is there."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.ask("Emulation.setScriptExecutionDisabled", value=not script)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", features=features)
        self.events.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key."""
        text = {"Enter": "\r"}.get(key)
        named = {"key": key, "code": key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13}[key]}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **named, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Move the mouse from one place to another with its button held down."""
        held = {"button": "left", "buttons": 1, "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", type="mousePressed", x=start[0], y=start[1], **held)
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=end[0], y=end[1], **held)
        self.ask("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1], **{**held, "buttons": 0})

    def screenshot(self, path: Path, whole: bool = False) -> None:
        """What is seen, as a PNG."""
        found = self.ask("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(b64decode(found["data"]))

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console, of the page's policy among them, and what was thrown."""
        methods = {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}
        return [json.dumps(event["params"]) for event in self.events if event.get("method") in methods]

    @property
    def requests(self) -> list[str]:
        """The addresses that were asked for, the page's own left out."""
        asked = [event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in asked if each.get("type") != "Document"]

    def _next(self) -> dict[str, Any]:
        """The next message."""
        ends = time.monotonic() + LIMIT
        while b"\0" not in self._rest:
            piece = os.read(self._outlet, 1 << 16)
            assert piece, "the browser is gone"
            assert time.monotonic() < ends, "the browser does not answer"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser that ends with the block; what it keeps goes into `folder`."""
    assert PROGRAM is not None
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # A browser looks for its pipes under the numbers 3 and 4.
    shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    command = ["bash", "-c", shell, PROGRAM, *_FLAGS, f"--user-data-dir={folder}"]
    process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL)
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(ours_out, ours_in)
    finally:
        os.close(ours_out)
        os.close(ours_in)
        process.terminate()
        process.wait(timeout=LIMIT)
