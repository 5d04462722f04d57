// swift-tools-version:6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Debian's C libraries are linked from their `.a` files, so that a release is one binary.
let compressionLibraries: [LinkerSetting] = [
    .linkedLibrary(":libdeflate.a"),
    .linkedLibrary(":libzstd.a"),
    .linkedLibrary(":libbrotlidec.a"),
    .linkedLibrary(":libbrotlicommon.a"),
    .linkedLibrary(":libz.a"),
]

let package = Package(
    name: "culprit",
    products: [
        .executable(name: "culprit", targets: ["CulpritCommand"])
    ],
    dependencies: [
        // Traits off: no Foundation and no configuration layer of Hummingbird's own.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        // TLS of our own, when no proxy stands before the server.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // Asks identity providers; connections, TLS and time-outs are not worth writing anew.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // The runtime only; without traits it needs no full Foundation.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    ],
    targets: [
        // What SDKs say, and the words everyone else uses for it. No I/O, no dependencies.
        .target(name: "SentryProtocol", swiftSettings: swiftSettings),

        // The HTML type. No dependencies.
        .target(name: "Markup", swiftSettings: swiftSettings),

        // Content encodings of requests, and the codec of stored bodies.
        .systemLibrary(
            name: "CCompression",
            providers: [.apt(["libdeflate-dev", "libzstd-dev", "libbrotli-dev", "zlib1g-dev"])]
        ),
        .target(
            name: "Compression",
            dependencies: ["CCompression", "CAssets"],
            exclude: ["Dictionaries"],
            swiftSettings: swiftSettings,
            linkerSettings: compressionLibraries
        ),

        // `Public/`, `Migrations/` and data tables, embedded.
        .target(name: "CAssets", cSettings: [.unsafeFlags(["-std=c23"])]),

        // Event to fingerprint, title and culprit; versioned, pure.
        .target(
            name: "Grouping",
            dependencies: ["SentryProtocol", "CAssets", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Rules/default-rules.json"],
            swiftSettings: swiftSettings
        ),

        // The seam: row types, readers, writers, the search language. No SQL, no engine.
        .target(name: "Storage", dependencies: ["SentryProtocol"], swiftSettings: swiftSettings),

        // Rules of a project and what they would change; events filed anew; likeness of issues.
        .target(
            name: "Regrouping", dependencies: ["SentryProtocol", "Grouping", "Storage"], swiftSettings: swiftSettings),

        // Who may do what: roles, log-ins, second factors, tokens, invitations. Decides; stores nothing itself.
        .target(
            name: "Access",
            dependencies: [
                "SentryProtocol", "Storage",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: swiftSettings
        ),

        // Engine 1.
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "SQLiteStorage",
            dependencies: [
                "Storage", "SentryProtocol", "Compression", "CSQLite", "CAssets",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: swiftSettings,
            linkerSettings: [.linkedLibrary(":libsqlite3.a"), .linkedLibrary("m")]
        ),

        // What must not be stored is masked or removed before anything else looks at it.
        .target(name: "Scrubbing", dependencies: ["SentryProtocol", "Storage"], swiftSettings: swiftSettings),

        // What OpenTelemetry's exporters say, turned into what SDKs say.
        .target(
            name: "OpenTelemetry",
            dependencies: ["SentryProtocol", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["Protocol/otlp.proto", "Protocol/README.md"],
            swiftSettings: swiftSettings
        ),

        // Request bytes to a batch of rows.
        .target(
            name: "Ingest",
            dependencies: ["SentryProtocol", "Grouping", "Scrubbing", "OpenTelemetry", "Storage", "Compression"],
            swiftSettings: swiftSettings
        ),

        // The JSON API, `/api/0/…`: encoding only.
        .target(
            name: "SentryAPI", dependencies: ["Access", "SentryProtocol", "Scrubbing", "Storage"],
            swiftSettings: swiftSettings),

        // One folder per page: a model and a function from model to HTML.
        .target(
            name: "Pages", dependencies: ["Access", "Markup", "SentryProtocol", "Storage"],
            swiftSettings: swiftSettings),

        // Assembly: routes, middleware, sessions, static files.
        .target(
            name: "Server",
            dependencies: [
                "SentryProtocol", "Grouping", "Regrouping", "Scrubbing", "Storage", "SQLiteStorage", "Ingest",
                "SentryAPI", "Pages", "Markup", "Compression", "CAssets", "Access",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "CulpritCommand",
            dependencies: [
                "Server", "SentryAPI", "Access", "Storage", "SentryProtocol",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Culprit.docc"],
            swiftSettings: swiftSettings
        ),

        // Named benchmarks of the hot path; prints one line per scenario. Counts allocations by standing in for malloc.
        .target(name: "CAllocationCounter"),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "CAllocationCounter", "SentryProtocol", "Compression", "Grouping", "Scrubbing", "Storage",
                "SQLiteStorage", "Ingest",
            ],
            swiftSettings: swiftSettings
        ),

        .testTarget(name: "SentryProtocolTests", dependencies: ["SentryProtocol"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ScrubbingTests", dependencies: ["Scrubbing", "SentryProtocol", "Storage", "Compression"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "OpenTelemetryTests", dependencies: ["OpenTelemetry", "SentryProtocol"],
            swiftSettings: swiftSettings),
        .testTarget(name: "MarkupTests", dependencies: ["Markup"], swiftSettings: swiftSettings),
        .testTarget(name: "CompressionTests", dependencies: ["Compression"], swiftSettings: swiftSettings),
        .testTarget(
            name: "GroupingTests", dependencies: ["Grouping", "SentryProtocol", "Compression"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RegroupingTests",
            dependencies: ["Regrouping", "Grouping", "SentryProtocol", "Storage", "SQLiteStorage"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "AccessTests",
            dependencies: [
                "Access", "SentryProtocol", "Storage", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "StorageContractTests",
            dependencies: ["Storage", "SQLiteStorage", "SentryProtocol", "Compression"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "IngestTests", dependencies: ["Ingest", "Storage", "SentryProtocol", "Compression", "Grouping"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "SentryAPITests", dependencies: ["SentryAPI", "Access", "Storage", "SentryProtocol"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "PagesTests", dependencies: ["Pages", "Access", "Storage", "SentryProtocol", "Markup"],
            exclude: ["__Snapshots__"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ServerTests",
            dependencies: ["Server", "SentryAPI", "Access", "SQLiteStorage", "Storage", "SentryProtocol"],
            swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6]
)
