// iso8583-agree: reads and writes messages for another program to compare; see scripts/payment-tests.
//
// One order a line on standard input, one answer a line: `decode PROFILE HEX` gives `ok MTI FIELD=HEX …`, and
// `encode PROFILE MTI FIELD=HEX …` gives `ok HEX`; both give `error CLASS PATH` when that cannot be done.
import Glibc
import ISO8583

func bytes(_ hexadecimal: some StringProtocol) -> [UInt8]? {
    let digits = Array(hexadecimal.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
            return nil
        }
        bytes.append(byte)
    }
    return bytes
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
}

func answer(_ words: [Substring]) -> String? {
    guard words.count >= 3, let shipped = Profile.Shipped(rawValue: String(words[1])) else { return nil }
    let profile = Profile.shipped(shipped)
    do throws(ISO8583Error) {
        if words[0] == "decode", words.count == 3, let body = bytes(words[2] == "-" ? "" : words[2]) {
            let message = try profile.decode(body)
            let fields = message.fields.map { "\($0)=\(hexadecimal(message.bytes($0) ?? []))" }
            return (["ok", message.type.description] + fields).joined(separator: " ")
        }
        guard words[0] == "encode", let type = MessageType(String(words[2])) else { return nil }
        var message = ISO8583Message(type)
        for word in words.dropFirst(3) {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let field = Int(parts[0]), let value = bytes(parts[1]) else { return nil }
            message.set(field, bytes: value)
        }
        return "ok " + hexadecimal(try profile.encode(message))
    } catch {
        return "error \(error.code.rawValue) \(error.path)"
    }
}

while let line = readLine() {
    print(answer(line.split(separator: " ")) ?? "what")
    // The other side waits for each answer.
    fflush(nil)
}
