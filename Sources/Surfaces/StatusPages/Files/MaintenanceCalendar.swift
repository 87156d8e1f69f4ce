internal import Incidents
internal import Telling
internal import Vocabulary

/// Planned work as a calendar (RFC 5545).
package enum MaintenanceCalendar {
    static let eventsMost = 200

    package static func ics(_ context: StatusContext) -> [UInt8] {
        var lines: [String] = []
        let name = context.brand.name + " · " + context.say(.maintenance)
        lines += [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vigie//Status pages//EN", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "X-WR-CALNAME:" + text(name), "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        ]
        let base = context.settings.base(of: context.brand)
        let planned = context.site.incidents.filter(\.isPlannedWork).prefix(eventsMost)
        for incident in planned {
            guard let time = incident.plannedTime else { continue }
            let phase = incident.maintenancePhase(now: context.knownUntil) ?? .scheduled
            let changed =
                (incident.updates.map(\.at) + [incident.own?.declaredAt ?? time.start])
                .filter { $0 <= context.now }.max() ?? time.start
            lines += [
                "BEGIN:VEVENT",
                "UID:" + text("\(incident.id)/\(context.brand.id)/\(context.language)@vigie"),
                "DTSTAMP:" + stamp(changed), "LAST-MODIFIED:" + stamp(changed),
                "SEQUENCE:\(incident.updates.count)", "DTSTART:" + stamp(time.start),
                "DTEND:" + stamp(max(time.end ?? time.start + .hours(1), time.start + .seconds(1))),
                "SUMMARY;LANGUAGE=\(context.language.code):" + text(context.title(of: incident).text),
                "STATUS:" + (phase == .cancelled ? "CANCELLED" : "CONFIRMED"), "TRANSP:TRANSPARENT",
            ]
            var description = [StatusMark(phase, context.words).text]
            let names = context.names(incident.namedComponents).map(\.text)
            if !names.isEmpty { description.append(names.joined(separator: ", ")) }
            if let summary = context.told(incident.summary, of: incident) { description.append(summary.text) }
            lines.append("DESCRIPTION;LANGUAGE=\(context.language.code):" + text(description.joined(separator: "\n")))
            if let base { lines.append("URL:\(base)/\(context.language.code)/incidents/\(incident.id)/") }
            lines.append("END:VEVENT")
        }
        lines.append("END:VCALENDAR")
        return lines.reduce(into: []) { bytes, line in fold(line, into: &bytes) }
    }

    /// `20251204T113400Z`
    private static func stamp(_ instant: Instant) -> String {
        Instant(seconds: instant.seconds).rfc3339.filter { $0 != "-" && $0 != ":" }
    }

    /// Section 3.3.11: backslash, semicolon, comma and line ends are escaped; other control characters have no place.
    static func text(_ text: String) -> String {
        var result = ""
        var wasReturn = false
        for scalar in text.unicodeScalars {
            defer { wasReturn = scalar == "\r" }
            switch scalar {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n" where wasReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": result += "\\n"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Section 3.1: at most 75 bytes a line, never cut inside a character; what goes on begins with a space.
    static func fold(_ line: String, into bytes: inout [UInt8]) {
        var room = 75
        for scalar in line.unicodeScalars {
            let piece = Array(String(scalar).utf8)
            if piece.count > room {
                bytes += [0x0D, 0x0A, 0x20]
                room = 74
            }
            bytes += piece
            room -= piece.count
        }
        bytes += [0x0D, 0x0A]
    }
}
