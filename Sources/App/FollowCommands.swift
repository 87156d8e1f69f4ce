internal import CLI
internal import Catalogue
internal import HTTP
internal import JSON

/// `vigie follow` and `vigie unfollow`: ask the running server.
enum FollowRun {
    static func follow(_ command: FollowCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        // A vendor's name has neither dots nor slashes; an address has one of them.
        let isAddress = command.target.contains(".") || command.target.contains("/")
        let body: JSONValue = [isAddress ? "url" : "vendor": .string(command.target)]
        if !console.style.isJSON { console.line("Finding out what \(command.target) speaks…") }
        let page = try await ServerCall.send(.post, "/api/pages", body, to: command.server)
        console.answer(page)
        let object = page.object
        let provider = object?["provider"]?.string ?? "?"
        console.line(
            "✓ \(provider) is followed: \(object?["url"]?.string ?? "?") (\(object?["format"]?.string ?? "?")).")
        console.line("  \(command.server.url)/en/providers/\(provider)")
        return .success
    }

    static func unfollow(
        _ place: ServerPlace, provider: String, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let answer = try await ServerCall.send(.delete, "/api/pages/" + provider, nil, to: place)
        console.answer(answer)
        console.line("✓ \(provider) is not followed any more; what was read stays.")
        return .success
    }
}
