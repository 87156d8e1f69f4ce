internal import Settings
internal import Vocabulary
internal import Watching

extension WatchReader {
    mutating func probe(_ record: SettingRecordValue, _ at: Place, _ names: ProbeNames) -> ProbeDeclaration? {
        guard let name = record.text("name"), let kind = record.text("kind").flatMap(ProbeKind.init) else { return nil }
        check(record.texts("vantages"), at + [.key("vantages")], names.vantages)
        check(record.texts("paths"), at + [.key("paths")], names.paths)
        check(record.texts("through"), at + [.key("through")], names.parts)
        check(record.texts("pool"), at + [.key("pool")], names.parts)
        if let component = record.text("component"), !names.components.contains(component) {
            unknown(component, at + [.key("component")], names.components)
        }
        let before = diagnostics.count
        let to = destination(record, kind, at)
        let timeout = record.span("timeout") ?? .seconds(1)
        let slowAfter = record.span("slow_after")
        if let slowAfter, slowAfter >= timeout {
            report(
                at + [.key("slow_after")], "expected less than timeout, which is \(TimeSpanText.write(timeout))",
                found: TimeSpanText.write(slowAfter))
        }
        guard let question = question(record, kind, at), diagnostics.count == before else { return nil }
        return ProbeDeclaration(
            name, kind, component: record.text("component"), to: to, period: record.span("period") ?? .seconds(1),
            timeout: timeout, slowAfter: slowAfter, vantages: record.texts("vantages"), paths: record.texts("paths"),
            through: record.texts("through"), pool: record.texts("pool"), security: security(record, to, at),
            question: question)
    }

    private mutating func destination(_ record: SettingRecordValue, _ kind: ProbeKind, _ at: Place) -> Destination? {
        let place = at + [.key("to")]
        let text = record.text("to")
        let destination = text.flatMap { Destination($0) }
        let expected: String
        switch kind.addressing {
        case .none: return nil
        case .url(let schemes):
            let isNeeded = !kind.isPassive || record.text("from") == "prometheus"
            if text == nil {
                if isNeeded {
                    report(
                        at, "to is missing",
                        hint: "write to: \(schemes[0])://pay.example.com/; stops only say where to connect")
                }
                return nil
            }
            expected = "a URL such as \(schemes[0])://pay.example.com/, without a user"
        case .place(let port):
            expected = port == nil ? "HOST:PORT" : "HOST:PORT, or HOST for port \(port ?? 0)"
        case .host:
            expected = "a host name or an address"
        }
        guard let text else { return nil }
        guard let destination, kind.takes(destination) else {
            // Before an @ a password may stand.
            report(place, "expected \(expected)", found: text.contains("@") ? nil : text)
            return nil
        }
        return destination
    }

    private mutating func security(
        _ record: SettingRecordValue, _ to: Destination?, _ at: Place
    ) -> ProbeDeclaration.Security {
        let certificate = record.text("client_certificate")
        let key = record.text("client_key")
        if (certificate == nil) != (key == nil) {
            report(
                at + [.key(certificate == nil ? "client_key" : "client_certificate")],
                "client_certificate and client_key belong together")
        }
        let kind = record.text("kind").flatMap(ProbeKind.init)
        return ProbeDeclaration.Security(
            isEncrypted: kind == .tls || record.flag("tls") || to?.isEncrypted == true
                || kind == .smtp && record.flag("starttls"),
            serverName: record.text("server_name"), authorities: record.text("authorities"), certificate: certificate,
            key: key)
    }

    // MARK: What is asked

    private mutating func question(_ record: SettingRecordValue, _ kind: ProbeKind, _ at: Place) -> ProbeQuestion? {
        switch kind {
        case .http: http(record, at).map { .http($0) }
        case .tcp: .tcp(exchange: exchange(record, at))
        case .websocket: .websocket(exchange: exchange(record, at))
        case .tls: .tls(certificate(record))
        case .certificate:
            .certificate(path: record.text("file") ?? "", key: record.text("key_file"), certificate(record))
        case .dns: records(record, at).map { .dns($0) }
        case .icmp: .icmp(packets: record.integer("packets") ?? 1)
        case .smtp: .smtp(startTLS: record.flag("starttls"))
        case .grpc: .grpc(service: record.text("service") ?? "")
        case .ssh: .ssh(banner: record.text("banner") ?? "")
        case .postgres: .postgres(user: record.text("user") ?? "", database: record.text("database"))
        case .redis: .redis
        case .file:
            .file(
                .init(
                    path: record.text("file") ?? "", contains: record.text("contains"), ageMost: record.span("age_most")
                ))
        case .command: .command(arguments: record.texts("run"))
        case .ecommerce, .threeDS, .instoreCB2A, .instoreNexo, .alternative, .eTerminal:
            payment(record, kind, at).map { .payment($0) }
        case .heartbeat: heartbeat(record, at).map { .heartbeat($0) }
        case .counters: counters(record, at).map { .counters($0) }
        case .alerts: alerts(record, at).map { .alerts($0) }
        }
    }

    private func certificate(_ record: SettingRecordValue) -> ProbeQuestion.Certificate {
        .init(names: record.texts("names"), validFor: record.span("valid_for") ?? .days(14))
    }

    private mutating func records(_ record: SettingRecordValue, _ at: Place) -> ProbeQuestion.Records? {
        guard let name = record.text("ask") else { return nil }
        guard Destination(name)?.host == name.lowercased(), !name.contains(":") else {
            report(at + [.key("ask")], "expected a domain name such as pay.example.com", found: name)
            return nil
        }
        return .init(
            name: name, type: record.text("record") ?? "A",
            manner: record.text("manner").flatMap(ProbeQuestion.Records.Manner.init) ?? .authoritative,
            approved: record.texts("approved"), timeToLiveMost: record.span("ttl_most"), isSigned: record.flag("signed")
        )
    }

    private mutating func payment(
        _ record: SettingRecordValue, _ kind: ProbeKind, _ at: Place
    ) -> ProbeQuestion.Payment? {
        guard let channel = kind.channel else { return nil }
        let operation = record.text("operation").flatMap(PaymentOperation.init) ?? kind.operations[0]
        guard kind.operations.contains(operation) else {
            report(
                at + [.key("operation")], "a probe of the kind \(kind.rawValue) does not do this",
                found: operation.rawValue,
                hint: "it does: " + kind.operations.map(\.rawValue).joined(separator: ", "))
            return nil
        }
        var payment = ProbeQuestion.Payment(
            channel: channel, operation: operation, terminal: record.text("terminal"), acquirer: record.text("acquirer")
        )
        if let address = record.text("return_address") {
            payment.returnAddress = address
            if Destination(address)?.isWeb != true {
                report(
                    at + [.key("return_address")], "expected a URL such as https://shop.example.com/back",
                    found: address)
            }
        }
        if let text = record.text("secret") {
            payment.secret = SecretReference(text)
            if payment.secret == nil {
                report(
                    at + [.key("secret")], "expected a secret by reference: env:NAME or file:PATH",
                    hint: "put it into a file that only the service can read")
            }
        }
        return payment
    }

    // MARK: HTTP

    private mutating func http(_ record: SettingRecordValue, _ at: Place) -> ProbeQuestion.HTTP? {
        let common = headers(record, at)
        let records = record.records("steps")
        var steps: [ProbeQuestion.Step] = []
        if records.isEmpty {
            steps = [
                ProbeQuestion.Step(
                    method: record.text("method") ?? "GET", headers: common, body: record.text("body"),
                    expect: conditions(record, at))
            ]
        } else {
            for key in ["body", "expect"] where record.values[key] != nil {
                report(at + [.key(key)], "\(key) belongs to the steps, where there are some")
            }
            var known: Set<String> = []
            for (index, inner) in records.enumerated() {
                let place = at + [.key("steps"), .element(index)]
                steps.append(step(inner, place, common: common, known: &known))
            }
        }
        return .init(
            steps: steps, redirects: record.integer("redirects") ?? 0,
            version: record.text("version").flatMap(ProbeQuestion.HTTP.Version.init) ?? .any)
    }

    private mutating func step(
        _ record: SettingRecordValue, _ at: Place, common: [HeaderField], known: inout Set<String>
    ) -> ProbeQuestion.Step {
        var step = ProbeQuestion.Step(
            name: record.text("name"), method: record.text("method") ?? "GET", path: record.text("path"),
            headers: common + headers(record, at), body: record.text("body"), expect: conditions(record, at))
        if let path = step.path, !path.hasPrefix("/") {
            report(at + [.key("path")], "expected a path that begins with /", found: path)
        }
        if Self.placeholders(step.path ?? "").contains(where: { $0.hasPrefix("env:") || $0.hasPrefix("file:") }) {
            report(
                at + [.key("path")], "a secret does not belong into an address, which others write into their logs",
                hint: "send it in a header field or in the body")
        }
        let texts = [("path", step.path ?? ""), ("body", step.body ?? "")] + step.headers.map { ("headers", $0.value) }
        for (key, text) in texts {
            for name in Self.placeholders(text) where !name.hasPrefix("env:") && !name.hasPrefix("file:") {
                guard !known.contains(name) else { continue }
                report(
                    at + [.key(key)], "no step before this one keeps a value of this name", found: name,
                    hint: NearestWord.to(name, among: known.sorted()).map { "did you mean \($0)?" }
                        ?? "write keep: [\"\(name) = .path.in.the.answer\"] at an earlier step")
            }
        }
        for (index, text) in record.texts("keep").enumerated() {
            guard let kept = ProbeQuestion.Kept(text) else {
                report(
                    at + [.key("keep"), .element(index)], "expected NAME = PLACE", found: text,
                    hint: "such as \"id = .payment.id\"")
                continue
            }
            step.keep.append(kept)
            known.insert(kept.name)
        }
        return step
    }

    /// What stands between `${` and `}`.
    static func placeholders(_ text: String) -> [String] {
        text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            rest.firstIndex(of: "}").map { String(rest[..<$0]) }
        }
    }

    private mutating func conditions(_ record: SettingRecordValue, _ at: Place) -> [Condition] {
        let isGiven = record.values["expect"] != nil
        var conditions: [Condition] = []
        for (index, text) in (isGiven ? record.texts("expect") : ["status in 200..299"]).enumerated() {
            do throws(Condition.Refusal) {
                conditions.append(try Condition(text))
            } catch {
                report(at + [.key("expect"), .element(index)], error.message, found: text, hint: error.hint)
            }
        }
        return conditions
    }

    // MARK: Bytes

    private mutating func exchange(_ record: SettingRecordValue, _ at: Place) -> [ProbeQuestion.Exchange] {
        var lines: [ProbeQuestion.Exchange] = []
        for (index, line) in record.records("exchange").enumerated() {
            let place = at + [.key("exchange"), .element(index)]
            let given = ["send", "send_hex", "expect", "expect_hex"].filter { line.values[$0] != nil }
            guard given.count == 1, let key = given.first, let text = line.text(key) else {
                report(place, "expected one of send, send_hex, expect and expect_hex in each line of the exchange")
                continue
            }
            guard let bytes = key.hasSuffix("_hex") ? ByteText.hexadecimal(text) : ByteText.escaped(text),
                !bytes.isEmpty
            else {
                report(
                    place + [.key(key)],
                    key.hasSuffix("_hex")
                        ? "expected pairs of hexadecimal digits"
                        : "expected \\r, \\n, \\t, \\\\ or \\x and two hexadecimal digits behind each \\", found: text)
                continue
            }
            if key.hasPrefix("send") {
                lines.append(.send(bytes))
            } else {
                lines.append(line.flag("anywhere") ? .expectWithin(bytes) : .expect(bytes))
            }
        }
        return lines
    }
}

extension ProbeKind {
    /// Whether `to` may be this.
    func takes(_ destination: Destination) -> Bool {
        switch addressing {
        case .none: false
        case .url(let schemes): destination.scheme.map { schemes.contains($0) } ?? false
        case .place(let port): destination.scheme == nil && (port != nil || destination.port != nil)
        case .host: destination.scheme == nil && destination.port == nil
        }
    }
}

/// Bytes as people write them.
enum ByteText {
    static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }.map(Self.digit)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func escaped(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: return nil
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
