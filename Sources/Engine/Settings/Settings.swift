// Settings: what can be configured, documented key by key, and how a document is checked against it.
//
// Start reading at `SettingsSchema.swift`, the list of all keys; a new key is one entry there and one line here.
// `SettingsCheck.swift` turns a document and the command line into the value below, or into a list of everything that
// is wrong. Nothing here reads a file or the environment: see ``SettingsSurroundings``. May import: Core.

package import JSON
package import Network

/// Everything that was configured, checked and with defaults filled in.
package struct Settings: Sendable, Equatable {
    package struct HTTPLimits: Sendable, Equatable {
        package var headerBytes: Int
        package var bodyBytes: Int
        package var connections: Int
        package var connectionsPerAddress: Int
        package var headDeadline: Duration
        package var bodyDeadline: Duration
        package var idleDeadline: Duration
        package var writeDeadline: Duration
        /// Bytes per second, below which a client is too slow to be kept.
        package var minimumRate: Int
    }

    package struct TLS: Sendable, Equatable {
        package var certificatePath: String
        package var keyPath: String
    }

    package var listen: [SocketAddress]
    package var publicURLs: [String]
    package var dataDirectory: String
    package var database: DatabaseAddress
    package var databasePassword: Secret?
    package var tls: TLS?
    package var trustedProxies: [NetworkRange]
    package var proxyProtocol: Bool
    package var limits: HTTPLimits
    package var accessToken: Secret?
    package var accessFromThisMachine: Bool
    package var accessSealingKey: Secret?
    package var accessPasswords: Bool
    package var accessMailChannel: String?
    /// Nil where nobody signs in by an identity provider.
    package var openID: OpenID?
    package var trackerIsEnabled: Bool
    package var trackerContact: String?
    package var trackerPrivateNetworks: [NetworkRange]
    /// What is probed; nil: nothing.
    package var watchFile: String?
    /// Vantages that are asked from this process; nil: all that are declared.
    package var watchHere: [String]?
    package var logLevel: String
    package var logFormat: String
    package var metricsEnabled: Bool
    package var metricsAllowed: [NetworkRange]
    package var zoneName: String
    package var drainDeadline: Duration
    /// Nil means one per processor.
    package var loops: Int?
    package var alerts: Alerts
    package var subscribers: Subscribers
    /// How far back something may be said to lie.
    package var backdatedDaysMost: Int
    /// Where the console writes the status pages as files; nil where it does not.
    package var exportFolder: String?
    package var exportIsPrecompressed: Bool

    /// Where alerts go, and which; what the fields mean is said in the schema.
    package struct Alerts: Sendable, Equatable {
        package var sends: Bool
        package var allowedTargets: [NetworkRange]
        package var channels: [SettingRecordValue]
        package var routes: [SettingRecordValue]

        package init(
            sends: Bool, allowedTargets: [NetworkRange], channels: [SettingRecordValue], routes: [SettingRecordValue]
        ) {
            self.sends = sends
            self.allowedTargets = allowedTargets
            self.channels = channels
            self.routes = routes
        }
    }

    /// The identity provider; what the fields mean is said in the schema.
    package struct OpenID: Sendable, Equatable {
        package static let redirectPath = "/console/openid"

        package var issuer: String
        package var clientID: String
        package var clientSecret: Secret?
        package var redirect: String
        package var scopes: [String]
        package var name: String
        package var rolesClaim: String?
        /// Names of roles by value of the claim.
        package var roles: [String: [String]]
        package var defaultRoles: [String]
        package var emailDomains: [String]
        package var trustsEmail: Bool
    }

    /// Readers of our status pages who are told; what the fields mean is said in the schema.
    package struct Subscribers: Sendable, Equatable {
        package var isEnabled = false
        package var from: String?
        package var mailChannel: String?
        package var server: String?
        package var security = "starttls"
        package var user: String?
        package var password: Secret?
        package var smsURL: Secret?
        package var smsToken: Secret?
        package var telegramToken: Secret?
        package var key: Secret?
        package var parallel = 24
        package var mailRate = 6_000
        package var hostRate = 1_200
        package var smsRate = 60

        package init() {}
    }

    /// The checked values by key, for comparing and showing them.
    private(set) var values: [String: SettingValue]

    init(_ values: CheckedValues) {
        listen = values.list("listen").compactMap { if case .address(let value) = $0 { value } else { nil } }
        publicURLs = values.texts("public_urls")
        dataDirectory = values.text("data")
        database = values.database("database.url") ?? .sqlite(path: dataDirectory + "/vigie.sqlite")
        databasePassword = values.secret("database.password")
        let certificate = values.optionalText("tls.certificate")
        let key = values.optionalText("tls.key")
        tls = if let certificate, let key { TLS(certificatePath: certificate, keyPath: key) } else { nil }
        trustedProxies = values.networks("proxy.trusted")
        proxyProtocol = values.flag("proxy.protocol")
        limits = HTTPLimits(
            headerBytes: values.integer("limits.header_bytes"),
            bodyBytes: values.integer("limits.body_bytes"),
            connections: values.integer("limits.connections"),
            connectionsPerAddress: values.integer("limits.connections_per_address"),
            headDeadline: values.duration("limits.head_deadline"),
            bodyDeadline: values.duration("limits.body_deadline"),
            idleDeadline: values.duration("limits.idle_deadline"),
            writeDeadline: values.duration("limits.write_deadline"),
            minimumRate: values.integer("limits.minimum_rate"))
        accessToken = values.secret("access.token")
        accessFromThisMachine =
            values.optionalFlag("access.from_this_machine") ?? (publicURLs.isEmpty && accessToken == nil)
        accessSealingKey = values.secret("access.sealing_key")
        accessPasswords = values.flag("access.passwords")
        accessMailChannel = values.optionalText("access.mail_channel")
        openID = OpenID(values)
        trackerIsEnabled = values.flag("tracker.enabled")
        trackerContact = values.optionalText("tracker.contact")
        trackerPrivateNetworks = values.networks("tracker.private_networks")
        watchFile = values.optionalText("watch.file")
        watchHere = values.byKey["watch.here"] == nil ? nil : values.texts("watch.here")
        logLevel = values.text("log.level")
        logFormat = values.text("log.format")
        metricsEnabled = values.flag("metrics.enabled")
        metricsAllowed = values.networks("metrics.allowed")
        zoneName = values.text("zone")
        drainDeadline = values.duration("drain_deadline")
        loops = values.optionalInteger("loops")
        alerts = Alerts(
            sends: values.flag("alerts.send"), allowedTargets: values.networks("alerts.allowed_targets"),
            channels: values.records("alerts.channels"), routes: values.records("alerts.routes"))
        subscribers = Subscribers(values)
        backdatedDaysMost = values.integer("desk.backdated_days")
        exportFolder = values.optionalText("export.folder")
        exportIsPrecompressed = values.flag("export.precompressed")
        self.values = values.byKey
    }

    /// The keys that differ and take effect only when the program starts again.
    ///
    /// All others apply on SIGHUP.
    package func keysNeedingRestart(comparedWith old: Settings) -> [String] {
        SettingsSchema.keys.filter { !$0.isReloadable && values[$0.name] != old.values[$0.name] }.map(\.name)
    }

    /// The keys that differ.
    package func keysChanged(comparedWith old: Settings) -> [String] {
        SettingsSchema.keys.filter { values[$0.name] != old.values[$0.name] }.map(\.name)
    }

    /// Key by key what is in effect, for `vigie check`; secrets are hidden.
    package func summary() -> JSONObject {
        var object = JSONObject()
        for key in SettingsSchema.keys {
            object[key.name] = values[key.name]?.json ?? .null
        }
        return object
    }
}

extension Settings.OpenID {
    /// Nil without an issuer; that nothing else is missing was checked.
    init?(_ values: CheckedValues) {
        guard let issuer = values.optionalText("openid.issuer") else { return nil }
        self.issuer = issuer
        clientID = values.text("openid.client_id")
        clientSecret = values.secret("openid.client_secret")
        let first = values.texts("public_urls").first ?? ""
        redirect =
            values.optionalText("openid.redirect_url")
            ?? (first.hasSuffix("/") ? String(first.dropLast()) : first) + Self.redirectPath
        scopes = values.texts("openid.scopes")
        let host = issuer.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
        name = values.optionalText("openid.name") ?? String(host)
        rolesClaim = values.optionalText("openid.roles_claim")
        roles = Dictionary(
            values.records("openid.roles").map { ($0.text("value") ?? "", $0.texts("roles")) },
            uniquingKeysWith: { first, _ in first })
        defaultRoles = values.texts("openid.default_roles")
        emailDomains = values.texts("openid.email_domains").map { $0.lowercased() }
        trustsEmail = values.flag("openid.trust_email")
    }
}

extension Settings.Subscribers {
    init(_ values: CheckedValues) {
        isEnabled = values.flag("subscribers.enabled")
        from = values.optionalText("subscribers.from")
        mailChannel = values.optionalText("subscribers.mail_channel")
        server = values.optionalText("subscribers.server")
        security = values.text("subscribers.security")
        user = values.optionalText("subscribers.user")
        password = values.secret("subscribers.password")
        smsURL = values.secret("subscribers.sms_url")
        smsToken = values.secret("subscribers.sms_token")
        telegramToken = values.secret("subscribers.telegram_token")
        key = values.secret("subscribers.key")
        parallel = values.integer("subscribers.parallel")
        mailRate = values.integer("subscribers.mail_rate")
        hostRate = values.integer("subscribers.host_rate")
        smsRate = values.integer("subscribers.sms_rate")
    }
}

/// The values by key on their way into ``Settings``.
///
/// The schema makes sure of their kinds; a test fills all of them.
struct CheckedValues {
    var byKey: [String: SettingValue] = [:]

    func optionalText(_ key: String) -> String? { byKey[key]?.text }

    func text(_ key: String) -> String { byKey[key]?.text ?? "" }

    func optionalInteger(_ key: String) -> Int? {
        switch byKey[key] {
        case .integer(let value)?, .size(let value)?: value
        default: nil
        }
    }

    func integer(_ key: String) -> Int { optionalInteger(key) ?? 0 }

    func flag(_ key: String) -> Bool { byKey[key] == .flag(true) }

    func optionalFlag(_ key: String) -> Bool? {
        if case .flag(let value)? = byKey[key] { value } else { nil }
    }

    func duration(_ key: String) -> Duration {
        if case .duration(let value)? = byKey[key] { value } else { .zero }
    }

    func database(_ key: String) -> DatabaseAddress? {
        if case .database(let value)? = byKey[key] { value } else { nil }
    }

    func secret(_ key: String) -> Secret? {
        if case .secret(let value)? = byKey[key] { value } else { nil }
    }

    func list(_ key: String) -> [SettingValue] {
        if case .list(let values)? = byKey[key] { values } else { [] }
    }

    func texts(_ key: String) -> [String] { list(key).compactMap(\.text) }

    func records(_ key: String) -> [SettingRecordValue] {
        list(key).compactMap { if case .record(let value) = $0 { value } else { nil } }
    }

    func networks(_ key: String) -> [NetworkRange] {
        list(key).compactMap { if case .network(let value) = $0 { value } else { nil } }
    }
}
