internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import JSON
internal import Vocabulary

// The desk: our own incidents and the organisation. Looking takes the same right as ordering: what waits is internal.
extension APIRoutes {
    func readOrganisation(_ request: HTTPRequest) -> HTTPReply {
        desk(request, .look) { [self] desk, _, _ in
            ordered(request) { () throws(DeskRefusal) in
                Self.answer(DeskDocument.organisation(try await desk.site()), status: .ok, location: nil)
            }
        }
    }

    func listDeskIncidents(_ request: HTTPRequest) -> HTTPReply {
        let now = now()
        return desk(request, .look) { [self] desk, _, _ in
            ordered(request) { () throws(DeskRefusal) in
                let incidents = try await desk.site().incidents.filter { $0.own != nil }
                return Self.answer(DeskDocument.incidents(incidents, now: now), status: .ok, location: nil)
            }
        }
    }

    func readDeskIncident(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        let now = now()
        return desk(request, .look) { [self] desk, _, _ in
            guard let id = IncidentID(text) else { return .now(notFound(request)) }
            return ordered(request) { () throws(DeskRefusal) in
                guard let known = try await desk.incident(id) else {
                    throw DeskRefusal(.notFound, "There is no incident \(id) of our own.")
                }
                return Self.answer(
                    DeskDocument.incident(known.incident, version: known.version, now: now), status: .ok,
                    location: nil)
            }
        }
    }

    func declareIncident(_ request: HTTPRequest) -> HTTPReply {
        desk(request, .declareAndUpdate) { [self] desk, caller, identity in
            body(request, limits: APIBody.large, Declaration.init(json:)) { declaration in
                if let refusal = lacking(declaration.rights, identity, request) { return refusal }
                return ordered(request) { () throws(DeskRefusal) in
                    let outcome = try await desk.declare(declaration, by: caller)
                    return Self.answer(
                        DeskDocument.outcome(outcome), status: .created,
                        location: "/api/desk/incidents/\(outcome.incident)")
                }
            }
        }
    }

    func orderIncident(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .look) { [self] desk, caller, identity in
            guard let id = IncidentID(text) else { return .now(notFound(request)) }
            return body(request, limits: APIBody.large, DeskOrderBody.init) { order in
                if let refusal = lacking(order.order.rights, identity, request) { return refusal }
                return ordered(request) { () throws(DeskRefusal) in
                    let outcome = try await desk.perform(order.order, on: id, version: order.version, by: caller)
                    return Self.answer(DeskDocument.outcome(outcome), status: .ok, location: nil)
                }
            }
        }
    }

    func describeOrganisation(_ kind: CatalogueOrder.Kind, _ id: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .manageCatalogue) { [self] desk, caller, identity in
            body(
                request, limits: APIBody.large,
                { json throws(JSONError) in try CatalogueOrder(kind, id, json) }
            ) { order in
                let seen: SeenVersion?
                switch SeenVersion.read(request) {
                case .success(let version): seen = version
                case .failure(let fault): return malformed([fault], request)
                }
                return ordered(request) { () throws(DeskRefusal) in
                    do throws(DeskRefusal) {
                        try await desk.describe(
                            order, by: await withCompany(caller, identity), version: seen?.number)
                    } catch {
                        guard seen != nil, error == .describedMeanwhile else { throw error }
                        return ProblemDetails.response(.preconditionFailed, error.message, to: request)
                    }
                    return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
                }
            }
        }
    }

    func decideSentence(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .approveText) { [self] desk, caller, identity in
            guard let id = SentenceID(text) else { return .now(notFound(request)) }
            return body(
                request, limits: APIBody.large,
                { json throws(JSONError) in
                    let object = try JSONObjectReader(json, path: .root, allowing: ["agree", "text"])
                    return (agree: try object.bool("agree"), text: try object.text("text"))
                }
            ) { decision in
                ordered(request) { () throws(DeskRefusal) in
                    try await desk.decide(
                        sentence: id, agreeing: decision.agree ? decision.text : nil,
                        by: await withCompany(caller, identity))
                    return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
                }
            }
        }
    }

    func agreeSeries(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .approveText) { [self] desk, caller, identity in
            guard let id = SeriesID(text) else { return .now(notFound(request)) }
            return body(
                request, limits: APIBody.large,
                { json throws(JSONError) in
                    let object = try JSONObjectReader(json, path: .root, allowing: ["title", "summary"])
                    return (title: try object.text("title"), summary: try object.optionalText("summary"))
                }
            ) { words in
                ordered(request) { () throws(DeskRefusal) in
                    try await desk.agree(
                        series: id, title: words.title, summary: words.summary,
                        by: await withCompany(caller, identity))
                    return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
                }
            }
        }
    }

    /// With whether somebody else here could agree to a sentence.
    func withCompany(_ caller: DeskCaller, _ identity: Identity) async -> DeskCaller {
        var caller = caller
        if let access = sources.writing?.access {
            caller.isAlone = await access.isAlone(identity)
        } else {
            caller.isAlone = identity.isBeforeUsers
        }
        return caller
    }

    /// One part of the organisation, with the version that a change of it may name.
    func readDescribed(_ kind: CatalogueOrder.Kind, _ id: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .look) { [self] desk, _, _ in
            ordered(request) { () throws(DeskRefusal) in
                let none = DeskRefusal(.notFound, "There is none of our \(kind.rawValue) of this name.")
                guard let known = CatalogueOrder(kind, id, in: try await desk.site()) else { throw none }
                // The version before what it is the version of: who is late by one change is told, never believed.
                let version = try await desk.version(of: known)
                guard let described = CatalogueOrder(kind, id, in: try await desk.site()) else { throw none }
                var answer = Self.answer(described.json, status: .ok, location: nil)
                answer.headers.set("ETag", SeenVersion(number: version).text)
                return answer
            }
        }
    }

    func retire<ID: Identifier>(
        _ text: String, _ request: HTTPRequest, _ part: @escaping @Sendable (ID) -> CataloguePart
    ) -> HTTPReply {
        desk(request, .manageCatalogue) { [self] desk, caller, _ in
            guard let id = ID(text) else { return .now(notFound(request)) }
            return body(request, limits: JSONLimits(bytes: 1_024, depth: 2), RetiredBody.init) { order in
                ordered(request) { () throws(DeskRefusal) in
                    try await desk.retire(part(id), order.isRetired, by: caller)
                    return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
                }
            }
        }
    }

    func putLogo(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .manageCatalogue) { [self] desk, caller, _ in
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return body(request, limits: LogoBody.limits, LogoBody.init) { logo in
                ordered(request) { () throws(DeskRefusal) in
                    let name = try await desk.put(logo: logo.picture, on: brand, by: caller)
                    return Self.answer(["logo": JSONValue(name)], status: .ok, location: nil)
                }
            }
        }
    }

    func removeLogo(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        desk(request, .manageCatalogue) { [self] desk, caller, _ in
            guard let brand = BrandID(text) else { return .now(notFound(request)) }
            return ordered(request) { () throws(DeskRefusal) in
                _ = try await desk.put(logo: nil, on: brand, by: caller)
                return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
            }
        }
    }

    private func desk(
        _ request: HTTPRequest, _ right: Right,
        _ work: @escaping @Sendable (Desk, DeskCaller, Identity) -> HTTPReply
    ) -> HTTPReply {
        asking(request, right) { [self] writing, caller, identity in
            guard let desk = writing.desk else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(desk, deskCaller(caller, identity), identity)
        }
    }

    func deskCaller(_ caller: CommandCaller, _ identity: Identity) -> DeskCaller {
        var known = DeskCaller(actor: caller.actor, person: identity.person, key: caller.key)
        known.isNameless = identity.user == nil && !identity.isBeforeUsers
        return known
    }

    /// The answer to who may not do what an order says; nil for who may.
    private func lacking(_ rights: Set<Right>, _ identity: Identity, _ request: HTTPRequest) -> HTTPReply? {
        rights.sorted().lazy.compactMap { Authorisation.refusal(identity, $0) }.first.map {
            .now(ProblemDetails.response(.forbidden, $0.message, to: request))
        }
    }

    func ordered(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(DeskRefusal) -> HTTPResponse
    ) -> HTTPReply {
        .later {
            do throws(DeskRefusal) {
                return .now(try await work())
            } catch {
                let failure = HTTPFailure(status: error.status, detail: error.message, requestID: request.id)
                let faults = error.field.map { [ProblemDetails.Fault(pointer: "/" + $0, error.message)] } ?? []
                return .now(ProblemDetails.response(failure, faults: faults))
            }
        }
    }
}

extension DeskRefusal {
    var status: HTTPStatus {
        switch reason {
        case .refused, .incomplete, .keyReused: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .samePerson: .forbidden
        case .unavailable: .serviceUnavailable
        }
    }
}
