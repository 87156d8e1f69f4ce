internal import Access
internal import HTTP
internal import JSON
internal import Moving

// Long work: begun here, and watched.
extension APIRoutes {
    func readMoving(_ request: HTTPRequest) -> HTTPReply {
        moving(request) { moving, _ in
            let work = moving.jobs.map(MovingDocument.document)
            return .now(Self.answer(["work": .array(work)], status: .ok, location: nil))
        }
    }

    func startMoving(_ request: HTTPRequest) -> HTTPReply {
        moving(request) { [self] moving, caller in
            body(
                request, limits: MovingDocument.limits,
                { json throws(JSONError) in try MovingDocument.order(json) }
            ) { order in
                commanded(request) { () throws(CommandRefusal) in
                    do throws(MovingRefusal) {
                        let job = try await moving.start(order, by: caller.actor, key: caller.key)
                        return Self.answer(
                            MovingDocument.document(job), status: .accepted, location: "/api/desk/moving")
                    } catch {
                        throw Self.refusal(error)
                    }
                }
            }
        }
    }

    private static func refusal(_ refusal: MovingRefusal) -> CommandRefusal {
        switch refusal.reason {
        case .busy: CommandRefusal(.conflict, refusal.message)
        case .keyReused: CommandRefusal(.keyReused, refusal.message)
        case .journal, .stopped: CommandRefusal(.unavailable, refusal.message)
        case .noBrand: CommandRefusal(.refused, refusal.message, pointer: "/brand")
        case .language: CommandRefusal(.refused, refusal.message, pointer: "/language")
        default: CommandRefusal(.refused, refusal.message)
        }
    }

    private func moving(
        _ request: HTTPRequest, _ work: @escaping @Sendable (MovingDesk, CommandCaller) -> HTTPReply
    ) -> HTTPReply {
        write(request, .manageCatalogue) { [self] writing, caller in
            guard let moving = writing.moving else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(moving, caller)
        }
    }
}
