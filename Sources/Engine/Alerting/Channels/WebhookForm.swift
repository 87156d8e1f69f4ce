internal import Bytes
internal import HTTP
internal import JSON
package import Settings
internal import Vocabulary

/// A webhook for programs, signed as Standard Webhooks says: `webhook-id` is the same for every attempt, and the
/// signature covers id, time and body.
package enum WebhookForm {
    static func request(_ message: OutgoingMessage, url: String, key: Secret, now: Instant) -> ChannelRequest {
        let text = message.text
        let body: JSONValue = [
            "type": .string(text.event), "timestamp": .string(message.wantedAt.rfc3339),
            "data": text.data,
            "text": [
                "language": .string(text.language.code), "headline": .string(text.headline.cut(toUnits: 500)),
                "plain": .string(text.plain.cut(toUnits: 8_000)),
            ],
            "thread": .string(message.thread),
        ]
        let bytes = JSONWriter.compact(body)
        let timestamp = String(now.seconds)
        return ChannelRequest(
            url: url,
            headers: [
                "Content-Type": "application/json", "webhook-id": message.key, "webhook-timestamp": timestamp,
                "webhook-signature": signature(id: message.key, timestamp: timestamp, body: bytes, key: key),
            ], body: bytes)
    }

    package static func signature(id: String, timestamp: String, body: [UInt8], key: Secret) -> String {
        let content = Array("\(id).\(timestamp).".utf8) + body
        return "v1," + Base64.encode(KeyedDigest.sha256(content, key: keyBytes(key) ?? []))
    }

    /// `whsec_` and Base64, as Standard Webhooks writes keys, of 24 to 64 bytes; nil for anything else.
    package static func keyBytes(_ key: Secret) -> [UInt8]? {
        let text = key.reveal()
        guard text.hasPrefix("whsec_"), let bytes = Base64.decode(text.dropFirst(6)), (24...64).contains(bytes.count)
        else { return nil }
        return bytes
    }
}
