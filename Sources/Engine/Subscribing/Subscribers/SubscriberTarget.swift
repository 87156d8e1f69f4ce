internal import Alerting
internal import HTTP
package import Network
internal import Settings

/// Where a subscriber is told. It names a person or opens a door, so it is never printed.
package enum SubscriberTarget: Sendable, Hashable {
    case mail(address: String)
    /// Signed as Standard Webhooks says, with a key of its own.
    case webhook(url: String, signingKey: String)
    /// Incoming webhooks, and topics of ntfy.
    case chat(ChatKind, url: String)
    /// A chat that our bot was invited to.
    case telegram(chat: String)
    /// A number in its international form: `+33123456789`.
    case sms(number: String)

    package enum ChatKind: String, Sendable, Hashable, CaseIterable {
        case slack, teams, discord, mattermost, ntfy
    }

    /// All kinds by the word that forms, files and documents use.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case mail, webhook, slack, teams, discord, mattermost, ntfy, telegram, sms
    }

    package var kind: Kind {
        switch self {
        case .mail: .mail
        case .webhook: .webhook
        case .chat(let kind, _): Kind(rawValue: kind.rawValue) ?? .slack
        case .telegram: .telegram
        case .sms: .sms
        }
    }

    /// What makes two targets the same one. A webhook that is given another key is still that webhook.
    package var identity: String {
        switch self {
        case .mail(let address): "mail:" + address
        case .webhook(let url, _): "webhook:" + url
        case .chat(let kind, let url): kind.rawValue + ":" + url
        case .telegram(let chat): "telegram:" + chat
        case .sms(let number): "sms:" + number
        }
    }

    /// Which messages share a rate and a pause: those to one host.
    package var lane: FanOutLane {
        switch self {
        case .mail: FanOutLane(kind: .mail)
        case .sms: FanOutLane(kind: .sms)
        case .telegram: FanOutLane(kind: .telegram)
        case .webhook(let url, _), .chat(_, let url):
            FanOutLane(kind: kind, host: (try? FetchURL(url))?.host ?? "unknown")
        }
    }
}

extension SubscriberTarget: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind alone.
    package var description: String { "‹\(kind.rawValue)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Messages that share a rate and a pause.
package struct FanOutLane: Sendable, Hashable, Comparable {
    package var kind: SubscriberTarget.Kind
    /// Empty where all messages of the kind go through one server.
    package var host: String

    package init(kind: SubscriberTarget.Kind, host: String = "") {
        self.kind = kind
        self.host = host
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let kind = parts.first.flatMap({ SubscriberTarget.Kind(rawValue: String($0)) }) else { return nil }
        self.init(kind: kind, host: parts.count > 1 ? String(parts[1]) : "")
    }

    package var name: String { host.isEmpty ? kind.rawValue : "\(kind.rawValue):\(host)" }
    package static func < (left: FanOutLane, right: FanOutLane) -> Bool { left.name < right.name }
}

/// What a target may be: who subscribes is a stranger.
package struct TargetRule: Sendable {
    package static let addressBytesMost = 254
    package static let urlBytesMost = 2_048

    /// Kinds that this installation can send to.
    package var kinds: Set<SubscriberTarget.Kind>
    /// Networks that are not public and are allowed all the same; there, HTTP without encryption is too.
    package var allowedNetworks: [NetworkRange]

    package init(kinds: Set<SubscriberTarget.Kind>, allowedNetworks: [NetworkRange] = []) {
        self.kinds = kinds
        self.allowedNetworks = allowedNetworks
    }

    package enum Problem: String, Error, Sendable, Hashable, CaseIterable {
        /// This page does not tell by that way.
        case kind
        case address
        case url
        /// The address is not encrypted.
        case insecure
        /// A literal address that is not public.
        case `private`
        case number
        case key
    }

    /// A target of what somebody typed; `signingKey` is the one to use for a webhook.
    package func target(
        _ kind: SubscriberTarget.Kind, _ text: String, signingKey: String
    ) throws(Problem) -> SubscriberTarget {
        guard kinds.contains(kind) else { throw .kind }
        switch kind {
        case .mail: return .mail(address: try mail(text))
        case .webhook:
            guard WebhookForm.keyBytes(Secret(signingKey)) != nil else { throw .key }
            return .webhook(url: try url(text), signingKey: signingKey)
        case .slack, .teams, .discord, .mattermost, .ntfy:
            guard let chat = SubscriberTarget.ChatKind(rawValue: kind.rawValue) else { throw .kind }
            return .chat(chat, url: try url(text))
        case .telegram:
            let isChat = text.hasPrefix("@") || text.hasPrefix("-") || text.first?.isNumber == true
            guard isChat, (2...64).contains(text.utf8.count),
                text.dropFirst().utf8.allSatisfy({ Self.isWord($0) })
            else { throw .address }
            return .telegram(chat: text)
        case .sms:
            let number = text.filter { !" .-()".contains($0) }
            guard number.hasPrefix("+"), (8...16).contains(number.utf8.count),
                number.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { throw .number }
            return .sms(number: number)
        }
    }

    /// The part before the @ is as the person wrote it; a domain is the same in small letters.
    private func mail(_ text: String) throws(Problem) -> String {
        guard text.utf8.count <= Self.addressBytesMost, let address = MailAddress(text), address.name == nil,
            address.address == text, address.domain.contains("."),
            let at = text.lastIndex(of: "@")
        else { throw .address }
        return text[..<at] + text[at...].lowercased()
    }

    private func url(_ text: String) throws(Problem) -> String {
        guard text.utf8.count <= Self.urlBytesMost, let url = try? FetchURL(text) else { throw .url }
        let isAllowed = url.address.map { address in allowedNetworks.contains { $0.contains(address) } } ?? false
        guard url.scheme == .https || isAllowed else { throw .insecure }
        if let address = url.address, address.addressClass != .global, !isAllowed { throw .private }
        return url.text
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}
