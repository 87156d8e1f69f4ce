internal import Authentication
internal import CLI
internal import HTTP
internal import Machine
internal import Settings

// Options of the roles that speak HTTP.

extension RoleOptions {
    func needed(_ option: String, example: String) throws(ProgramFailure) -> String {
        guard let value = command.value(option) else {
            throw Self.usage("\(command.role) needs --\(option)", "such as --\(option) \(example)")
        }
        return value
    }

    /// An address of this role's own, as others reach it: `https://pay.example`.
    func origin(_ option: String, example: String) throws(ProgramFailure) -> String {
        try Self.origin(try needed(option, example: example), option)
    }

    func origin(_ option: String, default other: String) throws(ProgramFailure) -> String {
        guard let text = command.value(option) else { return other }
        return try Self.origin(text, option)
    }

    /// Origins that are let through; at least one.
    func origins(_ option: String, example: String) throws(ProgramFailure) -> Set<String> {
        _ = try needed(option, example: example)
        var origins: Set<String> = []
        for text in command.values(option) { origins.insert(try Self.origin(text, option)) }
        return origins
    }

    private static func origin(_ text: String, _ option: String) throws(ProgramFailure) -> String {
        guard let url = try? FetchURL(text), url.path == "/", url.query == nil else {
            throw usage("--\(option): expected an address without a path, found \(text)", "write https://pay.example")
        }
        return url.origin
    }

    func key(_ option: String) throws(ProgramFailure) -> [UInt8]? {
        guard let reference = command.value(option) else { return nil }
        let secret: String
        do throws(SettingsFailure) {
            secret = try SettingsFile.surroundings.secret(reference, option: "--" + option).reveal()
        } catch {
            throw .settings(error)
        }
        guard secret.utf8.count >= 16 else {
            throw Self.usage("--\(option): at least 16 characters are needed", "openssl rand -hex 32 makes some")
        }
        return Array(secret.utf8)
    }

    /// What browsers carry is sealed with it. Without `--sealing-key` it is made anew at each start: what is under way then is lost.
    func sealingKey() throws(ProgramFailure) -> [UInt8] { try key("sealing-key") ?? Entropy.bytes(32) }

    func peers() throws(ProgramFailure) -> Set<String>? {
        let names = command.values("peer")
        return names.isEmpty ? nil : Set(names)
    }

    /// Who may call from inside, by certificate, by key, or both.
    func callers() throws(ProgramFailure) -> CallerRule {
        CallerRule(
            peers: try peers(), key: try key("caller-key").map { String(decoding: $0, as: UTF8.self) })
    }
}
