internal import HTTP
internal import JSON
internal import Settings
internal import Vocabulary

extension AlertText {
    /// Hexadecimal colours of the edges that some channels draw; never the only sign.
    var colour: String {
        if isOver { return "1f7a4d" }
        return switch severity {
        case .critical: "c0262d"
        case .major: "c2571a"
        case .minor: "a07400"
        case .notice, .maintenance: "2d5fa8"
        case .unknown: "6b6b6b"
        }
    }
}

/// Slack: blocks, and the headline as the text of notifications.
enum SlackForm {
    static func request(_ message: OutgoingMessage, url: String) -> ChannelRequest {
        ChannelRequest(url: url, body: JSONWriter.compact(.object(content(message.text))))
    }

    static func request(_ message: OutgoingMessage, token: Secret, room: String) -> ChannelRequest {
        var object = content(message.text)
        object["channel"] = .string(room)
        object["thread_ts"] = message.foreignID.map { .string($0) }
        // What matters is seen in the room too, not in the thread alone.
        if message.foreignID != nil, !["incident.updated", "case.updated"].contains(message.text.event) {
            object["reply_broadcast"] = true
        }
        return ChannelRequest(
            url: "https://slack.com/api/chat.postMessage",
            headers: [
                "Content-Type": "application/json; charset=utf-8", "Authorization": "Bearer \(token.reveal())",
            ], body: JSONWriter.compact(.object(object)))
    }

    private static func content(_ text: AlertText) -> JSONObject {
        var blocks: [JSONValue] = [
            [
                "type": "header",
                "text": [
                    "type": "plain_text", "text": .string(plain("\(text.label): \(text.title)").cut(toUnits: 150)),
                ],
            ],
            section("*\(escape(text.occasion))*"),
        ]
        for line in text.lines.prefix(40) {
            blocks.append(section("*\(escape(line.label)):* \(escape(line.text))"))
        }
        if let words = text.words { blocks.append(section("> " + escape(words))) }
        if let link = text.link { blocks.append(section("<\(escape(link.url))|\(escape(link.label))>")) }
        if let footnote = text.footnote {
            blocks.append([
                "type": "context",
                "elements": [["type": "mrkdwn", "text": .string(escape(footnote).cut(toUnits: 2_000))]],
            ])
        }
        return [
            "text": .string(escape(text.headline).cut(toUnits: 1_000)), "blocks": .array(blocks),
            "unfurl_links": false,
        ]
    }

    /// Plain text is not read as markup; where something does it all the same, nothing that matters is left of it.
    private static func plain(_ text: String) -> String {
        String(
            text.map { character in
                switch character {
                case "<": "‹"
                case ">": "›"
                case "\n", "\r", "\r\n": " "
                default: character
                }
            })
    }

    private static func section(_ text: String) -> JSONValue {
        ["type": "section", "text": ["type": "mrkdwn", "text": .string(text.cut(toUnits: 2_900))]]
    }

    /// The three characters that Slack reads as its own.
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\n", "\r", "\r\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}

/// Teams, through a workflow's webhook: an Adaptive Card, made of runs of text so that nothing in it is read as Markdown.
enum TeamsForm {
    /// Of 28 KB that Teams takes.
    private static let textMost = 1_500

    static func request(_ message: OutgoingMessage, url: String) -> ChannelRequest {
        let text = message.text
        var body: [JSONValue] = [
            paragraph([run(text.occasion, isStrong: true)]),
            paragraph([run("\(text.label): \(text.title)", isStrong: true, size: "large")]),
        ]
        for line in text.lines.prefix(10) {
            body.append(paragraph([run(line.label + ": ", isStrong: true), run(line.text)]))
        }
        if let words = text.words { body.append(paragraph([run(words)])) }
        if let footnote = text.footnote { body.append(paragraph([run(footnote, size: "small")])) }
        var card: JSONObject = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
            "fallbackText": .string(text.headline.cut(toUnits: 500)), "body": .array(body),
        ]
        if let link = text.link {
            card["actions"] = [
                ["type": "Action.OpenUrl", "title": .string(link.label), "url": .string(link.url)]
            ]
        }
        let payload: JSONValue = [
            "type": "message",
            "attachments": [
                ["contentType": "application/vnd.microsoft.card.adaptive", "content": .object(card)]
            ],
        ]
        return ChannelRequest(url: url, body: JSONWriter.compact(payload))
    }

    private static func paragraph(_ runs: [JSONValue]) -> JSONValue {
        ["type": "RichTextBlock", "inlines": .array(runs)]
    }

    private static func run(_ text: String, isStrong: Bool = false, size: String? = nil) -> JSONValue {
        var object: JSONObject = ["type": "TextRun", "text": .string(text.cut(toUnits: textMost))]
        if isStrong { object["weight"] = "bolder" }
        object["size"] = size.map { .string($0) }
        return .object(object)
    }
}

/// Discord: one embed, replaced in its place when there is more to say.
enum DiscordForm {
    static func request(_ message: OutgoingMessage, url: String) -> ChannelRequest {
        let text = message.text
        var embed: JSONObject = [
            "title": .string("\(text.label): \(text.title)".cut(toUnits: 256)),
            "color": .integer(Int64(text.colour, radix: 16) ?? 0),
        ]
        embed["description"] = .string(
            ([escape(text.occasion)] + (text.words.map { [escape($0)] } ?? [])).joined(separator: "\n\n")
                .cut(toUnits: 2_000))
        // All of an embed has at most 6,000 characters.
        embed["fields"] = .array(
            text.lines.prefix(10).map { line in
                [
                    "name": .string(line.label.cut(toUnits: 100)),
                    "value": .string(escape(line.text).cut(toUnits: 250)),
                ]
            })
        embed["url"] = text.link.map { .string($0.url) }
        if let footnote = text.footnote { embed["footer"] = ["text": .string(footnote.cut(toUnits: 200))] }
        let payload: JSONValue = [
            "embeds": [.object(embed)], "content": .string(escape(text.headline).cut(toUnits: 500)),
            // Whatever a vendor writes, nobody is pinged by it.
            "allowed_mentions": ["parse": []],
        ]
        let parts = url.split(separator: "?", maxSplits: 1)
        let (path, query) = (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : nil)
        guard let id = message.foreignID else {
            let asking = "wait=true" + (query.map { "&" + $0 } ?? "")
            return ChannelRequest(url: "\(path)?\(asking)", body: JSONWriter.compact(payload))
        }
        return ChannelRequest(
            method: .patch, url: "\(path)/messages/\(id)" + (query.map { "?" + $0 } ?? ""),
            body: JSONWriter.compact(payload), isEdit: true)
    }

    static func escape(_ text: String) -> String { Markdown.escape(text) }
}

/// Mattermost: Markdown.
enum MattermostForm {
    static func request(_ message: OutgoingMessage, url: String) -> ChannelRequest {
        let text = message.text
        var lines = [
            "**\(Markdown.escape(text.label)): \(Markdown.escape(text.title))**", Markdown.escape(text.occasion), "",
        ]
        lines += text.lines.map { "- **\(Markdown.escape($0.label)):** \(Markdown.escape($0.text))" }
        if let words = text.words { lines += ["", "> " + Markdown.escape(words)] }
        // A link goes first when there is not room for all.
        let link = text.link.map { "\n\n[\(Markdown.escape($0.label))](\($0.url))" } ?? ""
        let payload: JSONValue = [
            "text": .string(lines.joined(separator: "\n").cut(toUnits: 12_000) + link),
            "username": "Vigie",
        ]
        return ChannelRequest(url: url, body: JSONWriter.compact(payload))
    }
}

/// A vendor's words in Markdown as they were written: no formatting, no link, and nobody named by an @ is called.
enum Markdown {
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\n", "\r", "\r\n": result += " "
            case "\\", "*", "_", "~", "`", "|", ">", "<", "[", "]", "(", ")", "#":
                result += "\\"
                result.append(character)
            // A space of no width breaks the name behind it.
            case "@": result += "@\u{200B}"
            default: result.append(character)
            }
        }
        return result
    }
}
