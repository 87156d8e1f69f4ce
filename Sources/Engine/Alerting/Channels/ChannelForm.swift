internal import HTTP
internal import JSON
internal import Settings
internal import Vocabulary

/// A message in one channel's form: the request that carries it.
struct ChannelRequest {
    var method: HTTPMethod = .post
    /// Whoever knows it may be able to post, so it is never shown.
    var url: String
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    var body: [UInt8]
    /// Changes a message that is there; when it is there no more, a new one is sent.
    var isEdit = false
}

/// Gives a message the form that each kind of channel wants. Pure: the time of a signature is an argument.
enum ChannelForm {
    /// Nil for mail, which is no request.
    static func request(
        _ message: OutgoingMessage, to target: AlertChannel.Target, now: Instant
    ) -> ChannelRequest? {
        switch target {
        case .webhook(let url, let key): WebhookForm.request(message, url: url.reveal(), key: key, now: now)
        case .slack(let url): SlackForm.request(message, url: url.reveal())
        case .slackBot(let token, let room): SlackForm.request(message, token: token, room: room)
        case .teams(let url): TeamsForm.request(message, url: url.reveal())
        case .discord(let url): DiscordForm.request(message, url: url.reveal())
        case .mattermost(let url): MattermostForm.request(message, url: url.reveal())
        case .ntfy(let url, let token): NtfyForm.request(message, url: url.reveal(), token: token)
        case .telegram(let token, let chat): TelegramForm.request(message, token: token, chat: chat)
        case .mail: nil
        }
    }

    /// What an answer says of a sending.
    static func outcome(
        _ response: FetchResponse, _ message: OutgoingMessage, to target: AlertChannel.Target
    ) -> SendOutcome {
        let json = try? JSONValue(reading: response.body)
        let code = response.status.code
        switch target {
        case .telegram where json?["description"]?.string?.hasPrefix("Bad Request: message is not modified") == true:
            // It says already what it is to say: an earlier attempt arrived.
            return .delivered(foreignID: message.foreignID)
        case .slackBot where (200..<300).contains(code) && json?["ok"]?.bool != true:
            let word = json?["error"]?.string?.cut(toUnits: 60) ?? "no reason"
            return word == "ratelimited"
                ? .failed("it asks for fewer messages", retryAfter: retryAfter(response, json))
                : .refused("Slack answers: \(word)")
        default: break
        }
        switch code {
        case 200..<300: return .delivered(foreignID: foreignID(json, message, target))
        case 429: return .failed("it asks for fewer messages", retryAfter: retryAfter(response, json))
        case 408, 425, 500...: return .failed("it answers \(code)", retryAfter: retryAfter(response, json))
        case 300..<400: return .refused("it redirects (\(code)); give the address that it leads to")
        default: return .refused("it answers \(code)")
        }
    }

    private static func foreignID(
        _ json: JSONValue?, _ message: OutgoingMessage, _ target: AlertChannel.Target
    ) -> String? {
        let found: String? =
            switch target {
            // A thread is named by its first message.
            case .slackBot: message.foreignID ?? json?["ts"]?.string
            case .discord: json?["id"]?.string
            case .telegram: json?["result"]?["message_id"]?.integer.map(String.init)
            default: nil
            }
        return found.flatMap { isName($0) ? $0 : nil } ?? message.foreignID
    }

    /// It comes from outside and goes into an address: letters, digits, dots and hyphens.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "-")
            }
    }

    private static func retryAfter(_ response: FetchResponse, _ json: JSONValue?) -> TimeSpan? {
        let header = response.headers["Retry-After"].flatMap { Double($0) }
        let body = json?["retry_after"]?.decimal ?? json?["parameters"]?["retry_after"]?.decimal
        guard let seconds = header ?? body, seconds.isFinite, seconds >= 0 else { return nil }
        return TimeSpan(microseconds: Int64(min(seconds, 86_400) * 1_000_000))
    }
}
