"""Takes the pictures for `screenshots.sh`: a server with recorded events, and chromium on its debug port.

python3 screenshots.py BROWSER FOLDER
"""

import base64
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(os.path.dirname(HERE), "EndToEndTests")
sys.path[:0] = [TESTS, os.path.join(TESTS, "browser")]

from browser import Browser  # noqa: E402
from culprit_server import Culprit, wait_for  # noqa: E402
from devtools import DevTools  # noqa: E402
from recorded import samples  # noqa: E402

EMAIL, PASSWORD = "ada@example.com", "violet harbour under seven moons"
SIZES = {"desktop": (1280, 900, False), "phone": (390, 844, True)}
SCHEMES = ("light", "dark")


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
            "dashboard": "/dashboard/?period=24h",
            "releases": "/releases/",
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
