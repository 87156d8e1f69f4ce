package import Access
package import Desk

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

extension Saying {
    package var rights: Set<Right> {
        switch words {
        case .sentence: [.publishSentence]
        case .text: [.proposeText]
        }
    }
}
