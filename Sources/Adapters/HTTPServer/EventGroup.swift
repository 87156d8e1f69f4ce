internal import HTTP
internal import Machine
internal import Synchronization

/// A reader's place: in its group's list and in the feed.
struct EventSeat {
    let group: EventGroup
    var number: Int32
    /// The sequence of the last event that it was given.
    var cursor: Int64
}

/// The readers of one feed on one loop.
///
/// The feed wakes the group, not its readers; the group walks them some at a time, so that a broadcast to thousands
/// leaves the loop turns for others.
final class EventGroup: @unchecked Sendable {
    // Unchecked: everything is touched on the loop's thread alone, except `isWoken`, which is atomic, and constants.
    let feed: EventFeed
    private let loop: ServerLoop
    private let isWoken = Atomic<Bool>(false)
    private var listening: EventFeed.Listening?
    private var readers: [Connection] = []
    private var blocks: [ByteBlock] = []
    /// The sequence of the first block.
    private var firstSequence: Int64 = 1
    private var heartbeat: TimerToken?
    private var dismissed = 0

    /// Where the walk is; nil: none goes on.
    private var walk: Int?
    private var walkIsHeartbeat = false
    private var walksAgain = false

    private static let heartbeatBlock = ByteBlock(Array(":\n\n".utf8))
    private static let resetBlock = ByteBlock(EventFeed.resetBytes)
    private static let blocksPerWrite = 16

    init(feed: EventFeed, loop: ServerLoop) {
        self.feed = feed
        self.loop = loop
        let kept = feed.events(after: 0)
        firstSequence = kept.first?.sequence ?? 1
        blocks = kept.map { ByteBlock($0.bytes) }
        if kept.isEmpty, case .after(let last) = feed.start(lastEventID: nil) { firstSequence = last + 1 }
        listening = feed.listen { [weak self] in self?.wake() }
        scheduleHeartbeat()
        takeNew()
    }

    private var lastSequence: Int64 { firstSequence + Int64(blocks.count) - 1 }

    // MARK: Readers

    func join(_ connection: Connection, lastEventID: String?) {
        takeNew()
        let start = feed.start(lastEventID: lastEventID)
        let cursor: Int64
        switch start {
        case .after(let sequence): cursor = min(sequence, lastSequence)
        case .reset(let sequence):
            cursor = min(sequence, lastSequence)
            loop.batch.append(Self.resetBlock)
        }
        connection.seat = EventSeat(group: self, number: Int32(readers.count), cursor: cursor)
        readers.append(connection)
        loop.statistics.eventReaders += 1
        connection.flush()
        deliver(to: connection)
    }

    func leave(_ connection: Connection) {
        guard let seat = connection.seat, seat.group === self else { return }
        connection.seat = nil
        loop.statistics.eventReaders -= 1
        loop.admission.leaveEventReader()
        let last = readers.removeLast()
        if last !== connection {
            readers[Int(seat.number)] = last
            last.seat?.number = seat.number
            // The one that moved may have been ahead of the walk and is behind it now.
            if let walk, Int(seat.number) < walk { walksAgain = true }
        }
        if readers.isEmpty { end() }
    }

    /// Gives a reader what it has not had, until its socket is full.
    func deliver(to connection: Connection) {
        while let cursor = connection.seat?.cursor, connection.output == nil {
            guard cursor < lastSequence else {
                guard feed.hasEnded else { return }
                // What was published last may not have been taken yet; behind the end comes nothing more.
                takeNew()
                if cursor < lastSequence { continue }
                return finish(connection)
            }
            guard cursor + 1 >= firstSequence else {
                // It was too slow for the history. It comes again and is told what happened to its place.
                loop.statistics.eventReadersDropped += 1
                return finish(connection)
            }
            let start = Int(cursor + 1 - firstSequence)
            let end = min(start + Self.blocksPerWrite, blocks.count)
            for block in blocks[start..<end] { loop.batch.append(block) }
            connection.seat?.cursor = firstSequence + Int64(end) - 1
            connection.flush()
        }
    }

    /// Tells a reader to come again later, spread over some seconds so that they do not all come at once.
    func dismiss(_ connection: Connection) {
        guard connection.seat != nil else { return }
        let spread = feed.limits.retryMilliseconds + dismissed * 37 % 4_000
        dismissed += 1
        loop.batch.append("retry: \(spread)\n\n")
        finish(connection)
    }

    private func finish(_ connection: Connection) {
        connection.flags.insert(.closesAfterOutput)
        connection.phase = .head
        leave(connection)
        connection.finishWriting()
    }

    // MARK: The feed

    /// On the publisher's thread.
    private func wake() {
        guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
        loop.events.execute { [self] in
            isWoken.store(false, ordering: .releasing)
            takeNew()
            startWalk(isHeartbeat: false)
        }
    }

    private func takeNew() {
        let new = feed.events(after: lastSequence)
        guard let first = new.first else { return }
        if first.sequence > lastSequence + 1 {
            // The history moved on further than this group holds.
            blocks = []
            firstSequence = first.sequence
        }
        for event in new { blocks.append(ByteBlock(event.bytes)) }
        var bytes = blocks.reduce(0) { $0 + $1.count }
        var surplus = 0
        while blocks.count - surplus > 1,
            blocks.count - surplus > feed.limits.historyCount || bytes > feed.limits.historyBytes
        {
            bytes -= blocks[surplus].count
            surplus += 1
        }
        blocks.removeFirst(surplus)
        firstSequence += Int64(surplus)
    }

    private func startWalk(isHeartbeat: Bool) {
        guard walk == nil else {
            if !isHeartbeat { walksAgain = true }
            return
        }
        walk = 0
        walkIsHeartbeat = isHeartbeat
        step()
    }

    private func step() {
        guard var position = walk else { return }
        let end = position + loop.configuration.eventReadersPerTurn
        while position < min(end, readers.count) {
            let reader = readers[position]
            position += 1
            walk = position
            if walkIsHeartbeat {
                guard reader.output == nil else { continue }
                loop.batch.append(Self.heartbeatBlock)
                reader.flush()
            } else {
                deliver(to: reader)
            }
        }
        if position < readers.count {
            loop.events.execute { [self] in step() }
        } else {
            walk = nil
            if walksAgain || walkIsHeartbeat {
                let again = walksAgain
                walksAgain = false
                walkIsHeartbeat = false
                if again { startWalk(isHeartbeat: false) }
            }
        }
    }

    private func scheduleHeartbeat() {
        heartbeat = loop.events.setTimer(afterMicroseconds: loop.configuration.eventHeartbeat.microseconds) {
            [weak self] in
            self?.startWalk(isHeartbeat: true)
            self?.scheduleHeartbeat()
        }
    }

    private func end() {
        if let listening { feed.stopListening(listening) }
        listening = nil
        if let heartbeat { loop.events.cancelTimer(heartbeat) }
        heartbeat = nil
        loop.remove(self)
    }
}
