import Foundation

/// The targets as Package.swift declares them, each in its layer.
struct House {
    struct Target {
        let layer: String
        let name: String
        let folder: String
        let dependencies: [String]
    }

    let targets: [Target]

    /// Reads the calls of `house("Layer", "Name", ["Dependency", …])` and the targets that are spelt out.
    init(manifest: String) throws {
        var targets: [Target] = []
        let call = #/house\(\s*"(?<layer>\w+)",\s*"(?<name>\w+)"(?:,\s*\[(?<dependencies>[^\]]*)\])?/#
        for match in manifest.matches(of: call) {
            targets.append(
                Target(
                    layer: String(match.layer), name: String(match.name),
                    folder: "Sources/\(match.layer)/\(match.name)", dependencies: Self.names(match.dependencies)))
        }
        let spelt = #/name:\s*"(?<name>Machine|App|vigie)",\s*dependencies:\s*\[(?<dependencies>[^\]]*)\]/#
        for match in manifest.matches(of: spelt) {
            targets.append(
                Target(
                    layer: String(match.name), name: String(match.name), folder: "Sources/\(match.name)",
                    dependencies: Self.names(match.dependencies)))
        }
        // A target of a layer that needs more than the function gives, such as a resource.
        let own =
            #/name:\s*"(?<name>\w+)",\s*dependencies:\s*\[(?<dependencies>[^\]]*)\],\s*path:\s*"Sources/(?<layer>\w+)/\w+"/#
        // What is written in C is no part of the house.
        for match in manifest.matches(of: own) where match.layer != "C" {
            targets.append(
                Target(
                    layer: String(match.layer), name: String(match.name),
                    folder: "Sources/\(match.layer)/\(match.name)",
                    dependencies: Self.names(match.dependencies)))
        }
        self.targets = targets
    }

    func layer(of name: String) -> String? {
        name == "Markup" ? name : targets.first { $0.name == name }?.layer
    }

    private static func names(_ list: Substring?) -> [String] {
        (list ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) }
    }

    /// Which layers each layer may look at. The wiring in `App` sees all.
    static let mayImport: [String: Set<String>] = [
        "Core": ["Core"],
        "Payments": ["Core", "Payments"],
        "Machine": ["Core"],
        "Engine": ["Core", "Engine"],
        // The platform's roles are services, as Engine's are; of Engine they share ports alone (HTTP, Telemetry, Settings).
        "Platform": ["Core", "Payments", "Engine", "Markup", "Platform"],
        "Adapters": ["Core", "Engine", "Payments", "Platform", "Machine"],
        // Of each other, surfaces share what pages are made of, and nothing else.
        "Surfaces": ["Core", "Engine", "Markup"],
        "App": ["Core", "Engine", "Machine", "Adapters", "Surfaces", "Markup", "Payments", "Platform"],
        "vigie": ["App"],
    ]

    /// Modules of the toolchain that a layer may use. Core and Payments have none: no I/O, no clock, no
    /// randomness, no threads.
    static let toolchain: [String: Set<String>] = [
        "Core": [],
        "Payments": [],
        "Machine": ["Glibc", "Synchronization"],
        "Engine": ["Synchronization"],
        "Platform": ["Synchronization"],
        "Adapters": ["Glibc", "Synchronization"],
        "Surfaces": ["Synchronization"],
        "App": ["Glibc", "Synchronization"],
        "vigie": ["Glibc"],
    ]
}
