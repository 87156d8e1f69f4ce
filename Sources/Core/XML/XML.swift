// XML: documents of strangers through libxml2, and nothing else touches that library. Entities of a document's own,
// document types and the network are off; size, depth and attributes are bounded.
//
// Start reading at `XMLTree.swift`, which reads a document of records (elements that hold elements or text) in one pass
// with the places of its bytes; `XMLEvents.swift` gives any document, such as a feed, one event at a time.
// `XMLGuard.swift` refuses what libxml2 would be slow at.
//
// May import: CXML.
internal import CXML

enum XMLLibrary {
    /// libxml2 wants to be made ready once, before threads use it.
    static let isReady: Bool = {
        xmlInitParser()
        return true
    }()
}
