extension ConnectPlatform {
    /// What runs in browsers, perhaps with a server behind it.
    static let browserPlatforms = [
        ConnectPlatform(
            "javascript", "Browser JavaScript", aliases: ["javascript-browser", "browser"],
            .install("npm install --save @sentry/browser"),
            .configure(
                "main.js",
                """
                import * as Sentry from "@sentry/browser";

                Sentry.init({ dsn: "$DSN" });
                """),
            .send("main.js", #"setTimeout(() => { throw new Error("Hello from the browser"); });"#)),
        ConnectPlatform(
            "javascript-nextjs", "Next.js", aliases: ["nextjs"],
            .install("npm install --save @sentry/nextjs"),
            .configure(
                "instrumentation-client.ts",
                """
                import * as Sentry from "@sentry/nextjs";

                Sentry.init({ dsn: "$DSN" });

                export const onRouterTransitionStart = Sentry.captureRouterTransitionStart;
                """),
            .configure(
                "instrumentation.ts",
                """
                import * as Sentry from "@sentry/nextjs";

                export function register() {
                  Sentry.init({ dsn: "$DSN" });
                }

                export const onRequestError = Sentry.captureRequestError;
                """),
            .configure(
                "next.config.mjs",
                """
                import { withSentryConfig } from "@sentry/nextjs";

                const nextConfig = {};

                export default withSentryConfig(nextConfig, { silent: true, telemetry: false });
                """),
            .send(
                "app/hello/page.tsx",
                """
                "use client";

                export default function Hello() {
                  return <button onClick={() => { throw new Error("Hello from Next.js"); }}>Break</button>;
                }
                """)),
        ConnectPlatform(
            "javascript-react", "React", aliases: ["react"],
            .install("npm install --save @sentry/react"),
            .configure(
                "src/main.jsx",
                """
                import * as Sentry from "@sentry/react";
                import { createRoot } from "react-dom/client";
                import App from "./App";

                Sentry.init({ dsn: "$DSN" });

                createRoot(document.getElementById("root"), {
                  onUncaughtError: Sentry.reactErrorHandler(),
                  onCaughtError: Sentry.reactErrorHandler(),
                  onRecoverableError: Sentry.reactErrorHandler(),
                }).render(<App />);
                """),
            .send(
                "src/App.jsx",
                #"<button onClick={() => { throw new Error("Hello from React"); }}>Break</button>"#)),
        ConnectPlatform(
            "javascript-vue", "Vue", aliases: ["vue"],
            .install("npm install --save @sentry/vue"),
            .configure(
                "src/main.js",
                """
                import { createApp } from "vue";
                import * as Sentry from "@sentry/vue";
                import App from "./App.vue";

                const app = createApp(App);

                Sentry.init({ app, dsn: "$DSN" });

                app.mount("#app");
                """),
            .send(
                "src/App.vue",
                """
                <script setup>
                function fail() {
                  throw new Error("Hello from Vue");
                }
                </script>

                <template><button @click="fail">Break</button></template>
                """)),
        ConnectPlatform(
            "javascript-angular", "Angular", aliases: ["angular"],
            .install("npm install --save @sentry/angular"),
            .configure(
                "src/main.ts",
                """
                import * as Sentry from "@sentry/angular";

                // Before anything else.
                Sentry.init({ dsn: "$DSN" });
                """),
            .configure(
                "src/app/app.config.ts",
                """
                import { ApplicationConfig, ErrorHandler } from "@angular/core";
                import * as Sentry from "@sentry/angular";

                export const appConfig: ApplicationConfig = {
                  providers: [{ provide: ErrorHandler, useValue: Sentry.createErrorHandler() }],
                };
                """),
            .send(
                "src/app/app.component.html",
                #"<button (click)="fail()">Break</button>"#),
            .send(
                "src/app/app.component.ts",
                """
                fail() {
                  throw new Error("Hello from Angular");
                }
                """)),
        ConnectPlatform(
            "javascript-sveltekit", "Svelte, SvelteKit",
            aliases: ["javascript-svelte", "svelte", "sveltekit"],
            .install("npm install --save @sentry/sveltekit"),
            .configure(
                "src/hooks.client.js",
                """
                import * as Sentry from "@sentry/sveltekit";

                Sentry.init({ dsn: "$DSN" });

                export const handleError = Sentry.handleErrorWithSentry();
                """),
            .configure(
                "src/hooks.server.js",
                """
                import * as Sentry from "@sentry/sveltekit";

                Sentry.init({ dsn: "$DSN" });

                export const handle = Sentry.sentryHandle();
                export const handleError = Sentry.handleErrorWithSentry();
                """),
            .send(
                "src/routes/+page.svelte",
                """
                <button onclick={() => { throw new Error("Hello from Svelte"); }}>Break</button>
                """)),
    ]
}
