// swift-tools-version: 6.3
import PackageDescription

// The house: one package, each leaf folder under Sources/ is a target. What may import what is written in
// docs/ARCHITECTURE.md and held by Tests/TidyTests (the layer check).

// The optimiser of Swift 6.3.1 leaves out that an actor's code goes back to its actor after it waited in a function that runs on
// its caller's actor: two threads then change one actor (docs/adr/0012-no-hop-optimiser.md). This pass does it.
let withoutHopOptimiser = ["-Xllvm", "-sil-disable-pass=optimize-hop-to-executor"]

let strict: [SwiftSetting] = [
    .unsafeFlags(withoutHopOptimiser, .when(configuration: .release)),
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
func house(
    _ layer: String, _ name: String, _ dependencies: [Target.Dependency] = [], linking libraries: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)", swiftSettings: strict,
        linkerSettings: libraries.map { .linkedLibrary($0) })
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
        // C: system libraries, and shim targets for what Swift cannot import.
        .target(name: "CMachine", path: "Sources/C/CMachine", cSettings: strictC),
        .target(name: "CTrimmedTLS", dependencies: ["COpenSSL"], path: "Sources/C/CTrimmedTLS", cSettings: strictC),
        debianLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        debianLibrary("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        debianLibrary("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        debianLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        debianLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        debianLibrary("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        debianLibrary("CBrotli", pkgConfig: "libbrotlienc", apt: "libbrotli-dev"),
        debianLibrary("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        debianLibrary("CArgon2", pkgConfig: "libargon2", apt: "libargon2-dev"),

        // Core: values in, values out.
        house("Core", "Vocabulary"),
        house("Core", "Network"),
        // Doubles are rounded by libm, which nothing else pulls in where no C library is imported.
        house("Core", "JSON", linking: ["m"]),
        house("Core", "Bytes", ["COpenSSL", "CArgon2", "CDeflate", "CBrotli"]),
        house("Core", "XML", ["CXML"]),
        house("Core", "Telling", ["Vocabulary"]),
        house("Core", "Reading", ["Vocabulary"]),
        house("Core", "Following", ["Vocabulary"]),
        house("Core", "Linking", ["Vocabulary", "Telling"]),
        house("Core", "Judging", ["Vocabulary"], linking: ["m"]),
        house("Core", "Watching", ["Judging", "Series", "JSON", "Vocabulary"]),
        house("Core", "Series", ["Vocabulary"]),
        house("Core", "DNS", ["Network"]),
        .target(
            name: "Catalogue", dependencies: ["Following", "Vocabulary", "JSON"], path: "Sources/Core/Catalogue",
            resources: [.embedInCode("vendors.json")], swiftSettings: strict),

        // Payments: the protocols of the payment platform as pure functions.
        house("Payments", "Cards"),
        .target(
            name: "ISO8583", dependencies: ["Cards", "JSON"], path: "Sources/Payments/ISO8583",
            resources: [.embedInCode("profiles.json")], swiftSettings: strict),
        .target(
            name: "CB2A", dependencies: ["ISO8583", "Cards", "JSON"], path: "Sources/Payments/CB2A",
            resources: [.embedInCode("cb2a-style.json")], swiftSettings: strict),

        // Machine: the operating system as the adapters need it (event loop, threads, clock, files).
        .target(name: "Machine", dependencies: ["CMachine"], path: "Sources/Machine", swiftSettings: strict),

        // Engine: the ports, and the services that run Core over them.
        house("Engine", "Journal", ["Vocabulary", "JSON", "Bytes"]),
        house("Engine", "Incidents", ["Journal", "Telling", "Vocabulary", "JSON", "Bytes"]),
        house(
            "Engine", "Tracking",
            [
                "Telling", "Following", "Reading", "Linking", "Incidents", "Journal", "HTTP", "JSON", "Bytes",
                "Vocabulary",
            ]),
        house(
            "Engine", "Alerting",
            ["Telling", "Linking", "Incidents", "Journal", "HTTP", "Settings", "JSON", "Bytes", "Vocabulary"]),
        house("Engine", "Access", ["Journal", "Network", "JSON", "Bytes", "Vocabulary"]),
        house("Engine", "Desk", ["Incidents", "Telling", "Journal", "JSON", "Bytes", "Vocabulary"]),
        house(
            "Engine", "Subscribing",
            [
                "Alerting", "Telling", "Incidents", "Journal", "HTTP", "Network", "Settings", "JSON", "Bytes",
                "Vocabulary",
            ]),
        house(
            "Engine", "Announcing",
            [
                "Lookout", "Desk", "Alerting", "Incidents", "Observing", "Series", "Telling", "Watching", "Judging",
                "Journal", "JSON", "Bytes", "Vocabulary",
            ]),
        house("Engine", "Observing", ["Watching", "HTTP", "Series", "DNS", "Network", "Vocabulary", "JSON"]),
        house(
            "Engine", "Vantages",
            [
                "Lookout", "Judging", "Access", "Observing", "Series", "Journal", "HTTP", "Network", "JSON", "Bytes",
                "Vocabulary",
            ]),
        house("Engine", "Moving", ["Incidents", "Telling", "Journal", "Bytes", "Vocabulary"]),
        house("Engine", "HTTP", ["Network", "JSON", "Bytes"]),
        house("Engine", "Telemetry", ["Vocabulary", "JSON"]),
        house("Engine", "Settings", ["Vocabulary", "Network", "JSON"]),
        house("Engine", "Declaring", ["Watching", "Judging", "Settings", "JSON", "Vocabulary"]),
        house(
            "Engine", "Lookout",
            ["Watching", "Judging", "Observing", "Series", "Journal", "JSON", "Bytes", "Vocabulary"]),

        house(
            "Engine", "Hearing",
            ["Watching", "Judging", "Access", "Journal", "HTTP", "Network", "JSON", "Bytes", "Vocabulary"]),

        // Payments: the protocols of payments, as pure values.
        house("Payments", "ThreeDS", ["Vocabulary", "Network", "JSON", "Bytes"]),
        house("Payments", "Ledger", ["Vocabulary", "JSON", "Bytes"]),

        // Adapters: each imports Engine's ports, never another adapter.
        house(
            "Adapters", "StoreSQLite",
            ["Journal", "Ledger", "Observing", "Series", "Vocabulary", "JSON", "Bytes", "Machine", "CSQLite"]),
        house(
            "Adapters", "StorePostgres",
            ["Journal", "Ledger", "Observing", "Series", "Vocabulary", "JSON", "Bytes", "Machine", "CPostgres"]),
        house("Adapters", "HTTPServer", ["HTTP", "Network", "Bytes", "Machine", "CMachine", "COpenSSL"]),
        house("Adapters", "HTTPClient", ["HTTP", "Network", "Machine", "CCurl"]),
        house("Adapters", "AgentBuffer", ["Vantages", "Bytes", "Machine"]),
        house("Adapters", "SettlementFolder", ["Settlement", "Machine"]),
        house("Adapters", "Wire", ["Roles", "ISO8583", "Network", "Machine", "CMachine", "COpenSSL"]),
        house(
            "Adapters", "Probes",
            [
                "Observing", "Watching", "HTTP", "Series", "DNS", "Network", "Vocabulary", "JSON", "Bytes", "Machine",
                "CMachine", "COpenSSL", "CTrimmedTLS",
            ]),
        house("Adapters", "ConfigurationYAML", ["Settings", "CYAML"]),
        house("Adapters", "Vendors", ["Following", "HTTP", "Vocabulary", "JSON", "Bytes", "XML"]),
        house("Adapters", "Mail", ["Alerting", "HTTP", "Network", "Machine", "Settings", "Vocabulary", "CCurl"]),

        // Payments: what terminals, shops and acquirers speak (codecs: values and bytes, no I/O).
        house("Payments", "Nexo", ["XML", "JSON", "Bytes", "Vocabulary"]),

        // Platform: the reference payment platform, one target for each role.
        house(
            "Platform", "Roles",
            ["HTTP", "Telemetry", "JSON", "Bytes", "Vocabulary", "Network", "Cards", "ISO8583", "Ledger"]),
        house("Platform", "Traffic", ["Vocabulary", "Ledger"]),
        house(
            "Platform", "Clients",
            [
                "Traffic", "Roles", "CB2A", "Nexo", "ISO8583", "Cards", "Ledger", "Observing", "Watching", "Series",
                "Network", "HTTP", "JSON", "Bytes", "Vocabulary",
            ]),
        house("Platform", "Acquiring", ["Roles", "ISO8583", "Ledger", "Telemetry", "Vocabulary"]),
        house(
            "Platform", "ProviderHost",
            ["Roles", "ISO8583", "Cards", "Ledger", "HTTP", "Telemetry", "JSON", "Vocabulary"]),
        house(
            "Platform", "TerminalHost",
            ["Roles", "CB2A", "ISO8583", "Cards", "Ledger", "Telemetry", "JSON", "Vocabulary"]),
        house("Platform", "Operating", ["Roles", "HTTP", "Telemetry", "JSON", "Vocabulary"]),
        house(
            "Platform", "Gateway",
            [
                "Roles", "Markup", "Vocabulary", "Cards", "ISO8583", "Ledger", "HTTP", "Telemetry", "Network", "JSON",
                "Bytes",
            ]),
        house(
            "Platform", "Authentication",
            [
                "Roles", "PayerPages", "ThreeDS", "Cards", "Ledger", "HTTP", "Markup", "JSON", "Bytes", "Vocabulary",
            ]),
        house("Platform", "PayerPages", ["Markup", "HTTP", "Bytes", "Vocabulary"]),
        house(
            "Platform", "Redirects",
            ["Roles", "PayerPages", "Ledger", "HTTP", "Markup", "JSON", "Bytes", "Vocabulary"]),
        house("Platform", "Settlement", ["Ledger", "HTTP", "Telemetry", "Markup", "Vocabulary", "JSON", "Bytes"]),
        house(
            "Platform", "NexoService",
            ["Roles", "Nexo", "Ledger", "Cards", "ISO8583", "Network", "Telemetry", "JSON", "Bytes", "Vocabulary"]),

        // Surfaces: what people and programs see.
        house("Surfaces", "Markup", ["HTTP", "Vocabulary"]),
        house(
            "Surfaces", "Web",
            [
                "Markup", "Alerting", "Incidents", "Telling", "Linking", "Following", "Catalogue", "HTTP", "Vocabulary",
                "Bytes",
            ]),
        house(
            "Surfaces", "API",
            [
                "Vantages", "Access", "Announcing", "Desk", "Hearing", "Moving", "Subscribing", "Alerting", "Incidents",
                "Journal", "Telling", "Reading", "Linking", "Following", "Catalogue", "HTTP", "Vocabulary", "JSON",
                "Bytes",
            ]),
        house(
            "Surfaces", "StatusPages", ["Markup", "Incidents", "Telling", "Linking", "HTTP", "Vocabulary", "Bytes"]),
        house(
            "Surfaces", "Console",
            [
                "Markup", "Access", "Announcing", "Desk", "Moving", "Subscribing", "Incidents", "Journal", "Network",
                "Telling", "HTTP", "Lookout", "Judging", "Watching", "Observing", "Series", "Vocabulary", "JSON",
                "Bytes",
            ]),
        house("Surfaces", "Findings", ["Reading", "Vocabulary", "JSON"]),
        house("Surfaces", "Demo", ["Vocabulary", "JSON"]),
        house("Surfaces", "CLI", ["Declaring", "Settings", "JSON", "Vocabulary"]),

        // App: the wiring, which alone sees all; and the executable, which is its entry point.
        .target(
            name: "App",
            dependencies: [
                "Vantages", "AgentBuffer", "Vocabulary", "Network", "JSON", "Bytes", "Telling", "Machine", "Journal",
                "Incidents", "HTTP",
                "Telemetry", "Settings", "StoreSQLite", "StorePostgres", "HTTPServer", "HTTPClient",
                "ConfigurationYAML", "Markup", "Web", "StatusPages", "API", "CLI", "Demo", "Findings", "Reading",
                "Following", "Linking", "Catalogue", "Tracking", "Access", "Alerting", "Announcing", "Console", "Desk",
                "Moving",
                "Subscribing", "Vendors", "Mail", "Wire", "Operating", "Roles", "Ledger", "Acquiring", "ProviderHost",
                "TerminalHost",
                "Clients", "Traffic", "CB2A", "ISO8583", "Authentication", "ThreeDS", "Redirects", "Gateway", "Nexo",
                "NexoService", "Settlement", "SettlementFolder", "Declaring", "Watching", "Judging",
                "Observing", "Lookout", "Hearing", "Probes", "Series", "DNS",
            ],
            path: "Sources/App", swiftSettings: strict),
        .executableTarget(
            name: "vigie", dependencies: ["App"], path: "Sources/vigie", swiftSettings: strict),

        // Tests, by layer.
        tests("TidyTests", []),
        tests("VocabularyTests", ["Vocabulary"]),
        tests("NetworkTests", ["Network"]),
        tests("JSONTests", ["JSON"]),
        tests("BytesTests", ["Bytes"]),
        tests("XMLTests", ["XML"]),
        tests("TellingTests", ["Telling", "Vocabulary", "Demo"]),
        tests("ReadingTests", ["Reading", "Findings", "Vocabulary", "JSON"]),
        // Reads one report and prints its facts, for work on the reader: see docs/reading.md.
        .executableTarget(
            name: "read-file", dependencies: ["Reading", "Findings", "Vocabulary", "JSON"], path: "Tests/ReadFile",
            swiftSettings: strict),
        tests("FollowingTests", ["Following", "Vocabulary"]),
        tests("SeriesTests", ["Series", "Vocabulary"]),
        tests("DNSTests", ["DNS"]),
        tests(
            "ProbesTests",
            [
                "Probes", "Observing", "Watching", "Judging", "Declaring", "ConfigurationYAML", "Settings", "HTTP",
                "HTTPClient", "Series", "DNS", "JSON", "JournalContract", "PostgresFixture", "Network", "Machine",
                "Vocabulary",
            ]),
        tests("LinkingTests", ["Linking", "Telling", "Vocabulary", "Demo"]),
        tests("JudgingTests", ["Judging", "JudgingSimulation", "Vocabulary"]),
        // A month of noise on 300 targets; its tests run a short one, JudgingMonth as long as one likes.
        .target(
            name: "JudgingSimulation", dependencies: ["Judging", "Vocabulary"], path: "Tests/JudgingSimulation",
            swiftSettings: strict),
        .executableTarget(
            name: "JudgingMonth", dependencies: ["JudgingSimulation", "Vocabulary"], path: "Tests/JudgingMonth",
            swiftSettings: strict),
        tests("WatchingTests", ["Watching", "Judging", "JSON", "Vocabulary"]),
        // Files as people write them, through the real readers.
        tests(
            "DeclaringTests",
            ["Declaring", "Watching", "Judging", "Settings", "ConfigurationYAML", "JSON", "Vocabulary"]),
        tests(
            "HearingTests",
            [
                "Hearing", "Declaring", "Watching", "Judging", "Access", "Journal", "StoreSQLite", "Settings",
                "ConfigurationYAML", "HTTP", "HTTPClient", "HTTPServer", "Network", "Machine", "JSON", "Bytes",
                "Vocabulary",
            ]),
        tests("CatalogueTests", ["Catalogue", "Following", "Vocabulary", "JSON"]),
        tests("CardsTests", ["Cards"]),
        .target(
            name: "ISO8583Fuzzing", dependencies: ["ISO8583", "CB2A", "Cards"], path: "Tests/ISO8583Fuzzing",
            swiftSettings: strict),
        tests("ISO8583Tests", ["ISO8583", "ISO8583Fuzzing", "Cards", "JSON"]),
        tests("CB2ATests", ["CB2A", "ISO8583", "ISO8583Fuzzing", "Cards", "JSON"]),
        // Damaged messages and streams for as long as one likes; see docs/payments/iso8583.md.
        .executableTarget(
            name: "ISO8583Fuzz", dependencies: ["ISO8583Fuzzing"], path: "Tests/ISO8583Fuzz", swiftSettings: strict),
        // Reads and writes messages for another implementation to compare; see scripts/payment-tests.
        .executableTarget(
            name: "iso8583-agree", dependencies: ["ISO8583", "JSON"], path: "Tests/ISO8583Agreement/Codec",
            swiftSettings: strict),
        tests("MachineTests", ["Machine"]),
        // Random and mutated 3-D Secure messages; its tests run it briefly, ThreeDSFuzz for as long as one likes.
        .target(
            name: "ThreeDSFuzzing", dependencies: ["ThreeDS", "Vocabulary", "JSON", "Bytes"],
            path: "Tests/ThreeDSFuzzing", swiftSettings: strict),
        .executableTarget(
            name: "ThreeDSFuzz", dependencies: ["ThreeDSFuzzing"], path: "Tests/ThreeDSFuzz", swiftSettings: strict),
        tests("ThreeDSTests", ["ThreeDS", "ThreeDSFuzzing", "Vocabulary", "JSON", "Bytes"]),
        tests("JournalTests", ["Journal"]),
        tests("IncidentsTests", ["Incidents", "Journal", "Vocabulary", "JSON", "Bytes"]),
        tests(
            "LookoutTests",
            [
                "Lookout", "Watching", "Judging", "Observing", "Series", "Journal", "StoreSQLite", "JSON", "Bytes",
                "Vocabulary",
            ]),
        tests(
            "AccessTests",
            ["TestProcesses", "Access", "Journal", "StoreSQLite", "Machine", "Network", "JSON", "Bytes", "Vocabulary"]),
        tests(
            "DeskTests",
            ["Desk", "Incidents", "Telling", "Journal", "JSON", "Bytes", "Vocabulary", "StoreSQLite"]),
        tests(
            "AnnouncingTests",
            [
                "TestProcesses",
                "Announcing", "Lookout", "Desk", "Alerting", "Incidents", "Observing", "Series", "Telling", "Watching",
                "Judging", "Journal", "JSON", "Bytes", "Vocabulary", "StoreSQLite", "StorePostgres", "PostgresFixture",
            ]),
        tests("SettingsTests", ["Settings", "Network", "JSON"]),
        tests("TelemetryTests", ["TestProcesses", "Telemetry", "Vocabulary", "JSON"]),
        tests("HTTPTests", ["HTTP"]),
        .target(
            name: "HTTPTestSupport", dependencies: ["HTTP", "HTTPServer", "Network", "Machine", "JSON"],
            path: "Tests/HTTPTestSupport", swiftSettings: strict),
        tests("HTTPServerTests", ["HTTP", "HTTPServer", "HTTPTestSupport", "Network", "Machine", "Bytes"]),
        // Mutated requests against a live server for as long as one likes; see docs/http-server.md.
        .executableTarget(
            name: "HTTPFuzz", dependencies: ["HTTPTestSupport"], path: "Tests/HTTPFuzz", swiftSettings: strict),
        tests(
            "AuthenticationTests",
            [
                "Authentication", "Roles", "ThreeDS", "Cards", "Ledger", "HTTP", "HTTPServer", "HTTPClient",
                "HTTPTestSupport", "Network", "Machine", "JSON", "Bytes", "Vocabulary",
            ]),
        tests(
            "RedirectsTests",
            [
                "Redirects", "Roles", "Ledger", "StoreSQLite", "StorePostgres", "PostgresFixture", "HTTP", "HTTPServer",
                "HTTPClient", "Network", "Machine", "JSON", "Bytes", "Vocabulary",
            ]),
        tests("WireTests", ["Wire", "Roles", "ISO8583", "Network", "Machine"]),
        tests("OperatingTests", ["Operating", "Roles", "ISO8583", "HTTP", "Telemetry", "JSON", "Vocabulary"]),
        tests(
            "AcquiringTests",
            [
                "Acquiring", "Roles", "Wire", "ISO8583", "Cards", "Ledger", "Telemetry", "Machine", "Network",
                "Vocabulary",
            ]),
        tests(
            "ProviderHostTests",
            [
                "ProviderHost", "Roles", "StoreSQLite", "StorePostgres", "PostgresFixture", "ISO8583", "Cards",
                "Ledger",
                "HTTP", "Telemetry", "JSON", "Vocabulary",
            ]),
        tests(
            "TerminalHostTests",
            [
                "TerminalHost", "ProviderHost", "Acquiring", "Wire", "Roles", "CB2A", "StoreSQLite", "StorePostgres",
                "PostgresFixture", "ISO8583", "Cards", "Ledger", "Telemetry", "Machine", "Network", "Vocabulary",
            ]),
        // An agent and its server until they are killed.
        .executableTarget(
            name: "AgentCrashRunner",
            dependencies: [
                "Vantages", "AgentBuffer", "Access", "Observing", "Series", "Journal", "StoreSQLite", "HTTPServer",
                "HTTPClient",
                "HTTP", "Machine", "Bytes", "Vocabulary",
            ], path: "Tests/AgentCrashRunner", swiftSettings: strict),
        tests(
            "VantagesTests",
            [
                "AgentCrashRunner", "JournalContract", "Vantages", "Lookout", "Judging", "AgentBuffer", "Access",
                "Observing", "Series", "Journal", "HTTP", "Network", "JSON", "Bytes", "Vocabulary", "StoreSQLite",
                "Machine",
            ]),
        tests("HTTPClientTests", ["TestProcesses", "HTTPClient", "HTTP", "Network", "Machine"]),
        tests("VendorsTests", ["Vendors", "Following", "HTTP", "Vocabulary", "JSON", "Bytes"]),
        tests(
            "MailTests", ["TestProcesses", "Mail", "Alerting", "HTTP", "Network", "Machine", "Settings", "Vocabulary"]),
        tests(
            "TrackingTests",
            [
                "Tracking", "Following", "Reading", "Linking", "Catalogue", "Incidents", "Journal", "HTTP", "JSON",
                "Bytes", "Vocabulary",
                "Vendors", "Demo", "StoreSQLite", "Machine", "Telling",
            ]),
        // Sends what waits in the outbox until it is killed.
        .executableTarget(
            name: "CrashSender",
            dependencies: [
                "Alerting", "Incidents", "Journal", "StoreSQLite", "HTTPClient", "HTTP", "Network", "Machine",
                "Settings",
                "Vocabulary",
            ], path: "Tests/CrashSender", swiftSettings: strict),
        tests(
            "AlertingTests",
            [
                "TestProcesses",
                "CrashSender", "Alerting", "Telling", "Linking", "Incidents", "Journal", "StoreSQLite", "HTTPClient",
                "HTTPServer", "HTTP", "Network", "Machine", "Settings", "JSON", "Bytes", "Vocabulary",
            ]),
        tests(
            "SubscribingTests",
            [
                "TestProcesses",
                "Subscribing", "Alerting", "Telling", "Incidents", "Journal", "StoreSQLite", "HTTPClient", "HTTPServer",
                "Mail", "HTTP", "Network", "Machine", "Settings", "JSON", "Bytes", "Vocabulary",
            ]),
        tests("ConfigurationYAMLTests", ["ConfigurationYAML", "Settings"]),
        tests("CLITests", ["TestProcesses", "CLI", "Declaring", "Settings", "JSON", "Vocabulary"]),
        tests("WebTests", ["Web", "Markup", "Alerting", "Telling", "Incidents", "HTTP", "JSON", "Vocabulary", "Demo"]),
        tests(
            "StatusPagesTests",
            [
                "StatusPages", "API", "Markup", "Telling", "Incidents", "Journal", "HTTP", "JSON", "Bytes",
                "Vocabulary", "Demo",
            ]),
        tests(
            "ConsoleTests",
            [
                "Console", "Markup", "Access", "Desk", "Moving", "Subscribing", "Settings", "Incidents", "Journal",
                "Network", "Telling", "HTTP", "Lookout", "Judging", "Watching", "Observing", "Series", "JSON", "Bytes",
                "Vocabulary",
                "StoreSQLite",
            ]),
        // A site with what the API's tests and its schema check need, and the ports filled from it.
        .target(
            name: "APISamples",
            dependencies: [
                "API", "Alerting", "Demo", "HTTP", "Incidents", "Journal", "Telling", "JSON", "Bytes", "Vocabulary",
            ],
            path: "Tests/APISamples", swiftSettings: strict),
        tests(
            "APITests",
            [
                "API", "APISamples", "Access", "Alerting", "Demo", "Desk", "HTTP", "Incidents", "Journal", "JSON",
                "Bytes", "Moving", "Announcing", "Watching", "Vocabulary", "Vendors", "Following", "StoreSQLite",
                "Telling",
                "Subscribing",
                "Settings", "Network",
                "Machine", "HTTPTestSupport", "Vantages",
            ]),
        // Serves the API on the sample, for scripts/schema-tests.
        .executableTarget(
            name: "api-sample",
            dependencies: ["APISamples", "API", "Access", "HTTP", "HTTPServer", "Incidents", "Machine", "Vocabulary"],
            path: "Tests/Schema/Sample", swiftSettings: strict),

        // Messages of ours, and what mutates them.
        .target(
            name: "NexoTestSupport", dependencies: ["Nexo", "Bytes", "JSON", "Vocabulary"],
            path: "Tests/NexoTestSupport", swiftSettings: strict),
        tests("NexoTests", ["TestProcesses", "Nexo", "NexoTestSupport", "XML", "Bytes", "JSON", "Vocabulary"]),
        // Mutated messages for as long as one likes; see docs/payments/nexo.md.
        .executableTarget(
            name: "NexoFuzz", dependencies: ["NexoTestSupport"], path: "Tests/NexoFuzz", swiftSettings: strict),

        // What every journal store must do, run by each store's tests.
        .target(
            name: "JournalContract", dependencies: ["TestProcesses", "Journal", "Vocabulary", "Bytes"],
            path: "Tests/JournalContract",
            swiftSettings: strict),
        // Prints what was acknowledged until it is killed.
        .executableTarget(
            name: "CrashWriter", dependencies: ["JournalContract", "Journal", "StoreSQLite", "StorePostgres"],
            path: "Tests/CrashWriter", swiftSettings: strict),
        tests(
            "StoreSQLiteTests",
            [
                "TestProcesses", "CrashWriter", "StoreSQLite", "JournalContract", "Journal", "Vocabulary", "Bytes",
                "CSQLite",
            ]),
        // A real PostgreSQL for tests, started from Debian's binaries.
        .target(
            name: "PostgresFixture", dependencies: ["TestProcesses"], path: "Tests/PostgresFixture",
            swiftSettings: strict),
        // Optimised in every build, because what it checks is the optimiser.
        .executableTarget(
            name: "ActorHop", path: "Tests/ActorHop",
            swiftSettings: strict + [.unsafeFlags(["-O"] + withoutHopOptimiser)]),
        // How tests start other programs.
        .target(name: "TestProcesses", path: "Tests/TestProcesses", swiftSettings: strict),
        tests("TestProcessesTests", ["TestProcesses"]),
        tests(
            "StorePostgresTests",
            [
                "CrashWriter", "StorePostgres", "StoreSQLite", "JournalContract", "Journal", "Vocabulary", "Bytes",
                "PostgresFixture",
            ]),
        // The payment platform's ledger: its rules, what every store of it must do, and its stores.
        tests(
            "ClientsTests",
            [
                "Clients", "Traffic", "Roles", "CB2A", "ISO8583", "Cards", "Ledger", "Vocabulary", "Wire", "Machine",
                "Network", "Gateway", "Redirects", "StoreSQLite", "HTTP", "HTTPClient", "HTTPServer", "JSON",
            ]),
        tests("TrafficTests", ["Traffic", "Ledger", "Vocabulary"]),
        tests("LedgerTests", ["Ledger", "LedgerContract", "JournalContract", "Vocabulary", "JSON"]),
        .target(
            name: "LedgerContract", dependencies: ["Ledger", "JournalContract", "Vocabulary"],
            path: "Tests/LedgerContract", swiftSettings: strict),
        // Prints what was acknowledged until it is killed.
        .executableTarget(
            name: "LedgerCrashWriter", dependencies: ["LedgerContract", "Ledger", "StoreSQLite", "StorePostgres"],
            path: "Tests/LedgerCrashWriter", swiftSettings: strict),
        tests(
            "LedgerStoreTests",
            [
                "LedgerCrashWriter", "LedgerContract", "Ledger", "StoreSQLite", "StorePostgres", "PostgresFixture",
                "Bytes", "CSQLite", "Vocabulary",
            ]),
        // Series: what every store of them must do, and the stores.
        .target(
            name: "SeriesContract", dependencies: ["Observing", "Series", "JournalContract", "Vocabulary"],
            path: "Tests/SeriesContract", swiftSettings: strict),
        // Prints what was acknowledged until it is killed.
        .executableTarget(
            name: "SeriesCrashWriter", dependencies: ["SeriesContract", "Observing", "StoreSQLite", "StorePostgres"],
            path: "Tests/SeriesCrashWriter", swiftSettings: strict),
        tests(
            "SeriesStoreTests",
            [
                "SeriesCrashWriter", "SeriesContract", "JournalContract", "Observing", "Series", "StoreSQLite",
                "StorePostgres", "PostgresFixture", "Bytes", "CSQLite", "Vocabulary",
            ]),
        // A gateway at work until it is killed.
        .executableTarget(
            name: "GatewayCrashWriter",
            dependencies: [
                "Gateway", "Roles", "Ledger", "Cards", "ISO8583", "StoreSQLite", "JournalContract", "Machine", "JSON",
                "Vocabulary",
            ], path: "Tests/GatewayCrashWriter", swiftSettings: strict),
        tests(
            "GatewayTests",
            [
                "TestProcesses",
                "GatewayCrashWriter", "Acquiring", "ProviderHost", "Wire", "Telemetry",
                "Gateway", "Roles", "Ledger", "LedgerContract", "JournalContract", "Cards", "ISO8583", "StoreSQLite",
                "StorePostgres",
                "PostgresFixture", "HTTP", "HTTPServer", "HTTPClient", "HTTPTestSupport", "Network", "Machine",
                "Markup", "Vocabulary", "JSON", "Bytes",
            ]),
        // The payment platform's roles. This one settles until it is killed.
        .executableTarget(
            name: "SettlementCrashRunner",
            dependencies: [
                "Settlement", "SettlementFolder", "Ledger", "StoreSQLite", "StorePostgres", "Machine", "Telemetry",
                "Vocabulary",
            ], path: "Tests/SettlementCrashRunner", swiftSettings: strict),
        tests(
            "SettlementTests",
            [
                "TestProcesses",
                "SettlementCrashRunner",
                "Settlement", "SettlementFolder", "Ledger", "LedgerContract", "StoreSQLite", "StorePostgres",
                "PostgresFixture", "HTTP", "Telemetry", "JSON", "Bytes", "Vocabulary",
            ]),
        // What a terminal says that speaks nexo.
        .target(
            name: "NexoServiceSupport", dependencies: ["TestProcesses", "Nexo", "Vocabulary"],
            path: "Tests/NexoServiceSupport",
            swiftSettings: strict),
        // The nexo roles and the provider as processes, killed while terminals pay.
        tests(
            "NexoProcessTests",
            [
                "TestProcesses",
                "vigie", "PostgresFixture", "NexoService", "NexoServiceSupport", "Nexo", "Settlement",
                "SettlementFolder", "Ledger",
                "LedgerContract", "StoreSQLite", "Roles", "ISO8583", "Wire", "Machine", "Network", "Telemetry", "JSON",
                "Vocabulary",
            ]),
        tests(
            "NexoServiceTests",
            [
                "TestProcesses",
                "Clients", "Traffic", "NexoService", "NexoServiceSupport", "Acquiring", "ProviderHost", "Settlement",
                "SettlementFolder",
                "Roles", "Nexo", "Ledger",
                "LedgerContract", "Cards", "ISO8583", "StoreSQLite",
                "StorePostgres", "PostgresFixture", "Wire", "Machine", "Network", "Telemetry", "Bytes", "Vocabulary",
            ]),
        // The built program from outside.
        tests(
            "AcceptanceTests",
            [
                "TestProcesses",
                "vigie", "ActorHop", "FanOut", "PostgresFixture", "Wire", "Roles", "CB2A", "ISO8583", "Cards", "Ledger",
                "Machine",
                "StoreSQLite", "JSON", "Access", "Judging", "Vantages", "AgentBuffer", "Lookout", "Observing", "Series",
                "Bytes",
                "Vocabulary",
            ]),
        // Writes the demo pages to a folder, for the browser check of Tests/Browser.
        .executableTarget(
            name: "write-pages",
            dependencies: [
                "Web", "Telling", "HTTP", "Vocabulary", "Demo", "Console", "Access", "Desk", "Moving", "Subscribing",
                "Settings", "Incidents", "Journal", "StatusPages", "StoreSQLite", "Lookout", "Judging", "Watching",
                "Observing", "Series", "Bytes", "Machine",
            ],
            path: "Tests/Browser/WritePages", swiftSettings: strict),

        // Measurements: see bench/run.
        .executableTarget(
            name: "BenchServer", dependencies: ["HTTP", "HTTPServer", "Machine"], path: "bench/Server",
            swiftSettings: strict),
        .executableTarget(
            name: "BenchRequests", dependencies: ["CMachine", "Machine"], path: "bench/Requests", swiftSettings: strict),
        .executableTarget(
            name: "BenchJournal",
            dependencies: [
                "Journal", "Ledger", "Vocabulary", "StoreSQLite", "CSQLite", "StorePostgres", "CPostgres",
                "PostgresFixture", "TerminalHost", "Roles", "Wire", "CB2A", "ISO8583", "Cards", "Telemetry", "Machine",
                "Network",
            ],
            path: "bench/Journal", swiftSettings: strict),
        .executableTarget(
            name: "BenchStatusPages",
            dependencies: ["API", "HTTP", "Incidents", "Journal", "StatusPages", "Vocabulary"],
            path: "bench/StatusPages", swiftSettings: strict),
        .executableTarget(
            name: "BenchSearch",
            dependencies: [
                "Access", "Alerting", "Desk", "HTTP", "Incidents", "Journal", "Subscribing", "Vocabulary",
                "StoreSQLite", "CSQLite", "StorePostgres", "CPostgres", "PostgresFixture",
            ],
            path: "bench/Search", swiftSettings: strict),
        .executableTarget(
            name: "BenchStart",
            dependencies: [
                "Access", "Alerting", "Demo", "Desk", "Incidents", "Journal", "Machine", "StoreSQLite", "Subscribing",
                "Vocabulary",
            ],
            path: "bench/Start", swiftSettings: strict),
        .executableTarget(
            name: "BenchStatus",
            dependencies: ["Desk", "Incidents", "Journal", "Machine", "StoreSQLite", "Vocabulary"],
            path: "bench/Status", swiftSettings: strict),
        .executableTarget(
            name: "BenchTracker",
            dependencies: [
                "Tracking", "Vendors", "Following", "Incidents", "Journal", "StoreSQLite", "HTTP", "HTTPClient",
                "HTTPServer", "JSON", "Machine", "Network", "Vocabulary",
            ], path: "bench/Tracker", swiftSettings: strict),
        .executableTarget(
            name: "FanOut",
            dependencies: [
                "Subscribing", "Incidents", "Journal", "StoreSQLite", "StorePostgres", "HTTP", "HTTPServer", "Settings",
                "Vocabulary", "PostgresFixture",
            ], path: "bench/FanOut", swiftSettings: strict),
        .executableTarget(
            name: "BenchNexo", dependencies: ["Nexo", "NexoTestSupport", "CXML"], path: "bench/Nexo",
            swiftSettings: strict),
        .executableTarget(
            name: "BenchSeries", dependencies: ["Observing", "Series", "StoreSQLite", "Vocabulary"],
            path: "bench/Series", swiftSettings: strict),
        .executableTarget(
            name: "BenchProbes",
            dependencies: [
                "Probes", "Observing", "Series", "DNS", "HTTP", "Judging", "Watching", "Network", "Machine", "CMachine",
                "COpenSSL", "Vocabulary",
            ], path: "bench/Probes", swiftSettings: strict),
        .executableTarget(
            name: "BenchISO8583", dependencies: ["ISO8583"], path: "bench/ISO8583", swiftSettings: strict),
        .executableTarget(
            name: "BenchClient", dependencies: ["HTTPClient", "HTTP", "Machine", "CCurl"], path: "bench/Client",
            swiftSettings: strict),
    ]
)

// The inner loop: VIGIE_TARGETS=ReadingTests builds and tests that part and what it needs, and nothing else.
if let wanted = Context.environment["VIGIE_TARGETS"], !wanted.isEmpty {
    func names(_ target: Target) -> [String] {
        target.dependencies.compactMap { dependency in
            switch dependency {
            case .byNameItem(let name, _), .targetItem(let name, _): name
            default: nil
            }
        }
    }
    var kept = Set(wanted.split(separator: ",").map(String.init))
    var frontier = kept
    while !frontier.isEmpty {
        let next = package.targets.filter { frontier.contains($0.name) }.flatMap(names)
        frontier = Set(next).subtracting(kept)
        kept.formUnion(frontier)
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll()
}
