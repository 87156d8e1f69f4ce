internal import Bytes
internal import Following
internal import Incidents
internal import Journal
internal import Vocabulary

/// Why a cycle brought nothing.
struct ReadProblem: Error {
    var failure: PollFailure
    var message: String
}

extension Tracker {
    /// Fetches what is due of a page, and records what it says when something changed.
    func read(_ id: ProviderID, _ tracked: TrackedPage) async throws(ReadProblem) -> PollOutcome {
        let format = try Self.format(of: tracked)
        let round = try await fetch(tracked, format)
        guard !round.changed.isEmpty else {
            if pages[id]?.generation == tracked.generation { pages[id]?.reads = round.reads }
            countUnchanged()
            return .unchanged
        }
        let said = try await understood(tracked, format, round)
        return try await record(id, tracked, said, round)
    }

    static func format(of tracked: TrackedPage) throws(ReadProblem) -> PageFormat {
        guard let format = tracked.format else {
            throw ReadProblem(
                failure: .unreadable(.malformed),
                message: "this version of Vigie does not read \(tracked.page.format); was it followed by a later one?")
        }
        return format
    }

    /// What one cycle brought.
    struct Round: Sendable {
        var reads: [String: DocumentRead] = [:]
        var changed: [CapturedDocument] = []
        var fields: [String: [DocumentCapture.Field]] = [:]
        /// Documents that were answered, changed or not; a cycle without any has read nothing.
        var answered = 0
        var lastProblem: ReadProblem?
    }

    func fetch(_ tracked: TrackedPage, _ format: PageFormat) async throws(ReadProblem) -> Round {
        let requests = parts.formats.documents(format, page: tracked.page.url, now: parts.now())
        var round = Round(reads: tracked.reads)
        func plan() -> DocumentPlan {
            DocumentPlan(
                requests: requests, reads: round.reads, lastResolved: tracked.lastResolved,
                hasOpenIncident: !tracked.memory.open.isEmpty)
        }
        // The first read of this process needs every document: what is not at hand can't be compared.
        for request in plan().always(now: parts.now()) { try await fetch(request, into: &round) }
        for request in plan().others(now: parts.now()) { try await fetch(request, into: &round) }
        if round.answered == 0, let problem = round.lastProblem { throw problem }
        return round
    }

    private func fetch(_ request: DocumentRequest, into round: inout Round) async throws(ReadProblem) {
        if request.isHTML, await !robotsAllow(request.url) {
            let message = "\(request.url) is a page for people, and its robots.txt asks programs not to read it"
            guard !request.isNeeded else {
                throw ReadProblem(failure: .unreadable(.robots), message: message)
            }
            round.reads[request.role] = (round.reads[request.role] ?? DocumentRead(url: request.url)).failed(
                now: parts.now())
            return
        }
        switch await fetcher.fetch(request, known: round.reads[request.role]) {
        case .unchanged(let read):
            round.answered += 1
            round.reads[request.role] = read
        case .changed(let document, let fields, let read):
            round.answered += 1
            round.reads[request.role] = read
            round.changed.append(document)
            round.fields[request.role] = fields
        case .failed(let failure, let message):
            let problem = ReadProblem(failure: failure, message: message)
            guard !request.isNeeded else { throw problem }
            round.lastProblem = problem
            round.reads[request.role] = (round.reads[request.role] ?? DocumentRead(url: request.url)).failed(
                now: parts.now())
        }
    }

    /// The documents together; those that did not change come out of the archive.
    func understood(
        _ tracked: TrackedPage, _ format: PageFormat, _ round: Round
    ) async throws(ReadProblem) -> VendorPage {
        var documents = round.changed
        for (role, read) in round.reads where !documents.contains(where: { $0.role == role }) {
            guard let digest = read.validators.bodyDigest.flatMap({ SHA256Digest(hexadecimal: $0) }) else { continue }
            let bytes: [UInt8]?
            do throws(JournalError) {
                bytes = try await parts.store.captured(digest)
            } catch {
                throw ReadProblem(failure: .noAnswer, message: "the archive can't be read: \(error.message)")
            }
            guard let bytes else { continue }
            documents.append(
                CapturedDocument(role: role, url: read.url, status: 200, contentType: nil, body: bytes))
        }
        documents.sort { $0.role < $1.role }
        do throws(UnreadablePage) {
            let said = try await Self.parsed(
                parts.formats, format, page: tracked.page.url, documents, now: parts.now())
            if let pinned = tracked.page.identity, let found = said.identity.id ?? said.identity.name, pinned != found {
                throw UnreadablePage(
                    .otherPage,
                    "\(tracked.page.url) is now the page of \(found), and was \(pinned); unfollow it and follow it anew if that is right"
                )
            }
            return said
        } catch {
            throw ReadProblem(failure: .unreadable(error.reason), message: error.message)
        }
    }

    /// Off the tracker: a large document must not keep every other page waiting.
    @concurrent
    private static func parsed(
        _ formats: any VendorFormats, _ format: PageFormat, page: String, _ documents: [CapturedDocument], now: Instant
    ) async throws(UnreadablePage) -> VendorPage {
        try formats.read(format, page: page, documents: documents, now: now)
    }

    /// A document that changes all the time and says nothing new is archived this often.
    static let captureInterval = TimeSpan.hours(1)

    func record(
        _ id: ProviderID, _ tracked: TrackedPage, _ said: VendorPage, _ round: Round
    ) async throws(ReadProblem) -> PollOutcome {
        let now = parts.now()
        do throws(JournalError) {
            let telling = PageRecorder.Telling(page: tracked.page, words: tracked.words, now: now)
            let result = try await recorder.compare(said, telling, tracked.memory)
            let isDue = tracked.lastCaptured.map { now - $0 >= Self.captureInterval } ?? true
            // Left meanwhile: nothing of it is recorded any more.
            guard let current = pages[id], current.generation == tracked.generation, !current.isLeaving else {
                return .unchanged
            }
            if result.factCount > 0 || isDue {
                try await keep(id, round, result, now)
                pages[id]?.lastCaptured = now
            }
            guard pages[id]?.generation == tracked.generation else { return .unchanged }
            // Only now: bytes that could not be understood or recorded must not be taken for known the next time.
            pages[id]?.reads = round.reads
            pages[id]?.page = result.page
            pages[id]?.memory = result.memory
            pages[id]?.lastResolved = result.lastResolved ?? tracked.lastResolved
            countChanged(result.factCount)
            return .read(hasOpenIncident: result.hasOpenIncident)
        } catch {
            // Not recorded is not read: the next cycle brings it again.
            throw ReadProblem(failure: .noAnswer, message: "the journal could not take it: \(error.message)")
        }
    }

    /// The bytes first: what is recorded points to them.
    private func keep(
        _ id: ProviderID, _ round: Round, _ result: PageRecorder.Result, _ now: Instant
    ) async throws(JournalError) {
        var captures: [Capture] = []
        var documents: [Fact] = []
        for document in round.changed {
            let digest = try await parts.store.keep(document.body)
            let capture = Capture(
                url: document.url, at: now, digest: digest.hexadecimal, contentType: document.contentType,
                bytes: document.body.count)
            captures.append(capture)
            documents.append(
                .documentCaptured(
                    DocumentCapture(
                        provider: id, role: document.role, status: document.status,
                        headers: round.fields[document.role] ?? [], capture: capture)))
        }
        let refused = try await recorder.record(result, captures: captures, documents: documents, now: now)
        for error in refused { parts.log(.refused(id, error.message)) }
    }
}
