internal import Nexo

/// What terminals keep for their next batch, which is not in the acquirer's hands yet.
struct CaptureKeeper: Sendable {
    /// One terminal's data set: it has the same name however often it is sent.
    struct Batch: Sendable {
        let place: Int
        let name: String
        let sales: [NexoSale]
    }

    private var kept: [Int: [NexoSale]] = [:]
    private var waiting: [Batch] = []
    private var made = 0

    /// Of sales that nobody has taken yet.
    var count: Int { kept.values.reduce(0) { $0 + $1.count } + waiting.reduce(0) { $0 + $1.sales.count } }

    /// Keeps a sale. The terminal's batch when that is full now; it is no longer kept then.
    mutating func keep(_ sale: NexoSale, full: Int) -> Batch? {
        kept[sale.place, default: []].append(sale)
        guard (kept[sale.place] ?? []).count >= full else { return nil }
        return batch(of: sale.place)
    }

    /// Keeps a batch that was not heard.
    mutating func keep(_ batch: Batch) { waiting.append(batch) }

    /// Everything that is kept, which is not kept any more then.
    mutating func takeAll() -> [Batch] {
        let batches = waiting + kept.keys.sorted().compactMap { batch(of: $0) }
        waiting = []
        return batches
    }

    private mutating func batch(of place: Int) -> Batch? {
        guard let sales = kept.removeValue(forKey: place), let first = sales.first else { return nil }
        made += 1
        return Batch(place: place, name: "\(first.terminal)-\(first.identifier.reference)-\(made)", sales: sales)
    }
}
