// What reading and writing a card message costs on one core, beside a copy of the same bytes. Prints nanoseconds for each
// message and megabytes per second; bench/iso8583.sh puts pyiso8583 beside it. Arguments: [--count N] PROFILE HEX, again and again.
import Glibc
import ISO8583

func processorSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(0), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
}

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
        UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
}

/// The best of several runs, in nanoseconds for each message: what disturbs a run only makes it longer.
func nanoseconds(_ count: Int, _ body: () throws -> Int) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<7 {
        let start = processorSeconds()
        var check = 0
        for _ in 0..<count { check &+= try body() }
        best = min(best, (processorSeconds() - start) * 1e9 / Double(count))
        // The results are used, so that nothing is optimised away.
        if check == 42 { print("") }
    }
    return best
}

@inline(never)
func copied(_ bytes: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
        count = unsafe buffer.update(fromContentsOf: bytes)
    }
}

var arguments = Array(CommandLine.arguments.dropFirst())
var count = 200_000
if arguments.count > 1, arguments[0] == "--count" {
    count = Int(arguments[1]) ?? count
    arguments.removeFirst(2)
}
for index in stride(from: 0, to: arguments.count - 1, by: 2) {
    guard let shipped = Profile.Shipped(rawValue: arguments[index]) else {
        print("error: no profile \(arguments[index])")
        exit(64)
    }
    let profile = Profile.shipped(shipped)
    let body = bytes(arguments[index + 1])
    let message = try profile.decode(body)
    let decode = try nanoseconds(count) { try profile.decode(body).fields.count }
    let encode = try nanoseconds(count) { try profile.encode(message).count }
    let both = try nanoseconds(count) { try profile.encode(profile.decode(body)).count }
    let copy = nanoseconds(count) { copied(copied(body)).count }
    print("\(arguments[index]) \(body.count) \(message.fields.count) \(decode) \(encode) \(both) \(copy)")
}
