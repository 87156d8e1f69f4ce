internal import Bytes
package import JSON
internal import Ledger
internal import Vocabulary

// How a report is stored and shown: one form for both.
extension SettlementReport {
    package var json: JSONValue {
        var object: JSONObject = [
            "report": .string(name), "source": .string(source), "digest": .string(digest.hexadecimal),
            "taken": .string(taken.rfc3339), "outcome": .string(outcome.rawValue),
        ]
        if let head {
            object["file"] = .string(head.file.rawValue)
            object["channel"] = .string(head.channel.rawValue)
            object["until"] = .string(head.until.rfc3339)
            object["lines"] = JSONValue(head.lines)
            object["matched"] = JSONValue(matched)
            object["sums"] = .array(
                sums.sorted { $0.key < $1.key }.map { currency, sum in
                    [
                        "currency": .string(currency.code), "captures": .integer(sum.captures),
                        "refunds": .integer(sum.refunds), "fees": .integer(sum.fees),
                    ]
                })
            var lists: JSONObject = [:]
            for list in Finding.List.allCases { lists[list.rawValue] = JSONValue(counts[list] ?? 0) }
            object["findings"] = .object(lists)
        }
        if let problem { object["problem"] = .string(problem) }
        return .object(object)
    }

    init(json: JSONValue) throws(JSONError) {
        let reader = try JSONObjectReader(json)
        self.init(
            source: try reader.string("source"),
            digest: try reader.converted("digest", "a digest") { SHA256Digest(hexadecimal: $0) },
            taken: try reader.converted("taken", "a time") { try? Instant(rfc3339: $0) },
            outcome: try reader.converted("outcome", "an outcome", Outcome.init(rawValue:)))
        problem = try reader.optionalString("problem")
        guard reader.has("file") else { return }
        head = Head(
            file: try reader.converted("file", "an operation name", OperationID.init(rawValue:)),
            channel: try reader.converted("channel", "a channel", Channel.init(rawValue:)),
            until: try reader.converted("until", "a time") { try? Instant(rfc3339: $0) },
            lines: Int(try reader.integer("lines")))
        matched = Int(try reader.integer("matched"))
        for value in try reader.array("sums") {
            let entry = try JSONObjectReader(value)
            let currency = try entry.converted("currency", "a currency") { Currency($0) }
            sums[currency] = Sum(
                captures: try entry.integer("captures"), refunds: try entry.integer("refunds"),
                fees: try entry.integer("fees"))
        }
        let lists = try reader.object("findings")
        for list in Finding.List.allCases {
            let count = Int(try lists.integer(list.rawValue))
            if count > 0 { counts[list] = count }
        }
    }
}
