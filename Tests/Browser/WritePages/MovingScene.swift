import Journal
import Moving
import Synchronization
import Vocabulary

/// Long work as pages show it: a page that is under way until somebody says that it is over, a list with lines that can't be
/// taken, and a folder that can't be written into.
final class MovingScene: Sendable {
    private let isOver = Mutex(false)

    func desk(_ store: any JournalStore, now: @escaping @Sendable () -> Instant) -> MovingDesk {
        MovingDesk(store: store, canExport: true, now: now) { [self] order, _, report throws(MovingRefusal) in
            switch order {
            case .page:
                report(.recording, 200, 750)
                while !isOver.withLock({ $0 }) { await Task.yield() }
                return MovingOutcome([.components: 6, .incidents: 744, .known: 0, .refused: 0])
            case .subscribers:
                return MovingOutcome(
                    [.subscribers: 212, .others: 3, .known: 9, .refused: 2],
                    lines: [.init(7, "this is no address of mail"), .init(31, "the page is not in this language")],
                    remarks: ["3 of kind “sms” left out: only mail is taken from a list"])
            case .export: throw MovingRefusal(.folder, "making /srv/www: permission denied")
            }
        }
    }

    func end() { isOver.withLock { $0 = true } }
}
