extension ConnectPlatform {
    /// PHP and its frameworks.
    static let phpPlatforms = [
        ConnectPlatform(
            "php", "PHP",
            .install("composer require sentry/sentry"),
            .configure(
                "index.php",
                """
                require __DIR__ . "/vendor/autoload.php";

                \\Sentry\\init(["dsn" => "$DSN"]);
                """),
            .send("index.php", #"throw new \Exception("Hello from PHP");"#)),
        ConnectPlatform(
            "php-laravel", "Laravel", aliases: ["laravel"],
            .install("composer require sentry/sentry-laravel"),
            .configure(
                "bootstrap/app.php",
                """
                use Illuminate\\Foundation\\Configuration\\Exceptions;
                use Sentry\\Laravel\\Integration;

                // In what Application::configure() returns:
                ->withExceptions(function (Exceptions $exceptions) {
                    Integration::handles($exceptions);
                })
                """),
            .configure(nil, "php artisan sentry:publish --dsn=$DSN"),
            .send(nil, "php artisan sentry:test")),
    ]
}
