package import HTTP
internal import PayerPages
internal import ThreeDS

/// The issuer's addresses: `addInternal` is for 3DS servers, `addBrowser` for cardholders' browsers.
package struct IssuerRoutes: Sendable {
    private let service: DirectoryService

    package init(_ service: DirectoryService) { self.service = service }

    package static let directoryPath = "/directory"
    package static let challengePath = "/acs/challenge"
    private static let folder = "/acs"

    package func addInternal(to router: inout Router) {
        router.on(.post, Self.directoryPath, bodyLimit: MessageReader.bytesMost) { request, _ in
            guard service.settings.callers.allows(request) else {
                return .now(
                    ServerRoutes.message(
                        ProtocolError(
                            .accessDenied, .directory, "the caller's certificate or key is none of those known"
                        )
                        .message(version: .v2_2_0)))
            }
            return .later { .now(ServerRoutes.message(await service.answer(request.body))) }
        }
    }

    package func addBrowser(to router: inout Router) {
        PageFiles.add(to: &router, below: Self.folder)
        router.on(.post, Self.challengePath, bodyLimit: 256 << 10) { request, _ in
            let page = PageLanguage(request)
            guard let form = QueryParameters(form: request.body, bytesMost: 256 << 10), let creq = form["creq"] else {
                return .now(NoticePage.response(.badRequest, page, status: .badRequest, below: Self.folder))
            }
            return .now(answer(service.issuer.open(creq: creq, session: form["threeDSSessionData"]), page))
        }
        router.on(.post, Self.challengePath + "/:name", bodyLimit: 4 << 10) { request, parameters in
            let page = PageLanguage(request)
            guard let form = QueryParameters(form: request.body), let wish = form["do"],
                wish == "cancel" || wish == "answer"
            else { return .now(NoticePage.response(.badRequest, page, status: .badRequest, below: Self.folder)) }
            let code = wish == "cancel" ? nil : (form["code"] ?? "").filter { $0 != " " }
            return .later {
                // The shop is told even when the browser goes away meanwhile.
                let task = Task {
                    await service.issuer.cardholder(parameters["name"], code: code) { await service.report($0) }
                }
                return .now(answer(await task.value, page))
            }
        }
    }

    private func answer(_ answer: ChallengeService.Answer, _ page: PageLanguage) -> HTTPResponse {
        switch answer {
        case .ask(let shown, let triesLeft):
            ChallengePage.response(shown, triesLeft: triesLeft, page, below: Self.challengePath)
        case .goBack(let form): ReturnPage.response(form, page, below: Self.folder)
        case .wait: NoticePage.response(.wait, page, status: .conflict, below: Self.folder)
        case .protocolError(let error):
            NoticePage.response(
                [.transactionNotRecognised, .transactionDataInvalid].contains(error.code) ? .unknown : .badRequest,
                page,
                status: .badRequest, below: Self.folder)
        case .unknown: NoticePage.response(.unknown, page, status: .notFound, below: Self.folder)
        }
    }
}
