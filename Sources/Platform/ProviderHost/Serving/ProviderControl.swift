package import HTTP
internal import JSON
internal import Ledger
internal import Roles
internal import Vocabulary

/// How a provider is steered by hand and by the lab, beside its health and figures. Whoever reaches these addresses may use them.
///
///     GET    /faults                     what is wrong on purpose
///     PUT    /faults/:server             {"mode": "hung", "share": 100, "done": true, "milliseconds": 3000}
///     DELETE /faults/:server             heals
///     POST   /settlement/:channel        closes the channel's day; the file is the answer, and is written where files go
package struct ProviderControl: Sendable {
    private let faults: FaultBoard
    private let settlement: ProviderSettlement
    /// Keeps a file: its name and its text.
    private let keep: @Sendable (String, String) throws -> Void

    package init(
        faults: FaultBoard, settlement: ProviderSettlement, keep: @escaping @Sendable (String, String) throws -> Void
    ) {
        self.faults = faults
        self.settlement = settlement
        self.keep = keep
    }

    package func add(to router: inout Router) {
        router.on(.get, "/faults") { [faults] _, _ in .now(Self.json(Self.list(faults))) }
        router.on(.put, "/faults/:server") { [self] request, parameters in
            .now(set(parameters["server"], request.body))
        }
        router.on(.delete, "/faults/:server") { [faults] _, parameters in
            guard faults.set(nil, on: parameters["server"]) else { return .now(Self.noServer(faults)) }
            return .now(Self.json(Self.list(faults)))
        }
        router.on(.post, "/settlement/:channel") { [self] _, parameters in
            .later { .now(await close(parameters["channel"])) }
        }
    }

    private func set(_ server: String, _ body: [UInt8]) -> HTTPResponse {
        do throws(JSONError) {
            let object = try JSONObjectReader(
                try JSONValue(reading: body), path: .root, allowing: ["mode", "share", "done", "milliseconds"])
            guard let mode = ServerFault.Mode(rawValue: try object.string("mode")) else {
                let modes = ServerFault.Mode.allCases.map(\.rawValue).joined(separator: ", ")
                return Self.problem("mode is one of \(modes)", .unprocessableContent)
            }
            var fault = ServerFault(mode)
            if object.has("share") { fault.share = Int(try object.integer("share", in: 1...100)) }
            if object.has("done") { fault.isDone = try object.bool("done") }
            if object.has("milliseconds") {
                fault.milliseconds = Int(try object.integer("milliseconds", in: 1...600_000))
            }
            guard faults.set(fault, on: server) else { return Self.noServer(faults) }
            return Self.json(Self.list(faults))
        } catch {
            return Self.problem("\(error)", .unprocessableContent)
        }
    }

    private func close(_ channel: String) async -> HTTPResponse {
        guard let channel = Channel(rawValue: channel) else {
            return Self.problem("there is no such channel", .notFound)
        }
        do throws(LedgerError) {
            guard let file = try await settlement.close(channel) else { return HTTPResponse(status: .noContent) }
            do {
                try keep("\(file.name).txt", file.text)
            } catch {
                return Self.problem("the file could not be written: \(error)", .internalServerError)
            }
            return HTTPResponse(
                headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
                body: .bytes(Array(file.text.utf8)))
        } catch {
            return Self.problem(error.message, .serviceUnavailable)
        }
    }

    private static func list(_ faults: FaultBoard) -> JSONValue {
        .array(
            faults.servers.map { server in
                guard let fault = faults.fault(of: server) else { return ["server": .string(server), "mode": .null] }
                return [
                    "server": .string(server), "mode": .string(fault.mode.rawValue),
                    "share": .integer(Int64(fault.share)), "done": .bool(fault.isDone),
                    "milliseconds": .integer(Int64(fault.milliseconds)),
                ]
            })
    }

    private static func noServer(_ faults: FaultBoard) -> HTTPResponse {
        problem("the servers of this process are \(faults.servers.joined(separator: ", "))", .notFound)
    }

    private static func problem(_ words: String, _ status: HTTPStatus) -> HTTPResponse {
        json(["error": .string(words)], status)
    }

    private static func json(_ value: JSONValue, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(value)))
    }
}
