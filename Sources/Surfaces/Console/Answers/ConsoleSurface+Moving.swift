internal import Access
internal import HTTP
internal import Incidents
internal import Moving
internal import Telling
internal import Vocabulary

// Moving in and out: what another page holds, a list of its subscribers, and our pages as files. It goes on in the background;
// the page says how far it is.
extension ConsoleSurface {
    func moving(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        guard let moving else { throw .notFound }
        guard ask.isTold else { return try await shown(moving, ask, Fields(), .ok) }
        var fields = ask.fields
        guard let order = order(&fields, ask) else {
            return try await shown(moving, ask, fields, .unprocessableContent)
        }
        let actor = try ask.person().actor
        do throws(MovingRefusal) {
            _ = try await moving.start(order, by: actor, key: ask.key)
        } catch {
            if let field = Self.field(error.reason, ask.route) {
                fields.refuse(field, ask.words(error.phrase))
            } else {
                fields.problem = .init(ask.words(error.phrase))
            }
            return try await shown(moving, ask, fields, Self.status(error.reason))
        }
        return seeOther(["moving"], [], ask)
    }

    /// Nil where something is missing, which then stands in the fields.
    private func order(_ fields: inout Fields, _ ask: Ask) -> MovingOrder? {
        guard ask.route != .movingExported else { return .export }
        let brand = BrandID(fields["brand"])
        if brand == nil { fields.refuse("brand", ask.words(.problemChooseOne)) }
        let language = Language(fields["language"])
        if language == nil { fields.refuse("language", ask.words(.problemChooseOne)) }
        let source: MovingOrder.Source
        if ask.route == .movingAddressSent {
            let url = fields["url"]
            if url.isEmpty || url.utf8.count > 2_048 || !url.contains("://") {
                fields.refuse("url", ask.words(.problemMovingURL))
            }
            source = .url(url)
        } else {
            let bytes = fields.files["file"] ?? []
            if bytes.isEmpty { fields.refuse("file", ask.words(.problemMovingFile)) }
            source = .file(bytes)
        }
        guard let brand, let language, !fields.hasProblems else { return nil }
        guard ask.route == .movingListSent, case .file(let bytes) = source else {
            return .page(source, into: brand, in: language)
        }
        return .subscribers(bytes, of: brand, in: language)
    }

    private static func field(_ reason: MovingRefusal.Reason, _ route: ConsoleRoute) -> String? {
        switch reason {
        case .noBrand: "brand"
        case .language: "language"
        default: nil
        }
    }

    private static func status(_ reason: MovingRefusal.Reason) -> HTTPStatus {
        switch reason {
        case .busy: .conflict
        case .journal, .stopped: .serviceUnavailable
        default: .unprocessableContent
        }
    }

    private func shown(
        _ moving: MovingDesk, _ ask: Ask, _ fields: Fields, _ status: HTTPStatus
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        let site = try await site()
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        let brands = site.brands.filter { ours.contains($0.provider) && !$0.isRetired }
        let view = MovingView(
            jobs: moving.jobs, brands: brands, names: try await names(), canExport: moving.canExport,
            takesSubscribers: subscribing != nil && ask.may(.manageSubscribers), key: newKey())
        return show(PageMaker(ask, zones: zones).moving(view, typed: ask.isTold ? fields : nil), ask, status: status)
    }

    /// What the page shows.
    struct MovingView: Sendable {
        var jobs: [MovingJob]
        /// Of our own, in use.
        var brands: [Brand]
        var names: [String: String]
        var canExport: Bool
        var takesSubscribers: Bool
        var key: String
    }
}
