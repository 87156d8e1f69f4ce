internal import JSON
package import Telling
internal import Vocabulary

// What people are told who are woken for a case: what, since when, the likeliest cause and what speaks against it, what else.
extension AlertComposer {
    private static let shownMost = 5

    package func call(
        _ call: CaseCall, moments: [AlertMoment], names: Names, route: RouteName?
    ) -> AlertText {
        let isOver = call.moment == .resolved
        // Who has not been told why it calls yet is told that, with the better cause.
        let calling = moments.last { $0 == .opened || $0 == .recurred || $0 == .worsened }
        let moment = call.moment == .updated ? calling ?? .updated : call.moment
        return AlertText(
            language: words.language, severity: call.severity, isOver: isOver, occasion: occasion(call, moment),
            label: label(call.severity, names.provider), title: title(call), lines: lines(call, names),
            link: origin.map { origin in
                AlertText.Link(
                    label: words.say(alert: .openCase),
                    url: "\(origin)/\(words.language)/console/announcing/\(call.number)")
            },
            footnote: route.map { words.say(alert: .stopHint, ["route": $0.rawValue]) },
            event: "case." + moment.rawValue, data: data(call, moments, names))
    }

    private func occasion(_ call: CaseCall, _ moment: AlertMoment) -> String {
        if call.isUnstable, moment != .resolved { return words.say(alert: .unstable) }
        return switch moment {
        case .resolved: words.say(alert: .resolved)
        case .recurred: words.say(alert: .recurred)
        case .worsened: words.say(alert: .worsened)
        case .updated: words.say(alert: .causeRevised)
        default: words.say(alert: .measuredNow)
        }
    }

    private func title(_ call: CaseCall) -> String {
        let down = Self.list(call.down)
        let degraded = Self.list(call.degraded)
        if call.down.isEmpty {
            return words.say(alert: .isDegraded, ["targets": degraded]).cut(toUnits: Self.titleMost)
        }
        return words.say(alert: .isDown, ["targets": down]).cut(toUnits: Self.titleMost)
    }

    private func lines(_ call: CaseCall, _ names: Names) -> [AlertText.Line] {
        var lines = [AlertText.Line(words.say(alert: .since), clock(call.since))]
        if let end = call.end, call.moment == .resolved {
            lines.append(
                AlertText.Line(words.say(alert: .goodAgain), "\(clock(end)), \(words.duration(end - call.since))"))
        }
        let services = call.components.compactMap { names.components[$0]?.reading(words.language)?.text ?? $0.rawValue }
        if !services.isEmpty {
            lines.append(AlertText.Line(words.say(alert: .services), services.joined(separator: ", ")))
        }
        if let best = call.causes.first {
            lines.append(AlertText.Line(words.say(alert: .likeliest), Self.words(of: best, words)))
            if !best.contradictedBy.isEmpty {
                lines.append(AlertText.Line(words.say(alert: .against), Self.list(best.contradictedBy)))
            }
        }
        let others = call.causes.dropFirst()
        if !others.isEmpty {
            lines.append(
                AlertText.Line(
                    words.say(alert: .otherCauses),
                    others.map { "\($0.parts.joined(separator: " + ")) (\($0.percent) %)" }.joined(separator: ", ")))
        }
        if !call.down.isEmpty, !call.degraded.isEmpty {
            lines.append(AlertText.Line(words.say(alert: .alsoIll), Self.list(call.degraded)))
        }
        if let name = call.recurrence {
            let ago = call.recurrenceSeconds.map { words.duration(.seconds($0)) } ?? ""
            lines.append(
                AlertText.Line(
                    words.say(alert: .sameAs), words.say(alert: .sameAsAgo, ["name": name, "span": ago])))
        }
        if let missing = call.missing { lines.append(AlertText.Line(words.say(alert: .missingProbe), missing)) }
        return lines
    }

    /// The likeliest cause in one line, for calls and for notes of the team.
    package static func words(of cause: CaseCall.Cause, _ words: LanguagePack) -> String {
        var text = words.say(
            alert: .causeIs,
            [
                "parts": cause.parts.joined(separator: " + "), "percent": words.number(cause.percent),
                "explains": words.number(cause.explains), "failing": words.number(cause.failing),
                "against": words.number(cause.contradictedBy.count), "passing": words.number(cause.passing),
            ])
        if let change = cause.change { text += " " + words.say(alert: .afterChange, ["change": change]) }
        return text
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(shownMost).joined(separator: ", ")
        return names.count > shownMost ? "\(shown), … (\(names.count))" : shown
    }

    private func clock(_ instant: Instant) -> String {
        "\(words.shortDate(instant, in: zone)), \(instant.clockText(in: zone))"
    }

    private func data(_ call: CaseCall, _ moments: [AlertMoment], _ names: Names) -> JSONValue {
        var object = JSONObject()
        for member in call.json.object?.members ?? [] { object[member.name] = member.value }
        object["providerName"] = .string(names.provider)
        object["moments"] = JSONValue(moments.map(\.rawValue))
        return .object(object)
    }
}
