internal import Bytes
internal import Following
internal import HTTP
internal import Vocabulary

/// Fetches one document, conditionally where something is known of it.
struct PageFetcher: Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        /// Other bytes than before.
        case changed(CapturedDocument, [DocumentCapture.Field], DocumentRead)
        case unchanged(DocumentRead)
        case failed(PollFailure, message: String)
    }

    let client: any HTTPFetching
    let settings: TrackerSettings
    let now: @Sendable () -> Instant

    func fetch(_ request: DocumentRequest, known: DocumentRead?) async -> Outcome {
        let validators = known?.url == request.url ? known?.validators ?? Validators() : Validators()
        let response: FetchResponse
        do throws(FetchError) {
            response = try await self.response(request.url, accept: request.accept, validators)
        } catch {
            return .failed(Self.failure(error), message: error.message)
        }
        let instant = now()
        let status = Int(response.status.code)
        guard status == 304 || (200...299).contains(status) else {
            let asked = response.headers["Retry-After"].flatMap { RetryAfter.reading($0, now: instant) }
            return .failed(
                .answered(status: status, retryAfter: asked),
                message: "\(request.url) answers with status \(status)")
        }
        let digest = status == 304 ? nil : SHA256Digest(of: response.body).hexadecimal
        let (freshness, next) = validators.compared(
            status: status, entityTag: response.headers["ETag"], lastModified: response.headers["Last-Modified"],
            bodyDigest: digest)
        let read = (known?.url == request.url ? known : nil) ?? DocumentRead(url: request.url)
        switch freshness {
        case .nonsense:
            return .failed(
                .unreadable(.malformed), message: "\(request.url) says that nothing changed, and was not asked")
        case .unchanged: return .unchanged(read.read(.unchanged, next: next, now: instant))
        case .changed:
            let document = CapturedDocument(
                role: request.role, url: response.url.text, status: status,
                contentType: response.headers["Content-Type"], body: response.body)
            return .changed(document, Self.fields(response.headers), read.read(.changed, next: next, now: instant))
        }
    }

    /// A document fetched for the first time, whatever its status: for finding out what a page speaks.
    func probe(_ request: DocumentRequest) async throws(FetchError) -> CapturedDocument {
        let response = try await response(request.url, accept: request.accept, Validators())
        return CapturedDocument(
            role: request.role, url: response.url.text, status: Int(response.status.code),
            contentType: response.headers["Content-Type"], body: response.body)
    }

    private func response(
        _ url: String, accept: String?, _ validators: Validators
    ) async throws(FetchError) -> FetchResponse {
        var headers = HTTPHeaders()
        headers.set("Accept", accept ?? "application/json, application/xml;q=0.9, */*;q=0.5")
        for header in validators.headers { headers.set(header.name, header.value) }
        return try await client.fetch(
            FetchRequest(url: try FetchURL(url), headers: headers, policy: settings.policy()))
    }

    static func failure(_ error: FetchError) -> PollFailure {
        switch error.code {
        case .bodyTooLarge, .headerTooLarge: .unreadable(.tooLarge)
        case .privateAddressRefused, .redirectRefused, .badRequest, .tooManyRedirects: .unreadable(.refused)
        case .nameNotFound, .connectionRefused, .timedOut, .tlsFailed, .protocolError, .cancelled, .resourceLimit:
            .noAnswer
        }
    }

    /// The header fields as they are kept: in order, without what a server sets for one client alone.
    private static func fields(_ headers: HTTPHeaders) -> [DocumentCapture.Field] {
        headers.fields.prefix(64).filter { $0.name.lowercased() != "set-cookie" }.map {
            DocumentCapture.Field(name: String($0.name.prefix(100)), value: String($0.value.prefix(1_000)))
        }
    }
}
