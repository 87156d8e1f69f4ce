internal import HTTP
internal import JSON
internal import Settings
internal import Vocabulary

/// ntfy: the text is the body, all else are header fields.
enum NtfyForm {
    /// Longer bodies become attachments.
    private static let bodyBytesMost = 4_000

    static func request(_ message: OutgoingMessage, url: String, token: Secret?) -> ChannelRequest {
        let text = message.text
        var headers: HTTPHeaders = [
            "Content-Type": "text/plain; charset=utf-8",
            "Title": MailHeader.encode("\(text.label): \(text.title)".cut(toUnits: 200), folds: false),
            "Priority": String(priority(text)), "Tags": text.isOver ? "white_check_mark" : tag(text.severity),
        ]
        if let link = text.link { headers.add("Click", link.url) }
        if let token { headers.add("Authorization", "Bearer \(token.reveal())") }
        var body = text.occasion
        for line in text.lines { body += "\n\(line.label): \(line.text)" }
        if let words = text.words { body += "\n\n\(words)" }
        return ChannelRequest(url: url, headers: headers, body: Array(body.cut(toBytes: bodyBytesMost).utf8))
    }

    /// From 1 to 5; 4 and 5 ring where a phone is set to be quiet.
    static func priority(_ text: AlertText) -> Int {
        if text.isOver { return 3 }
        return switch text.severity {
        case .critical: 5
        case .major: 4
        case .minor, .unknown: 3
        case .notice, .maintenance: 2
        }
    }

    private static func tag(_ severity: Severity) -> String {
        switch severity {
        case .critical: "rotating_light"
        case .major, .minor: "warning"
        case .notice, .unknown: "information_source"
        case .maintenance: "construction"
        }
    }
}

/// Telegram: HTML with three characters escaped, at most 4,096 characters, replaced in its place.
enum TelegramForm {
    private static let unitsMost = 4_096

    static func request(_ message: OutgoingMessage, token: Secret, chat: String) -> ChannelRequest {
        var object: JSONObject = [
            "chat_id": .string(chat), "text": .string(html(message.text)), "parse_mode": "HTML",
            "link_preview_options": ["is_disabled": true],
        ]
        var method = "sendMessage"
        if let id = message.foreignID, let number = Int64(id) {
            object["message_id"] = .integer(number)
            method = "editMessageText"
        } else if message.text.isOver {
            object["disable_notification"] = true
        }
        return ChannelRequest(
            url: "https://api.telegram.org/bot\(token.reveal())/\(method)",
            body: JSONWriter.compact(.object(object)), isEdit: method == "editMessageText")
    }

    static func html(_ text: AlertText) -> String {
        let head = "<b>\(escape("\(text.label): \(text.title)".cut(toUnits: 400)))</b>\n\(escape(text.occasion))"
        var tail = ""
        if let link = text.link { tail = "\n\n<a href=\"\(escape(link.url))\">\(escape(link.label))</a>" }
        var html = head
        // Whole lines or none, so that no tag is cut through.
        var pieces = text.lines.map { "\n<b>\(escape($0.label)):</b> \(escape($0.text.cut(toUnits: 1_000)))" }
        if let words = text.words { pieces.append("\n\n<i>\(escape(words))</i>") }
        for piece in pieces where html.utf16.count + piece.utf16.count + tail.utf16.count <= unitsMost { html += piece }
        return html + tail
    }

    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

extension String {
    /// At most so many bytes of UTF-8, cut between characters.
    func cut(toBytes most: Int) -> String {
        guard utf8.count > most else { return self }
        var kept = ""
        var bytes = 0
        for character in self {
            let count = character.utf8.count
            guard bytes + count <= most - 3 else { break }
            kept.append(character)
            bytes += count
        }
        return kept + "…"
    }
}
