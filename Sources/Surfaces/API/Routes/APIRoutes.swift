package import HTTP
internal import Desk
internal import Incidents
internal import JSON
internal import Linking
package import Vocabulary
internal import Access

/// Answers every address of the ``RouteTable`` that belongs to the API.
package struct APIRoutes: Sendable {
    let answers: APIAnswers
    let sources: APISources
    let zones: ZoneCatalogue
    /// Where the installation stands, when somebody has said so; else each request's Host header says it.
    let place: PublicPlace?
    let now: @Sendable () -> Instant

    package init(
        answers: APIAnswers, sources: APISources, zones: ZoneCatalogue, origin: String? = nil,
        now: @escaping @Sendable () -> Instant
    ) {
        self.answers = answers
        self.sources = sources
        self.zones = zones
        place = origin.map { PublicPlace(origin: $0) }
        self.now = now
    }

    /// Adds every route of the table that belongs to the API.
    package func add(to router: inout Router) {
        var known: Set<String> = []
        for route in RouteTable.routes where route.operation.isOfAPI {
            // The three formats of a feed share a pattern.
            guard known.insert("\(route.method) \(route.pattern)").inserted else { continue }
            let operation = route.operation
            router.on(route.method, route.pattern, bodyLimit: route.body?.most) {
                [self] request, parameters in
                reply(operation, request, parameters)
            }
        }
    }

    private func reply(_ operation: APIOperation, _ request: HTTPRequest, _ parameters: RouteParameters) -> HTTPReply {
        switch operation {
        case .readIndex: made(request) { Self.json(APISurface.index($0.site, asOf: $0.asOf)) }
        case .listProviders: made(request) { Self.json(APISurface.providers($0.site, now: $0.now)) }
        case .readProvider:
            made(request) { picture in
                APISurface.provider(parameters["id"], picture.site, now: picture.now).map(Self.json)
            }
        case .listPages: made(request) { Self.json(PageDocument.json($0.site.pages)) }
        case .readPage:
            made(request) { picture in
                picture.site.pages.first { $0.provider.rawValue == parameters["provider"] }.map { Self.json($0.json) }
            }
        case .listIncidents: listIncidents(request)
        case .exportIncidents: exportIncidents(request)
        case .readIncident: readIncident(parameters["id"], request)
        case .readHistory: readHistory(parameters["id"], request)
        case .readLinked: readLinked(parameters["id"], request)
        case .readHonesty: readHonesty(parameters["id"], request)
        case .search: search(request)
        case .findVendors: findVendors(request)
        case .readOriginal: readOriginal(parameters["digest"], request)
        case .followEvents: .now(Self.events(sources.feed))
        case .describe: .prepared(Self.description)
        case .feedAll: feed(request, file: request.path.split(separator: "/").last.map(String.init) ?? "") { _ in .all }
        case .feedProvider: feed(request, file: parameters["file"]) { ProviderID($0).map { .provider($0) } }
        case .feedComponent: feed(request, file: parameters["file"]) { ComponentID($0).map { .component($0) } }
        case .feedEntity: feed(request, file: parameters["file"]) { EntityWord.read($0).map { .entity($0) } }
        case .statuspageSummary: statuspage(request, parameters) { page throws(Unsayable) in try page.summary() }
        case .statuspageStatus: statuspage(request, parameters) { page throws(Unsayable) in try page.status() }
        case .statuspageComponents:
            statuspage(request, parameters) { page throws(Unsayable) in try page.componentsDocument() }
        case .statuspageIncidents: statuspage(request, parameters, deep: true) { $0.incidentsDocument() }
        case .statuspageUnresolved: statuspage(request, parameters) { $0.incidentsDocument(openOnly: true) }
        case .statuspageMaintenances: statuspage(request, parameters, deep: true) { $0.maintenancesDocument() }
        case .statuspageUpcoming: statuspage(request, parameters) { $0.maintenancesDocument(.upcoming) }
        case .statuspageActive: statuspage(request, parameters) { $0.maintenancesDocument(.active) }
        case .followPage: write(request, .manageSources) { [self] in follow(request, $0, $1) }
        case .unfollowPage:
            write(request, .manageSources) { [self] in unfollow(parameters["provider"], request, $0, $1) }
        case .decideEvent: write(request, .manageSources) { [self] in decide(request, $0, $1) }
        case .listRoutes: listRoutes(request)
        case .changeRoute: changeRoute(parameters["name"], request)
        case .removeRoute: removeRoute(parameters["name"], request)
        case .explainAlerts: explainAlerts(parameters["incident"], request)
        case .readOutbox: readOutbox(request)
        case .resendMessage: resendMessage(parameters["message"], request)
        case .testChannel: testChannel(parameters["name"], request)
        case .readOrganisation: readOrganisation(request)
        case .listDeskIncidents: listDeskIncidents(request)
        case .readDeskIncident: readDeskIncident(parameters["id"], request)
        case .declareIncident: declareIncident(request)
        case .orderIncident: orderIncident(parameters["id"], request)
        case .describeProvider: describeOrganisation(.providers, parameters["id"], request)
        case .describeBrand: describeOrganisation(.brands, parameters["id"], request)
        case .describeComponent: describeOrganisation(.components, parameters["id"], request)
        case .describeSentence: describeOrganisation(.sentences, parameters["id"], request)
        case .describeSeries: describeOrganisation(.series, parameters["id"], request)
        case .readOwnProvider: readDescribed(.providers, parameters["id"], request)
        case .readOwnBrand: readDescribed(.brands, parameters["id"], request)
        case .readOwnComponent: readDescribed(.components, parameters["id"], request)
        case .readSentence: readDescribed(.sentences, parameters["id"], request)
        case .readSeries: readDescribed(.series, parameters["id"], request)
        case .decideSentence: decideSentence(parameters["id"], request)
        case .agreeSeries: agreeSeries(parameters["id"], request)
        case .retireBrand: retire(parameters["id"], request) { .brand($0) }
        case .retireComponent: retire(parameters["id"], request) { .component($0) }
        case .retireSentence: retire(parameters["id"], request) { .sentence($0) }
        case .retireSeries: retire(parameters["id"], request) { .series($0) }
        case .putLogo: putLogo(parameters["id"], request)
        case .removeLogo: removeLogo(parameters["id"], request)
        case .listSubscribers: listSubscribers(parameters["brand"], request)
        case .importSubscribers: importSubscribers(parameters["brand"], request)
        case .findSubscribers: findSubscribers(parameters["brand"], request)
        case .addSubscriber: addSubscriber(parameters["brand"], request)
        case .askSubscriber: askSubscriber(parameters["id"], of: parameters["brand"], request)
        case .removeSubscriber: removeSubscriber(parameters["id"], of: parameters["brand"], request)
        case .readTellings: readTellings(request)
        case .readDeliveries:
            readDeliveries(parameters["id"], of: parameters["brand"], request)
        case .resendTelling: resendTelling(parameters["job"], request)
        case .readMoving: readMoving(request)
        case .startMoving: startMoving(request)
        case .listAnnouncements: listAnnouncements(request)
        case .stopAnnouncement: stopAnnouncement(parameters["case"], request)
        case .labelCase: labelCase(parameters["case"], request)
        case .takeOverEnd: takeOverEnd(parameters["case"], request)
        case .readEvidence: readEvidence(parameters["case"], request)
        case .listRules: listRules(request)
        case .orderRule: orderRule(parameters["rule"], request)
        case .listAgents: listAgents(request)
        case .inviteAgent: inviteAgent(request)
        case .revokeAgent: revokeAgent(parameters["name"], request)
        case .listUsers: listUsers(request)
        case .readUser: readUser(parameters["id"], request)
        case .inviteUser: inviteUser(request)
        case .changeRoles: changeRoles(parameters["id"], request)
        case .disableUser: disableUser(parameters["id"], request)
        case .enableUser: enableUser(parameters["id"], request)
        case .resetUser: resetUser(parameters["id"], request)
        case .removeSecondFactor: removeSecondFactor(parameters["id"], request)
        case .endSessions: endSessions(parameters["id"], request)
        case .endSession: endSessions(parameters["id"], only: parameters["session"], request)
        case .listTokens: listTokens(request)
        case .revokeToken: revokeToken(parameters["id"], request)
        case .readAudit: readAudit(request)
        case .tellCounts: tellCounts(request)
        case .listCounts: listCounts(request)
        case .tellMetrics: tellMetrics(request)
        case .tellAlerts: tellAlerts(request)
        case .tellChange: tellChange(request)
        case .listChanges: listChanges(request)
        case .listHeartbeats: listHeartbeats(request)
        case .addressHeartbeat: addressHeartbeat(parameters["name"], request)
        case .isAlive, .isReady, .readMetrics, .nudgePage, .beat, .beatPosted, .beatWord, .beatWordPosted:
            .now(notFound(request))
        }
    }

    typealias Unsayable = StatuspageDocuments.Unsayable

    // MARK: What is made of the site, and kept until it changes

    /// Answers from the picture; nil from `work` is "there is nothing of this name". `variant` is what of the query the
    /// answer depends on.
    func made(
        _ request: HTTPRequest, variant: String = "",
        _ work: @escaping @Sendable (APIAnswers.Picture) -> PreparedResponse?
    ) -> HTTPReply {
        let key = APIAnswers.Key(target: request.path + "?" + variant, origin: "")
        if let known = answers.made(key) { return .prepared(known) }
        guard let (picture, generation) = answers.current() else { return .now(starting(request)) }
        return .later { [self] in
            guard let response = await Self.offLoop({ work(picture) }) else { return .now(notFound(request)) }
            answers.keep(response, key, of: generation)
            return .prepared(response)
        }
    }

    /// Off the server's loop, which has other readers. A task of the server prefers that loop, also for what is
    /// concurrent, so another executor must be named.
    static func offLoop<Result: Sendable>(_ work: @Sendable () -> Result) async -> Result {
        await withTaskExecutorPreference(globalConcurrentExecutor) { await concurrently(work) }
    }

    @concurrent
    private static func concurrently<Result: Sendable>(_ work: @Sendable () -> Result) async -> Result { work() }

    // MARK: What is asked of the store

    /// Nil from `work` is "there is nothing of this name".
    func asked(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(QueryFailure) -> HTTPReply?
    ) -> HTTPReply {
        .later { [self] in
            do throws(QueryFailure) {
                return try await work() ?? .now(notFound(request))
            } catch {
                return .now(ProblemDetails.response(.serviceUnavailable, error.message, to: request))
            }
        }
    }

    // MARK: Words

    func place(of request: HTTPRequest) -> PublicPlace {
        place ?? PublicPlace(host: request.headers["Host"], isSecure: request.isSecure)
            ?? PublicPlace(origin: "http://localhost")
    }

    func notFound(_ request: HTTPRequest) -> HTTPResponse {
        ProblemDetails.response(.notFound, "There is nothing of this name.", to: request)
    }

    func starting(_ request: HTTPRequest) -> HTTPResponse {
        var response = ProblemDetails.response(
            .serviceUnavailable, "Vigie is starting; try again in a moment.", to: request)
        response.headers.set("Retry-After", "5")
        return response
    }

    func malformed(_ faults: [ProblemDetails.Fault], _ request: HTTPRequest) -> HTTPReply {
        .now(ProblemDetails.response(.badRequest, faults, to: request))
    }

    static func json(_ value: JSONValue) -> PreparedResponse {
        PreparedResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"], body: JSONWriter.pretty(value))
    }

    /// An answer to a question that nobody else asks in the same way.
    static func json(_ value: JSONValue, for request: HTTPRequest) -> PreparedResponse {
        PreparedResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-cache"], body: JSONWriter.pretty(value),
            for: request)
    }

    private static func events(_ feed: EventFeed) -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"], body: .events(feed))
    }

    private static let description = json(OpenAPIDocument.json)
}
