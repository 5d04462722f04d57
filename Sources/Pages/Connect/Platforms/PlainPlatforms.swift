extension ConnectPlatform {
    /// Ways in without an SDK.
    static let plainPlatforms = [
        ConnectPlatform(
            "opentelemetry", "OpenTelemetry", aliases: ["otel", "otlp"],
            .install("pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"),
            .configure(
                nil,
                """
                export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="$BASE/api/$PROJECT/integration/otlp/v1/traces"
                export OTEL_EXPORTER_OTLP_LOGS_ENDPOINT="$BASE/api/$PROJECT/integration/otlp/v1/logs"
                export OTEL_EXPORTER_OTLP_HEADERS="x-sentry-auth=sentry%20sentry_key%3D$KEY"
                export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
                """),
            .send(
                "main.py",
                """
                from opentelemetry import trace
                from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
                from opentelemetry.sdk.trace import TracerProvider
                from opentelemetry.sdk.trace.export import BatchSpanProcessor

                provider = TracerProvider()
                provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
                trace.set_tracer_provider(provider)

                with trace.get_tracer("hello").start_as_current_span("hello"):
                    pass

                provider.shutdown()
                """)),
        ConnectPlatform(
            "vercel", "Vercel log drain", aliases: ["vercel-drain"],
            .configure(
                "Vercel: Team Settings, Drains, Add Drain, Logs, Custom Endpoint",
                """
                Endpoint:      $BASE/api/$PROJECT/integration/vercel/logs
                Encoding:      NDJSON
                Custom header: x-sentry-auth: sentry sentry_key=$KEY
                """),
            .send(
                nil,
                """
                printf '%s\\n' '{"id":"1","timestamp":'$(date +%s)'000,"source":"lambda","level":"error","message":"Hello"}' |
                  curl --data-binary @- \\
                    --header 'Content-Type: application/x-ndjson' \\
                    --header 'x-sentry-auth: sentry sentry_key=$KEY' \\
                    '$BASE/api/$PROJECT/integration/vercel/logs'
                """)),
        ConnectPlatform(
            "curl", "curl", aliases: ["other", "shell"],
            .send(
                nil,
                """
                printf '%s\\n' '{}' '{"type":"event"}' '{"message":"Hello from curl","level":"error"}' |
                  curl --data-binary @- \\
                    '$BASE/api/$PROJECT/envelope/?sentry_key=$KEY'
                """)),
    ]
}
