extension ConnectPlatform {
    /// Go, Rust, .NET, Elixir.
    static let nativePlatforms = [
        ConnectPlatform(
            "go", "Go",
            .install("go get github.com/getsentry/sentry-go"),
            .configure(
                "main.go",
                """
                package main

                import (
                \t"errors"
                \t"log"
                \t"time"

                \t"github.com/getsentry/sentry-go"
                )

                func main() {
                \tif err := sentry.Init(sentry.ClientOptions{Dsn: "$DSN"}); err != nil {
                \t\tlog.Fatal(err)
                \t}
                \tdefer sentry.Flush(2 * time.Second)

                \tsentry.CaptureException(errors.New("hello from Go"))
                }
                """),
            .send(nil, "go run .")),
        ConnectPlatform(
            "rust", "Rust",
            .install("cargo add sentry"),
            .configure(
                "src/main.rs",
                """
                fn main() {
                    let _guard = sentry::init((
                        "$DSN",
                        sentry::ClientOptions {
                            release: sentry::release_name!(),
                            ..Default::default()
                        },
                    ));

                    panic!("Hello from Rust");
                }
                """),
            .send(nil, "cargo run")),
        ConnectPlatform(
            "dotnet", ".NET", aliases: ["csharp", "dotnet-aspnetcore", "aspnetcore"],
            .install("dotnet add package Sentry"),
            .configure(
                "Program.cs",
                """
                using Sentry;

                using var sentry = SentrySdk.Init(options => options.Dsn = "$DSN");
                """),
            .send("Program.cs", #"throw new Exception("Hello from .NET");"#)),
        ConnectPlatform(
            "elixir", "Elixir, Phoenix", aliases: ["phoenix"],
            .install(
                """
                defp deps do
                  [{:sentry, "~> 13.0"}, {:jason, "~> 1.4"}, {:finch, "~> 0.21"}]
                end
                """, file: "mix.exs"),
            .configure(
                "config/config.exs",
                """
                config :sentry,
                  dsn: "$DSN",
                  environment_name: Mix.env(),
                  enable_source_code_context: true,
                  root_source_code_paths: [File.cwd!()]
                """),
            .send(nil, "mix deps.get && mix sentry.send_test_event")),
    ]
}
