package import Alerting
package import HTTP
internal import JSON
package import Settings

/// A text message of at most 160 characters, handed to a gateway over HTTP.
package enum SMSForm {
    package static let charactersMost = 160

    /// What matters first: who says it, how bad, what, where. A link that does not fit whole is left out.
    package static func text(_ text: AlertText) -> String {
        let tail = text.link.map { " " + $0.url } ?? ""
        // Shapes are not in the alphabet of text messages; the severity's word stands beside them.
        let label = plain(text.label).trimmed
        var head = plain("\(label): \(text.title) (\(text.occasion))").trimmed
        if case .string? = text.data["confirmURL"] { head = plain(text.title).trimmed }
        let room = charactersMost - (tail.utf8.count < 120 ? tail.utf8.count : 0)
        if head.count > room { head = head.prefix(room - 3).trimmed + "..." }
        if tail.utf8.count < 120 { head += tail }
        for link in text.footLinks.prefix(1) where head.count + link.url.utf8.count + 7 <= charactersMost {
            head += " STOP: " + link.url
        }
        return head
    }

    /// The letters of the basic alphabet of text messages; others lose their marks, or become a question mark. A letter
    /// outside would more than halve the room.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{A0}", "\u{202F}", "\u{2009}": result += " "
            case "’", "‘", "`": result += "'"
            case "“", "”", "«", "»": result += "\""
            case "–", "—", "‑": result += "-"
            case "…": result += "..."
            case "·": result += "-"
            case "ç": result += "c"
            case "ê", "ë": result += "e"
            case "â", "á", "ã": result += "a"
            case "î", "ï", "í": result += "i"
            case "ô", "ó", "õ": result += "o"
            case "û", "ú": result += "u"
            case "À", "Â", "Á": result += "A"
            case "È", "Ê", "Ë": result += "E"
            case "œ": result += "oe"
            case "à", "è", "é", "ì", "ò", "ù", "ä", "ö", "ü", "ñ", "Ä", "Ö", "Ü", "Ñ", "É", "Ç", "£", "¥", "§", "ß":
                result.unicodeScalars.append(scalar)
            // These take two places each, and no fact needs them.
            case "[", "{": result += "("
            case "]", "}": result += ")"
            case "^", "\\", "|", "~": result += "-"
            case " "..."z": result.unicodeScalars.append(scalar)
            case "▲", "◆", "■", "●", "○", "▭": break
            default: result += "?"
            }
        }
        return result
    }

    /// A gateway: an address with the places `{to}`, `{text}` and `{id}`. One without `{text}` gets a JSON document.
    package struct Gateway: Sendable {
        package var url: Secret
        package var token: Secret?

        package init(url: Secret, token: Secret?) {
            self.url = url
            self.token = token
        }
    }

    package static func request(
        _ message: OutgoingMessage, to number: String, through gateway: Gateway
    ) throws(FetchError) -> FetchRequest {
        let text = text(message.text)
        let template = gateway.url.reveal()
        var url = template
        for (place, value) in [("{to}", number), ("{text}", text), ("{id}", message.key)] {
            url = url.split(separator: place, omittingEmptySubsequences: false).joined(separator: escape(value))
        }
        var headers: HTTPHeaders = ["Idempotency-Key": message.key]
        if let token = gateway.token { headers.set("Authorization", "Bearer " + token.reveal()) }
        var body: [UInt8] = []
        if !template.contains("{text}") {
            headers.set("Content-Type", "application/json")
            body = JSONWriter.compact(["to": .string(number), "text": .string(text), "id": .string(message.key)])
        }
        return FetchRequest(method: .post, url: try FetchURL(url), headers: headers, body: body)
    }

    private static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%"
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
        return result
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let text = drop { $0 == " " || $0 == "-" }
        guard let last = text.lastIndex(where: { $0 != " " && $0 != "-" }) else { return "" }
        return String(text[...last])
    }
}
