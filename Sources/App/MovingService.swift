internal import Following
internal import Incidents
internal import Journal
internal import Machine
internal import Moving
internal import Settings
internal import Subscribing
internal import Telemetry
internal import Tracking
internal import Vocabulary

/// Long work in service: begun in the console and over the API, done on a thread of its own that gives way to answers.
final class MovingService: Sendable {
    let desk: MovingDesk

    init(
        settings: Settings, store: any JournalTransfer, subscribing: SubscriberOrders?, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        let hand = MovingHand(settings: settings, store: store, subscribing: subscribing, now: now)
        desk = MovingDesk(store: store, canExport: settings.exportFolder != nil, now: now) {
            order, actor, report throws(MovingRefusal) in
            let kind = LogValue(order.kind.rawValue)
            logger.info("long work begins", [.kind: kind, .actor: LogValue(actor.rawValue)])
            let loop = try? EventLoop(name: "moving", niceness: MovingHand.niceness)
            // Errors of a closure that a task preference is given to lose their type.
            let outcome = await withTaskExecutorPreference(loop) { await hand.result(order, actor, report) }
            await loop?.stop()
            switch outcome {
            case .success: logger.info("long work is done", [.kind: kind])
            case .failure(let refusal):
                logger.warning("long work was not done", [.kind: kind, .error: LogValue(refusal.message)])
            }
            return try outcome.get()
        }
    }
}

/// What the work is.
private struct MovingHand: Sendable {
    let settings: Settings
    let store: any JournalTransfer
    let subscribing: SubscriberOrders?
    let now: @Sendable () -> Instant

    static let niceness: Int32 = 5

    func result(
        _ order: MovingOrder, _ actor: Actor, _ report: @escaping MovingDesk.Report
    ) async -> Result<MovingOutcome, MovingRefusal> {
        do throws(MovingRefusal) {
            let outcome = try await work(order, actor, report)
            return Task.isCancelled ? .failure(MovingRefusal(.stopped)) : .success(outcome)
        } catch {
            return .failure(Task.isCancelled ? MovingRefusal(.stopped) : error)
        }
    }

    private func work(
        _ order: MovingOrder, _ actor: Actor, _ report: @escaping MovingDesk.Report
    ) async throws(MovingRefusal) -> MovingOutcome {
        switch order {
        case .page(let source, let brand, let language): try await moveIn(source, brand, language, actor, report)
        case .subscribers(let bytes, let brand, let language):
            try await subscribers(bytes, brand, language, actor, report)
        case .export: try await export(report)
        }
    }

    private func moveIn(
        _ source: MovingOrder.Source, _ brand: BrandID, _ language: Language, _ actor: Actor,
        _ report: @escaping MovingDesk.Report
    ) async throws(MovingRefusal) -> MovingOutcome {
        let page: VendorPage
        switch source {
        case .url(let url):
            do throws(FollowRefusal) {
                page = try await MoveInWork.page(at: url, settings, now: now())
            } catch {
                throw MovingRefusal(error.kind == .notRecognised ? .unreadable : .unreachable, error.message)
            }
        case .file(let bytes):
            guard let read = MoveInWork.page(saved: bytes, now: now()) else { throw MovingRefusal(.unreadable) }
            page = read
        }
        do throws(JournalError) {
            let site = try await store.read { documents throws(JournalError) in try Site(catalogueOf: documents) }
            guard let face = site.brands.first(where: { $0.id == brand }),
                let ours = site.providers.first(where: { $0.id == face.provider && $0.isOurs })
            else { throw JournalError(.refused, "there is no brand \(brand) of ours any more") }
            let work = MoveInWork(
                provider: ours, brand: face, language: language, store: store, actor: actor, now: now())
            let done = try await work.record(page) { report(.recording, $0, $1) }
            return MovingOutcome([
                .components: done.made.components.count, .incidents: done.made.incidents.count,
                .known: done.made.known.count, .refused: done.leftOut,
            ])
        } catch {
            throw MovingRefusal(.journal, error.message)
        }
    }

    private func subscribers(
        _ bytes: [UInt8], _ brand: BrandID, _ language: Language, _ actor: Actor, _ report: MovingDesk.Report
    ) async throws(MovingRefusal) -> MovingOutcome {
        guard let subscribing else { throw MovingRefusal(.noSubscribers) }
        guard let list = SubscriberImport(bytes, language: language) else { throw MovingRefusal(.list) }
        do throws(SubscriberOrders.Refusal) {
            let done = try await subscribing.take(list, brand, actor: actor) { report(.recording, $0, $1) }
            return MovingOutcome(
                [
                    .subscribers: done.added, .known: done.known, .others: done.others, .refused: done.refused,
                ], lines: done.problems.map { .init($0.line, $0.reason) }, remarks: done.remarks)
        } catch {
            switch error {
            case .brand: throw MovingRefusal(.noBrand)
            case .journal(let message): throw MovingRefusal(.journal, message)
            default: throw MovingRefusal(.journal, "there are as many subscribers as this installation takes")
            }
        }
    }

    private func export(_ report: @escaping MovingDesk.Report) async throws(MovingRefusal) -> MovingOutcome {
        guard let folder = settings.exportFolder else { throw MovingRefusal(.noFolder) }
        let work = ExportWork(settings, folder: folder, isPrecompressed: settings.exportIsPrecompressed)
        do throws(JournalError) {
            let (done, brands) = try await work.write(store) { report(.writing, $0, $1) }
            return MovingOutcome([
                .brands: brands, .written: done.written, .unchanged: done.unchanged, .removed: done.removed,
            ])
        } catch {
            throw MovingRefusal(.folder, error.message)
        }
    }
}
