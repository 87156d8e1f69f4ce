// swift-tools-version: 6.3
import PackageDescription

// The house: one package, each leaf folder under Sources/ is a target. What may import what is written in
// docs/ARCHITECTURE.md and held by Tests/TidyTests (the layer check).

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

let strictC: [CSetting] = [
    .treatAllWarnings(as: .error),
    .enableWarning("all"),
    .define("_GNU_SOURCE"),
]

/// A target whose folder is `Sources/<layer>/<name>`.
func house(_ layer: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)",
        swiftSettings: strict)
}

/// A Debian library behind a module map and, at most, shims for macros and variadic functions.
func debianLibrary(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "vigie",
    products: [.executable(name: "vigie", targets: ["vigie"])],
    targets: [
        // C: system libraries, and the one shim target for what Swift cannot import.
        .target(name: "CMachine", path: "Sources/C/CMachine", cSettings: strictC),
        debianLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        debianLibrary("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        debianLibrary("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        debianLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        debianLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        debianLibrary("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        debianLibrary("CBrotli", pkgConfig: "libbrotlienc", apt: "libbrotli-dev"),

        // Core: values in, values out.
        house("Core", "Vocabulary"),
        house("Core", "JSON"),
        house("Core", "Bytes", ["COpenSSL", "CDeflate", "CBrotli"]),
        house("Core", "Telling", ["Vocabulary"]),

        // Machine: the operating system as the adapters need it (event loop, threads, clock, files).
        .target(name: "Machine", dependencies: ["CMachine"], path: "Sources/Machine", swiftSettings: strict),

        // Engine: the ports, and the services that run Core over them.
        house("Engine", "Journal", ["Vocabulary", "JSON", "Bytes"]),
        house("Engine", "Incidents", ["Journal", "Vocabulary", "JSON"]),
        house("Engine", "HTTP", ["JSON", "Bytes"]),
        house("Engine", "Telemetry", ["Vocabulary", "JSON"]),
        house("Engine", "Settings", ["Vocabulary", "JSON"]),

        // Adapters: each imports Engine's ports, never another adapter.
        house("Adapters", "StoreSQLite", ["Journal", "Vocabulary", "Bytes", "Machine", "CSQLite"]),
        house("Adapters", "StorePostgres", ["Journal", "Vocabulary", "Bytes", "Machine", "CPostgres"]),
        house("Adapters", "HTTPServer", ["HTTP", "Telemetry", "Bytes", "Machine", "CMachine", "COpenSSL"]),
        house("Adapters", "HTTPClient", ["HTTP", "Bytes", "Machine", "CMachine", "CCurl"]),
        house("Adapters", "ConfigurationYAML", ["Settings", "CYAML"]),

        // Surfaces: what people and programs see.
        house("Surfaces", "Web", ["Incidents", "Telling", "HTTP", "Vocabulary", "Bytes"]),
        house("Surfaces", "API", ["Incidents", "Telling", "HTTP", "Vocabulary", "JSON"]),
        house("Surfaces", "CLI", ["Settings", "JSON"]),

        .executableTarget(
            name: "vigie",
            dependencies: [
                "Vocabulary", "JSON", "Bytes", "Telling", "Machine", "Journal", "Incidents", "HTTP", "Telemetry",
                "Settings", "StoreSQLite", "StorePostgres", "HTTPServer", "HTTPClient", "ConfigurationYAML",
                "Web", "API", "CLI",
            ],
            path: "Sources/vigie", swiftSettings: strict),

        tests("VocabularyTests", ["Vocabulary"]),
        tests("JSONTests", ["JSON"]),
        tests("BytesTests", ["Bytes"]),
        tests("MachineTests", ["Machine"]),

        // What every journal store must do, run by each store's tests.
        .target(
            name: "JournalContract", dependencies: ["Journal", "Vocabulary", "Bytes"], path: "Tests/JournalContract",
            swiftSettings: strict),

        .executableTarget(
            name: "BenchJournal",
            dependencies: [
                "Journal", "Vocabulary", "StoreSQLite", "CSQLite", "StorePostgres", "CPostgres", "PostgresFixture",
            ],
            path: "bench/Journal", swiftSettings: strict),
        .executableTarget(
            name: "CrashWriter", dependencies: ["JournalContract", "Journal", "StoreSQLite", "StorePostgres"],
            path: "Tests/CrashWriter", swiftSettings: strict),
        tests(
            "StoreSQLiteTests",
            ["CrashWriter", "StoreSQLite", "JournalContract", "Journal", "Vocabulary", "Bytes", "CSQLite"]),

        // A real PostgreSQL for tests, started from Debian's binaries.
        .target(name: "PostgresFixture", path: "Tests/PostgresFixture", swiftSettings: strict),
        tests(
            "StorePostgresTests",
            [
                "CrashWriter", "StorePostgres", "StoreSQLite", "JournalContract", "Journal", "Vocabulary", "Bytes",
                "PostgresFixture",
            ]),
    ]
)
