internal import Incidents
internal import Linking
package import Markup
internal import Telling
internal import Vocabulary

/// Ninety days as bars: what each one is, and the same in words.
package struct StatusBars: Sendable, Hashable {
    package enum Day: Sendable, Hashable {
        case calm, unknown
        case hit(Symbol)
    }

    package var days: [Day]
    package var description: String

    init(_ availability: Availability, _ context: StatusContext) {
        let words = context.words
        days = availability.days.map { day in
            if day.impact > .zero || day.worst != nil { return .hit(Symbol(day.worst ?? .unknown)) }
            return day.isUnknown ? .unknown : .calm
        }
        let today = words.date(context.knownUntil, in: context.zone)
        let hurt = availability.days.filter { $0.impact > .zero }
            .map { words.dayAndMonth($0.date) + " (" + words.duration($0.impact) + ")" }
        description =
            hurt.isEmpty
            ? words.say(.barsNoImpact, ["date": today])
            : words.say(.barsImpact, ["date": today, "days": hurt.joined(separator: ", ")])
        if let since = context.site.knownSince, availability.days.first?.isUnknown ?? false {
            description += " " + words.say(.barsUnknown, ["date": words.date(since, in: context.zone)])
        }
    }
}
