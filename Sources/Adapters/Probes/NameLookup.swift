package import DNS
internal import Machine
package import Network
package import Observing
internal import Series
package import Vocabulary

extension LoopProber: NameExpanding {
    package func addresses(
        of name: DomainName, from resolvers: [SocketAddress], time: TimeSpan
    ) async -> NameExpansion {
        let found = await places(of: name, from: resolvers, until: Self.deadline(time))
        return NameExpansion(places: found.places, faults: found.faults)
    }

    package func authorities(
        of zone: DomainName, from resolvers: [SocketAddress], time: TimeSpan
    ) async -> NameExpansion {
        let deadline = Self.deadline(time)
        let servers = await records(of: zone, .ns, from: resolvers, until: deadline)
        var faults = servers.fault.map { [$0] } ?? []
        let names = Set(servers.values.compactMap { DomainName($0) }).sorted()
        if names.isEmpty, faults.isEmpty { faults.append("\(zone) has no NS records; is it a zone?") }
        if names.count > NameExpansion.serversMost {
            faults.append("\(names.count) servers are too many; the first \(NameExpansion.serversMost) were asked for")
        }
        var places: [NameExpansion.Place] = []
        await withTaskGroup(of: (places: [NameExpansion.Place], faults: [String]).self) { group in
            for name in names.prefix(NameExpansion.serversMost) {
                group.addTask { await self.places(of: name, from: resolvers, until: deadline) }
            }
            for await found in group {
                places += found.places
                faults += found.faults
                if found.places.isEmpty, found.faults.isEmpty { faults.append("a server of \(zone) has no address") }
            }
        }
        return NameExpansion(places: places, faults: faults.sorted())
    }

    private static func deadline(_ time: TimeSpan) -> Int64 {
        SystemClock.monotonicMicroseconds() + max(time.microseconds, 1_000)
    }

    private func places(
        of name: DomainName, from resolvers: [SocketAddress], until deadline: Int64
    ) async -> (places: [NameExpansion.Place], faults: [String]) {
        async let four = records(of: name, .a, from: resolvers, until: deadline)
        async let six = records(of: name, .aaaa, from: resolvers, until: deadline)
        let both = await [four, six]
        let addresses = both.flatMap(\.values).compactMap { NetworkAddress($0) }
        return (addresses.map { NameExpansion.Place(name: name, address: $0) }, both.compactMap(\.fault))
    }

    /// Of the first resolver that answers; each has a fair part of the time that is left.
    private func records(
        of name: DomainName, _ type: RecordType, from resolvers: [SocketAddress], until deadline: Int64
    ) async -> (values: [String], fault: String?) {
        var fault = "no resolver was given"
        for (number, resolver) in resolvers.enumerated() {
            let left = deadline - SystemClock.monotonicMicroseconds()
            guard left > 0 else { return ([], "\(name) \(type): the time was over; \(fault)") }
            let part = left / Int64(resolvers.count - number)
            let question = DNSQuestion(
                server: resolver, name: name, type: type, manner: .recursive(validated: false))
            let probe = Probe(.dns(question), time: TimeSpan(microseconds: part))
            let (words, message) = await ask(question, probe)
            // That there is no such record is an answer; that there is no such name is worth a word.
            if let message, message.code == .noError {
                return (message.records(at: name, type).map(\.value), nil)
            }
            fault = words
            if let message, message.code == .noSuchName { break }
        }
        return ([], fault)
    }

    private func ask(_ question: DNSQuestion, _ probe: Probe) async -> (words: String, message: DomainMessage?) {
        await withCheckedContinuation { continuation in
            let isAccepted = loop.execute { [loop] in
                DNSAsking.begin(question, clock: ProbeClock(probe), bytesMost: probe.bytesMost, on: loop) {
                    continuation.resume(returning: ("\(question.server): \($0.words)", $1))
                }
            }
            if !isAccepted { continuation.resume(returning: ("the prober is being stopped", nil)) }
        }
    }
}
