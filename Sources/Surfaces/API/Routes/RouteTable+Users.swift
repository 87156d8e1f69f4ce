internal import Access
internal import HTTP
internal import JSON

// The people who work here and what they did: for users and tokens with the right to manage users, and to read the audit.
extension RouteTable {
    static let users: [APIRoute] = [
        APIRoute(
            .listUsers, "/api/users", group: .users, "Everybody who works here, with their roles",
            answers: [
                .json(Schema.object(["users": Schema.array(UserSchemas.user)]), "All of them."), malformed, missing,
            ] + refusals),
        APIRoute(
            .inviteUser, "/api/users", method: .post, group: .users,
            "Invite somebody, or once more somebody who has not come yet; the code is told here alone",
            parameters: [idempotencyKey],
            body: APIBody(
                Schema.closed(
                    [
                        "name": UserSchemas.words, "email": UserSchemas.words, "roles": UserSchemas.roles,
                        "language": Schema.language,
                    ], optional: ["language"]),
                example: ["name": "Bo", "email": "bo@example.com", "roles": ["responder"], "language": "fr"]),
            answers: [
                .json(
                    Schema.object(["user": UserSchemas.user, "code": Schema.text]),
                    "They are invited; hand the code on.", status: .created,
                    headers: [("Location", "Where the user stands in this API.")]), malformed, missing, conflict,
            ] + refusals),
        APIRoute(
            .readUser, "/api/users/:id", group: .users, "One user, with open sessions and with tokens",
            parameters: [user],
            answers: [
                .json(
                    Schema.object([
                        "user": UserSchemas.user, "sessions": Schema.array(UserSchemas.session),
                        "tokens": Schema.array(UserSchemas.token),
                    ]), "The user."), malformed, missing,
            ] + refusals),
        APIRoute(
            .changeRoles, "/api/users/:id/roles", method: .put, group: .users,
            "Give other roles, none that may more than you; `edition` is the one that was seen",
            parameters: [user, idempotencyKey],
            body: APIBody(
                Schema.closed(["roles": UserSchemas.roles, "edition": Schema.count]),
                example: ["roles": ["communicator"], "edition": 1]),
            answers: done("They have these roles.")),
        APIRoute(
            .disableUser, "/api/users/:id/disable", method: .post, group: .users,
            "Let somebody in no more: sessions, tokens and codes end", parameters: [user, idempotencyKey],
            answers: done("They can't sign in.")),
        APIRoute(
            .enableUser, "/api/users/:id/enable", method: .post, group: .users,
            "Let somebody in again, with the password they had", parameters: [user, idempotencyKey],
            answers: done("They can sign in.")),
        APIRoute(
            .resetUser, "/api/users/:id/reset", method: .post, group: .users,
            "Make a code for a new password; it is told here alone", parameters: [user, idempotencyKey],
            answers: [
                .json(Schema.object(["code": Schema.text]), "Hand it on.", status: .created), malformed, missing,
                conflict,
            ] + refusals),
        APIRoute(
            .removeSecondFactor, "/api/users/:id/second-factor", method: .delete, group: .users,
            "Take the second factor of somebody who lost it", parameters: [user, idempotencyKey],
            answers: done("They sign in without it.")),
        APIRoute(
            .endSessions, "/api/users/:id/sessions", method: .delete, group: .users, "End all sessions of somebody",
            parameters: [user, idempotencyKey], answers: done("They are signed out.")),
        APIRoute(
            .endSession, "/api/users/:id/sessions/:session", method: .delete, group: .users,
            "End one session of somebody",
            parameters: [
                user, APIParameter("session", in: .path, Schema.identifier, "The session.", example: "k3v7q2"),
                idempotencyKey,
            ],
            answers: done("It is over.")),
        APIRoute(
            .listTokens, "/api/tokens", group: .users, "Everybody's API tokens, without their secrets",
            answers: [
                .json(Schema.object(["tokens": Schema.array(UserSchemas.token)]), "All of them."), malformed, missing,
            ] + refusals),
        APIRoute(
            .revokeToken, "/api/tokens/:id", method: .delete, group: .users, "End a token, whoever has it",
            parameters: [
                APIParameter("id", in: .path, Schema.identifier, "The token.", example: "k3v7q2"), idempotencyKey,
            ],
            answers: done("Nobody gets in with it.")),
        APIRoute(
            .readAudit, "/api/audit", group: .users, "Who did what and when, the latest first, 100 at a time",
            parameters: [
                APIParameter(
                    "before", ["type": "integer", "minimum": 1, "maximum": 9_223_372_036_854_775_807],
                    "Entries before this position.")
            ],
            answers: [.json(UserSchemas.audit, "Entries of the journal."), malformed, missing] + refusals),
    ]

    private static let user = APIParameter("id", in: .path, Schema.identifier, "The user.", example: "k3v7q2")

    private static func done(_ words: String) -> [APIAnswer] {
        [APIAnswer(.noContent, words), malformed, missing, conflict] + refusals
    }
}

/// The shapes of what is told of users.
enum UserSchemas {
    static let words: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": JSONValue(UserDocument.textMost),
    ]
    static let roles: JSONValue = ["type": "array", "items": Schema.words(Role.self), "minItems": 1]

    static let user = Schema.object([
        "id": Schema.identifier, "name": Schema.text, "email": Schema.text, "roles": roles,
        "language": Schema.language, "state": Schema.words(User.State.self), "hasSecondFactor": Schema.flag,
        "edition": Schema.count,
    ])
    static let session = Schema.object([
        "id": Schema.identifier, "opened": Schema.instant, "until": Schema.instant, "seen": Schema.instant,
        "address": Schema.text, "agent": Schema.text,
    ])
    static let token = Schema.object(
        [
            "id": Schema.identifier, "name": Schema.text, "owner": Schema.identifier,
            "scopes": Schema.array(Schema.words(Right.self)), "issued": Schema.instant, "until": Schema.instant,
            "used": Schema.instant,
        ], optional: ["used"])
    static let audit = Schema.object(
        [
            "entries": Schema.array(
                Schema.object(
                    [
                        "position": Schema.count, "recordedAt": Schema.instant, "actor": Schema.text,
                        "kind": Schema.text, "about": Schema.text, "body": ["type": "object"],
                    ], optional: ["body"])), "next": Schema.text,
        ], optional: ["next"])
}
