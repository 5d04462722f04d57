extension ConnectPlatform {
    /// What runs on the Java virtual machine on servers.
    static let javaPlatforms = [
        ConnectPlatform(
            "java", "Java, Kotlin", aliases: ["kotlin"],
            .install(#"implementation("io.sentry:sentry:8.+")"#, file: "build.gradle.kts"),
            .configure(
                "Main.java",
                """
                import io.sentry.Sentry;

                Sentry.init(options -> options.setDsn("$DSN"));
                """),
            .send(
                "Main.java",
                """
                try {
                  throw new Exception("Hello from Java");
                } catch (Exception error) {
                  Sentry.captureException(error);
                }
                """)),
        ConnectPlatform(
            "java-spring-boot", "Spring Boot", aliases: ["java-spring", "spring", "spring-boot"],
            .install(
                #"implementation("io.sentry:sentry-spring-boot-starter-jakarta:8.+")"#, file: "build.gradle.kts"),
            .configure("src/main/resources/application.properties", "sentry.dsn=$DSN"),
            .send(
                "HelloController.java",
                """
                @RestController
                class HelloController {
                  @GetMapping("/hello")
                  String hello() {
                    throw new IllegalStateException("Hello from Spring");
                  }
                }
                """)),
    ]
}
