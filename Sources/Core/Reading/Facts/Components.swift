internal import Vocabulary

/// Which channels and which payment entities a text speaks of.
struct Components {
    private(set) var channels: [Channel] = []
    private(set) var entities: [String] = []

    init(_ document: Document, title: Range<Int>) {
        var places = Sections.find(document, [.labelServices, .labelImpact])
        places += Self.lists(document)
        let named = places.flatMap { Self.channels(document, $0) }
        var found = named
        if found.isEmpty { found = Self.channels(document, title) }
        if found.isEmpty {
            for sentence in document.sentences
            where document.has(.impact, in: sentence) && !document.has([.negation, .planned], in: sentence) {
                found += Self.channels(document, sentence)
            }
        }
        var set = Set(found)
        // The kind of terminal says more than the shop.
        if set.contains(.instoreCB2A) || set.contains(.instoreNexo) { set.remove(.instore) }
        channels = Channel.allCases.filter(set.contains)
        entities = Self.entities(document)
    }

    /// `affecting A, B and C`, `This incident affected: A`, and the lines below `Affected components`.
    private static func lists(_ document: Document) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for (number, line) in document.lines.enumerated() {
            let start = line.tokens.lowerBound
            if document.tokens[start].marks.contains(.labelServices), line.tokens.count <= 4,
                number + 1 < document.lines.count
            {
                let next = document.lines[number + 1].tokens
                // A heading below it means that the list is empty.
                if next.count > 2 || StatusWords.status(document.tokens[next]) == nil { found.append(next) }
            }
            if document.tokens[start].word == "this",
                let colon = line.tokens.prefix(6).first(where: { document.tokens[$0].isSymbol(":") })
            {
                found.append(colon + 1..<line.tokens.upperBound)
            }
            if let at = line.tokens.first(where: { document.tokens[$0].word == "affecting" }),
                document.has(.labelOther, in: start..<at)
                    || line.tokens.contains(where: { document.tokens[$0].word == "experienced" })
            {
                let end =
                    line.tokens.first {
                        $0 > at && (document.tokens[$0].word == "lasting" || document.tokens[$0].isSymbol("."))
                    } ?? line.tokens.upperBound
                found.append(at + 1..<end)
            }
        }
        return found
    }

    private static func channels(_ document: Document, _ range: Range<Int>) -> [Channel] {
        var found: [Channel] = []
        var settled = 0
        var others = 0
        for index in range where document.tokens[index].isWord || document.tokens[index].isNumber {
            ChannelWords.table.forEach(document.tokens, at: index) { channel, count in
                if channel == .settlement { settled += 1 } else { others += 1 }
                if index + count <= range.upperBound, !found.contains(channel) { found.append(channel) }
            }
            EntityWords.table.forEach(document.tokens, at: index) { entity, _ in
                if entity.isAlternative, !found.contains(.alternative) { found.append(.alternative) }
            }
        }
        // What is settled, invoiced or notified is told by the channels beside it; the subject is the follow-up.
        if settled > 0, settled * 2 >= others {
            found.removeAll { $0 != .settlement && $0 != .dashboard && $0 != .notifications }
        }
        return found
    }

    private static func entities(_ document: Document) -> [String] {
        var found: [String] = []
        for index in document.tokens.indices
        where document.tokens[index].isWord
            && (document.tokens[index].isCapital || document.tokens[index].word == "ideal")
        {
            EntityWords.table.forEach(document.tokens, at: index) { entity, _ in
                if !found.contains(entity.key) { found.append(entity.key) }
            }
        }
        return found
    }
}
