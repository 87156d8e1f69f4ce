package import Settings

/// Whose configuration is taken over.
package enum ForeignConfiguration: String, Sendable, Hashable, CaseIterable {
    case gatus
    case uptimeKuma = "uptime-kuma"
    case blackbox

    /// Uptime Kuma writes its backup as JSON; the others are configured in YAML.
    package var isJSON: Bool { self == .uptimeKuma }

    /// Why a file is not what it was said to be.
    package struct Refusal: Error, Sendable, Hashable {
        package var message: String
    }

    /// `second` is Prometheus' configuration, which names what the exporter's modules are asked about.
    package func draft(_ node: SettingsNode, second: SettingsNode? = nil) throws(Refusal) -> WatchDraft {
        switch self {
        case .gatus: try GatusImport.draft(ForeignNode(node))
        case .uptimeKuma: try UptimeKumaImport.draft(ForeignNode(node))
        case .blackbox: try BlackboxImport.draft(ForeignNode(node), prometheus: second.map(ForeignNode.init))
        }
    }
}

extension WatchDraft {
    /// Says of every key that nobody looked at that it was not taken.
    mutating func leaveRest(of node: ForeignNode, known: Set<String>, in what: String, why: [String: String] = [:]) {
        for (name, value) in node.members where !known.contains(name) && !value.isEmpty {
            // What is switched off, or is the usual anyway, is no loss.
            if value.text == "false" || value.text == "0" { continue }
            leave("\(what): \(name)", why[name] ?? "there is no counterpart")
        }
    }
}
