package import HTTP
internal import JSON
internal import PayerPages
internal import Roles
internal import ThreeDS

/// The 3DS server's addresses.
///
/// Two groups, because they have different callers: `addInternal` is for the gateway and the directory server, `addBrowser` for
/// cardholders' browsers. A process may have both on one listener.
package struct ServerRoutes: Sendable {
    private let service: AuthenticationService

    package init(_ service: AuthenticationService) { self.service = service }

    package static let resultsPath = "/3ds/results"
    package static let returnPath = "/3ds/return"

    package func addInternal(to router: inout Router) {
        router.on(.post, "/v1/authentications", bodyLimit: 16 << 10) { request, _ in
            guard service.settings.callers.allows(request) else { return .now(Self.forbidden) }
            return .later { .now(await begin(request)) }
        }
        router.on(.get, "/v1/authentications/:id") { request, parameters in
            guard service.settings.callers.allows(request) else { return .now(Self.forbidden) }
            guard let step = service.known(parameters["id"]) else {
                return .now(
                    Self.problem(
                        AuthenticationProblem(
                            .unknown, "no authentication of this id is known here; one that was lost is refused")))
            }
            return .now(Self.json(step.json))
        }
        router.on(.post, Self.resultsPath, bodyLimit: MessageReader.bytesMost) { request, _ in
            guard service.settings.scheme.allows(request) else { return .now(Self.forbidden) }
            return .later { .now(await results(request)) }
        }
    }

    package func addBrowser(to router: inout Router) {
        router.on(.post, Self.returnPath, bodyLimit: 256 << 10) { request, _ in
            .later { .now(await returned(request)) }
        }
        PageFiles.add(to: &router, below: "/3ds")
    }

    // MARK: The gateway

    private func begin(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(AuthenticationProblem) {
            let question: AuthenticationRequest
            do throws(JSONError) {
                question = try AuthenticationRequest(
                    json: try JSONValue(reading: request.body, limits: JSONLimits(bytes: 16 << 10, depth: 4)))
            } catch {
                let isForm = error.code == .malformed || error.code == .tooLarge || error.code == .duplicateMember
                throw AuthenticationProblem(isForm ? .malformed : .refusedValue, error.description)
            }
            return Self.json(try await service.start(question).json)
        } catch {
            return Self.problem(error)
        }
    }

    // MARK: The scheme

    private func results(_ request: HTTPRequest) async -> HTTPResponse {
        do throws(ProtocolError) {
            let message = try MessageReader(receiver: .server).message(from: request.body)
            guard message.type == .resultsRequest else {
                throw ProtocolError(
                    .invalidMessage, .server, "messageType", about: message.type, TransactionIdentifiers(of: message))
            }
            return Self.message(await service.results(message))
        } catch {
            return Self.message(error.message(version: .v2_2_0))
        }
    }

    static func message(_ message: Message) -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": SchemeLink.contentType, "Cache-Control": "no-store"],
            body: .bytes(message.bytes()))
    }

    // MARK: The browser

    private func returned(_ request: HTTPRequest) async -> HTTPResponse {
        let language = PageLanguage(request)
        guard let form = QueryParameters(form: request.body, bytesMost: 256 << 10) else {
            return NoticePage.response(.badReturn, language, status: .badRequest, below: "/3ds")
        }
        // What the issuer told the browser is no proof; when it can't be read, the way back is the same.
        let response = form["cres"].flatMap { try? BrowserForm.message(in: $0, MessageReader(receiver: .server)) }
        guard let address = await service.browserReturned(session: form["threeDSSessionData"], response: response)
        else { return NoticePage.response(.badReturn, language, status: .badRequest, below: "/3ds") }
        return HTTPResponse(
            status: .seeOther,
            headers: ["Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"])
    }

    // MARK: Answers

    private static let forbidden = problem(
        AuthenticationProblem(
            .forbidden, "the caller is not one of those who may ask; look at its certificate or its key"))

    private static func json(_ value: JSONValue) -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.compact(value)))
    }

    private static func problem(_ problem: AuthenticationProblem) -> HTTPResponse {
        var response = json(
            [
                "title": .string(problem.description), "status": .integer(Int64(problem.status.code)),
                "code": .string(problem.code.rawValue),
            ])
        response.status = problem.status
        response.headers.set("Content-Type", "application/problem+json")
        if problem.code == .overloaded { response.headers.set("Retry-After", "1") }
        return response
    }
}
