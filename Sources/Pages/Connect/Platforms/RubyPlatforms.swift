extension ConnectPlatform {
    /// Ruby and its frameworks.
    static let rubyPlatforms = [
        ConnectPlatform(
            "ruby", "Ruby",
            .install("gem install sentry-ruby"),
            .configure(
                "main.rb",
                """
                require "sentry-ruby"

                Sentry.init do |config|
                  config.dsn = "$DSN"
                end
                """),
            .send(
                "main.rb",
                """
                begin
                  1 / 0
                rescue ZeroDivisionError => error
                  Sentry.capture_exception(error)
                end
                """)),
        ConnectPlatform(
            "ruby-rails", "Rails", aliases: ["rails"],
            .install("bundle add sentry-ruby sentry-rails"),
            .configure(
                "config/initializers/sentry.rb",
                """
                Sentry.init do |config|
                  config.dsn = "$DSN"
                  config.breadcrumbs_logger = [:active_support_logger, :http_logger]
                end
                """),
            .send(nil, #"bin/rails runner 'Sentry.capture_message("Hello from Rails")'"#)),
    ]
}
