internal import Observing
internal import Series
internal import Synchronization
internal import Vocabulary

/// Hands results to where series are kept, every few seconds, and again until they are there; lets go of what is old now and then.
final class SeriesKeeper: Sendable {
    static let flushEvery = TimeSpan.seconds(5)
    static let retainEvery = TimeSpan.hours(1)
    /// What is more is lost while nothing can be kept; an hour of 50 results a second.
    static let waitingMost = 200_000
    private static let spanMost = TimeSpan.hours(20)

    struct Line: Sendable, Hashable {
        var series: SeriesName
        var vantage: VantageName
    }

    struct Parts: Sendable {
        var series: any SeriesStore
        var now: @Sendable () -> Instant
        var pause: @Sendable (TimeSpan) async -> Void
        var log: @Sendable (LookoutNote) -> Void
    }

    private struct Waiting: Sendable {
        var samples: [Line: [Sample]] = [:]
        var count = 0
        var lost = 0
        var trouble: String?
    }

    private let parts: Parts
    private let bell: Bell
    private let waiting = Mutex(Waiting())

    init(_ parts: Parts) {
        self.parts = parts
        bell = Bell(pause: parts.pause)
    }

    var standing: (waiting: Int, lost: Int, trouble: String?) {
        waiting.withLock { ($0.count, $0.lost, $0.trouble) }
    }

    func add(_ sample: Sample, _ line: Line) {
        guard Sample.instants.contains(sample.instant) else { return }
        waiting.withLock { waiting in
            guard waiting.count < Self.waitingMost else {
                waiting.lost += 1
                return
            }
            waiting.samples[line, default: []].append(sample)
            waiting.count += 1
        }
    }

    /// Works until it is stopped; what waits then is tried once more.
    func run() async {
        var handed = Handed()
        var retainedAt = parts.now()
        bell.ring(in: Self.flushEvery)
        for await _ in bell.rings {
            await flush(&handed)
            if parts.now() - retainedAt >= Self.retainEvery {
                retainedAt = parts.now()
                await retain()
            }
            bell.ring(in: Self.flushEvery)
        }
        await flush(&handed)
    }

    func stop() { bell.stop() }

    /// Batches that have their numbers, and the last number of each line.
    private struct Handed {
        var batches: [SeriesBatch] = []
        var last: [Line: Int64] = [:]
    }

    private func flush(_ handed: inout Handed) async {
        while true {
            if handed.batches.isEmpty {
                guard await number(&handed), !handed.batches.isEmpty else { return }
            }
            let batches = Array(handed.batches.prefix(SeriesBatch.togetherMost))
            do throws(SeriesStoreError) {
                _ = try await parts.series.append(batches)
                done(batches, &handed)
            } catch {
                guard error.code == .refused || error.code == .corrupt else { return trouble(error) }
                await one(batches, &handed)
            }
        }
    }

    /// One of them was refused: each for itself, so that it holds up no other.
    private func one(_ batches: [SeriesBatch], _ handed: inout Handed) async {
        for batch in batches {
            do throws(SeriesStoreError) {
                _ = try await parts.series.append([batch])
            } catch {
                guard error.code == .refused || error.code == .corrupt else { return trouble(error) }
                parts.log(.seriesRefused(batch.series.rawValue, error.message))
            }
            done([batch], &handed)
        }
    }

    private func done(_ batches: [SeriesBatch], _ handed: inout Handed) {
        handed.batches.removeFirst(batches.count)
        let samples = batches.reduce(0) { $0 + $1.count }
        let wasTroubled = waiting.withLock { waiting in
            waiting.count -= samples
            let wasTroubled = waiting.trouble != nil
            waiting.trouble = nil
            return wasTroubled
        }
        if wasTroubled { parts.log(.seriesBack) }
    }

    private func trouble(_ error: SeriesStoreError) {
        let isNew = waiting.withLock { waiting in
            let isNew = waiting.trouble == nil
            waiting.trouble = error.message
            return isNew
        }
        if isNew { parts.log(.seriesUnavailable(error.message)) }
    }

    /// Makes batches of what waits; false when the store can't say where their numbers go on.
    private func number(_ handed: inout Handed) async -> Bool {
        let lines = waiting.withLock { Array($0.samples.keys) }
        for line in lines where handed.last[line] == nil {
            do throws(SeriesStoreError) {
                handed.last[line] = try await parts.series.lastSequence(of: line.series, from: line.vantage)
            } catch {
                trouble(error)
                return false
            }
        }
        let taken = waiting.withLock { waiting in
            var taken: [Line: [Sample]] = [:]
            for line in lines { taken[line] = waiting.samples.removeValue(forKey: line) }
            return taken
        }
        for (line, samples) in taken {
            for part in Self.parts(of: samples.sorted()) {
                let sequence = handed.last[line, default: 0] + 1
                do throws(SeriesStoreError) {
                    handed.batches.append(
                        try SeriesBatch(
                            series: line.series, vantage: line.vantage, sequence: sequence, samples: part))
                    handed.last[line] = sequence
                } catch {
                    parts.log(.seriesRefused(line.series.rawValue, error.message))
                    waiting.withLock { $0.count -= part.count }
                }
            }
        }
        return true
    }

    /// What came late is of another day.
    static func parts(of samples: [Sample]) -> [[Sample]] {
        var parts: [[Sample]] = []
        for sample in samples {
            if let first = parts.last?.first, parts[parts.count - 1].count < SeriesBatch.samplesMost,
                sample.instant - first.instant < spanMost
            {
                parts[parts.count - 1].append(sample)
            } else {
                parts.append([sample])
            }
        }
        return parts
    }

    private func retain() async {
        do throws(SeriesStoreError) {
            let report = try await parts.series.retain(.standard, at: parts.now())
            for line in report.damaged { parts.log(.seriesRefused("", line)) }
        } catch {
            trouble(error)
        }
    }
}
