internal import Vocabulary

/// Metrics as OpenTelemetry sends them over HTTP (OTLP 1.x), in protobuf or in JSON: of sums and histograms the counts, with
/// their attributes. What is no count (a gauge, a sum that falls) is refused point by point, as the protocol has it.
package struct OTLPMetrics: Sendable {
    package static let pointsMost = 20_000

    /// What came from one resource: a service's instance.
    package struct Resource: Sendable, Hashable {
        package var teller: String
        package var points: [CountPoint]
    }

    package private(set) var resources: [Resource] = []
    /// Points that are none of ours, and why the first of them is not.
    package private(set) var refused = 0
    package private(set) var why: String?
    private let wanted: Set<String>
    private var count = 0

    /// - Parameter wanted: the metrics that are kept; the others are read and left.
    init(wanted: Set<String>) { self.wanted = wanted }

    // MARK: Shared by both encodings

    enum Temporality: Sendable { case unspecified, delta, cumulative }

    struct Attributes: Sendable {
        private(set) var values: [String: String] = [:]

        mutating func add(_ name: String, _ value: String?) {
            guard let value, values.count < CountPoint.labelsMost, name.utf8.count <= CountPoint.labelBytesMost,
                value.utf8.count <= CountPoint.labelBytesMost
            else { return }
            values[name] = value
        }

        /// Which instance of which service it is.
        var teller: String {
            if let instance = values["service.instance.id"] {
                return [values["service.name"], instance].compactMap { $0 }.joined(separator: "/")
            }
            let names = ["service.namespace", "service.name", "host.name", "process.pid"].compactMap { values[$0] }
            return names.isEmpty ? "otlp" : names.joined(separator: "/")
        }
    }

    struct Metric: Sendable {
        enum Kind: Sendable { case sum, histogram, gauge, other }

        var name = ""
        var kind = Kind.other
        var temporality = Temporality.unspecified
        var isMonotonic = true
        var points: [Point] = []
    }

    struct Point: Sendable {
        var attributes = Attributes()
        var value: Double?
        var from: UInt64 = 0
        var until: UInt64 = 0
        var isRecorded = true
    }

    struct TooMany: Error {}

    /// Counts a point before it is kept.
    mutating func countPoint() throws(TooMany) {
        count += 1
        guard count <= Self.pointsMost else { throw TooMany() }
    }

    mutating func add(_ metrics: [Metric], of resource: Attributes) {
        var points: [CountPoint] = []
        for metric in metrics where wanted.contains(metric.name) {
            let kind: CountPoint.Kind
            switch (metric.kind, metric.temporality) {
            case (.gauge, _), (.other, _):
                refuse(metric.points.count, "\(metric.name) is no counter: send a monotonic sum or a histogram")
                continue
            case (.sum, _) where !metric.isMonotonic:
                refuse(metric.points.count, "\(metric.name) may fall: send a monotonic sum")
                continue
            case (_, .delta): kind = .delta
            case (_, .cumulative): kind = .cumulative
            case (_, .unspecified):
                refuse(metric.points.count, "\(metric.name) does not say its temporality: send delta or cumulative")
                continue
            }
            for point in metric.points where point.isRecorded {
                guard let value = point.value, value >= 0, value.isFinite else {
                    refuse(1, "a count of \(metric.name) is no number from zero on")
                    continue
                }
                points.append(
                    CountPoint(
                        metric.name, resource.values.merging(point.attributes.values) { $1 }, kind, value,
                        from: Self.instant(point.from), until: Self.instant(point.until)))
            }
        }
        resources.append(Resource(teller: resource.teller, points: points))
    }

    private mutating func refuse(_ count: Int, _ sentence: String) {
        refused += count
        why = why ?? sentence
    }

    private static func instant(_ nanoseconds: UInt64) -> Instant? {
        nanoseconds == 0 ? nil : Instant(microseconds: Int64(nanoseconds / 1_000))
    }
}

// MARK: Protobuf

extension OTLPMetrics {
    package static func read(protobuf bytes: [UInt8], wanted: Set<String>) throws(HearingRefusal) -> OTLPMetrics {
        var metrics = OTLPMetrics(wanted: wanted)
        do {
            try metrics.request(bytes[...])
        } catch is TooMany {
            throw HearingRefusal(
                .tooMuch, "more than \(pointsMost) data points in one request: export fewer at a time")
        } catch {
            throw HearingRefusal(.malformed, "this is no ExportMetricsServiceRequest in protobuf")
        }
        return metrics
    }

    private mutating func request(_ bytes: ArraySlice<UInt8>) throws {
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            guard field == 1, let slice = value.slice else { continue }
            var resource = Attributes()
            var own: [Metric] = []
            var inner = ProtobufFields(slice)
            while let (field, value) = try inner.next() {
                guard let slice = value.slice else { continue }
                switch field {
                case 1:
                    var attributes = ProtobufFields(slice)
                    while let (field, value) = try attributes.next() {
                        if field == 1, let pair = value.slice { try Self.attribute(pair, into: &resource) }
                    }
                case 2:
                    var scope = ProtobufFields(slice)
                    while let (field, value) = try scope.next() {
                        if field == 2, let metric = value.slice { own.append(try self.metric(metric)) }
                    }
                default: break
                }
            }
            add(own, of: resource)
        }
    }

    private mutating func metric(_ bytes: ArraySlice<UInt8>) throws -> Metric {
        var metric = Metric()
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            switch (field, value.slice) {
            case (1, _): metric.name = value.text ?? ""
            case (5, let slice?): try data(slice, .gauge, into: &metric)
            case (7, let slice?):
                metric.isMonotonic = false
                try data(slice, .sum, into: &metric)
            case (9, let slice?): try data(slice, .histogram, into: &metric)
            case (10, let slice?): try data(slice, .histogram, isExponential: true, into: &metric)
            default: break
            }
        }
        return metric
    }

    private mutating func data(
        _ bytes: ArraySlice<UInt8>, _ kind: Metric.Kind, isExponential: Bool = false, into metric: inout Metric
    ) throws {
        metric.kind = kind
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .bytes(let slice)):
                try countPoint()
                metric.points.append(
                    kind == .histogram
                        ? try Self.histogramPoint(slice, isExponential: isExponential) : try Self.numberPoint(slice))
            case (2, .number(let word)):
                metric.temporality = word == 1 ? .delta : word == 2 ? .cumulative : .unspecified
            case (3, .number(let flag)): metric.isMonotonic = flag != 0
            default: break
            }
        }
    }

    private static func numberPoint(_ bytes: ArraySlice<UInt8>) throws -> Point {
        var point = Point()
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (2, .fixed64(let nanoseconds)): point.from = nanoseconds
            case (3, .fixed64(let nanoseconds)): point.until = nanoseconds
            case (4, .fixed64(let bits)): point.value = Double(bitPattern: bits)
            case (6, .fixed64(let bits)): point.value = Double(Int64(bitPattern: bits))
            case (7, .bytes(let slice)): try attribute(slice, into: &point.attributes)
            case (8, .number(let flags)): point.isRecorded = flags & 1 == 0
            default: break
            }
        }
        return point
    }

    private static func histogramPoint(_ bytes: ArraySlice<UInt8>, isExponential: Bool) throws -> Point {
        var point = Point()
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (2, .fixed64(let nanoseconds)): point.from = nanoseconds
            case (3, .fixed64(let nanoseconds)): point.until = nanoseconds
            case (4, .fixed64(let count)): point.value = Double(count)
            case (isExponential ? 1 : 9, .bytes(let slice)): try attribute(slice, into: &point.attributes)
            case (10, .number(let flags)): point.isRecorded = flags & 1 == 0
            default: break
            }
        }
        return point
    }

    private static func attribute(_ bytes: ArraySlice<UInt8>, into attributes: inout Attributes) throws {
        var name = ""
        var text: String?
        var fields = ProtobufFields(bytes)
        while let (field, value) = try fields.next() {
            if field == 1 { name = value.text ?? "" }
            guard field == 2, let slice = value.slice else { continue }
            var inner = ProtobufFields(slice)
            while let (field, value) = try inner.next() {
                switch (field, value) {
                case (1, .bytes): text = value.text
                case (2, .number(let flag)): text = flag != 0 ? "true" : "false"
                case (3, .number(let bits)): text = "\(Int64(bitPattern: bits))"
                case (4, .fixed64(let bits)): text = "\(Double(bitPattern: bits))"
                default: break
                }
            }
        }
        attributes.add(name, text)
    }
}
