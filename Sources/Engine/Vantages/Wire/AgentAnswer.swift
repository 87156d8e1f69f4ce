internal import Bytes
internal import JSON
package import Vocabulary

/// What an agent hears: always the server's time and the last batch that is kept, and what the request was about.
package struct AgentAnswer: Sendable, Hashable {
    package struct Order: Sendable, Hashable {
        package var number: Int64
        package var body: [UInt8]

        package init(number: Int64, body: [UInt8]) {
            self.number = number
            self.body = body
        }
    }

    package struct Plan: Sendable, Hashable {
        package var digest: [UInt8]
        package var body: [UInt8]

        package init(_ body: [UInt8]) {
            digest = VantagesDomain.plan.digest(body).bytes
            self.body = body
        }
    }

    package static let bytesMost = 8 << 20
    package static let ordersMost = 256

    /// The server's clock when it answered.
    package var at: Instant
    /// How long it had the request before.
    package var held: TimeSpan
    package var outcome: Outcome

    package enum Outcome: Sendable, Hashable {
        /// The agent's name from now on, and the last number that was kept of this vantage.
        case enrolled(AgentName, kept: Int64)
        /// What is to be done, and the last number that was kept.
        case told(kept: Int64, plan: Plan?, orders: [Order])
        /// All batches up to this number are kept, or were let go.
        case kept(through: Int64)
        case refused(AgentRefusal)
    }

    package init(at: Instant, held: TimeSpan, _ outcome: Outcome) {
        self.at = at
        self.held = held
        self.outcome = outcome
    }

    package var bytes: [UInt8] {
        var json: JSONObject = ["at": .integer(at.microseconds), "held": .integer(held.microseconds)]
        switch outcome {
        case .enrolled(let name, let kept):
            json["name"] = .string(name.rawValue)
            json["kept"] = .integer(kept)
        case .told(let kept, let plan, let orders):
            json["kept"] = .integer(kept)
            json["plan"] = plan.map { .string(Base64.encode($0.body)) } ?? .null
            json["orders"] = .array(
                orders.map { ["number": .integer($0.number), "body": .string(Base64.encode($0.body))] })
        case .kept(let number): json["through"] = .integer(number)
        case .refused(let refusal):
            json["refusal"] = .string(refusal.code.rawValue)
            json["detail"] = .string(refusal.message)
        }
        return JSONWriter.compact(.object(json))
    }

    package init(reading bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.bytesMost else { throw WireFault("an answer has at most \(Self.bytesMost) bytes") }
        do throws(JSONError) {
            let object = try JSONObjectReader(JSONValue(reading: bytes))
            at = Instant(microseconds: try object.integer("at", in: -(1 << 60)...(1 << 60)))
            held = TimeSpan(microseconds: try object.integer("held", in: 0...(1 << 40)))
            if object.has("refusal") {
                let code: AgentRefusal.Code = try object.converted("refusal", "a known reason") {
                    AgentRefusal.Code(rawValue: $0) ?? .refused
                }
                outcome = .refused(AgentRefusal(code, String(try object.string("detail").prefix(400))))
            } else if object.has("through") {
                outcome = .kept(through: try object.integer("through", in: 0...(1 << 60)))
            } else if object.has("name") {
                outcome = .enrolled(
                    try object.converted("name", "an agent's name") { AgentName($0) },
                    kept: try object.integer("kept", in: 0...(1 << 60)))
            } else {
                let plan = try object.optional("plan") { reader throws(JSONError) in
                    Plan(try Self.data(reader, "plan"))
                }
                let orders = try object.array("orders") { json, path throws(JSONError) in
                    let order = try JSONObjectReader(json, path: path)
                    return Order(number: try order.integer("number"), body: try Self.data(order, "body"))
                }
                guard orders.count <= Self.ordersMost else { throw JSONError(.refusedValue, "too many orders") }
                outcome = .told(kept: try object.integer("kept", in: 0...(1 << 60)), plan: plan, orders: orders)
            }
        } catch {
            throw WireFault("this is no answer of a server: \(error)")
        }
    }

    private static func data(_ object: JSONObjectReader, _ name: String) throws(JSONError) -> [UInt8] {
        try object.converted(name, "Base64") { Base64.decode($0) }
    }
}

/// Why an agent does not get what it asked for.
package struct AgentRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Never enrolled, revoked, or another key than the one that was enrolled.
        case unknown
        /// The code was used, is too old, or never was one.
        case codeVoid
        /// The stamp is too far from the server's time, which the answer holds: measure, and send it again.
        case clock
        case malformed
        /// The number came before with other bytes: two machines use one key.
        case numberUsed
        /// Too much at once, or the journal or the series can't be written now: send the same again.
        case busy
        /// What a later release says.
        case refused
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Whether the same request can be right later.
    package var mayPass: Bool { code == .busy || code == .clock }

    package static let unknown = AgentRefusal(
        .unknown, "This agent is not enrolled here, or was revoked. Enrol it with a new code: vigie agents enrol NAME.")
    package static let codeVoid = AgentRefusal(
        .codeVoid,
        "This code was used, is too old, or was replaced by another. Make a new one: vigie agents enrol NAME.")
    package static let numberUsed = AgentRefusal(
        .numberUsed,
        "A batch of this number came before with other content: two machines use one key. Enrol one of them anew.")
    package static func clock(by span: TimeSpan) -> AgentRefusal {
        AgentRefusal(.clock, "The request's time is \(span.microseconds / 1_000_000) s from the server's.")
    }
    package static func busy(_ why: String) -> AgentRefusal { AgentRefusal(.busy, why) }
}
