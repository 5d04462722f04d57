extension ConnectPlatform {
    /// Python and its frameworks; the SDK finds those by itself.
    static let pythonPlatforms = [
        ConnectPlatform(
            "python", "Python",
            .install("pip install --upgrade sentry-sdk"),
            .configure(
                "main.py",
                """
                import sentry_sdk

                sentry_sdk.init(dsn="$DSN")
                """),
            .send("main.py", "1 / 0")),
        ConnectPlatform(
            "python-django", "Django", aliases: ["django"],
            .install(#"pip install --upgrade "sentry-sdk[django]""#),
            .configure(
                "settings.py",
                """
                import sentry_sdk

                sentry_sdk.init(dsn="$DSN")
                """),
            .send(
                "urls.py",
                """
                from django.urls import path

                urlpatterns = [path("hello/", lambda request: 1 / 0)]
                """)),
        ConnectPlatform(
            "python-flask", "Flask", aliases: ["flask"],
            .install(#"pip install --upgrade "sentry-sdk[flask]""#),
            .configure(
                "app.py",
                """
                import sentry_sdk
                from flask import Flask

                sentry_sdk.init(dsn="$DSN")

                app = Flask(__name__)
                """),
            .send(
                "app.py",
                """
                @app.route("/hello")
                def hello():
                    return str(1 / 0)
                """)),
        ConnectPlatform(
            "python-fastapi", "FastAPI", aliases: ["fastapi", "python-starlette"],
            .install(#"pip install --upgrade "sentry-sdk[fastapi]""#),
            .configure(
                "main.py",
                """
                import sentry_sdk
                from fastapi import FastAPI

                sentry_sdk.init(dsn="$DSN")

                app = FastAPI()
                """),
            .send(
                "main.py",
                """
                @app.get("/hello")
                async def hello():
                    return 1 / 0
                """)),
        ConnectPlatform(
            "python-celery", "Celery", aliases: ["celery"],
            .install(#"pip install --upgrade "sentry-sdk[celery]""#),
            .configure(
                "tasks.py",
                """
                import sentry_sdk
                from celery import Celery, signals

                app = Celery("tasks", broker="redis://localhost")


                @signals.celeryd_init.connect
                def init_sentry(**kwargs):
                    sentry_sdk.init(dsn="$DSN")
                """),
            .send(
                "tasks.py",
                """
                @app.task
                def hello():
                    return 1 / 0
                """)),
    ]
}
