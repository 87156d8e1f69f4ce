package import Telling

/// Why it was not begun, or did not come to its end.
package struct MovingRefusal: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Another work goes on.
        case busy
        case noBrand = "no-brand"
        case language
        /// What was given is nothing that Vigie reads.
        case unreadable
        /// The address can't be reached, or may not be.
        case unreachable
        case list
        case noSubscribers = "no-subscribers"
        /// The configuration names no folder.
        case noFolder = "no-folder"
        /// The folder can't be written into.
        case folder
        case journal
        case keyReused = "key-reused"
        /// The program was stopped meanwhile.
        case stopped
    }

    package var reason: Reason
    /// What a page, a disk or the journal said, in English.
    package var detail: String?

    package init(_ reason: Reason, _ detail: String? = nil) {
        self.reason = reason
        self.detail = detail
    }

    package var phrase: ConsolePhrase {
        switch reason {
        case .busy: .movingBusy
        case .noBrand: .movingNoBrand
        case .language: .movingLanguage
        case .unreadable: .movingUnreadable
        case .unreachable: .movingUnreachable
        case .list: .movingList
        case .noSubscribers: .subscribersOff
        case .noFolder: .movingNoFolder
        case .folder: .movingFolder
        case .journal: .refusalUnavailable
        case .keyReused: .movingKeyReused
        case .stopped: .movingStopped
        }
    }

    /// As programs are told.
    package var message: String {
        let words = LanguagePack.english.say(console: phrase)
        return detail.map { "\(words) \($0)" } ?? words
    }
}
