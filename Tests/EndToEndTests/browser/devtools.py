"""Chromium without a window, driven over its debug port by the standard library alone."""

import base64
import http.client
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile

from culprit_server import wait_for


def find_chromium():
    """The path of a Chromium, or None."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


class DevTools:
    """Chromium's debug port: one web socket, one page."""

    def __init__(self, browser):
        self.folder = tempfile.mkdtemp(prefix="culprit-chromium-")
        self.process = subprocess.Popen(
            [
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.folder}",
                "--no-first-run",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stderr:
            match = re.search(r"ws://127\.0\.0\.1:(\d+)/", line)
            if match:
                self.port = int(match.group(1))
                break
        else:
            raise SystemExit("chromium did not start")
        pages = wait_for(lambda: [each for each in self._json("/json/list") if each["type"] == "page"], 10)
        self._connect(pages[0]["webSocketDebuggerUrl"])
        self.last, self.events = 0, []

    def _json(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def _connect(self, url):
        path = "/" + url.split("/", 3)[3]
        self.stream = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.stream.sendall(
            (
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        self.reader = self.stream.makefile("rb")
        while self.reader.readline().strip():
            pass

    def call(self, method, **parameters):
        """One command; events that arrive meanwhile are kept in `events`."""
        self.last += 1
        data = json.dumps({"id": self.last, "method": method, "params": parameters}).encode()
        # The mask hides nothing here, so it may be zero.
        if len(data) < 126:
            head = struct.pack("!BB", 0x81, 0x80 | len(data))
        elif len(data) < 65_536:
            head = struct.pack("!BBH", 0x81, 0xFE, len(data))
        else:
            head = struct.pack("!BBQ", 0x81, 0xFF, len(data))
        self.stream.sendall(head + bytes(4) + data)
        while True:
            answer = json.loads(self._message())
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def _message(self):
        whole = b""
        while True:
            first, second = self.reader.read(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", self.reader.read(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", self.reader.read(8))[0]
            whole += self.reader.read(length)
            if first & 0x80:
                return whole

    def close(self):
        self.stream.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Window:
    """A page as somebody sees it: how wide, how bright, in which language, with or without script."""

    def __init__(self, tools, base):
        self.tools, self.base = tools, base
        for domain in ("Page", "Network", "Log", "Runtime"):
            tools.call(domain + ".enable")
        # A window without a screen has the focus only if somebody says so; the clipboard asks.
        tools.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self.look()

    def look(self, width=1280, height=900, scheme="light", language="en", script=True):
        """Sets all of it; what is not said is as usual."""
        tools = self.tools
        tools.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        tools.call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}])
        tools.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        tools.call("Emulation.setScriptExecutionDisabled", value=not script)
        return self

    def log_in(self, session):
        """Takes over the cookies of a browser that is logged in."""
        for name, value in session.cookies.items():
            self.tools.call("Network.setCookie", name=name, value=value, url=self.base)

    def log_out(self):
        self.tools.call("Network.clearBrowserCookies")

    def open(self, path):
        """Goes to an address and returns once everything on it has loaded."""
        self.tools.events.clear()
        self.mark()
        answer = self.tools.call("Page.navigate", url=self.base + path if path.startswith("/") else path)
        assert not answer.get("errorText"), answer
        return self.settle()

    def mark(self):
        """Marks what is shown, so that `settle` can tell what comes next from it."""
        self.run(
            "window.isBefore = true; document.querySelectorAll('main').forEach((each) => { each.isBefore = true })"
        )
        return self

    def settle(self):
        """Waits until what was marked is gone and the next page, or what a form puts in its place, is complete."""
        is_next = "!window.isBefore || (document.querySelector('main') && !document.querySelector('main').isBefore)"
        wait_for(lambda: self.run(f"({is_next}) && document.readyState == 'complete'"), 15, what="a loaded page")
        return self

    def click(self, selector):
        """Clicks what a selector finds first, and waits for the page that follows, if one does."""
        assert self.run(f"Boolean(document.querySelector({json.dumps(selector)}))"), f"no {selector} on {self.path}"
        self.mark()
        self.run(f"document.querySelector({json.dumps(selector)}).click()")
        return self

    def follow(self, selector):
        self.click(selector)
        return self.settle()

    def press(self, key, code=None, shift=False):
        """A key as a keyboard sends it."""
        code = code or ("Key" + key.upper() if key.isalpha() and key.isascii() else "")
        for kind in ("keyDown", "keyUp"):
            extra = {"text": key} if kind == "keyDown" and len(key) == 1 else {}
            self.tools.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code, modifiers=8 if shift else 0, **extra
            )
        return self

    def run(self, expression):
        """The value of an expression, awaited; None when the page went away meanwhile."""
        try:
            answer = self.tools.call(
                "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
            )
        except RuntimeError:
            return None
        assert "exceptionDetails" not in answer, (expression[:200], answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, expression):
        """The value of an expression once it is truthy."""
        return wait_for(
            lambda: self.run(f"(() => {{ const it = {expression}; return it instanceof Node ? true : it }})()"),
            5,
            what=expression,
        )

    def picture(self, path):
        """The whole page as a PNG."""
        answer = self.tools.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

    @property
    def path(self):
        return self.run("location.pathname + location.search")

    @property
    def words(self):
        return self.run("document.body.innerText") or ""

    @property
    def complaints(self):
        """What the console says: refused content, errors of scripts, what could not be loaded."""
        self.run("1")
        found = []
        for event in self.tools.events:
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"):
                entry = event["params"]["entry"]
                found.append(f"{entry['source']}: {entry['text']} {entry.get('url', '')}")
            if event["method"] == "Runtime.exceptionThrown":
                found.append(json.dumps(event["params"])[:500])
        return found

    @property
    def requests(self):
        """Addresses that were asked for since the page was opened, `data:` left out."""
        self.run("1")
        sent = [each["params"] for each in self.tools.events if each["method"] == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent if not each["request"]["url"].startswith("data:")]
