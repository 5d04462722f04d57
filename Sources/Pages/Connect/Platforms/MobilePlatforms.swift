extension ConnectPlatform {
    /// What runs on people's phones and desks.
    static let mobilePlatforms = [
        ConnectPlatform(
            "apple", "Swift: iOS, macOS", aliases: ["swift", "cocoa", "apple-ios", "apple-macos", "ios"],
            .install(
                #".package(url: "https://github.com/getsentry/sentry-cocoa", from: "8.0.0")"#, file: "Package.swift"),
            .configure(
                "MyApp.swift",
                """
                import Sentry
                import SwiftUI

                @main
                struct MyApp: App {
                    init() {
                        SentrySDK.start { options in
                            options.dsn = "$DSN"
                        }
                    }

                    var body: some Scene {
                        WindowGroup { ContentView() }
                    }
                }
                """),
            .send("ContentView.swift", #"Button("Break") { SentrySDK.capture(message: "Hello from Swift") }"#)),
        ConnectPlatform(
            "android", "Android", aliases: ["java-android", "kotlin-android"],
            .install(#"implementation("io.sentry:sentry-android:8.+")"#, file: "app/build.gradle.kts"),
            .configure(
                "app/src/main/AndroidManifest.xml",
                """
                <application>
                    <meta-data android:name="io.sentry.dsn" android:value="$DSN" />
                </application>
                """),
            .send(
                "MainActivity.kt",
                """
                findViewById<View>(android.R.id.content).setOnClickListener {
                    throw RuntimeException("Hello from Android")
                }
                """)),
        ConnectPlatform(
            "flutter", "Flutter", aliases: ["dart-flutter", "dart"],
            .install("flutter pub add sentry_flutter"),
            .configure(
                "lib/main.dart",
                """
                import 'package:flutter/widgets.dart';
                import 'package:sentry_flutter/sentry_flutter.dart';

                Future<void> main() async {
                  await SentryFlutter.init(
                    (options) => options.dsn = '$DSN',
                    appRunner: () => runApp(SentryWidget(child: MyApp())),
                  );
                }
                """),
            .send("lib/main.dart", "await Sentry.captureException(StateError('Hello from Flutter'));")),
    ]
}
