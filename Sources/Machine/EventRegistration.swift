internal import CMachine

/// What a file descriptor is ready for, or what a handler wants to hear of.
package struct EventSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = EventSet(rawValue: EPOLLIN.rawValue)
    package static let writable = EventSet(rawValue: EPOLLOUT.rawValue)
    /// The peer will send no more.
    package static let peerClosed = EventSet(rawValue: EPOLLRDHUP.rawValue)
    /// Both directions are closed.
    ///
    /// Always reported.
    package static let hangup = EventSet(rawValue: EPOLLHUP.rawValue)
    /// Always reported.
    package static let failed = EventSet(rawValue: EPOLLERR.rawValue)
}

/// Level: told as long as it is ready.
///
/// Edge: told once each time it becomes ready.
package enum EventTrigger: Sendable {
    case level
    case edge

    var flag: UInt32 {
        switch self {
        case .level: 0
        case .edge: EPOLLET.rawValue
        }
    }
}

/// Names a file descriptor that a loop watches.
///
/// A registration that has ended is never mistaken for a later one.
package struct EventRegistration: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}

/// Hears of its file descriptors, on the loop's thread.
package protocol EventHandling: AnyObject {
    func ready(_ events: EventSet, _ registration: EventRegistration)
}

/// The file descriptors of one loop: slots that are used again under a new generation.
struct EventSlots {
    private struct Slot {
        var handler: (any EventHandling)?
        var descriptor: Int32
        var generation: UInt32
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    var count: Int { slots.count - free.count }

    mutating func add(_ descriptor: Int32, _ handler: any EventHandling) -> EventRegistration {
        if let slot = free.popLast() {
            slots[Int(slot)].handler = handler
            slots[Int(slot)].descriptor = descriptor
            return EventRegistration(slot: slot, generation: slots[Int(slot)].generation)
        }
        slots.append(Slot(handler: handler, descriptor: descriptor, generation: 1))
        return EventRegistration(slot: UInt32(slots.count - 1), generation: 1)
    }

    func descriptor(of registration: EventRegistration) -> Int32? {
        let index = Int(registration.slot)
        guard index < slots.count, slots[index].generation == registration.generation else { return nil }
        return slots[index].descriptor
    }

    func handler(of token: UInt64) -> (any EventHandling, EventRegistration)? {
        let index = Int(token & 0xffff_ffff)
        let generation = UInt32(token >> 32)
        guard index < slots.count, slots[index].generation == generation, let handler = slots[index].handler else {
            return nil
        }
        return (handler, EventRegistration(slot: UInt32(index), generation: generation))
    }

    mutating func remove(_ registration: EventRegistration) -> Int32? {
        guard let descriptor = descriptor(of: registration) else { return nil }
        let index = Int(registration.slot)
        slots[index].handler = nil
        slots[index].descriptor = -1
        // Zero is kept for the loop's own wake-up descriptor.
        slots[index].generation = slots[index].generation &+ 1 == 0 ? 1 : slots[index].generation &+ 1
        free.append(registration.slot)
        return descriptor
    }
}
