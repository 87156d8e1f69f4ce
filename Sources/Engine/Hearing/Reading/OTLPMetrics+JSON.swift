package import JSON
internal import Vocabulary

// The same in JSON: numbers of 64 bits may be texts, enumerations numbers or names.
extension OTLPMetrics {
    package static let jsonLimits = JSONLimits(bytes: 4 << 20, depth: 32)

    package static func read(json: JSONValue, wanted: Set<String>) throws(HearingRefusal) -> OTLPMetrics {
        var metrics = OTLPMetrics(wanted: wanted)
        guard let resources = json["resourceMetrics"]?.array else {
            throw HearingRefusal(
                .malformed, "this is no ExportMetricsServiceRequest: resourceMetrics is missing",
                pointer: "/resourceMetrics")
        }
        do throws(TooMany) {
            for resource in resources {
                var own: [Metric] = []
                for scope in resource["scopeMetrics"]?.array ?? [] {
                    for metric in scope["metrics"]?.array ?? [] { own.append(try metrics.metric(metric)) }
                }
                metrics.add(own, of: attributes(resource["resource"]?["attributes"]))
            }
        } catch {
            throw HearingRefusal(
                .tooMuch, "more than \(pointsMost) data points in one request: export fewer at a time")
        }
        return metrics
    }

    private mutating func metric(_ json: JSONValue) throws(TooMany) -> Metric {
        var metric = Metric()
        metric.name = json["name"]?.string ?? ""
        let kinds: [(String, Metric.Kind)] = [
            ("sum", .sum), ("histogram", .histogram), ("exponentialHistogram", .histogram), ("gauge", .gauge),
        ]
        for (name, kind) in kinds {
            guard let data = json[name] else { continue }
            metric.kind = kind
            switch data["aggregationTemporality"] {
            case .some(let word) where word.integer == 1 || word.string == "AGGREGATION_TEMPORALITY_DELTA":
                metric.temporality = .delta
            case .some(let word) where word.integer == 2 || word.string == "AGGREGATION_TEMPORALITY_CUMULATIVE":
                metric.temporality = .cumulative
            default: break
            }
            if kind == .sum { metric.isMonotonic = data["isMonotonic"]?.bool ?? false }
            for point in data["dataPoints"]?.array ?? [] {
                try countPoint()
                metric.points.append(Self.point(point, isHistogram: kind == .histogram))
            }
        }
        return metric
    }

    private static func point(_ json: JSONValue, isHistogram: Bool) -> Point {
        var point = Point()
        point.attributes = attributes(json["attributes"])
        point.from = number(json["startTimeUnixNano"]).flatMap { UInt64(exactly: $0) } ?? 0
        point.until = number(json["timeUnixNano"]).flatMap { UInt64(exactly: $0) } ?? 0
        point.value =
            isHistogram
            ? number(json["count"]).map { Double($0) }
            : number(json["asInt"]).map { Double($0) } ?? json["asDouble"]?.decimal
        point.isRecorded = (number(json["flags"]) ?? 0) & 1 == 0
        return point
    }

    private static func attributes(_ json: JSONValue?) -> Attributes {
        var attributes = Attributes()
        for pair in json?.array ?? [] {
            guard let name = pair["key"]?.string, let value = pair["value"] else { continue }
            let text =
                value["stringValue"]?.string ?? value["boolValue"]?.bool.map { "\($0)" }
                ?? number(value["intValue"]).map { "\($0)" } ?? value["doubleValue"]?.decimal.map { "\($0)" }
            attributes.add(name, text)
        }
        return attributes
    }

    private static func number(_ json: JSONValue?) -> Int64? { json?.integer ?? json?.string.flatMap { Int64($0) } }
}
