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
        case .describe, .recordWindow, .withdrawWindow, .note: [.declareAndUpdate]
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
        return (word?.rights ?? []).union(isTold ? [.declareAndUpdate, .publishSentence] : [.declareAndUpdate])
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
