// BenchNexo: what reading a message costs beside libxml2 alone on the same bytes, which is where it ends: a program that
// only wants to know whether the bytes are XML pays that much.
//
//     swift run -c release BenchNexo [SECONDS-PER-FIGURE]
//
// Two peers: libxml2 making its own tree and freeing it, which is how it is used, and libxml2 telling its events to nobody.
// Rounds alternate; the figures are medians.
import CXML
import Glibc
import Nexo
import NexoTestSupport

let seconds = CommandLine.arguments.dropFirst().first.flatMap { Double($0) } ?? 1

func say(_ text: String) { print(text) }

func rounded(_ value: Double, _ digits: Int = 2) -> String {
    let power = pow(10.0, Double(digits))
    return "\((value * power).rounded() / power)"
}

let options = Int32(
    XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOERROR.rawValue
        | XML_PARSE_NOWARNING.rawValue)

/// libxml2 as it is used: a tree of its own.
func bareTree(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
        // The pointer is valid for the count given, for the time of the call.
        let document = unsafe xmlReadMemory(
            bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), nil, nil, options)
        defer { unsafe xmlFreeDoc(document) }
        return unsafe document != nil
    }
}

/// libxml2 at its barest: it looks at every byte and tells nobody.
func bareEvents(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
        var handler = unsafe xmlSAXHandler()
        unsafe handler.initialized = 0xDEED_BEAF
        // As above.
        return unsafe xmlSAXUserParseMemory(
            &handler, nil, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count)) == 0
    }
}

/// Microseconds of processor time for one call: the median of rounds that alternate between the candidates.
func measured(_ candidates: [() -> Bool]) -> [Double] {
    func once(_ work: () -> Bool, _ count: Int) -> Double {
        let start = clock()
        for _ in 0..<count { precondition(work(), "what is measured must succeed") }
        return Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1e6 / Double(count)
    }
    let rounds = 15
    let counts = candidates.map { work in
        _ = once(work, 3)
        return max(1, Int(seconds * 1e6 / Double(rounds) / max(once(work, 20), 0.1)))
    }
    var figures = candidates.map { _ in [Double]() }
    for _ in 0..<rounds {
        for (index, work) in candidates.enumerated() { figures[index].append(once(work, counts[index])) }
    }
    return figures.map { $0.sorted()[rounds / 2] }
}

func compare(_ name: String, _ message: NexoMessage, _ limits: NexoLimits = .online) throws {
    let bytes = try message.written()
    let figures = measured([
        { (try? NexoDocument(reading: bytes, limits: limits)) != nil },
        { bareTree(bytes) },
        { bareEvents(bytes) },
        { (try? message.written()) != nil },
    ])
    say(
        "\(name), \(bytes.count) bytes: read \(rounded(figures[0])) µs; libxml2's tree \(rounded(figures[1])) µs, "
            + "ratio \(rounded(figures[0] / figures[1])); its events alone \(rounded(figures[2])) µs, ratio "
            + "\(rounded(figures[0] / figures[2])); written in \(rounded(figures[3])) µs")
}

xmlInitParser()
try compare("authorisation request", NexoSamples.authorisationRequest)
for kind in [NexoKind.authorisationResponse, .diagnosticRequest] {
    if let message = NexoSamples.messages.first(where: { $0.body.kind == kind }) { try compare(kind.schema, message) }
}
try compare("batch of 400 transactions", NexoSamples.batch(of: 400), .batch)

if let key = NexoSamples.key {
    let bytes = try NexoSamples.authorisationRequest.written(protectedBy: key)
    let figures = measured([
        { (try? NexoDocument(reading: bytes))?.checked(with: key) == .right },
        { (try? NexoDocument(reading: bytes)) != nil },
    ])
    say("a MAC checked: \(rounded(figures[0] - figures[1])) µs more than reading the message")
}
let till = try RetailerSamples.messages[5].written()
let figures = measured([{ (try? RetailerMessage(reading: till)) != nil }])
say("a till's payment request in JSON, \(till.count) bytes: read \(rounded(figures[0])) µs")
