internal import Announcing
internal import HTTP
internal import JSON

// From verdict to word: what waits to be said, what people say of cases, the evidence, and how well each rule does. All of it is for
// those who may look at what is internal.
extension RouteTable {
    static let announcing: [APIRoute] = [
        APIRoute(
            .listAnnouncements, "/api/announcing/cases", group: .announcing,
            "What was made of the latest cases: the draft, the sentence that waits with its seconds left, the end that was measured",
            answers: [
                .json(
                    Schema.object(["cases": Schema.array(AnnouncingDocument.schema)]), "The latest first, at most 100."),
                malformed, missing,
            ] + announcingRefusals),
        APIRoute(
            .stopAnnouncement, "/api/announcing/cases/:case/stop", method: .post, group: .announcing,
            "Stop the sentence while its grace time runs; the draft stays for people",
            parameters: [caseNumber],
            answers: [
                .json(AnnouncingDocument.schema, "It is stopped, or was by the same person."), malformed, missing,
                conflict,
            ] + refusals),
        APIRoute(
            .labelCase, "/api/announcing/cases/:case/label", method: .post, group: .announcing,
            "Say what a case was: it counts for the rules' figures, and what was no outage is told to nobody",
            parameters: [caseNumber],
            body: APIBody(
                Schema.closed(["label": Schema.words(Announcement.Label.Verdict.self)]), example: ["label": "real"]),
            answers: [.json(AnnouncingDocument.schema, "It is recorded."), malformed, missing, conflict] + refusals),
        APIRoute(
            .takeOverEnd, "/api/announcing/cases/:case/end", method: .post, group: .announcing,
            "Write the end that was measured into the incident, from the first good sample",
            parameters: [caseNumber],
            answers: [.json(AnnouncingDocument.schema, "It stands there."), malformed, missing, conflict] + refusals),
        APIRoute(
            .readEvidence, "/api/announcing/cases/:case/evidence", group: .announcing,
            "An archive for whom a case concerns: the verdict in words, every sample around it, the journal's entries with their "
                + "hashes; secrets are masked",
            parameters: [caseNumber],
            answers: [
                APIAnswer(.ok, "A zip archive.", "application/zip", ["type": "string", "format": "binary"]), malformed,
                missing,
            ] + announcingRefusals),
        APIRoute(
            .listRules, "/api/announcing/rules", group: .announcing,
            "Each rule of judging with its precision, recall, calls by night and lead over the first person or vendor",
            answers: [
                .json(Schema.object(["rules": Schema.array(AnnouncingDocument.ruleSchema)]), "By name."), malformed,
                missing,
            ] + announcingRefusals),
        APIRoute(
            .orderRule, "/api/announcing/rules/:rule", method: .post, group: .announcing,
            "Propose that a rule wakes nobody any more, agree to it as a second person, decline it, or have it wake people again",
            parameters: [
                APIParameter("rule", in: .path, Schema.words(RuleName.self), "The rule.", example: "gap")
            ],
            body: APIBody(
                Schema.closed(
                    ["order": Schema.words("propose", "agree", "decline", "restore"), "reason": Schema.text],
                    optional: ["reason"]), example: ["order": "propose", "reason": "false at each deployment"]),
            answers: [
                .json(Schema.object(["isDemoted": Schema.flag, "waits": Schema.flag]), "How it stands now."), malformed,
                missing, conflict,
            ] + refusals),
    ]

    private static let caseNumber = APIParameter(
        "case", in: .path, ["type": "integer", "minimum": 1, "maximum": 1_000_000_000], "The number of the case.",
        example: 7)

    private static let announcingRefusals: [APIAnswer] = [
        .problem(.unauthorized, "Say who you are."),
        .problem(.forbidden, "You may not, or nothing may be written here."),
        .problem(.serviceUnavailable, "It can't be read at the moment."),
    ]
}
