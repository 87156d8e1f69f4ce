internal import HTTP
internal import JSON
internal import Subscribing
internal import Vocabulary
internal import Access

// Who is told what our brands say, for those who look after them. Addresses are in no answer: a subscriber is known by its id.
extension APIRoutes {
    static let subscribersShown = 200

    func listSubscribers(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request, query: true) { [self] orders, _, reader in
            var reader = reader
            let after = reader.identifier("after", of: SubscriberID.self)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                let most = Self.subscribersShown
                let (page, counts) = try await told { () throws(SubscriberOrders.Refusal) in
                    try await orders.list(brand, after: after, limit: most + 1)
                }
                return Self.answer(
                    SubscriberDocument.list(
                        Array(page.prefix(most)), counts: counts, hasMore: page.count > most), status: .ok,
                    location: nil)
            }
        }
    }

    /// What is looked for stands in the body: an address in a query would stand in logs.
    func findSubscribers(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, _, _ in
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return body(request, { json throws(JSONError) in try SubscriberDocument.search(json) }) { asked in
                commanded(request) { () throws(CommandRefusal) in
                    let found = try await told { () throws(SubscriberOrders.Refusal) in
                        try await orders.find(
                            asked.search, of: brand, after: asked.after, limit: Self.subscribersShown)
                    }
                    return Self.answer(SubscriberDocument.found(found), status: .ok, location: nil)
                }
            }
        }
    }

    func addSubscriber(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, caller, _ in
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return body(request, { json throws(JSONError) in try SubscriberDocument.Addition(json) }) { addition in
                commanded(request) { () throws(CommandRefusal) in
                    let asked = try await told { () throws(SubscriberOrders.Refusal) in
                        try await orders.add(
                            addition.kind, addition.address, brand: brand, wish: addition.wish, actor: caller.actor)
                    }
                    return try Self.answer(asked)
                }
            }
        }
    }

    func askSubscriber(_ text: String, of brand: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, caller, _ in
            guard let id = SubscriberID(text), let brand = BrandID(brand) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                let asked = try await told { () throws(SubscriberOrders.Refusal) -> SubscriberOrders.Asked? in
                    guard try await orders.subscriber(id)?.brand == brand else { return nil }
                    return try await orders.askAgain(id, actor: caller.actor)
                }
                guard let asked else { throw Self.noSubscriber }
                return try Self.answer(asked)
            }
        }
    }

    private static func answer(_ asked: SubscriberOrders.Asked) throws(CommandRefusal) -> HTTPResponse {
        switch asked {
        case .put: answer(["asked": "now"], status: .accepted, location: nil)
        case .tooSoon: answer(["asked": "soon"], status: .accepted, location: nil)
        case .notWanted:
            throw CommandRefusal(
                .conflict, "They are told already, or unsubscribed: then they alone can subscribe again.")
        }
    }

    func importSubscribers(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, caller, _ in
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return body(
                request, limits: SubscriberDocument.importLimits,
                { json throws(JSONError) in try SubscriberDocument.csv(json) }
            ) { list in
                commanded(request) { () throws(CommandRefusal) in
                    let report = try await told { () throws(SubscriberOrders.Refusal) in
                        try await orders.take(list, brand, actor: caller.actor, key: caller.key)
                    }
                    return Self.answer(SubscriberDocument.report(report), status: .ok, location: nil)
                }
            }
        }
    }

    func removeSubscriber(_ text: String, of brand: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, caller, _ in
            guard let id = SubscriberID(text), let brand = BrandID(brand) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                let isRemoved = try await told { () throws(SubscriberOrders.Refusal) in
                    try await orders.remove(id, of: brand, actor: caller.actor, key: caller.key)
                }
                guard isRemoved else { throw Self.noSubscriber }
                return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
            }
        }
    }

    func readDeliveries(_ text: String, of brand: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request, query: true) { [self] orders, _, reader in
            var reader = reader
            let before = reader.identifier("before", of: FanOutJobID.self)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            guard let id = SubscriberID(text), let brand = BrandID(brand) else { return .now(notFound(request)) }
            return commanded(request) { () throws(CommandRefusal) in
                let found = try await told { () throws(SubscriberOrders.Refusal) in
                    try await orders.deliveries(to: id, before: before)
                }
                guard let found, found.subscriber.brand == brand else { throw Self.noSubscriber }
                return Self.answer(SubscriberDocument.deliveries(found), status: .ok, location: nil)
            }
        }
    }

    func readTellings(_ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, _, _ in
            commanded(request) { () throws(CommandRefusal) in
                let most = Self.subscribersShown
                let answer = try await told { () throws(SubscriberOrders.Refusal) in
                    SubscriberDocument.tellings(
                        try await orders.jobs(limit: most), try await orders.deadLetters(limit: most),
                        try await orders.log(limit: most))
                }
                return Self.answer(answer, status: .ok, location: nil)
            }
        }
    }

    func resendTelling(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        subscribers(request) { [self] orders, caller, _ in
            guard let job = FanOutJobID(text) else { return .now(notFound(request)) }
            return body(
                request, limits: APIBody.large, { json throws(JSONError) in try SubscriberDocument.subscribers(json) }
            ) { ids in
                commanded(request) { () throws(CommandRefusal) in
                    try await told { () throws(SubscriberOrders.Refusal) in
                        try await orders.resend(job, ids, actor: caller.actor, key: caller.key)
                    }
                    return Self.answer(["job": .string(job.rawValue)], status: .accepted, location: nil)
                }
            }
        }
    }

    private static let noSubscriber = CommandRefusal(.notFound, "The brand has no such subscriber.")

    private func subscribers(
        _ request: HTTPRequest, query: Bool = false,
        _ work: @escaping @Sendable (SubscriberOrders, CommandCaller, ParameterReader) -> HTTPReply
    ) -> HTTPReply {
        write(request, .manageSubscribers) { [self] writing, caller in
            guard let orders = writing.subscribers else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            if !query {
                reader.finish()
                guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            }
            return work(orders, caller, reader)
        }
    }

    private func told<Value>(
        _ work: () async throws(SubscriberOrders.Refusal) -> Value
    ) async throws(CommandRefusal) -> Value {
        do throws(SubscriberOrders.Refusal) {
            return try await work()
        } catch {
            switch error {
            case .brand: throw CommandRefusal(.notFound, "There is no brand of ours of this name.")
            case .full: throw CommandRefusal(.conflict, "There are as many subscribers as this installation takes.")
            case .language: throw CommandRefusal(.refused, "The brand's page is not in this language.")
            case .components: throw CommandRefusal(.refused, "The brand's page shows no such component.")
            case .target, .token: throw CommandRefusal(.refused, "This is no subscriber that can be told.")
            case .journal(let message): throw CommandRefusal(.unavailable, "It can't be done at the moment: \(message)")
            }
        }
    }
}
