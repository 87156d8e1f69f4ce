internal import Judging
internal import Vocabulary

/// What came of a simulated month, counted while it is played.
struct MonthTally {
    struct Found {
        var detected: Int64?
        var paged: Int64?
        var pages = 0
    }

    var results = 0
    var good = 0
    var goodRuns = 0
    var bursts = 0
    var raises = 0
    var pages = 0
    var falsePages: [String] = []
    var falseDowns = 0
    var microOutages = 0
    var doubts: [VantageDoubt: Int] = [:]
    var tickets = 0
    /// By the front's place.
    var found: [Int: Found] = [:]
    private let real: [(place: Int, front: Weather.Front)]
    private let fronts: [Weather.Front]

    init(_ weather: Weather) {
        fronts = weather.fronts
        real = weather.fronts.enumerated().filter { $0.element.kind == .outage || $0.element.kind == .partial }
            .map { ($0.offset, $0.element) }
        for entry in real { found[entry.place] = Found() }
    }

    var summary: String {
        "\(results) results, \(bursts) bursts, \(pages) pages, \(falsePages.count) false"
            + falsePages.map { "\n  false: " + $0 }.joined()
    }

    /// A real outage of the target that goes on, or was over so shortly before that what is said may still be of it.
    private func places(_ target: Int, at: Int64) -> [Int] {
        let slack = 60 * Weather.second
        return real.filter { entry in
            entry.front.from - Weather.second <= at && at <= entry.front.until + slack
                && (entry.front.targets?.contains(target) ?? true)
        }.map(\.place)
    }

    mutating func note(_ decision: Decision, now: Int64, judge: Judge) {
        switch decision {
        case .burst: bursts += 1
        case .raise: raises += 1
        case .ticket: tickets += 1
        case .microOutage: microOutages += 1
        case .vantageDoubted(_, let why, _): doubts[why, default: 0] += 1
        case .verdict(let target, let verdict):
            guard verdict.standing == .down || verdict.standing == .degraded else { return }
            let own = places(target.value, at: now)
            for place in own where found[place]?.detected == nil { found[place]?.detected = now }
            let isTrue = fronts.contains { front in
                front.vantage == nil && front.from - Weather.second <= now && now <= front.until + 60 * Weather.second
                    && front.targets?.contains(target.value) ?? true
            }
            if own.isEmpty, !isTrue, verdict.standing == .down { falseDowns += 1 }
        case .page(let page):
            pages += 1
            let own = Set(page.symptoms.flatMap { places($0.target.value, at: now) })
            for place in own {
                found[place]?.pages += 1
                if found[place]?.paged == nil { found[place]?.paged = now }
            }
            if own.isEmpty { falsePages.append(Self.text(page, now) + weather(around: page, now)) }
        default: break
        }
    }

    /// What went on then, for whoever asks why.
    private func weather(around page: Page, _ now: Int64) -> String {
        let targets = Set(page.symptoms.map(\.target.value))
        let since = page.since.microseconds
        let near = fronts.filter { front in
            front.from <= now + Weather.second && front.until >= since - 30 * Weather.second
                && front.targets.map { !targets.isDisjoint(with: $0) } ?? true
        }
        let told = near.prefix(6).map { front in
            let from = Double(front.from - since) / 1e6
            let until = Double(front.until - since) / 1e6
            return " [\(front.kind.rawValue)\(front.vantage.map { " at \($0)" } ?? ""), \(from) to \(until) s]"
        }
        return "; first failed \(since / Weather.second) s;" + told.joined()
    }

    private static func text(_ page: Page, _ now: Int64) -> String {
        let targets = page.symptoms.map { "\($0.target.value)" }.joined(separator: ",")
        let rule = page.symptoms.first.map { "\($0.explanation.rule)" } ?? ""
        return "\(now / Weather.second) s: targets \(targets): \(rule)\(page.isUnstable ? " unstable" : "")"
    }
}
