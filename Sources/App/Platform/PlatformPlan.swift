internal import Bytes
internal import JSON
internal import Roles

/// All roles on one machine: where each listens, and with which arguments it is begun. A value; ``WholePlatform`` begins them.
struct PlatformPlan {
    struct Instance: Equatable {
        let role: PlatformRole
        /// What listens, for people.
        let address: String
        let ports: [UInt16]
        let admin: UInt16
        let arguments: [String]
    }

    /// The ports of `vigie pay` and `vigie traffic` among them.
    private static let usual: [PlatformRole: (listen: [UInt16], admin: UInt16)] = [
        .provider: ([9_200, 9_201], 9_290), .issuer: ([9_301], 9_391), .threeDSServer: ([9_302], 9_392),
        .redirects: ([9_303], 9_393), .gateway: ([9_300], 9_390), .nexoAuthorisation: ([9_400], 9_490),
        .nexoHost: ([5_001], 5_091), .cb2aHost: ([5_002], 5_092), .settlement: ([], 9_590),
    ]
    /// Who is asked by others comes first.
    private static let order: [PlatformRole] = [
        .provider, .issuer, .threeDSServer, .nexoAuthorisation, .nexoHost, .cb2aHost, .redirects, .gateway, .settlement,
    ]
    static let shiftMost: UInt16 = 50_000

    /// Secrets, each 32 bytes of chance in hexadecimal, in files of these names.
    static let secrets = ["sealing", "bank", "gateway", "shop"]
    static let shop = "shop-1"

    let folder: String
    let shift: UInt16
    /// The database of all roles but the provider, who is another company; nil for a file each.
    let database: String?
    /// What every role is told, too.
    let common: [String]

    func key(_ name: String) -> String { "\(folder)/keys/\(name)" }
    var merchants: String { "\(folder)/merchants.json" }
    func log(_ role: PlatformRole) -> String { "\(folder)/logs/\(role.rawValue).log" }
    var folders: [String] { [folder, folder + "/keys", folder + "/logs", folder + "/settlement"] }

    func port(_ role: PlatformRole, _ number: Int = 0) -> UInt16 { (Self.usual[role]?.listen[number] ?? 0) + shift }

    private func origin(_ role: PlatformRole) -> String { "http://127.0.0.1:\(port(role))" }

    /// Settling needs the books of all channels in one database, and an SQLite file has one process.
    var settles: Bool { database != nil }

    var instances: [Instance] {
        Self.order.filter { $0 != .settlement || settles }.map { role in
            let listen = (Self.usual[role]?.listen ?? []).map { $0 + shift }
            let admin = (Self.usual[role]?.admin ?? 0) + shift
            var arguments = ["platform", role.rawValue, "--until-input-ends", "--admin", "127.0.0.1:\(admin)"]
            for port in listen { arguments += ["--listen", "127.0.0.1:\(port)"] }
            return Instance(
                role: role, address: address(of: role), ports: listen, admin: admin,
                arguments: arguments + own(role) + common)
        }
    }

    private func address(of role: PlatformRole) -> String {
        switch role {
        case .gateway, .issuer, .threeDSServer, .redirects: origin(role)
        case .settlement: "nowhere: it works by itself"
        case .provider: "127.0.0.1:\(port(role)), 127.0.0.1:\(port(role, 1))"
        default: "127.0.0.1:\(port(role))"
        }
    }

    private func own(_ role: PlatformRole) -> [String] {
        let store = ["--database", database ?? "sqlite:\(folder)/\(role.rawValue).sqlite"]
        let provider = [
            "--provider", "a=127.0.0.1:\(port(.provider))", "--provider", "b=127.0.0.1:\(port(.provider, 1))",
        ]
        let sealing = ["--sealing-key", "file:\(key("sealing"))"]
        let mac = ["--mac-key", "file:\(key("nexo"))"]
        switch role {
        case .provider:
            return ["--database", "sqlite:\(folder)/provider.sqlite", "--files", "\(folder)/settlement"]
        case .issuer:
            return ["--origin", origin(role), "--server-origin", origin(.threeDSServer)] + sealing
        case .threeDSServer:
            return [
                "--origin", origin(role), "--directory", origin(.issuer) + "/directory", "--return-origin",
                origin(.gateway), "--caller-key", "file:\(key("gateway"))",
            ] + sealing
        case .nexoAuthorisation: return store + provider + mac
        case .nexoHost: return ["--upstream", "127.0.0.1:\(port(.nexoAuthorisation))"] + mac
        case .cb2aHost: return store + provider
        case .redirects:
            return store + [
                "--origin", origin(role), "--merchants", merchants, "--bank-secret", "file:\(key("bank"))",
            ] + sealing
        case .gateway:
            return store + provider + [
                "--origin", origin(role), "--merchants", merchants, "--3ds", origin(.threeDSServer), "--3ds-key",
                "file:\(key("gateway"))",
            ]
        case .settlement:
            return store + ["--files", "\(folder)/settlement"]
                + ["ecommerce", "instore-cb2a", "instore-nexo", "e-terminal"].flatMap { ["--cut-off", "\($0)=00:00"] }
        }
    }

    /// The merchants' file, with one shop that has this key.
    static func merchants(shopKey: [UInt8]) -> [UInt8] {
        let digest = SHA256Digest(of: shopKey).hexadecimal
        return JSONWriter.pretty([
            "merchants": [
                [
                    "id": .string(shop), "name": "SHOP ONE", "keys": [.string("sha256:\(digest)")],
                    "returnOrigins": ["https://shop.example"],
                ]
            ]
        ])
    }

    /// What can be tried at once.
    var commands: [String] {
        func place(_ channel: String, _ role: PlatformRole) -> String {
            shift == 0 ? "" : " --to \(channel)=127.0.0.1:\(port(role))"
        }
        return [
            "vigie pay instore-cb2a" + place("instore-cb2a", .cb2aHost),
            "vigie pay instore-nexo" + place("instore-nexo", .nexoHost),
            "curl \(origin(.gateway))/v1/payments -H \"Authorization: Bearer $(cat \(key("shop")))\""
                + " -H 'Content-Type: application/json' -d '{\"amount\": 1250, \"currency\": \"EUR\","
                + " \"card\": {\"number\": \"4111111111111111\", \"expiry\": \"12/30\"}}'",
        ]
    }
}
