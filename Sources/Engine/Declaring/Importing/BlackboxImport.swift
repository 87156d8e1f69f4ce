internal import Vocabulary
internal import Watching

/// The blackbox exporter: its modules say how is asked, Prometheus' scrape configuration says what and how often.
enum BlackboxImport {
    static func draft(_ root: ForeignNode, prometheus: ForeignNode?) throws(ForeignConfiguration.Refusal) -> WatchDraft
    {
        guard let modules = root["modules"]?.members else {
            throw .init(message: "this is no configuration of the blackbox exporter: it has no modules")
        }
        var draft = WatchDraft(origin: "blackbox")
        var used: Set<String> = []
        for job in prometheus?["scrape_configs"]?.elements ?? [] {
            let names = job["params"]?.texts("module") ?? []
            let title = job.text("job_name") ?? "a job without a name"
            guard !names.isEmpty || job.text("metrics_path") == "/probe" else { continue }
            for name in names {
                used.insert(name)
                guard let module = modules.first(where: { $0.name == name })?.value else {
                    draft.leave(title, "the module \(name.prefix(60)) is not in the file")
                    continue
                }
                add(job, title, module, to: &draft)
            }
            draft.leaveRest(
                of: job,
                known: [
                    "job_name", "params", "metrics_path", "scrape_interval", "scrape_timeout", "static_configs",
                    "relabel_configs", "scheme",
                ], in: "job \(title)")
        }
        for module in modules where !used.contains(module.name) {
            draft.leave(
                "module \(module.name)",
                prometheus == nil
                    ? "modules name no targets: give Prometheus' file with --prometheus"
                    : "no job of Prometheus asks by it")
        }
        return draft
    }

    private static func add(_ job: ForeignNode, _ title: String, _ module: ForeignNode, to draft: inout WatchDraft) {
        let groups = job["static_configs"]?.elements ?? []
        if groups.isEmpty { draft.leave("job \(title)", "only targets under static_configs can be read") }
        for target in groups.flatMap({ $0.texts("targets") }) { add(target, job, title, module, &draft) }
        for key in ["static_configs"] where groups.contains(where: { $0["labels"] != nil }) {
            draft.leave("job \(title): \(key).labels", "components say what is hit")
        }
    }

    private static func add(
        _ target: String, _ job: ForeignNode, _ title: String, _ module: ForeignNode, _ draft: inout WatchDraft
    ) {
        let what = "\(title): \(target)"
        guard !target.contains("@") else { return draft.leave(title, "an address holds a user") }
        let prober = module.text("prober") ?? ""
        guard let kind = kind(prober, module), let destination = destination(target, kind) else {
            return draft.leave(
                what,
                ["http", "tcp", "dns", "icmp", "grpc"].contains(prober)
                    ? "the address cannot be read" : "probes of the kind \(prober.prefix(20)) do not exist here")
        }
        var probe = DraftEntry()
        probe.set("name", .text(draft.name("\(title)-\(destination.host)")))
        probe.set("kind", .plain(kind.rawValue))
        probe.set("to", .text(destination.description))
        probe.set("period", .plain(ForeignText.period(job.text("scrape_interval"), usual: "1m")))
        probe.set(
            "timeout", .plain(ForeignText.timeout(module.text("timeout") ?? job.text("scrape_timeout"), usual: "10s")))
        probe.set("through", draft.part(destination.host).map { .list([$0]) })
        let details = module[prober]
        switch kind {
        case .http: if let details { http(details, what, &probe, &draft) }
        case .tcp: if let details { tcp(details, what, &probe, &draft) }
        case .dns:
            draft.setQuery(details?.text("query_name"), details?.text("query_type"), of: what, on: &probe)
            if let details {
                draft.leaveRest(
                    of: details, known: ["query_name", "query_type", "transport_protocol", "recursion_desired"],
                    in: what,
                    why: ["validate_answer_rrs": "write the approved records: approved: [\"192.0.2.10\"]"])
            }
            guard probe.has("ask") else { return }
        case .grpc:
            probe.set("service", details?.text("service").flatMap { $0.utf8.count <= 200 ? .text($0) : nil })
            if details?.flag("tls") == true { probe.set("tls", .plain("true")) }
            if let tls = details?["tls_config"] {
                draft.setTLS(tls, "cert_file", "key_file", "ca_file", of: "\(what): tls_config", on: &probe)
            }
        default: if let details { draft.leaveRest(of: details, known: [], in: what) }
        }
        draft.add(probe, from: what)
    }

    private static func kind(_ prober: String, _ module: ForeignNode) -> ProbeKind? {
        switch prober {
        case "http": .http
        case "tcp": .tcp
        case "dns": .dns
        case "icmp": .icmp
        case "grpc": .grpc
        default: nil
        }
    }

    private static func destination(_ target: String, _ kind: ProbeKind) -> Destination? {
        switch kind {
        case .http:
            // A target without a scheme is asked over plain HTTP there.
            let url = Destination(target.contains("://") ? target : "http://" + target)
            return url?.scheme == "http" || url?.scheme == "https" ? url : nil
        case .tcp:
            guard let place = Destination(target), place.scheme == nil, place.port != nil else { return nil }
            return place
        case .icmp:
            guard let host = Destination(target), host.scheme == nil, host.port == nil else { return nil }
            return host
        default:
            guard let place = Destination(target), place.scheme == nil else { return nil }
            return place
        }
    }

    private static func http(
        _ http: ForeignNode, _ what: String, _ probe: inout DraftEntry, _ draft: inout WatchDraft
    ) {
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        if let method = http.text("method")?.uppercased(), methods.contains(method) {
            probe.set("method", .plain(method))
        }
        draft.setBody(http.text("body"), of: what, on: &probe)
        draft.setHeaders(http["headers"], of: what, on: &probe)
        let follows = http.flag("follow_redirects") ?? !(http.flag("no_follow_redirects") ?? false)
        probe.set("redirects", .plain(follows ? "10" : "0"))
        var expect: [String] = []
        let codes = http.texts("valid_status_codes")
        expect.append("status in " + (codes.isEmpty ? "200..299" : codes.joined(separator: ", ")))
        for (key, sign) in [
            ("fail_if_body_matches_regexp", "!contains"), ("fail_if_body_not_matches_regexp", "contains"),
        ] {
            for pattern in http.texts(key) {
                if let literal = ForeignText.literal(pattern), !literal.isStart {
                    expect.append("body \(sign) \"\(literal.text)\"")
                } else {
                    draft.leave(
                        "\(what): \(key)",
                        "only plain text inside the pattern can be taken, found \(pattern.prefix(60))")
                }
            }
        }
        let versions = http.texts("valid_http_versions")
        if versions == ["HTTP/2.0"] || versions == ["HTTP/2"] { probe.set("version", .text("2")) }
        if versions == ["HTTP/1.1"] { probe.set("version", .text("1.1")) }
        let good = expect.filter { (try? Condition($0)) != nil && DraftValue.text($0).isPlain }
        for text in expect where !good.contains(text) {
            draft.leave("\(what): \(text)", "the condition cannot be written here")
        }
        if !good.isEmpty { probe.set("expect", .list(Array(good.prefix(40)))) }
        if let tls = http["tls_config"] {
            draft.setTLS(tls, "cert_file", "key_file", "ca_file", of: "\(what): tls_config", on: &probe)
        }
        draft.leaveRest(
            of: http,
            known: [
                "method", "body", "headers", "follow_redirects", "no_follow_redirects", "valid_status_codes",
                "fail_if_body_matches_regexp", "fail_if_body_not_matches_regexp", "valid_http_versions", "tls_config",
            ], in: what,
            why: [
                "basic_auth": "write headers: [\"authorization: ${file:PATH}\"]",
                "bearer_token": "write headers: [\"authorization: ${file:PATH}\"]",
                "authorization": "write headers: [\"authorization: ${file:PATH}\"]",
                "preferred_ip_protocol": "every address is asked apart: give it a path with a stop for each",
                "ip_protocol_fallback": "every address is asked apart: give it a path with a stop for each",
                "fail_if_ssl": "the scheme in to: says it", "fail_if_not_ssl": "the scheme in to: says it",
            ])
    }

    private static func tcp(_ tcp: ForeignNode, _ what: String, _ probe: inout DraftEntry, _ draft: inout WatchDraft) {
        if tcp.flag("tls") == true { probe.set("tls", .plain("true")) }
        if let tls = tcp["tls_config"] {
            draft.setTLS(tls, "cert_file", "key_file", "ca_file", of: "\(what): tls_config", on: &probe)
        }
        var lines: [DraftEntry] = []
        for step in tcp["query_response"]?.elements ?? [] {
            guard lines.count < 38 else {
                draft.leave("\(what): query_response", "an exchange has at most 40 lines")
                break
            }
            if let pattern = step.text("expect") {
                guard let literal = ForeignText.literal(pattern) else {
                    // What follows would wait for the wrong thing.
                    draft.leave(
                        "\(what): expect",
                        "only plain text inside the pattern can be taken, found \(pattern.prefix(60))")
                    break
                }
                var line = DraftEntry()
                line.set("expect", .text(ForeignText.escaped(literal.text)))
                if !literal.isStart { line.set("anywhere", .plain("true")) }
                lines.append(line)
            }
            if let text = step.text("send") {
                var line = DraftEntry()
                // It adds a line feed by itself; nothing is added here.
                line.set("send", .text(ForeignText.escaped(text + "\n")))
                lines.append(line)
            }
            draft.leaveRest(of: step, known: ["expect", "send"], in: "\(what): query_response")
        }
        if !lines.isEmpty { probe.set("exchange", .entries(lines)) }
        draft.leaveRest(
            of: tcp, known: ["tls", "tls_config", "query_response"], in: what,
            why: ["preferred_ip_protocol": "every address is asked apart: give it a path with a stop for each"])
    }
}
