internal import Access
internal import HTTP
internal import JSON
internal import Journal
internal import Vocabulary

// The people who work here, their sessions and tokens, and what everybody did. Whether somebody may is asked here and again
// by the service, which also refuses to give more rights than one has.
extension APIRoutes {
    static let auditShown: Int64 = 100

    func listUsers(_ request: HTTPRequest) -> HTTPReply {
        users(request) { [self] access, _, identity in
            permitted(request) { () throws(AccessRefusal) in
                let users = try await access.users(for: identity)
                return Self.answer(
                    ["users": .array(users.map(UserDocument.user))], status: .ok, location: nil)
            }
        }
    }

    func readUser(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, _, identity in
            permitted(request) { () throws(AccessRefusal) in
                guard let user = try await access.user(id) else { throw Self.noUser }
                let sessions = try await access.sessions(of: id, for: identity)
                let tokens = try await access.allTokens(for: identity).filter { $0.owner == id }
                return Self.answer(
                    UserDocument.whole(user, sessions, tokens), status: .ok, location: nil)
            }
        }
    }

    func inviteUser(_ request: HTTPRequest) -> HTTPReply {
        users(request) { [self] access, caller, identity in
            body(request, { json throws(JSONError) in try UserDocument.Invitation(json) }) { invitation in
                permitted(request) { () throws(AccessRefusal) in
                    let (user, code) = try await access.invite(
                        by: identity, name: invitation.name, email: invitation.email, roles: invitation.roles,
                        language: invitation.language, key: caller.key)
                    return Self.answer(
                        ["user": UserDocument.user(user), "code": .string(code.text)], status: .created,
                        location: "/api/users/\(user.id)")
                }
            }
        }
    }

    func changeRoles(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, caller, identity in
            body(request, { json throws(JSONError) in try UserDocument.RoleChange(json) }) { change in
                done(request) { () throws(AccessRefusal) in
                    try await access.changeRoles(
                        of: id, to: change.roles, edition: change.edition, by: identity, key: caller.key)
                }
            }
        }
    }

    func disableUser(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, caller, identity in
            done(request) { () throws(AccessRefusal) in try await access.disable(id, by: identity, key: caller.key) }
        }
    }

    func enableUser(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, caller, identity in
            done(request) { () throws(AccessRefusal) in try await access.enable(id, by: identity, key: caller.key) }
        }
    }

    func resetUser(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, caller, identity in
            permitted(request) { () throws(AccessRefusal) in
                let code = try await access.issueReset(of: id, by: identity, key: caller.key)
                return Self.answer(["code": .string(code.text)], status: .created, location: nil)
            }
        }
    }

    func removeSecondFactor(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, _, identity in
            done(request) { () throws(AccessRefusal) in try await access.removeSecondFactor(of: id, by: identity) }
        }
    }

    /// Ends all sessions of somebody, or the one that is named.
    func endSessions(_ text: String, only session: String? = nil, _ request: HTTPRequest) -> HTTPReply {
        user(text, request) { [self] access, id, _, identity in
            let only = session.flatMap { SessionID($0) }
            guard (only == nil) == (session == nil) else { return .now(notFound(request)) }
            return done(request) { () throws(AccessRefusal) in
                guard try await access.user(id) != nil else { throw Self.noUser }
                try await access.revokeSessions(of: id, only: only, by: identity)
            }
        }
    }

    func listTokens(_ request: HTTPRequest) -> HTTPReply {
        users(request) { [self] access, _, identity in
            permitted(request) { () throws(AccessRefusal) in
                let tokens = try await access.allTokens(for: identity)
                return Self.answer(
                    ["tokens": .array(tokens.map(UserDocument.token))], status: .ok, location: nil)
            }
        }
    }

    /// It does not matter whether it is there: afterwards it is not.
    func revokeToken(_ text: String, _ request: HTTPRequest) -> HTTPReply {
        users(request) { [self] access, _, identity in
            guard let id = APITokenID(text) else { return .now(notFound(request)) }
            return done(request) { () throws(AccessRefusal) in try await access.revoke(id, by: identity) }
        }
    }

    /// The journal's entries, the latest first, without what only those concerned may know.
    func readAudit(_ request: HTTPRequest) -> HTTPReply {
        asking(request, .readAudit) { [self] writing, _, _ in
            guard let journal = writing.journal else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            let before = reader.one("before", "a position in the journal") { text in
                Int64(text).flatMap { $0 > 0 ? $0 : nil }
            }
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return .later {
                do throws(JournalError) {
                    var end = try await journal.head().position.rawValue
                    if let before { end = min(end, before - 1) }
                    let start = max(0, end - Self.auditShown)
                    var entries: [Entry] = []
                    var after = Position(start)
                    // A store may give fewer than were asked for.
                    while after.rawValue < end {
                        let more = try await journal.entries(after: after, limit: Int(end - after.rawValue))
                        guard let last = more.last else { break }
                        entries += more
                        after = last.position
                    }
                    let older = start > 0 ? "?before=\(start + 1)" : nil
                    return .now(
                        Self.answer(UserDocument.audit(entries.reversed(), older: older), status: .ok, location: nil))
                } catch {
                    return .now(
                        ProblemDetails.response(
                            .serviceUnavailable, "The journal can't be read at the moment.", to: request))
                }
            }
        }
    }

    // MARK: Parts

    private static let noUser = AccessRefusal(.notFound, "There is no such user.")

    private func users(
        _ request: HTTPRequest, _ work: @escaping @Sendable (AccessService, CommandCaller, Identity) -> HTTPReply
    ) -> HTTPReply {
        asking(request, .manageUsers) { [self] writing, caller, identity in
            guard let access = writing.access else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(access, caller, identity)
        }
    }

    private func user(
        _ text: String, _ request: HTTPRequest,
        _ work: @escaping @Sendable (AccessService, UserID, CommandCaller, Identity) -> HTTPReply
    ) -> HTTPReply {
        users(request) { [self] access, caller, identity in
            guard let id = UserID(text) else { return .now(notFound(request)) }
            return work(access, id, caller, identity)
        }
    }

    private func done(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(AccessRefusal) -> Void
    ) -> HTTPReply {
        permitted(request) { () throws(AccessRefusal) in
            try await work()
            return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
        }
    }

    func permitted(
        _ request: HTTPRequest, _ work: @escaping @Sendable () async throws(AccessRefusal) -> HTTPResponse
    ) -> HTTPReply {
        .later {
            do throws(AccessRefusal) {
                return .now(try await work())
            } catch {
                var response = ProblemDetails.response(error.status, error.message, to: request)
                if let wait = error.retryAfter { response.headers.set("Retry-After", "\(max(1, wait.wholeSeconds))") }
                return .now(response)
            }
        }
    }
}

extension AccessRefusal {
    var status: HTTPStatus {
        switch code {
        case .notSignedIn: .unauthorized
        case .notAllowed, .personOnly, .stranger, .openIDRefused, .passwordsOff: .forbidden
        case .throttled: .tooManyRequests
        case .notFound: .notFound
        case .conflict, .emailTaken, .lastAdmin, .setupOver: .conflict
        case .unavailable, .openIDAway: .serviceUnavailable
        default: .unprocessableContent
        }
    }
}
