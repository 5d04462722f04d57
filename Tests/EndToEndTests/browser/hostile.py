"""An event that tries everything: script, markup, marks that turn text around, controls, and length (ui.md §10)."""

SCRIPT = "<script>document.title='owned'</script>"
BREAKOUT = "\"'></title></textarea><img src=x onerror=\"document.title='owned'\">"
TURNED = "\u202eturned\u2066\u200f\u0007\u001b[31m"
LONG = ("W" * 5_000) + ("무한한길이의제목" * 640)
EVIL = SCRIPT + BREAKOUT + TURNED

_frame = {
    "function": EVIL,
    "filename": BREAKOUT,
    "abs_path": "javascript:alert(1)",
    "lineno": 5,
    "in_app": True,
    "pre_context": [SCRIPT, "x" * 300],
    "context_line": BREAKOUT,
    "post_context": ["</pre></details>" + SCRIPT],
    "vars": {SCRIPT: BREAKOUT},
    "source_link": "javascript:alert(1)",
}

HOSTILE = {
    "platform": "python",
    "release": "r<b>" + "1" * 150,
    "environment": "<i>env" + "e" * 50,
    "transaction": "/" + EVIL,
    "logger": SCRIPT,
    "exception": {
        "values": [
            {
                "type": EVIL[:100] + LONG[:100],
                "value": EVIL + LONG,
                "module": EVIL,
                "mechanism": {
                    "type": SCRIPT,
                    "handled": False,
                    "help_link": "javascript:alert(1)",
                    "data": {"a": EVIL},
                },
                "stacktrace": {"frames": [_frame] * 500},
            }
        ]
    },
    "tags": {"plain": BREAKOUT[:190], "turned": TURNED, "wide": "W" * 200},
    "user": {"id": SCRIPT, "username": BREAKOUT, "email": "a@b.example", "data": {"x": SCRIPT}},
    "extra": {SCRIPT: BREAKOUT, "link": "javascript:alert(1)", "wide": "W" * 3_000},
    "contexts": {"odd": {SCRIPT: BREAKOUT, "wide": "W" * 3_000}},
    "request": {
        "url": "https://shop.example/" + SCRIPT + "W" * 1_500,
        "method": "GET",
        "headers": {"Referer": "javascript:alert(1)", "X-Wide": "W" * 2_000},
        "query_string": "q=" + SCRIPT,
        "data": EVIL,
        "cookies": {"c": BREAKOUT},
    },
    "breadcrumbs": [
        {"category": EVIL, "message": EVIL + "W" * 400, "level": "error", "data": {"k": EVIL}} for _ in range(100)
    ],
    "modules": {"m" * 200: BREAKOUT},
    "sdk": {"name": SCRIPT, "version": "1"},
    "server_name": EVIL,
}
