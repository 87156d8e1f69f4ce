internal import Following
internal import JSON
internal import Vocabulary

/// Finds out what a page speaks from the answers to a few addresses. An answer counts when its reader can read it and
/// when the server does not answer an impossible address with the same bytes.
struct PageDetection {
    let page: String
    let answers: [CapturedDocument]
    let bogus: CapturedDocument?
    let formats: StatusPageFormats

    private static let front = "front"

    // MARK: What to ask

    static func probes(_ page: String) -> [DocumentRequest] {
        if let format = HostRules.format(of: page) {
            let requests = reader(format, HostRules.page(page, for: format))
            return requests.filter { $0.isNeeded }.map { probe($0, role: format.rawValue) }
        }
        var probes: [DocumentRequest] = []
        if looksLikeFeed(page) {
            probes.append(DocumentRequest(role: "feed", url: page, accept: Accept.feed, isNeeded: false))
        }
        if isChecklyAddress(page) {
            probes += Checkly.documents(page).map { probe($0, role: PageFormat.checkly.rawValue) }
        }
        let base = PageAddress.path(page).contains(text: "/status/") ? PageAddress.origin(page) : page
        probes += [
            probe(Statuspage.documents(base)[0], role: PageFormat.statuspage.rawValue),
            probe(Instatus.documents(base)[0], role: PageFormat.instatus.rawValue),
            probe(BetterStack.documents(base)[0], role: PageFormat.betterStack.rawValue),
            DocumentRequest(role: front, url: page, accept: Accept.html, isNeeded: false, isHTML: true),
            probe(UptimeKuma.documents(page)[0], role: PageFormat.uptimeKuma.rawValue),
            probe(CachetV3.documents(base)[0], role: PageFormat.cachetV3.rawValue),
            probe(CachetV2.documents(base)[0], role: PageFormat.cachetV2.rawValue),
        ]
        return probes
    }

    private static func reader(_ format: PageFormat, _ page: String) -> [DocumentRequest] {
        StatusPageFormats(zones: ZoneCatalogue { _ in nil }).documents(format, page: page)
    }

    private static func probe(_ request: DocumentRequest, role: String) -> DocumentRequest {
        DocumentRequest(role: role, url: request.url, accept: request.accept, isNeeded: false, isHTML: request.isHTML)
    }

    private static func looksLikeFeed(_ page: String) -> Bool {
        let path = PageAddress.path(page).lowercased()
        return [".rss", ".xml", ".atom", "/rss", "/atom", "/feed"].contains { path.hasSuffix($0) }
            || path.contains(text: "/feed/")
    }

    private static func isChecklyAddress(_ page: String) -> Bool {
        PageAddress.path(page).hasPrefix("/api/status-page/")
    }

    // MARK: What the answers show

    func found() -> Detection? {
        if let format = HostRules.format(of: page) {
            guard let answer = answer(format.rawValue) else { return nil }
            return detection(format, answer, page: HostRules.page(page, for: format))
        }
        if let answer = answer("feed"), let detection = feed(answer) { return detection }
        let order: [PageFormat] = [
            .statuspage, .instatus, .betterStack, .checkly, .cachetV3, .cachetV2, .uptimeKuma,
        ]
        for format in order {
            guard let answer = answer(format.rawValue), let detection = detection(format, answer, page: nil) else {
                continue
            }
            return detection
        }
        return frontPage()
    }

    /// An answer that says something of its own.
    private func answer(_ role: String) -> CapturedDocument? {
        answers.first { answer in
            answer.role == role && (200..<300).contains(answer.status) && !answer.body.isEmpty && !isLikeBogus(answer)
        }
    }

    private func isLikeBogus(_ answer: CapturedDocument) -> Bool {
        guard let bogus, (200..<300).contains(bogus.status) else { return false }
        return bogus.body == answer.body
    }

    /// Reads the answer as the document that its format needs first.
    private func detection(_ format: PageFormat, _ answer: CapturedDocument, page stated: String?) -> Detection? {
        guard Self.hasTellingShape(format, answer) else { return nil }
        let format = format == .statuspage ? family(answer) : format
        let page = stated ?? base(of: answer, format)
        guard let first = formats.documents(format, page: page).first else { return nil }
        var document = answer
        document.role = first.role
        do throws(UnreadablePage) {
            let read = try formats.read(format, page: page, documents: [document], now: Instant(seconds: 0))
            return Detection(format: read.format, page: page, identity: read.identity)
        } catch {
            return nil
        }
    }

    /// Some shapes are so plain that other programs have them too.
    private static func hasTellingShape(_ format: PageFormat, _ answer: CapturedDocument) -> Bool {
        guard format == .cachetV2 || format == .cachetV3, let value = try? DocumentSet.json(answer) else { return true }
        let first = value["data"]?[0]
        if format == .cachetV2 {
            return value["meta"]?["pagination"]?.object != nil && (first == nil || first?["human_status"] != nil)
        }
        return value["meta"]?["path"] != nil && (first == nil || first?["attributes"]?["stickied"] != nil)
    }

    /// Statuspage and incident.io answer the same address; their ids differ, else what only one of them tells.
    private func family(_ answer: CapturedDocument) -> PageFormat {
        guard let value = try? DocumentSet.json(answer), let about = value["page"] else { return .statuspage }
        let id = about["id"]?.string ?? ""
        if Self.isULID(id) { return .incidentIO }
        if Self.isStatuspageID(id) { return .statuspage }
        if let front = answers.first(where: { $0.role == Self.front }), front.status == 200,
            let text = try? DocumentSet.text(front), FrontPage(text, at: front.url).mentionsIncidentIO
        {
            return .incidentIO
        }
        return about["time_zone"] == nil ? .incidentIO : .statuspage
    }

    static func isULID(_ id: String) -> Bool {
        id.utf8.count == 26
            && id.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
    }

    static func isStatuspageID(_ id: String) -> Bool {
        id.utf8.count == 12
            && id.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
    }

    /// Where the page is now: the answer's address after redirects, without what was added to ask.
    private func base(of answer: CapturedDocument, _ format: PageFormat) -> String {
        if format == .uptimeKuma {
            return PageAddress.origin(answer.url) + "/status/" + UptimeKuma.slug(page)
        }
        if format == .checkly {
            let path = PageAddress.path(answer.url)
            let cut = path.hasSuffix("/unresolved-incidents") ? path.dropLast("/unresolved-incidents".count) : path[...]
            return PageAddress.origin(answer.url) + cut
        }
        let added = [
            "/api/v2/summary.json", "/summary.json", "/index.json", "/api/v1/incidents", "/api/incidents",
        ]
        let path = PageAddress.path(answer.url)
        guard let suffix = added.first(where: { path.hasSuffix($0) }) else { return page }
        return PageAddress.origin(answer.url) + path.dropLast(suffix.count)
    }

    private func feed(_ answer: CapturedDocument) -> Detection? {
        guard let feed = try? DocumentSet.feed(answer) else { return nil }
        return Detection(
            format: feed.kind == .atom ? .atom : .rss, page: answer.url,
            identity: VendorPage.Identity(name: feed.title, url: feed.link))
    }

    /// The last resort: what the page's own HTML names.
    private func frontPage() -> Detection? {
        guard let answer = answers.first(where: { $0.role == Self.front }), (200..<300).contains(answer.status),
            !isAdvertisement(answer), let text = try? DocumentSet.text(answer)
        else { return nil }
        if let feed = feed(answer) { return feed }
        let front = FrontPage(text, at: answer.url)
        let identity = VendorPage.Identity(name: front.title, url: answer.url)
        if front.mentionsUptimeKuma, PageAddress.path(answer.url).contains(text: "/status/") {
            return Detection(format: .uptimeKuma, page: answer.url, identity: identity)
        }
        if let id = front.statusIOPage {
            var identity = identity
            identity.id = id
            return Detection(format: .statusIO, page: StatusIO.host + id, identity: identity)
        }
        if front.mentionsIncidentIO {
            return Detection(format: .incidentIO, page: PageAddress.origin(answer.url), identity: identity)
        }
        guard let feed = front.feeds.first else { return nil }
        return Detection(format: feed.isAtom ? .atom : .rss, page: feed.address, identity: identity)
    }

    /// A page that nobody owns leads to its maker's own web site.
    private func isAdvertisement(_ answer: CapturedDocument) -> Bool {
        let host = PageAddress.host(answer.url)
        let makers = ["atlassian.com", "statuspage.io", "instatus.com", "incident.io", "betterstack.com"]
        let isMaker = makers.contains { host == $0 || host == "www." + $0 }
        return isMaker && host != PageAddress.host(page)
    }
}
