package import JSON
package import Linking
package import Vocabulary

/// The ledger's account of one provider: every figure with its n, its grade, and the incidents that it rests on.
package enum HonestyDocument {
    package static func json(_ provider: ProviderID, in ledger: HonestyLedger) -> JSONValue {
        let accounts = ledger.accounts.filter { $0.provider == provider }
        return ["provider": .string(provider.rawValue), "accounts": .array(accounts.map(account))]
    }

    private static func account(_ account: HonestyLedger.Account) -> JSONValue {
        var object = JSONObject()
        object["channel"] = account.channel.map { .string($0.rawValue) }
        object["incidents"] = JSONValue(account.incidents)
        object["grade"] = account.grade.map { .string($0.rawValue) }
        object["figures"] = .array(account.figures.map(figure))
        return .object(object)
    }

    private static func figure(_ figure: HonestyFigure) -> JSONValue {
        var object: JSONObject = ["measure": .string(figure.measure.rawValue), "n": JSONValue(figure.n)]
        object["grade"] = figure.grade.map { .string($0.rawValue) }
        object["value"] = figure.value.map(value)
        object["evidence"] = .array(
            figure.evidence.map { row in
                ["incident": .string(row.incident.rawValue), "value": evidence(row.value)]
            })
        return .object(object)
    }

    private static func value(_ value: HonestyFigure.Value) -> JSONValue {
        switch value {
        case .span(let span): ["medianSeconds": .integer(span.wholeSeconds)]
        case .share(let part, let whole): ["part": JSONValue(part), "of": JSONValue(whole)]
        case .times(let page, let impact):
            ["pageSeconds": .integer(page.wholeSeconds), "impactSeconds": .integer(impact.wholeSeconds)]
        case .count(let count, let incidents): ["count": JSONValue(count), "incidents": JSONValue(incidents)]
        }
    }

    private static func evidence(_ value: HonestyFigure.Evidence.Value) -> JSONValue {
        switch value {
        case .span(let span): ["seconds": .integer(span.wholeSeconds)]
        case .counted(let isCounted): ["counted": .bool(isCounted)]
        case .times(let page, let impact):
            ["pageSeconds": .integer(page.wholeSeconds), "impactSeconds": .integer(impact.wholeSeconds)]
        case .count(let count): ["count": JSONValue(count)]
        }
    }
}
