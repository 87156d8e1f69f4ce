internal import CLI
internal import HTTP
internal import HTTPClient
internal import JSON
internal import Machine
internal import Settings

/// One request of a command to a running server.
enum ServerCall {
    static func send(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue?, to place: ServerPlace, key: String? = nil
    ) async throws(ProgramFailure) -> JSONValue {
        let response = try await answer(method, path, body, place, key)
        return (try? JSONValue(reading: response.body)) ?? .null
    }

    /// What is no JSON, such as an archive.
    static func bytes(_ path: String, from place: ServerPlace) async throws(ProgramFailure) -> [UInt8] {
        try await answer(.get, path, nil, place, nil).body
    }

    private static func answer(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue?, _ place: ServerPlace, _ key: String?
    ) async throws(ProgramFailure) -> FetchResponse {
        let token = try self.token(place.token)
        let response: FetchResponse
        do throws(FetchError) {
            response = try await fetch(method, path, body, place, token, key)
        } catch {
            throw .other(
                message: "\(place.url) can't be asked: \(error.message)",
                hint: "is the server running? vigie serve; --server names another place", code: .unavailable)
        }
        guard (200...299).contains(response.status.code) else {
            let json = try? JSONValue(reading: response.body)
            let detail = json?.object?["detail"]?.string ?? "it answered with status \(response.status.code)"
            let hint = response.status.code == 401 ? "give it with --token env:NAME or --token file:PATH" : nil
            throw .other(message: detail, hint: hint, code: code(response.status.code))
        }
        return response
    }

    private static func fetch(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue?, _ place: ServerPlace, _ token: Secret?, _ key: String?
    ) async throws(FetchError) -> FetchResponse {
        var base = place.url
        while base.hasSuffix("/") { base.removeLast() }
        var headers: HTTPHeaders = ["Accept": "application/json, */*;q=0.1"]
        if body != nil { headers.set("Content-Type", "application/json") }
        if let key { headers.set("Idempotency-Key", key) }
        if let token { headers.set("Authorization", "Bearer " + token.reveal()) }
        var policy = FetchPolicy()
        // The operator names the server: wherever it is.
        policy.addresses = .any
        policy.redirects.maximum = 0
        policy.totalMilliseconds = 120_000
        policy.minimumBytesPerSecond = 0
        let request = FetchRequest(
            method: method, url: try FetchURL(base + path), headers: headers,
            body: body.map { JSONWriter.compact($0) } ?? [], policy: policy)
        return try await ClientLoop.fetch(request)
    }

    private static func token(_ reference: String?) throws(ProgramFailure) -> Secret? {
        guard let reference else { return nil }
        do throws(SettingsFailure) {
            return try SettingsFile.surroundings.secret(reference, option: "--token")
        } catch {
            throw .settings(error)
        }
    }

    private static func code(_ status: Int) -> ExitCode {
        switch status {
        case 400, 401, 403, 422: .usage
        case 404: .noInput
        case 409: .cannotCreate
        default: .unavailable
        }
    }
}

/// A client on a loop of its own, for as long as somebody needs one.
final class ClientLoop: Sendable {
    let client: HTTPClient
    private let loop: EventLoop

    init(userAgent: String) throws(FetchError) {
        do throws(MachineError) {
            loop = try EventLoop(name: "client")
        } catch {
            throw FetchError(.resourceLimit, error.message)
        }
        var configuration = HTTPClientConfiguration()
        configuration.userAgent = userAgent
        client = try HTTPClient(loop: loop, configuration: configuration)
    }

    func close() async {
        await client.close()
        await loop.stop()
    }

    static func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let own = try ClientLoop(userAgent: "Vigie/\(Program.version)")
        do throws(FetchError) {
            let response = try await own.client.fetch(request)
            await own.close()
            return response
        } catch {
            await own.close()
            throw error
        }
    }
}
