package import HTTP
internal import JSON
internal import Ledger
internal import Markup
internal import Vocabulary

/// The addresses of the settlement role, for people and programs.
///
///     GET  /settlement                        the page
///     GET  /settlement/channels               how each channel stands
///     GET  /settlement/reports                the reports
///     GET  /settlement/reports/NAME           one report (?format=html for people)
///     GET  /settlement/reports/NAME/findings  its findings, 200 a page (?page=0…)
///     POST /settlement/runs                   a run now (?again=true compares files that have a report once more)
package enum SettlementRoutes {
    package static let reportsMost = 50

    package static func add(to router: inout Router, _ service: SettlementService) {
        router.on(.get, "/settlement") { request, _ in
            answer(request) {
                let standings = try await service.standings()
                let reports = try await service.reports(limit: reportsMost)
                return page(SettlementPage.overview(standings, reports))
            }
        }
        router.on(.get, "/settlement/style.css") { _, _ in
            .now(
                HTTPResponse(
                    headers: ["Content-Type": "text/css; charset=utf-8"], body: .bytes(Array(SettlementPage.style.utf8))
                ))
        }
        router.on(.get, "/settlement/channels") { request, _ in
            answer(request) { json(channels(try await service.standings())) }
        }
        router.on(.get, "/settlement/reports") { request, _ in
            answer(request) {
                json(["reports": .array(try await service.reports(limit: reportsMost).map(\.json))])
            }
        }
        router.on(.get, "/settlement/reports/:name") { request, parameters in
            answer(request) {
                guard let report = try await service.report(parameters["name"]) else { return unknown(request) }
                guard QueryParameters(request.query)?["format"] == "html" else { return json(report.json) }
                let findings = try await service.findings(of: report, page: 0)
                return page(SettlementPage.report(report, findings))
            }
        }
        router.on(.get, "/settlement/reports/:name/findings") { request, parameters in
            answer(request) {
                guard let report = try await service.report(parameters["name"]) else { return unknown(request) }
                let asked = QueryParameters(request.query)?["page"] ?? "0"
                guard let number = Int(asked), number == 0 || (0..<report.pages).contains(number) else {
                    return problem(request, .badRequest, "page is a number from 0 to \(max(0, report.pages - 1))")
                }
                let findings = try await service.findings(of: report, page: number)
                return json(["pages": JSONValue(report.pages), "findings": .array(findings.map(\.json))])
            }
        }
        router.on(.post, "/settlement/runs", bodyLimit: 0) { request, _ in
            answer(request) {
                let run = await service.run(again: QueryParameters(request.query)?["again"] == "true")
                var object: JSONObject = [
                    "reports": .array(run.reports.map(\.json)), "known": JSONValue(run.known),
                ]
                if let problem = run.problem { object["problem"] = .string(problem) }
                return json(.object(object), run.problem == nil ? .ok : .serviceUnavailable)
            }
        }
    }

    private static func channels(_ standings: [SettlementService.Stand]) -> JSONValue {
        [
            "channels": .array(
                standings.map { stand in
                    var object: JSONObject = [
                        "channel": .string(stand.channel.rawValue), "state": .string(stand.standing.word),
                        "sentence": .string(stand.standing.sentence),
                    ]
                    switch stand.standing {
                    case .settled(let next): object["next"] = .string(next.rfc3339)
                    case .awaited(let day, let due):
                        object["day"] = .string(day.rfc3339)
                        object["due"] = .string(due.rfc3339)
                    case .late(let day, let since, let days):
                        object["day"] = .string(day.rfc3339)
                        object["dueSince"] = .string(since.rfc3339)
                        object["lateDays"] = JSONValue(days)
                    }
                    return .object(object)
                })
        ]
    }

    // MARK: Answers

    private static func answer(
        _ request: HTTPRequest, _ make: @escaping @Sendable () async throws -> HTTPResponse
    ) -> HTTPReply {
        .later {
            do {
                return .now(try await make())
            } catch {
                let detail = (error as? LedgerError)?.message ?? "the ledger does not answer; try again"
                return .now(problem(request, .serviceUnavailable, detail))
            }
        }
    }

    private static func json(_ value: JSONValue, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(value)))
    }

    private static func page(_ html: HTML) -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"],
            body: .bytes(html.bytes))
    }

    private static func unknown(_ request: HTTPRequest) -> HTTPResponse {
        problem(request, .notFound, "there is no report of this name; GET /settlement/reports lists them")
    }

    private static func problem(_ request: HTTPRequest, _ status: HTTPStatus, _ detail: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(
                JSONWriter.pretty([
                    "type": "about:blank", "status": JSONValue(status.code), "detail": .string(detail),
                    "requestId": .string(request.id),
                ])))
    }
}
