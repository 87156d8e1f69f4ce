package import Vocabulary

/// The port to those who know what pages speak: which documents to fetch, and what they say.
///
/// Pure: no I/O. Who calls it fetches, bounds and archives.
package protocol VendorFormats: Sendable {
    /// What to fetch for a page that speaks this format.
    func documents(_ format: PageFormat, page: String, now: Instant) -> [DocumentRequest]
    /// What the documents say together. All that are at hand are given, unchanged ones as they were last read; a
    /// document that is not needed may be missing.
    func read(
        _ format: PageFormat, page: String, documents: [CapturedDocument], now: Instant
    ) throws(UnreadablePage) -> VendorPage
    /// What to fetch to find out what a page speaks, most telling first. Two of them at most share a role.
    func probes(page: String) -> [DocumentRequest]
    /// What the answers to the probes show; nil when nothing was recognised. `bogus` is the answer to an address
    /// beside the probed one that can't exist: a server that answers it alike answers everything alike.
    func detect(page: String, answers: [CapturedDocument], bogus: CapturedDocument?) -> Detection?
}

/// A document of a page.
package struct DocumentRequest: Sendable, Hashable {
    /// When it is worth fetching.
    package enum Cadence: String, Sendable, Hashable {
        case everyRead
        /// When a document of every read has changed, and once a day for late words.
        case whenChanged
        case daily
        /// When the page is first followed: history that later reads do not need.
        case once
    }

    /// Names the document among those of its page: `summary`, `incidents`.
    package var role: String
    package var url: String
    package var cadence: Cadence
    package var accept: String?
    /// Without it the page can't be read.
    package var isNeeded: Bool
    /// Web pages made for people, for which robots.txt is asked.
    package var isHTML: Bool

    package init(
        role: String, url: String, cadence: Cadence = .everyRead, accept: String? = nil, isNeeded: Bool = true,
        isHTML: Bool = false
    ) {
        self.role = role
        self.url = url
        self.cadence = cadence
        self.accept = accept
        self.isNeeded = isNeeded
        self.isHTML = isHTML
    }
}

/// A document as it was fetched.
package struct CapturedDocument: Sendable, Hashable {
    package var role: String
    /// Where it came from, after redirects.
    package var url: String
    package var status: Int
    package var contentType: String?
    package var body: [UInt8]

    package init(role: String, url: String, status: Int, contentType: String?, body: [UInt8]) {
        self.role = role
        self.url = url
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// What a page was found to speak.
package struct Detection: Sendable, Hashable {
    package var format: PageFormat
    /// The page's address as the format wants it (a status.io page is its id at another host).
    package var page: String
    package var identity: VendorPage.Identity

    package init(format: PageFormat, page: String, identity: VendorPage.Identity) {
        self.format = format
        self.page = page
        self.identity = identity
    }
}

/// Why a page can't be read: a state of its own, which never changes what is known.
package struct UnreadablePage: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case unreachable
        case refused
        /// 401 or 403: the page is private or not active.
        case `private`
        case notFound = "not-found"
        case tooLarge = "too-large"
        case empty
        /// HTML where a machine's answer was expected: the page moved, or was never one.
        case html
        case truncated
        case malformed
        /// It answers, and is not the page that was followed.
        case otherPage = "other-page"
        case robots
    }

    package var reason: Reason
    /// What was found and what to do, in a sentence.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
