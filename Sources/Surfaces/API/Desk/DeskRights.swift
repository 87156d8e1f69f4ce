package import Access
package import Desk
internal import Vocabulary

// Which rights an order to the desk takes: the API and the console ask the same question.

extension DeskOrder {
    package var rights: Set<Right> {
        switch self {
        case .say(let saying): saying.rights
        case .approve, .decline, .review, .publishPostmortem: [.approveText]
        case .correct, .draftPostmortem: [.proposeText]
        case .describe(let change):
            change.title == nil && change.summary == nil ? [.declareAndUpdate] : [.declareAndUpdate, .proposeText]
        case .recordWindow(let window):
            window.evidence.isEmpty ? [.declareAndUpdate] : [.declareAndUpdate, .proposeText]
        case .note(_, _, _, let visibility):
            visibility == .team ? [.declareAndUpdate] : [.declareAndUpdate, .proposeText]
        case .withdrawWindow: [.declareAndUpdate]
        case .reopen(_, _, _, let word): (word?.rights ?? [.publishSentence]).union([.declareAndUpdate])
        case .resolve(_, let word): word.rights.union([.declareAndUpdate])
        case .movePlan, .followSeries, .beginPlan, .completePlan, .cancelPlan: [.declareAndUpdate, .publishSentence]
        case .publish, .embargo, .withhold: [.declareAndUpdate, .publishSentence]
        }
    }
}

extension Declaration {
    /// What becomes public by it, now or when an embargo ends, is published; and planned work is told to all subscribers.
    package var rights: Set<Right> {
        let isTold = plan != nil || visibility == .everyone || embargoUntil != nil
        // Of a declared P1 words of one's own are public at once.
        let hasWords = !title.isEmpty || !summary.isEmpty || !evidence.isEmpty
        return (word?.rights ?? []).union(isTold ? [.declareAndUpdate, .publishSentence] : [.declareAndUpdate])
            .union(isTold && hasWords && priority == .p1 ? [.proposeText] : [])
    }
}

extension Saying {
    package var rights: Set<Right> {
        switch words {
        case .sentence: [.publishSentence]
        case .text: [.proposeText]
        }
    }
}
