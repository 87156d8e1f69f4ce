internal import Alerting
internal import HTTP
internal import JSON
internal import Vocabulary
internal import Access

// Alerts. Names of channels and what they were told are internal, so that reading takes a right of its own.
extension APIRoutes {
    func listRoutes(_ request: HTTPRequest) -> HTTPReply {
        alerting(request, .readAlerts) { [self] alerting, _ in
            commanded(request) { () throws(CommandRefusal) in
                let book = try await alerting.picture().book
                return Self.answer(AlertDocument.book(book), status: .ok, location: nil)
            }
        }
    }

    func readOutbox(_ request: HTTPRequest) -> HTTPReply {
        alerting(request, .readAlerts) { [self] alerting, _ in
            commanded(request) { () throws(CommandRefusal) in
                Self.answer(AlertDocument.outbox(try await alerting.picture()), status: .ok, location: nil)
            }
        }
    }

    func explainAlerts(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        alerting(request, .readAlerts) { [self] alerting, _ in
            guard let id = IncidentID(text) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                Self.answer(
                    AlertDocument.explanation(try await alerting.explain(id)), status: .ok, location: nil)
            }
        }
    }

    func changeRoute(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        alerting(request) { [self] alerting, caller in
            guard let name = RouteName(text) else {
                let fault = ProblemDetails.Fault(
                    parameter: "name", "expected lower-case letters, digits and hyphens, at most 64")
                return malformed([fault], request)
            }
            let zones = zones
            return body(
                request, { json throws(JSONError) in try RouteOrder(json, name: name, zones: zones) }
            ) { order in
                commanded(request) { () throws(CommandRefusal) in
                    let isNew = try await alerting.change(order.route, by: caller)
                    return Self.answer(
                        AlertDocument.route(order.route), status: isNew ? .created : .ok, location: nil)
                }
            }
        }
    }

    func removeRoute(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        alerting(request) { [self] alerting, caller in
            guard let name = RouteName(text) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                try await alerting.remove(name, by: caller)
                return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
            }
        }
    }

    func resendMessage(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        alerting(request) { [self] alerting, caller in
            guard let id = MessageID(text) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                try await alerting.resend(id, by: caller)
                return Self.answer(
                    ["message": .string(id.rawValue), "state": "pending"], status: .accepted, location: nil)
            }
        }
    }

    func testChannel(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        alerting(request) { [self] alerting, _ in
            guard let id = AlertChannelID(text) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                try await alerting.test(id)
                return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
            }
        }
    }

    private func alerting(
        _ request: HTTPRequest, _ right: Right = .manageAlerts,
        _ work: @escaping @Sendable (any AlertingCommands, CommandCaller) -> HTTPReply
    ) -> HTTPReply {
        write(request, right) { [self] writing, caller in
            guard let alerting = writing.alerting else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(alerting, caller)
        }
    }
}
