package import Vocabulary

/// What is remembered of one document of a page.
package struct DocumentRead: Sendable, Hashable {
    /// The address that it was asked of: another address is another document.
    package var url: String
    package var validators: Validators
    /// The last attempt, the last that succeeded (unchanged ones included), and the last that brought other bytes.
    package var triedAt: Instant?
    package var readAt: Instant?
    package var changedAt: Instant?

    package init(
        url: String, validators: Validators = Validators(), triedAt: Instant? = nil, readAt: Instant? = nil,
        changedAt: Instant? = nil
    ) {
        self.url = url
        self.validators = validators
        self.triedAt = triedAt
        self.readAt = readAt
        self.changedAt = changedAt
    }

    /// After an answer was compared: see ``Validators/compared(status:entityTag:lastModified:bodyDigest:)``.
    package func read(_ freshness: Validators.Freshness, next: Validators, now: Instant) -> DocumentRead {
        var read = self
        read.triedAt = now
        guard freshness != .nonsense else { return read }
        read.readAt = now
        read.validators = next
        if freshness == .changed { read.changedAt = now }
        return read
    }

    package func failed(now: Instant) -> DocumentRead {
        var read = self
        read.triedAt = now
        return read
    }
}

/// Which documents of a page are due. One request when all is quiet; the others when it changed, and for late words.
///
/// Asked twice per cycle: first for what every read needs, then, with what those brought, for the rest.
package struct DocumentPlan: Sendable, Hashable {
    /// For so long after an incident was resolved its post-mortem and edits are waited for.
    package static let lateWordsFor: TimeSpan = .days(30)
    static let daily: TimeSpan = .days(1)
    /// When nothing was resolved lately.
    static let weekly: TimeSpan = .days(7)
    /// A document that failed, and without which the page can be read, is left for a while.
    static let afterFailure: TimeSpan = .hours(1)

    package var requests: [DocumentRequest]
    /// By role.
    package var reads: [String: DocumentRead]
    /// When an incident of this page was last resolved; nil when that is not known.
    package var lastResolved: Instant?

    package init(requests: [DocumentRequest], reads: [String: DocumentRead], lastResolved: Instant?) {
        self.requests = requests
        self.reads = reads
        self.lastResolved = lastResolved
    }

    /// What every read asks for; a document that the page can be read without is left for a while after it failed.
    package func always(now: Instant) -> [DocumentRequest] {
        requests.filter { request in
            guard request.cadence == .everyRead else { return false }
            return request.isNeeded || known(request).map { mayRetry($0, now: now) } ?? true
        }
    }

    /// The others that are due now.
    package func others(now: Instant) -> [DocumentRequest] {
        let changed = requests.filter { $0.cadence == .everyRead }.compactMap { known($0)?.changedAt }.max()
        return requests.filter { request in
            guard request.cadence != .everyRead else { return false }
            guard let read = known(request) else { return true }
            guard let readAt = read.readAt else { return mayRetry(read, now: now) }
            guard mayRetry(read, now: now) else { return false }
            switch request.cadence {
            case .everyRead, .once: return false
            case .daily: return now - readAt >= Self.daily
            case .whenChanged: return (changed.map { $0 > readAt } ?? false) || now - readAt >= lateInterval(now)
            }
        }
    }

    /// What a request of this document can be compared with: nothing when it was last asked of another address.
    package func validators(_ request: DocumentRequest) -> Validators { known(request)?.validators ?? Validators() }

    private func lateInterval(_ now: Instant) -> TimeSpan {
        // Not knowing when the last one ended is no reason to look less often.
        guard let lastResolved, now - lastResolved > Self.lateWordsFor else { return Self.daily }
        return Self.weekly
    }

    private func known(_ request: DocumentRequest) -> DocumentRead? {
        reads[request.role].flatMap { $0.url == request.url ? $0 : nil }
    }

    private func mayRetry(_ read: DocumentRead, now: Instant) -> Bool {
        guard let tried = read.triedAt, tried > read.readAt ?? Instant(microseconds: .min) else { return true }
        return now - tried >= Self.afterFailure
    }
}
