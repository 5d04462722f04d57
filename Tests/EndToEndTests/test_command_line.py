"""The command line: everything works beside a running server, and a signal ends it in order (design.md §5)."""

import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time

import pytest
from browser import Browser
from culprit_server import DSN, SETUP_LINK, Culprit, event_envelope, new_id, wait_for

PASSWORD = "violet harbour under seven moons"


def run(culprit, *arguments, input=None, environment=None):
    return subprocess.run(
        [culprit.binary, *arguments],
        capture_output=True,
        text=True,
        input=input,
        timeout=60,
        env={**culprit.environment, **(environment or {})},
    )


# Serve


def test_the_first_start_prints_what_one_needs_and_a_second_does_not(fresh_culprit):
    text = "".join(fresh_culprit.output)
    assert len(DSN.findall(text)) == 1 and len(SETUP_LINK.findall(text)) == 1, text
    dsn = fresh_culprit.dsn
    assert (dsn.host, dsn.port) == ("127.0.0.1", fresh_culprit.port) and dsn.project == "1"
    assert fresh_culprit.setup_link.startswith(fresh_culprit.base + "/setup/?code=")
    fresh_culprit.create_user("ada@example.com", PASSWORD)
    fresh_culprit.restart()
    time.sleep(0.3)
    again = "".join(fresh_culprit.output)
    assert not SETUP_LINK.search(again), again


def test_listening_is_said_when_connections_are_accepted():
    for _ in range(3):
        with Culprit() as server:
            assert server.request("GET", "/health").status == 200
            assert re.fullmatch(r"\d+\.\d+\.\d+\S*", server.version)
            assert sum("listening on" in line for line in server.output) == 1


def test_settings_come_from_the_environment_too():
    folder = tempfile.mkdtemp(prefix="culprit-environment-")
    server = Culprit(
        data=folder,
        environment={
            "CULPRIT_LISTEN": "127.0.0.1:0",
            "CULPRIT_DATA": folder,
            "CULPRIT_PUBLIC_URL": "https://errors.example.com",
        },
    )
    process = subprocess.Popen(
        [server.binary, "serve"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=server.environment
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "listening on" in line:
                break
        text = "".join(lines)
        assert re.search(r"https://[0-9a-f]{32}@errors\.example\.com/1", text), text
        assert os.listdir(folder), "the data is where the variable says"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--listen", "nonsense"],
        ["serve", "--listen", "127.0.0.1:99999"],
        ["serve", "--listen", "203.0.113.1:9000"],
        ["serve", "--public-url", "nonsense", "--listen", "127.0.0.1:0"],
        ["serve", "--nonsense"],
        ["nonsense"],
        ["serve", "--data", "/proc/nonsense", "--listen", "127.0.0.1:0"],
        ["project", "create", "default"],
        ["project", "create", "UPPER CASE"],
        ["project", "create", "123"],
        ["token", "create", "--scope", "nonsense"],
        ["user", "create", "nonsense", "--password-stdin"],
        ["user", "create", "a@b.example"],
        ["project", "create", "fine", "--organization", "nobody"],
    ],
)
def test_what_cannot_be_done_is_said_and_the_exit_code_is_not_zero(culprit, arguments):
    data = (
        []
        if "--data" in arguments or arguments[0] == "nonsense"
        else ["--data", culprit.data if arguments[0] != "serve" else tempfile.mkdtemp(prefix="culprit-refused-")]
    )
    done = run(culprit, *arguments, *data, input=PASSWORD + "\n")
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGILL, -signal.SIGTRAP, -signal.SIGABRT), (
        done.stdout,
        done.stderr,
    )
    assert done.stderr.strip() or done.stdout.strip(), "says why"


def test_a_port_in_use_is_an_error_not_a_hang(culprit):
    other = Culprit(listen=f"127.0.0.1:{culprit.port}")
    with pytest.raises(AssertionError):
        other.start(timeout=10)


def test_a_terminated_server_exits_0_within_ten_seconds(fresh_culprit):
    started = time.monotonic()
    assert fresh_culprit.stop(timeout=10) == 0
    assert time.monotonic() - started < 10


def test_termination_under_load_loses_nothing_that_was_answered():
    with Culprit() as server:
        project, acknowledged, stop = server.create_project(), [], threading.Event()
        assert project.token, "made before the server goes"

        def send():
            while not stop.is_set():
                event_id = new_id()
                try:
                    answer = project.post(
                        event_envelope({"event_id": event_id, "message": "while stopping"}), timeout=5
                    )
                except OSError:
                    return
                if answer.status == 200:
                    acknowledged.append(event_id)
                time.sleep(0.002)

        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        idle = server.connect()  # a client that says nothing must not hold it up
        time.sleep(0.7)
        process = server.process
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        stop.set()
        for thread in threads:
            thread.join()
        idle.close()
        assert acknowledged
        server.listen = f"127.0.0.1:{server.port}"
        server.start()
        assert sorted(project.event_ids()) == sorted(acknowledged)
        assert server.doctor()["exit"] == 0


def test_an_interrupt_ends_it_too(fresh_culprit):
    process = fresh_culprit.process
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


# Beside a running server


def test_a_project_made_beside_the_server_takes_events_within_a_second(culprit):
    made = json.loads(
        culprit.cli(
            "project", "create", f"shop-{new_id()[:6]}", "--name", "Shop", "--platform", "python", "--json"
        ).stdout
    )
    assert {"id", "slug", "organization", "dsn", "public_key"} <= set(made) and made["organization"] == "default"
    assert re.fullmatch(r"[0-9a-f]{32}", made["public_key"]) and isinstance(made["id"], str)
    assert made["dsn"] == f"http://{made['public_key']}@127.0.0.1:{culprit.port}/{made['id']}"
    header = {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={made['public_key']}"}

    def accepted():
        return (
            culprit.request("POST", f"/api/{made['id']}/envelope/", event_envelope({"message": "first"}), header).status
            == 200
        )

    wait_for(accepted, timeout=1, what="an event for the new project")
    token = culprit.create_token()
    assert culprit.api(f"/projects/default/{made['slug']}/", token).json()["name"] == "Shop"


def test_a_token_made_beside_the_server_is_accepted_within_a_second(culprit):
    token = culprit.create_token("--name", "for a script")
    wait_for(lambda: culprit.api("/organizations/", token).status == 200, timeout=1, what="the new token")


def test_tokens_are_random_and_printed_plainly_without_json(culprit):
    tokens = {culprit.create_token() for _ in range(3)}
    assert len(tokens) == 3 and all(re.fullmatch(r"sntrya_[0-9a-f]{64}", token) for token in tokens)
    plain = culprit.cli("token", "create").stdout.strip()
    assert culprit.api("/organizations/", plain.split()[-1]).status == 200
    with open(os.path.join(culprit.data, "culprit.db"), "rb") as database:
        content = database.read()
    assert not [token for token in tokens if token.encode() in content], "only hashes are stored"


def test_a_user_made_beside_the_server_logs_in_within_a_second(culprit):
    email = f"{new_id()[:8]}@example.com"
    culprit.create_user(email, PASSWORD, "--role", "owner")

    def inside():
        browser = Browser(culprit)
        browser.log_in(email, PASSWORD)
        return browser.open("/issues/", follow=False).status == 200

    wait_for(inside, timeout=2, what="the new user inside")


def test_the_same_user_or_project_twice_is_refused(culprit):
    email, slug = f"{new_id()[:8]}@example.com", f"p{new_id()[:8]}"
    culprit.create_user(email, PASSWORD)
    assert (
        culprit.cli("user", "create", email.upper(), "--password-stdin", input=PASSWORD + "\n", check=False).returncode
        != 0
    )
    culprit.cli("project", "create", slug)
    assert culprit.cli("project", "create", slug, check=False).returncode != 0


def test_commands_work_before_the_first_start():
    server = Culprit()
    try:
        made = json.loads(server.cli("project", "create", "early", "--json").stdout)
        token = server.create_token()
        server.start()
        header = {"X-Sentry-Auth": f"Sentry sentry_key={made['public_key']}"}
        assert (
            server.request("POST", f"/api/{made['id']}/envelope/", event_envelope({"message": "early"}), header).status
            == 200
        )
        assert {project["slug"] for project in server.api("/projects/", token).json()} == {"default", "early"}
    finally:
        server.dispose()


# Doctor and config


def test_doctor_exits_1_when_a_counter_is_wrong(fresh_culprit):
    import sqlite3

    fresh_culprit.create_project().send({"message": "counted"})
    assert fresh_culprit.doctor()["exit"] == 0
    fresh_culprit.stop()
    database = sqlite3.connect(os.path.join(fresh_culprit.data, "culprit.db"))
    columns = {row[1] for row in database.execute("PRAGMA table_info(issue)")}
    counter = next(name for name in ("times_seen", "event_count", "events", "count") if name in columns)
    database.execute(f"UPDATE issue SET {counter} = {counter} + 5")
    database.commit()
    database.close()
    report = fresh_culprit.doctor(check=False)
    assert report["exit"] == 1 and report["mismatches"]
    text = fresh_culprit.cli("doctor", check=False)
    assert text.returncode == 1 and "mismatch" in text.stdout


def test_config_prints_every_setting_with_its_origin(culprit):
    done = run(
        culprit, "config", "--data", "/tmp/somewhere", environment={"CULPRIT_PUBLIC_URL": "https://errors.example.com"}
    )
    assert done.returncode == 0, done.stderr
    lines = {line.split(" = ")[0]: line for line in done.stdout.splitlines() if " = " in line}
    assert "/tmp/somewhere" in lines["data"] and "command line" in lines["data"]
    assert "https://errors.example.com" in lines["public-url"] and "environment" in lines["public-url"]
    assert "127.0.0.1:9000" in lines["listen"] and "default" in lines["listen"]


def test_a_configuration_file_is_read(culprit, tmp_path):
    file = tmp_path / "culprit.conf"
    file.write_text("# for the shop\nlisten = 127.0.0.1:9123\npublic-url = https://errors.example.com\n")
    done = run(culprit, "config", "--config", str(file))
    assert "127.0.0.1:9123" in done.stdout and str(file) in done.stdout
    file.write_text("nonsense = 1\n")
    done = run(culprit, "config", "--config", str(file))
    assert done.returncode != 0 and "nonsense" in done.stderr + done.stdout


def test_version_and_help(culprit):
    assert run(culprit, "--version").stdout.strip() == culprit.version
    text = run(culprit, "--help").stdout
    for command in ("serve", "project", "token", "user", "doctor", "config"):
        assert command in text
