"""A browser without a screen: cookies, forms and links, by the standard library only."""

import http.client
import re
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from culprit_server import Response

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Form:
    """A form of a page: where it goes, its fields and its buttons."""

    def __init__(self, attributes):
        self.action, self.method = attributes.get("action", ""), attributes.get("method", "get").lower()
        self.fields, self.types, self.buttons = {}, {}, []

    def named(self, kind):
        """Names of the fields of one input type."""
        return [name for name, its in self.types.items() if its == kind]

    def button(self, text):
        return next((each for each in self.buttons if text.lower() in each["text"].lower()), None)


class Page(HTMLParser):
    """A parsed page."""

    def __init__(self, url, response):
        super().__init__(convert_charrefs=True)
        self.url, self.response, self.status = url, response, response.status
        self.forms, self.links, self.scripts, self.styled, self.handlers = [], [], [], [], []
        self.text, self._form, self._button, self._link, self._hidden = "", None, None, None, 0
        self.tags = []
        if (response.header("Content-Type") or "").startswith("text/html"):
            self.feed(response.text)

    def handle_starttag(self, tag, attributes):
        values = {name: value if value is not None else "" for name, value in attributes}
        self.tags.append((tag, values))
        self.handlers += [(tag, name) for name in values if name.startswith("on")]
        if "style" in values:
            self.styled.append(tag)
        if tag == "form":
            self._form = Form(values)
            self.forms.append(self._form)
        elif tag == "a":
            self._link = {"href": values.get("href", ""), "text": "", "rel": values.get("rel", "")}
            self.links.append(self._link)
        elif tag == "script":
            self.scripts.append(values.get("src"))
            self._hidden += 1
        elif tag == "style":
            self.styled.append("style")
            self._hidden += 1
        elif tag in ("input", "select", "textarea", "button") and self._form is not None:
            kind = values.get("type", "submit" if tag == "button" else "text").lower() if tag != "select" else "select"
            if tag == "button" or kind == "submit":
                self._button = {
                    "name": values.get("name"),
                    "value": values.get("value", ""),
                    "text": values.get("value", "") if tag == "input" else "",
                    "action": values.get("formaction"),
                }
                self._form.buttons.append(self._button)
                if tag == "input":
                    self._button = None
            elif values.get("name") and (kind not in ("checkbox", "radio") or "checked" in values):
                self._form.fields[values["name"]] = values.get("value", "")
                self._form.types[values["name"]] = kind

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "a":
            self._link = None
        elif tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data):
        if self._hidden:
            return
        self.text += data
        if self._button is not None:
            self._button["text"] += data
        if self._link is not None:
            self._link["text"] += data

    @property
    def words(self):
        """Its text, blanks folded."""
        return re.sub(r"\s+", " ", self.text)

    def form_with(self, *, kind=None, button=None):
        """The form that has an input of a type, or a button with a text."""
        for form in self.forms:
            if (kind is None or form.named(kind)) and (button is None or form.button(button)):
                return form
        raise AssertionError(f"no form with {kind or button!r} on {self.url}:\n{self.words[:2000]}")

    def link(self, text):
        return next((each for each in self.links if text.lower() in each["text"].lower()), None)


class Browser:
    """Keeps cookies and follows redirects."""

    def __init__(self, server):
        self.server, self.cookies, self.set_cookies = server, {}, []
        self.seen = []

    def open(self, path, method="GET", body=None, headers=None, follow=True):
        url = urljoin(self.server.base, path)
        for _ in range(10):
            parts = urlsplit(url)
            every = {"Accept": "text/html", "Accept-Language": "en", **(headers or {})}
            if self.cookies:
                every["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            try:
                connection.request(
                    method, (parts.path or "/") + ("?" + parts.query if parts.query else ""), body, every
                )
                answer = connection.getresponse()
                response = Response(answer.status, answer.getheaders(), answer.read())
            finally:
                connection.close()
            self.seen.append((method, parts.path, response))
            self._keep(response)
            if not follow or response.status not in (301, 302, 303, 307, 308):
                return Page(url, response)
            url, method, body, headers = urljoin(url, response.header("Location")), "GET", None, None
        raise AssertionError(f"redirects without end at {url}")

    def _keep(self, response):
        for name, value in response.header_list:
            if name != "set-cookie":
                continue
            self.set_cookies.append(value)
            for key, morsel in SimpleCookie(value).items():
                gone = morsel["max-age"] == "0" or morsel.value == ""
                if gone:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value

    def submit(self, page, form, values=None, button=None, follow=True, leave_out=()):
        """Submits a form, as if its button had been pressed."""
        fields = {**form.fields, **(values or {})}
        pressed = form.button(button) if button else (form.buttons[0] if form.buttons else None)
        if pressed and pressed["name"]:
            fields[pressed["name"]] = pressed["value"]
        for name in leave_out:
            fields.pop(name, None)
        action = urljoin(page.url, (pressed or {}).get("action") or form.action or page.url)
        if form.method == "get":
            return self.open(action.split("?")[0] + "?" + urlencode(fields), follow=follow)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.base}
        return self.open(action, "POST", urlencode(fields), headers, follow)

    def log_in(self, email, password):
        page = self.open("/login/")
        form = page.form_with(kind="password")
        return self.submit(page, form, credentials(form, email, password))


def credentials(form, email, password, name="Ada"):
    """Fills a set-up or log-in form by the types of its fields."""
    values = {field: password for field in form.named("password")}
    emails = form.named("email") or [field for field in form.fields if "mail" in field or "user" in field]
    assert emails, f"no field for an e-mail address among {list(form.fields)}"
    values[emails[0]] = email
    for field in form.named("text"):
        if field not in values and "name" in field:
            values[field] = name
    return values
