internal import Access
internal import HTTP
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

// "Did they get it?": what one subscriber was to be told, and what became of each message.
extension PageMaker {
    func deliveries(_ found: SubscriberOrders.Deliveries) -> ConsolePage {
        let subscriber = found.subscriber
        var page = page(words(.deliveriesTitle), trail: [link(words(.navSubscribers), "subscribers")])
        page.lead = [
            .init(subscriber.target.shown), .init(words.name(subscriber.state), symbol: Symbol(subscriber.state)),
        ]
        page.parts = [
            found.deliveries.isEmpty
                ? .text(.init(words(.deliveriesNone), isQuiet: true)) : .list(found.deliveries.map(item))
        ]
        if let next = found.next {
            page.parts.append(
                .ways([
                    .init(
                        text: words(.deliveriesOlder),
                        address: Self.address(language, ["subscribers", "told", subscriber.id.rawValue])
                            .with([("before", next.rawValue)]))
                ]))
        }
        return page
    }

    private func item(_ delivery: Delivery) -> ConsolePage.Item {
        var lines: [ConsolePage.Words]
        switch delivery.job.subject {
        case .statement(let incident, let statement, _):
            lines = [
                .init(
                    incident.rawValue.uppercased() + " · " + statement.rawValue,
                    address: Self.address(language, ["incidents", incident.rawValue]))
            ]
        case .postmortem(let incident, _):
            lines = [
                .init(
                    incident.rawValue.uppercased() + " · " + words(.toldPostmortem),
                    address: Self.address(language, ["incidents", incident.rawValue, "postmortem"]))
            ]
        case .question: lines = [.init("–")]
        }
        lines.append(.init(when(delivery.job.at, in: .utc), isQuiet: true))
        for record in delivery.records {
            let clock = when(record.at, in: .utc)
            switch record.outcome {
            case .told: lines.append(.init(words(.deliveryTold, ["clock": clock]), symbol: .fine))
            case .skipped: lines.append(.init(words(.deliverySkipped, ["clock": clock]), symbol: .notice))
            case .dead(let attempts, let error):
                lines.append(
                    .init(
                        words(.deliveryDead, ["clock": clock, "n": words.number(attempts)]), symbol: .critical,
                        tone: "critical"))
                // What a server said of it, in English.
                lines.append(.init(error, language: language == .english ? nil : .english))
            }
        }
        if delivery.records.isEmpty, !delivery.isWaiting {
            lines.append(.init(words(.deliveryReplaced), symbol: .notice))
        }
        if delivery.isWaiting { lines.append(.init(words(.deliveryWaiting), symbol: .minor)) }
        return .init(lines: lines)
    }
}
