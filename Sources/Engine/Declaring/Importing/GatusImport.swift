internal import Vocabulary
internal import Watching

/// Gatus: endpoints with conditions.
enum GatusImport {
    static func draft(_ root: ForeignNode) throws(ForeignConfiguration.Refusal) -> WatchDraft {
        guard root["endpoints"] != nil || root["external-endpoints"] != nil || root["services"] != nil else {
            throw .init(message: "this is no configuration of Gatus: it has no endpoints")
        }
        var draft = WatchDraft(origin: "gatus")
        for endpoint in root["endpoints"]?.elements ?? root["services"]?.elements ?? [] { add(endpoint, to: &draft) }
        for endpoint in root["external-endpoints"]?.elements ?? [] { addExternal(endpoint, to: &draft) }
        draft.leaveRest(
            of: root, known: ["endpoints", "external-endpoints", "services"], in: "file",
            why: [
                "alerting": "alerts are routed in vigie.yaml: see docs/alerts.md",
                "storage": "the journal keeps results",
                "security": "who may look is said in vigie.yaml",
                "maintenance": "maintenance is declared as an incident",
                "connectivity": "give the vantage anchors instead",
            ])
        return draft
    }

    private static func add(_ endpoint: ForeignNode, to draft: inout WatchDraft) {
        let title = endpoint.text("name") ?? endpoint.text("url") ?? "an endpoint without a name"
        guard endpoint.flag("enabled") != false else { return draft.leave(title, "it is switched off") }
        guard let url = endpoint.text("url") else { return draft.leave(title, "it has no url") }
        guard !url.contains("@") else { return draft.leave(title, "its url holds a user") }
        var probe = DraftEntry()
        let scheme = String(url.prefix { $0 != ":" }).lowercased()
        let kind: ProbeKind
        var to = String(url.dropFirst(scheme.count + 3))
        switch scheme {
        case _ where endpoint["dns"] != nil: (kind, to) = (.dns, url.contains("://") ? to : url)
        case "http", "https": (kind, to) = (.http, url)
        case "ws", "wss": (kind, to) = (.websocket, url)
        case "tcp": kind = .tcp
        case "tls": kind = .tls
        case "starttls": kind = .smtp
        case "icmp": kind = .icmp
        case "ssh": kind = .ssh
        case "grpc", "grpcs": kind = .grpc
        default: return draft.leave(title, "probes of the kind \(scheme.prefix(20)) do not exist here")
        }
        guard let destination = Destination(to), kind.takes(destination) else {
            return draft.leave(title, "its url cannot be read")
        }
        let name = draft.name([endpoint.text("group"), title].compactMap { $0 }.joined(separator: "-"))
        probe.set("name", .text(name))
        probe.set("kind", .plain(kind.rawValue))
        if let group = endpoint.text("group") { probe.set("component", draft.component(group).map { .text($0) }) }
        probe.set("to", .text(destination.description))
        probe.set("period", .plain(ForeignText.period(endpoint.text("interval"), usual: "1m")))
        probe.set("timeout", .plain(ForeignText.timeout(endpoint["client"]?.text("timeout"), usual: "10s")))
        probe.set("through", draft.part(destination.host).map { .list([$0]) })
        if scheme == "grpcs" { probe.set("tls", .plain("true")) }
        conditions(endpoint, kind, title, &probe, &draft)
        details(endpoint, kind, title, &probe, &draft)
        draft.leaveRest(
            of: endpoint,
            known: [
                "name", "group", "enabled", "url", "interval", "conditions", "method", "headers", "body", "client",
                "dns",
                "ui",
            ], in: title, why: ["alerts": "alerts are routed in vigie.yaml: see docs/alerts.md"])
        guard kind != .dns || probe.has("ask") else { return }
        draft.add(probe, from: title)
    }

    private static func addExternal(_ endpoint: ForeignNode, to draft: inout WatchDraft) {
        let title = endpoint.text("name") ?? "an external endpoint"
        guard let every = endpoint["heartbeat"]?.text("interval"),
            let span = ForeignText.duration(every, from: .seconds(10), to: .days(400))
        else { return draft.leave(title, "it is told from outside and has no heartbeat interval") }
        var probe = DraftEntry()
        probe.set("name", .text(draft.name(title)))
        probe.set("kind", .plain("heartbeat"))
        probe.set("every", .plain(span))
        probe.set("through", draft.part(title).map { .list([$0]) })
        draft.leave("\(title): token", "heartbeats get an address of their own here")
        draft.add(probe, from: title)
    }

    private static func details(
        _ endpoint: ForeignNode, _ kind: ProbeKind, _ title: String, _ probe: inout DraftEntry,
        _ draft: inout WatchDraft
    ) {
        if kind == .http {
            let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
            if let method = endpoint.text("method"), methods.contains(method.uppercased()) {
                probe.set("method", .plain(method.uppercased()))
            }
            draft.setBody(endpoint.text("body"), of: title, on: &probe)
            draft.setHeaders(endpoint["headers"], of: title, on: &probe)
            probe.set("redirects", endpoint["client"]?.flag("ignore-redirect") == true ? nil : .plain("10"))
        } else {
            for key in ["method", "headers", "body"] where endpoint[key] != nil && kind != .dns {
                draft.leave("\(title): \(key)", "only probes of the kind http have it")
            }
        }
        if kind == .dns, let dns = endpoint["dns"] {
            draft.setQuery(dns.text("query-name"), dns.text("query-type"), of: title, on: &probe)
        }
        guard let client = endpoint["client"] else { return }
        if let tls = client["tls"] {
            draft.setTLS(tls, "certificate-file", "private-key-file", nil, of: "\(title): client.tls", on: &probe)
        }
        draft.leaveRest(
            of: client, known: ["timeout", "ignore-redirect", "tls"], in: "\(title): client",
            why: ["insecure": "certificates are always checked; name the authority in authorities:"])
    }

    private static func conditions(
        _ endpoint: ForeignNode, _ kind: ProbeKind, _ title: String, _ probe: inout DraftEntry,
        _ draft: inout WatchDraft
    ) {
        var expect: [String] = []
        for text in endpoint.texts("conditions") {
            let words = text.split(separator: " ", maxSplits: 2).map(String.init)
            let what = "\(title): \(text)"
            if text.hasPrefix("[CONNECTED]") || words == ["[DNS_RCODE]", "==", "NOERROR"] { continue }
            if text.hasPrefix("[CERTIFICATE_EXPIRATION]"), words.count == 3 {
                if kind == .tls, let span = ForeignText.duration(words[2], from: .zero, to: .days(400)) {
                    probe.set("valid_for", .plain(span))
                } else {
                    draft.leave(what, "add a probe of the kind tls, which looks at every link of the chain")
                }
                continue
            }
            if kind == .dns, text.hasPrefix("[BODY] == "), words.count == 3, !words[2].contains("(") {
                probe.set("approved", .list([words[2]]))
                continue
            }
            guard kind == .http, let condition = condition(words), (try? Condition(condition)) != nil else {
                draft.leave(what, "the condition cannot be written here")
                continue
            }
            expect.append(condition)
        }
        // There a status is looked at only when a condition speaks of it.
        if !expect.isEmpty, !expect.contains(where: { $0.hasPrefix("status ") }) {
            expect.insert("status in 100..599", at: 0)
        }
        if !expect.isEmpty { probe.set("expect", .list(Array(expect.prefix(40)))) }
    }

    private static func condition(_ words: [String]) -> String? {
        guard words.count == 3, ["==", "!=", "<", "<=", ">", ">="].contains(words[1]) else { return nil }
        let (subject, sign, value) = (words[0], words[1], words[2])
        switch subject {
        case "[STATUS]":
            if value.hasPrefix("any("), value.hasSuffix(")"), sign == "==" {
                return "status in " + value.dropFirst(4).dropLast()
            }
            return "status \(sign) \(value)"
        case "[RESPONSE_TIME]":
            return "latency \(sign) \(value.allSatisfy { $0.isASCII && $0.isNumber } ? value + "ms" : value)"
        default: break
        }
        if subject.hasPrefix("has("), subject.hasSuffix(")"), sign == "==" {
            guard let path = path(String(subject.dropFirst(4).dropLast())) else { return nil }
            return "json \(path) \(value == "true" ? "exists" : "missing")"
        }
        guard subject.hasPrefix("[BODY]") else { return nil }
        let place = subject == "[BODY]" ? "body" : path(subject).map { "json \($0)" }
        guard let place else { return nil }
        if value.hasPrefix("pat("), value.hasSuffix(")") {
            return sign == "==" ? "\(place) matches \(value.dropFirst(4).dropLast())" : nil
        }
        return value.contains("(") ? nil : "\(place) \(sign) \(value)"
    }

    private static func path(_ text: String) -> String? {
        guard text.hasPrefix("[BODY]") else { return nil }
        return JSONPath(String(text.dropFirst(6)))?.description
    }
}

/// What importers have in common. Whatever the reader of the file would refuse is left out here, and said.
extension WatchDraft {
    mutating func setBody(_ body: String?, of title: String, on probe: inout DraftEntry) {
        guard let body else { return }
        guard DraftValue.text(body).isPlain else {
            return leave("\(title): body", "write it on one line, of at most 4,000 bytes")
        }
        probe.set("body", .text(body))
    }

    mutating func setQuery(_ name: String?, _ type: String?, of title: String, on probe: inout DraftEntry) {
        let asked = name.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 } ?? ""
        let type = type?.uppercased() ?? "A"
        guard Destination(asked)?.host == asked.lowercased(), !asked.contains(":") else {
            return leave(title, "it asks for no name that can be read")
        }
        let types = ["A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "MX", "NS", "SOA", "SRV", "TXT"]
        guard types.contains(type) else { return leave(title, "records of this type are not asked for here") }
        probe.set("ask", .text(asked))
        probe.set("record", .text(type))
        probe.set("manner", .plain("recursive"))
    }

    mutating func setTLS(
        _ tls: ForeignNode, _ certificate: String, _ key: String, _ authorities: String?, of title: String,
        on probe: inout DraftEntry
    ) {
        if let certificateFile = tls.text(certificate), let keyFile = tls.text(key),
            [certificateFile, keyFile].allSatisfy(Self.isPath)
        {
            probe.set("client_certificate", .text(certificateFile))
            probe.set("client_key", .text(keyFile))
        } else if tls[certificate] != nil || tls[key] != nil {
            leave("\(title): \(certificate)", "certificate and key belong together, as paths")
        }
        if let authorities, let file = tls.text(authorities), Self.isPath(file) {
            probe.set("authorities", .text(file))
        }
        if let name = tls.text("server_name"), name.utf8.count <= 253 { probe.set("server_name", .text(name)) }
        leaveRest(
            of: tls, known: [certificate, key, authorities ?? certificate, "server_name"], in: title,
            why: ["insecure_skip_verify": "certificates are always checked; name the authority in authorities:"])
    }

    private static func isPath(_ text: String) -> Bool {
        !text.hasPrefix("~") && (1...4_000).contains(text.utf8.count)
    }

    private static let secretWords = ["auth", "token", "key", "secret", "cookie", "pass", "credential"]

    mutating func setHeaders(_ headers: ForeignNode?, of title: String, on probe: inout DraftEntry) {
        var fields: [String] = []
        for (name, value) in headers?.members ?? [] {
            let line = "\(name): \(value.text ?? "")"
            if Self.secretWords.contains(where: { name.lowercased().contains($0) }) {
                leave(
                    "\(title): header \(name)",
                    "it may hold a secret; write headers: [\"\(name.lowercased()): ${file:PATH}\"]")
            } else if HeaderField(line) != nil, line.unicodeScalars.count <= 2_000 {
                fields.append(line)
            } else {
                leave("\(title): header \(name)", "it is no header field")
            }
        }
        if !fields.isEmpty { probe.set("headers", .list(Array(fields.prefix(40)))) }
    }
}
