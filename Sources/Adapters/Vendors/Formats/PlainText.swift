internal import Following
internal import Vocabulary

/// A saved page of an aggregator, or plain text: one incident with all its words in one update. What they mean is read
/// elsewhere.
struct PlainText: PageReader {
    let context: PageContext

    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "text", url: page, accept: "text/html, text/plain;q=0.9", isHTML: true)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        guard let document = context.source.document("text") ?? context.source.documents.first else {
            throw DocumentSet.missing("text")
        }
        let bytes = try DocumentSet.text(document)
        var title: String?
        var text: String
        if Self.isMarkup(bytes, document.contentType) {
            let page = HTMLText(bytes)
            title = page.title
            text = page.text
            if page.isCut { context.notes.warn("text", "the page is longer than what is kept of it") }
        } else {
            text = String(decoding: bytes.prefix(HTMLText.bytesMax), as: UTF8.self).trimmed
            if bytes.count > HTMLText.bytesMax {
                context.notes.warn("text", "the text is longer than what is kept of it")
            }
        }
        if text.isEmpty { text = title ?? "" }
        guard !text.isEmpty else {
            throw UnreadablePage(
                .empty, "The page holds no words: it may be drawn by a program; save it from a browser.")
        }
        let first = text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) }
        let incident = VendorIncident(
            id: context.page.isEmpty ? document.url : context.page, title: title ?? first ?? "",
            url: document.url.isEmpty ? nil : document.url, updates: [VendorUpdate(at: nil, text: text)])
        return VendorPage(
            format: .text, identity: VendorPage.Identity(name: title, url: context.page), incidents: [incident])
    }

    static func isMarkup(_ bytes: [UInt8], _ contentType: String?) -> Bool {
        if contentType?.lowercased().hasPrefix("text/plain") == true { return false }
        if contentType?.lowercased().contains(text: "html") == true { return true }
        let head = String(decoding: bytes.prefix(2_048), as: UTF8.self)
        return DocumentSet.isWebPage(bytes) || HTMLText.holdsTags(head)
    }
}
