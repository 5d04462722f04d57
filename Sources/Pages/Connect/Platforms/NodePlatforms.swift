extension ConnectPlatform {
    /// JavaScript on servers.
    static let nodePlatforms = [
        ConnectPlatform(
            "node", "Node.js", aliases: ["javascript-node"],
            .install("npm install --save @sentry/node"),
            .configure(
                "instrument.js",
                """
                const Sentry = require("@sentry/node");

                Sentry.init({ dsn: "$DSN" });
                """),
            .send(
                "main.js",
                """
                // First of all.
                require("./instrument.js");

                setTimeout(() => { throw new Error("Hello from Node.js"); });
                """)),
        ConnectPlatform(
            "node-express", "Express", aliases: ["express", "javascript-express"],
            .install("npm install --save @sentry/node"),
            .configure(
                "instrument.js",
                """
                const Sentry = require("@sentry/node");

                Sentry.init({ dsn: "$DSN" });
                """),
            .configure(
                "app.js",
                """
                // First of all.
                require("./instrument.js");

                const Sentry = require("@sentry/node");
                const express = require("express");
                const app = express();

                app.get("/hello", () => { throw new Error("Hello from Express"); });

                // Behind all routes, before other error handlers.
                Sentry.setupExpressErrorHandler(app);

                app.listen(3000);
                """),
            .send(nil, "curl http://localhost:3000/hello")),
    ]
}
