internal import Ledger
internal import Markup
internal import Vocabulary

/// How settlement stands, for people: pages without script.
enum SettlementPage {
    static let style =
        GroundStyle.ground + GroundStyle.parts + """
            table{width:100%;border-collapse:collapse}
            th,td{text-align:left;padding:.5rem .75rem;border-top:1px solid var(--line)}
            td.figure{text-align:right;font-variant-numeric:tabular-nums}

            """

    static func overview(_ standings: [SettlementService.Stand], _ reports: [SettlementReport]) -> HTML {
        document("Settlement") {
            HTML(.h1, text: "Settlement")
            HTML(.section) {
                HTML(.h2, text: "Channels")
                table(["Channel", "State", "That is"]) {
                    for stand in standings {
                        HTML(.tr) {
                            HTML(.th, .scope("row"), text: stand.channel.rawValue)
                            HTML(.td) { word(stand.standing.word, isFine: !stand.standing.isLate) }
                            HTML(.td, text: stand.standing.sentence)
                        }
                    }
                }
            }
            HTML(.section) {
                HTML(.h2, text: "Files")
                if reports.isEmpty {
                    HTML(.p, .class("quiet"), text: "No file has come yet.")
                } else {
                    table(["File", "Channel", "Outcome", "Lines", "Matched", "Findings"]) {
                        for report in reports { row(report) }
                    }
                }
            }
        }
    }

    static func report(_ report: SettlementReport, _ findings: [Finding]) -> HTML {
        document(report.source) {
            HTML(.p, .class("trail")) { HTML(.a, .href(.path("settlement")), text: "Settlement") }
            HTML(.h1, text: report.source)
            HTML(.p) { word(report.outcome.rawValue, isFine: report.outcome == .clean) }
            if let problem = report.problem { HTML(.p, text: problem) }
            if let head = report.head {
                HTML(.dl, .class("card facts")) {
                    fact("Channel", head.channel.rawValue)
                    fact("Day ended", head.until.rfc3339)
                    fact("Taken in", report.taken.rfc3339)
                    fact("Lines", String(head.lines))
                    fact("Matched", String(report.matched))
                }
                sums(report)
                shown(findings, of: report)
            }
        }
    }

    private static func sums(_ report: SettlementReport) -> HTML {
        HTML(.section) {
            HTML(.h2, text: "Settled, in minor units")
            table(["Currency", "Captures", "Refunds", "Fees"]) {
                for (currency, sum) in report.sums.sorted(by: { $0.key < $1.key }) {
                    HTML(.tr) {
                        HTML(.th, .scope("row"), text: currency.code)
                        for figure in [sum.captures, sum.refunds, sum.fees] {
                            HTML(.td, .class("figure"), text: String(figure))
                        }
                    }
                }
            }
        }
    }

    private static func shown(_ findings: [Finding], of report: SettlementReport) -> HTML {
        HTML(.section) {
            HTML(.h2, text: "Findings")
            if findings.isEmpty {
                HTML(.p, .class("quiet"), text: "Everything agrees.")
            } else {
                if findings.count < report.findings {
                    HTML(.p, text: "The first \(findings.count) of \(report.findings); the others are in the JSON.")
                }
                table(["What", "Reference", "Payment", "Ours", "Theirs"]) {
                    for finding in findings {
                        HTML(.tr) {
                            HTML(.td, text: finding.list.rawValue)
                            HTML(.td, text: finding.reference.rawValue)
                            HTML(.td, text: finding.payment?.rawValue ?? "–")
                            HTML(.td, text: side(finding.ours))
                            HTML(.td, text: side(finding.theirs))
                        }
                    }
                }
            }
        }
    }

    private static func row(_ report: SettlementReport) -> HTML {
        HTML(.tr) {
            HTML(.th, .scope("row")) {
                HTML(
                    .a, .href(.path("settlement", "reports", report.name).with([("format", "html")])),
                    text: report.source)
            }
            HTML(.td, text: report.head?.channel.rawValue ?? "–")
            HTML(.td) { word(report.outcome.rawValue, isFine: report.outcome == .clean) }
            for figure in [report.head?.lines ?? 0, report.matched, report.findings] {
                HTML(.td, .class("figure"), text: String(figure))
            }
        }
    }

    private static func side(_ side: Finding.Side?) -> String {
        side.map { "\($0.kind.rawValue) \($0.money)" } ?? "–"
    }

    private static func word(_ word: String, isFine: Bool) -> HTML {
        HTML(.strong, .class(isFine ? "state fine" : "state critical"), text: word)
    }

    private static func fact(_ name: String, _ value: String) -> HTML {
        HTML(.div) {
            HTML(.dt, text: name)
            HTML(.dd, text: value)
        }
    }

    private static func table(_ heads: [String], @HTMLBuilder rows: () -> HTML) -> HTML {
        HTML(.table, .class("card")) {
            HTML(.thead) { HTML(.tr) { for head in heads { HTML(.th, .scope("col"), text: head) } } }
            HTML(.tbody) { rows() }
        }
    }

    private static func document(_ title: String, @HTMLBuilder content: () -> HTML) -> HTML {
        var document = HTML(trustedMarkup: "<!doctype html>\n")
        document.append(
            HTML(.html, .lang(.english)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.title, text: title)
                    HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                    HTML(.link, .rel("stylesheet"), .href(.path("settlement", "style.css")))
                }
                HTML(.body) { HTML(.main, .id("content")) { content() } }
            })
        return document
    }
}
