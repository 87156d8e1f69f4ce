internal import Bytes
package import Vocabulary

/// An alert as mail: text and HTML, in one thread for one event.
package enum MailForm {
    /// `unsubscribe` is the address that ends a subscription with one click (RFC 8058): it is posted to, without a login.
    package static func mail(
        _ message: OutgoingMessage, from: String, to: [String], now: Instant, unsubscribe: String? = nil
    ) throws(MailError) -> OutgoingMail {
        guard let sender = MailAddress(from) else {
            throw MailError("the sender is no address of mail", isLasting: true)
        }
        var recipients: [MailAddress] = []
        for text in to {
            guard let address = MailAddress(text) else {
                throw MailError("a recipient is no address of mail", isLasting: true)
            }
            recipients.append(address)
        }
        guard !recipients.isEmpty else { throw MailError("there is no recipient", isLasting: true) }
        let head = try head(message, sender, recipients, now: now, unsubscribe: unsubscribe)
        let boundary = "=_vigie_" + SHA256Digest(of: Array(message.key.utf8)).hexadecimal.prefix(32)
        var text = head
        text += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
        text += part("text/plain", Array(message.text.plain.utf8), boundary)
        text += part("text/html", Array(MailPage.html(message.text).utf8), boundary)
        text += "--\(boundary)--\r\n"
        return OutgoingMail(
            from: sender.address, to: recipients.map(\.address), bytes: Array(text.utf8))
    }

    private static func head(
        _ message: OutgoingMessage, _ sender: MailAddress, _ recipients: [MailAddress], now: Instant,
        unsubscribe: String?
    ) throws(MailError) -> String {
        let text = message.text
        var head = try MailHeader.line("Date", date(now))
        head += try MailHeader.line("From", sender.header)
        // Each recipient is on a line of its own, because a line has at most 998 bytes.
        head += "To: " + recipients.map(\.header).joined(separator: ",\r\n ") + "\r\n"
        // One subject for the whole thread: some programs group by it.
        head += "Subject: " + MailHeader.encode("\(text.label): \(text.title)".cut(toUnits: 300)) + "\r\n"
        let first = id(message.thread + ".1", sender)
        let own = id(message.key, sender)
        head += try MailHeader.line("Message-ID", own)
        if own != first {
            head += try MailHeader.line("In-Reply-To", first)
            head += try MailHeader.line("References", first)
        }
        head += try MailHeader.line("Auto-Submitted", "auto-generated")
        if let unsubscribe {
            head += try MailHeader.line("List-Unsubscribe", "<\(unsubscribe)>")
            head += try MailHeader.line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        }
        if text.severity == .critical, !text.isOver { head += try MailHeader.line("Importance", "high") }
        head += try MailHeader.line("Content-Language", text.language.code)
        return head + "MIME-Version: 1.0\r\n"
    }

    /// The same for every attempt to send the same.
    private static func id(_ name: String, _ sender: MailAddress) -> String { "<\(name)@\(sender.domain)>" }

    private static func part(_ type: String, _ content: [UInt8], _ boundary: String) -> String {
        var text = "--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        // 57 bytes make a line of 76 characters.
        for start in stride(from: 0, to: content.count, by: 57) {
            text += Base64.encode(Array(content[start..<min(start + 57, content.count)])) + "\r\n"
        }
        return text
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Thu, 4 Dec 2025 12:08:00 +0000`
    static func date(_ instant: Instant) -> String {
        let civil = Zone.utc.civilTime(instant)
        let date = civil.date
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(days[date.weekday]), \(date.day) \(months[date.month - 1]) \(date.year) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) +0000"
    }
}

/// The HTML of a mail: one column, no pictures, nothing that is loaded from anywhere.
enum MailPage {
    static func html(_ text: AlertText) -> String {
        var rows = ""
        for line in text.lines {
            rows +=
                "<tr><th style=\"text-align:left;vertical-align:top;padding:2px 12px 2px 0\">\(escape(line.label))</th>"
                + "<td style=\"padding:2px 0\">\(escape(line.text))</td></tr>\n"
        }
        let words = text.words.map { "<p style=\"margin:16px 0\">\(paragraphs($0))</p>\n" } ?? ""
        let link = text.link.map { "<p><a href=\"\(escape($0.url))\">\(escape($0.label))</a></p>\n" } ?? ""
        var foot = text.footnote.map { "<p style=\"font-size:13px;color:#555\">\(escape($0))</p>\n" } ?? ""
        let links = text.footLinks.map { "<a href=\"\(escape($0.url))\">\(escape($0.label))</a>" }
        if !links.isEmpty { foot += "<p style=\"font-size:13px\">\(links.joined(separator: " · "))</p>\n" }
        return """
            <!DOCTYPE html>
            <html lang="\(text.language)"><head><meta charset="utf-8"><title>\(escape(text.title))</title></head>
            <body style="font:16px/1.5 sans-serif;color:#1a1a1a;max-width:640px;margin:0 auto;padding:16px">
            <p style="margin:0">\(escape(text.occasion))</p>
            <h1 style="font-size:20px;margin:4px 0 16px;border-left:6px solid #\(text.colour);padding-left:12px">\
            \(escape(text.label))<br>\(escape(text.title))</h1>
            <table style="border-collapse:collapse">
            \(rows)</table>
            \(words)\(link)\(foot)</body></html>

            """
    }

    static func escape(_ text: String) -> String { TelegramForm.escape(text) }

    /// With its lines as they were written.
    private static func paragraphs(_ text: String) -> String {
        escape(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>\n")
    }
}
