"""Takes the pictures for `screenshots.sh`: a server with recorded events, and chromium on its debug port.

python3 screenshots.py BROWSER FOLDER
"""

import base64
import http.client
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "EndToEndTests"))

from browser import Browser  # noqa: E402
from culprit_server import Culprit, wait_for  # noqa: E402
from recorded import samples  # noqa: E402

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"
SIZES = {"desktop": (1280, 900, False), "phone": (390, 844, True)}
SCHEMES = ("light", "dark")


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
        self.last = 0

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
        """One command; events that arrive meanwhile are passed over."""
        self.last += 1
        data, mask = json.dumps({"id": self.last, "method": method, "params": parameters}).encode(), os.urandom(4)
        size = (
            struct.pack("!BB", 0x81, 0x80 | len(data))
            if len(data) < 126
            else struct.pack("!BBH", 0x81, 0xFE, len(data))
        )
        self.stream.sendall(size + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data)))
        while True:
            answer = json.loads(self._message())
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

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


def take(tools, url, path, size, scheme):
    """One picture of a whole page; returns how far it is wider than its window, which it should not be."""
    width, height, is_phone = size
    tools.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=2 if is_phone else 1,
        mobile=is_phone,
    )
    tools.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    tools.call("Page.navigate", url=url)
    time.sleep(0.2)
    wait_for(lambda: evaluate(tools, "document.readyState") == "complete", 10)
    picture = tools.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
    with open(path, "wb") as file:
        file.write(base64.b64decode(picture["data"]))
    return evaluate(tools, "document.documentElement.scrollWidth") - width


def evaluate(tools, expression):
    return tools.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")


def fill(server):
    """Recorded events in the default project; returns the issue with the most to show."""
    dsn = server.dsn
    for sample in samples():
        if sample.event:
            sample.send(dsn)
    token = server.create_token()

    def worth(issue):
        event = server.api(f"/issues/{issue['id']}/events/latest/", token).json()
        return (
            len(event["entries"]),
            "breadcrumbs" in [entry["type"] for entry in event["entries"]],
            len(json.dumps(event)),
        )

    issues = server.api("/projects/default/default/issues/", token, query="", limit=100).json()
    errors = [issue for issue in issues if issue["type"] == "error" and issue["platform"] == "python"]
    return max(errors or issues, key=worth)["id"]


def main():
    program, folder = sys.argv[1], sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    with Culprit() as server:
        issue = fill(server)
        server.create_user(EMAIL, PASSWORD, "--role", "owner")
        session = Browser(server)
        session.log_in(EMAIL, PASSWORD)
        pages = {
            "login": "/login/",
            "issues": "/issues/?query=",
            "issue": f"/issues/{issue}/",
            "projects": "/projects/",
            "empty": "/issues/?query=nobody+wrote+this",
        }
        tools = DevTools(program)
        try:
            tools.call("Page.enable")
            tools.call("Network.enable")
            for name, address in pages.items():
                if name != "login":
                    for cookie, value in session.cookies.items():
                        tools.call("Network.setCookie", name=cookie, value=value, url=server.base)
                for kind, size in SIZES.items():
                    for scheme in SCHEMES:
                        path = os.path.join(folder, f"{name}-{kind}-{scheme}.png")
                        beyond = take(tools, server.base + address, path, size, scheme)
                        print(path + (f"  (scrolls sideways by {beyond} px)" if beyond > 0 else ""))
        finally:
            tools.close()


if __name__ == "__main__":
    main()
