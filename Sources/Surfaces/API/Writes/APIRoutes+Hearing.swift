internal import Access
internal import Bytes
internal import HTTP
internal import Hearing
internal import Incidents
internal import JSON
internal import Journal
internal import Vocabulary

// What others tell. Programs do this with a token that may `report` and nothing else.
extension APIRoutes {
    func tellCounts(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .report) { [self] hearer, caller in
            body(
                request, limits: PushedCounts.limits, { json throws(JSONError) in try PushedCounts(json: json) }
            ) { counts in
                heard(request) { () throws(HearingRefusal) in
                    let receipt = try await hearer.hear(counts, by: caller.actor.rawValue)
                    // Nothing of it is counted, and sending it again changes nothing.
                    if receipt.refused > 0, receipt.counted + receipt.known + receipt.unmatched == 0 {
                        throw HearingRefusal(.unknown, receipt.why ?? "nothing of it can be counted")
                    }
                    return Self.answer(HearingDocument.receipt(receipt), status: .accepted, location: nil)
                }
            }
        }
    }

    func tellMetrics(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .report) { [self] hearer, _ in
            let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
            let isProtobuf = type == "application/x-protobuf"
            guard isProtobuf || type == "application/json" else {
                let detail = "Send application/x-protobuf or application/json, as OTLP over HTTP does."
                return .now(ProblemDetails.response(.unsupportedMediaType, detail, to: request))
            }
            return heard(request) { () throws(HearingRefusal) in
                let bytes = try Self.inflated(request)
                let wanted = await hearer.otlpMetrics
                let metrics: OTLPMetrics
                if isProtobuf {
                    metrics = try OTLPMetrics.read(protobuf: bytes, wanted: wanted)
                } else {
                    do throws(JSONError) {
                        let json = try JSONValue(reading: bytes, limits: OTLPMetrics.jsonLimits)
                        metrics = try Self.read(json, wanted)
                    } catch {
                        throw HearingRefusal(
                            error.code == .tooLarge ? .tooMuch : .malformed, error.message, pointer: error.path.pointer)
                    }
                }
                let receipt = await hearer.hear(metrics)
                return isProtobuf ? Self.protobuf(receipt) : Self.otlp(receipt)
            }
        }
    }

    private static func read(_ json: JSONValue, _ wanted: Set<String>) throws(JSONError) -> OTLPMetrics {
        do throws(HearingRefusal) {
            return try OTLPMetrics.read(json: json, wanted: wanted)
        } catch {
            throw JSONError(error.code == .tooMuch ? .tooLarge : .refusedValue, error.message)
        }
    }

    private static func inflated(_ request: HTTPRequest) throws(HearingRefusal) -> [UInt8] {
        switch request.headers["Content-Encoding"]?.lowercased() {
        case nil, "identity": return request.body
        case "gzip":
            guard let bytes = Compression.gunzip(request.body, most: OTLPMetrics.jsonLimits.bytes * 4) else {
                throw HearingRefusal(.malformed, "the body is no gzip, or more than is taken; export fewer at a time")
            }
            return bytes
        default: throw HearingRefusal(.malformed, "the body may be plain or gzip")
        }
    }

    /// `ExportMetricsServiceResponse`: empty, or with what was refused.
    private static func otlp(_ receipt: CountReceipt) -> HTTPResponse {
        var object: JSONObject = [:]
        if receipt.refused > 0 {
            object["partialSuccess"] = [
                "rejectedDataPoints": .string("\(receipt.refused)"), "errorMessage": JSONValue(receipt.why),
            ]
        }
        return answer(.object(object), status: .ok, location: nil)
    }

    private static func protobuf(_ receipt: CountReceipt) -> HTTPResponse {
        var body: [UInt8] = []
        if receipt.refused > 0 {
            var partial: [UInt8] = [0x08] + varint(UInt64(receipt.refused))
            let why = Array((receipt.why ?? "").utf8.prefix(500))
            partial += [0x12] + varint(UInt64(why.count)) + why
            body = [0x0A] + varint(UInt64(partial.count)) + partial
        }
        return HTTPResponse(
            status: .ok, headers: ["Content-Type": "application/x-protobuf", "Cache-Control": "no-store"],
            body: .bytes(body))
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }

    func tellAlerts(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .report) { [self] hearer, caller in
            body(
                request, limits: AlertmanagerBody.limits,
                { json throws(JSONError) in try AlertmanagerBody(json: json) }
            ) { group in
                heard(request) { () throws(HearingRefusal) in
                    let matched = try await hearer.hear(group, by: caller.actor)
                    return Self.answer(
                        ["alerts": JSONValue(group.alerts.count), "matched": JSONValue(matched)], status: .ok,
                        location: nil)
                }
            }
        }
    }

    func tellChange(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .report) { [self] hearer, caller in
            let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
            guard ChangeBody.mediaTypes.contains(type) else {
                let detail = "Send \(ChangeBody.mediaTypes.joined(separator: ", or "))."
                return .now(ProblemDetails.response(.unsupportedMediaType, detail, to: request))
            }
            let now = now()
            return heard(request) { () throws(HearingRefusal) in
                let change = try ChangeBody(request.body, headers: request.headers, now: now).change
                let isNew = try await hearer.hear(change, by: caller.actor)
                return Self.answer(
                    HearingDocument.change(change), status: isNew ? .created : .ok, location: nil)
            }
        }
    }

    func listChanges(_ request: HTTPRequest) -> HTTPReply {
        write(request, .look) { [self] writing, _ in
            guard let hearer = writing.hearing else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            let limit = Int(reader.whole("limit", in: 1...500) ?? 50)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return heard(request) { () throws(HearingRefusal) in
                let changes = try await hearer.changes(limit: limit)
                return Self.answer(
                    ["changes": .array(changes.map(HearingDocument.change))], status: .ok, location: nil)
            }
        }
    }

    func listCounts(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .look) { [self] hearer, _ in
            heard(request) { () throws(HearingRefusal) in
                let totals = await hearer.counts
                return Self.answer(
                    ["counts": .array(totals.map(HearingDocument.total))], status: .ok, location: nil)
            }
        }
    }

    func listHeartbeats(_ request: HTTPRequest) -> HTTPReply {
        hearing(request, .look) { [self] hearer, _ in
            heard(request) { () throws(HearingRefusal) in
                let pictures = await hearer.heartbeats()
                return Self.answer(
                    ["heartbeats": .array(pictures.map(HearingDocument.heartbeat))], status: .ok, location: nil)
            }
        }
    }

    func addressHeartbeat(_ name: String, _ request: HTTPRequest) -> HTTPReply {
        let origin = place(of: request).origin
        return hearing(request, .manageSources) { [self] hearer, caller in
            heard(request) { () throws(HearingRefusal) in
                let secret = try await hearer.address(name, by: caller.actor)
                return Self.answer(
                    ["name": .string(name), "url": .string("\(origin)/beat/\(secret.text)")], status: .created,
                    location: nil)
            }
        }
    }

    private func hearing(
        _ request: HTTPRequest, _ right: Right, _ work: @escaping @Sendable (Hearer, CommandCaller) -> HTTPReply
    ) -> HTTPReply {
        write(request, right) { [self] writing, caller in
            guard let hearer = writing.hearing else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(hearer, caller)
        }
    }

    private func heard(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(HearingRefusal) -> HTTPResponse
    ) -> HTTPReply {
        .later {
            do throws(HearingRefusal) {
                return .now(try await work())
            } catch {
                let status: HTTPStatus =
                    switch error.code {
                    case .malformed: .badRequest
                    case .unknown: .unprocessableContent
                    case .tooMuch: .contentTooLarge
                    case .unavailable: .serviceUnavailable
                    }
                guard let pointer = error.pointer else {
                    return .now(ProblemDetails.response(status, error.message, to: request))
                }
                let fault = ProblemDetails.Fault(pointer: pointer, error.message)
                return .now(ProblemDetails.response(status, [fault], to: request))
            }
        }
    }
}

/// What others tell, as JSON.
enum HearingDocument {
    static func receipt(_ receipt: CountReceipt) -> JSONValue {
        var object: JSONObject = [
            "counted": JSONValue(receipt.counted), "unmatched": JSONValue(receipt.unmatched),
            "known": JSONValue(receipt.known), "late": JSONValue(receipt.late), "refused": JSONValue(receipt.refused),
        ]
        if let why = receipt.why { object["why"] = .string(why) }
        return .object(object)
    }

    static func total(_ total: CountTotal) -> JSONValue {
        [
            "target": .string(total.target), "since": total.since.json, "until": total.until.json,
            "good": JSONValue(total.good), "failed": JSONValue(total.failed), "isWhole": .bool(total.isWhole),
        ]
    }

    static func change(_ change: HeardChange) -> JSONValue {
        var object = change.json.object ?? [:]
        for name in ["link", "source"] where object[name]?.isNull == true { object[name] = nil }
        return .object(object)
    }

    static func heartbeat(_ picture: HeartbeatPicture) -> JSONValue {
        var object: JSONObject = ["name": .string(picture.name)]
        switch picture.standing {
        case .unknown: object["standing"] = "unknown"
        case .heard: object["standing"] = "heard"
        case .late: object["standing"] = "late"
        case .missed(let since):
            object["standing"] = "missed"
            object["since"] = since.json
        case .failed(let since, let code):
            object["standing"] = "failed"
            object["since"] = since.json
            object["code"] = .string(code)
        }
        if let last = picture.lastSuccess { object["lastSuccess"] = last.json }
        if let start = picture.lastStart { object["lastStart"] = start.json }
        if let due = picture.due { object["due"] = due.json }
        object["hasAddress"] = .bool(picture.hasAddress)
        return .object(object)
    }
}
