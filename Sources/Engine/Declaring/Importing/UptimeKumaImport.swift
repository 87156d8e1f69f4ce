internal import Vocabulary
internal import Watching

/// Uptime Kuma: the monitors of a backup, or of its API.
enum UptimeKumaImport {
    static func draft(_ root: ForeignNode) throws(ForeignConfiguration.Refusal) -> WatchDraft {
        let list = root["monitorList"] ?? root["monitors"]
        guard let list else { throw .init(message: "this is no backup of Uptime Kuma: it has no monitorList") }
        // Its API sends an object by number, its backup a list.
        let monitors = list.elements.isEmpty ? list.members.map(\.value) : list.elements
        var draft = WatchDraft(origin: "uptime-kuma")
        var groups: [String: String] = [:]
        for monitor in monitors where monitor.text("type") == "group" {
            if let id = monitor.text("id"), let name = monitor.text("name") { groups[id] = name }
        }
        for monitor in monitors where monitor.text("type") != "group" { add(monitor, groups, to: &draft) }
        draft.leaveRest(
            of: root, known: ["monitorList", "monitors", "version"], in: "file",
            why: [
                "notificationList": "alerts are routed in vigie.yaml: see docs/alerts.md",
                "proxyList": "probes ask directly: put a vantage where they can",
            ])
        return draft
    }

    /// What only says how its own pages look, or is counted otherwise here.
    private static let known: Set<String> = [
        "id", "name", "type", "url", "method", "hostname", "port", "interval", "timeout", "keyword", "invertKeyword",
        "accepted_statuscodes", "maxredirects", "dns_resolve_type", "dns_resolve_server", "headers", "body", "active",
        "parent", "childrenIDs", "grpcUrl", "grpcServiceName", "grpcEnableTls", "jsonPath", "jsonPathOperator",
        "expectedValue", "tlsCert", "tlsKey", "tlsCa", "weight", "description", "pathName", "path", "forceInactive",
        "retryInterval", "resendInterval", "maxretries", "expiryNotification", "httpBodyEncoding",
        "includeSensitiveData",
        "tags", "screenshot", "cacheBust", "maintenance", "notificationIDList", "databaseConnectionString",
        "pushToken", "packetSize", "kafkaProducerBrokers", "kafkaProducerSaslOptions", "rabbitmqNodes", "conditions",
        "dns_last_result", "packet_size",
    ]

    private static func add(_ monitor: ForeignNode, _ groups: [String: String], to draft: inout WatchDraft) {
        let title = monitor.text("name") ?? "a monitor without a name"
        guard monitor.flag("active") != false else { return draft.leave(title, "it is paused") }
        guard monitor.flag("upsideDown") != true else {
            return draft.leave(title, "it is upside down: nothing here is good when it fails")
        }
        let type = monitor.text("type") ?? ""
        var probe = DraftEntry()
        guard let (kind, to) = target(monitor, type, title, &draft) else { return }
        probe.set("name", .text(draft.name(title)))
        probe.set("kind", .plain(kind.rawValue))
        if let parent = monitor.text("parent"), let group = groups[parent] {
            probe.set("component", draft.component(group).map { .text($0) })
        }
        probe.set("to", to.map { .text($0.description) })
        let seconds = min(max(monitor.text("interval").flatMap { Int64($0) } ?? 60, 1), 86_400)
        if kind == .heartbeat {
            probe.set("every", .plain("\(max(seconds, 10))s"))
        } else {
            probe.set("period", .plain("\(seconds)s"))
            probe.set("timeout", .plain(ForeignText.timeout(monitor.text("timeout").map { $0 + "s" }, usual: "10s")))
        }
        probe.set("through", draft.part(to?.host ?? title).map { .list([$0]) })
        details(monitor, kind, type, title, &probe, &draft)
        draft.leaveRest(
            of: monitor, known: known, in: title,
            why: [
                "ignoreTls": "certificates are always checked; name the authority in authorities:",
                "proxyId": "probes ask directly: put a vantage where they can",
                "basic_auth_user": "write headers: [\"authorization: ${file:PATH}\"]",
                "authMethod": "write headers: [\"authorization: ${file:PATH}\"]",
            ])
        guard kind != .dns || probe.has("ask") else { return }
        draft.add(probe, from: title)
    }

    private static func target(
        _ monitor: ForeignNode, _ type: String, _ title: String, _ draft: inout WatchDraft
    ) -> (ProbeKind, Destination?)? {
        func place(_ port: String?) -> Destination? {
            guard let host = monitor.text("hostname") else { return nil }
            guard let port = port ?? monitor.text("port") else { return Destination(host) }
            return Destination(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        }
        let pair: (ProbeKind, Destination?)
        switch type {
        case "http", "keyword", "json-query":
            let url = monitor.text("url") ?? ""
            guard !url.contains("@") else {
                draft.leave(title, "its url holds a user")
                return nil
            }
            let destination = Destination(url)
            pair = (.http, destination?.scheme == "http" || destination?.scheme == "https" ? destination : nil)
        case "port": pair = (.tcp, monitor["port"] == nil ? nil : place(nil))
        case "ping": pair = (.icmp, monitor.text("hostname").flatMap { Destination($0) })
        case "dns":
            let server = monitor.text("dns_resolve_server")?.prefix { $0 != "," && $0 != " " }
            let port = monitor.text("port") ?? "53"
            pair = (.dns, server.flatMap { Destination($0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)") })
        case "grpc-keyword": pair = (.grpc, monitor.text("grpcUrl").flatMap { Destination($0) })
        case "smtp": pair = (.smtp, place(nil))
        case "push": return (.heartbeat, nil)
        case "postgres", "redis":
            draft.leave(title, "its address holds a user: write a probe of the kind \(type) with to: HOST:PORT")
            return nil
        default:
            draft.leave(title, "probes of the kind \(type.prefix(40)) do not exist here")
            return nil
        }
        guard let destination = pair.1, pair.0.takes(destination) else {
            draft.leave(title, "its address is missing or cannot be read")
            return nil
        }
        return (pair.0, destination)
    }

    private static func details(
        _ monitor: ForeignNode, _ kind: ProbeKind, _ type: String, _ title: String, _ probe: inout DraftEntry,
        _ draft: inout WatchDraft
    ) {
        switch kind {
        case .http: http(monitor, type, title, &probe, &draft)
        case .dns: draft.setQuery(monitor.text("hostname"), monitor.text("dns_resolve_type"), of: title, on: &probe)
        case .grpc:
            probe.set("service", monitor.text("grpcServiceName").flatMap { $0.utf8.count <= 200 ? .text($0) : nil })
            if monitor.flag("grpcEnableTls") == true { probe.set("tls", .plain("true")) }
            if monitor["keyword"] != nil {
                draft.leave("\(title): keyword", "the health service says SERVING or not; other calls are not made")
            }
        case .heartbeat:
            draft.leave("\(title): pushToken", "heartbeats get an address of their own here")
        default: break
        }
        if monitor.text("maxretries").flatMap({ Int($0) }) ?? 0 > 0 {
            draft.leave("\(title): maxretries", "a first failure is asked again at once, from all vantages")
        }
    }

    private static func http(
        _ monitor: ForeignNode, _ type: String, _ title: String, _ probe: inout DraftEntry, _ draft: inout WatchDraft
    ) {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        if let method = monitor.text("method")?.uppercased(), methods.contains(method) {
            probe.set("method", .plain(method))
        }
        let redirects = min(max(monitor.text("maxredirects").flatMap { Int($0) } ?? 10, 0), 10)
        probe.set("redirects", .plain("\(redirects)"))
        draft.setBody(monitor.text("body"), of: title, on: &probe)
        if monitor["headers"] != nil {
            draft.leave("\(title): headers", "they are a text that may hold secrets; write them as headers:")
        }
        var expect: [String] = []
        let codes = monitor.texts("accepted_statuscodes").map {
            $0.split(separator: "-", maxSplits: 1).joined(separator: "..")
        }
        if !codes.isEmpty { expect.append("status in " + codes.joined(separator: ", ")) }
        if type == "keyword", let keyword = monitor.text("keyword") {
            expect.append("body \(monitor.flag("invertKeyword") == true ? "!contains" : "contains") \"\(keyword)\"")
        }
        if type == "json-query", let path = monitor.text("jsonPath"), let wanted = monitor.text("expectedValue") {
            let sign = monitor.text("jsonPathOperator") ?? "=="
            expect.append("json \(JSONPath(path)?.description ?? path) \(sign) \(wanted)")
        }
        let good = expect.filter { (try? Condition($0)) != nil && DraftValue.text($0).isPlain }
        for text in expect where !good.contains(text) {
            draft.leave("\(title): \(text)", "the condition cannot be written here")
        }
        if !good.isEmpty { probe.set("expect", .list(good)) }
        if monitor.flag("expiryNotification") == true {
            draft.leave(
                "\(title): expiryNotification", "add a probe of the kind tls, which looks at every link of the chain")
        }
    }
}
