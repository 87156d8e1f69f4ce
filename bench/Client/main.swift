// What the HTTP client costs: new-connection probes and kept connections through `HTTPClient`, beside libcurl alone
// in a plain loop. Usage: BenchClient URL PROBES IN-FLIGHT [CA-FILE]. Start a server first (see docs/http-client.md).
import CCurl
import Glibc
import HTTP
import HTTPClient
import Machine

struct Figures {
    var seconds: Double
    var processorSeconds: Double
    var failures: Int
    var peakMebibytes: Int

    func line(_ name: String, probes: Int) -> String {
        func short(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        let perTenThousand = processorSeconds / Double(probes) * 10_000
        return "\(name): \(Int(Double(probes) / seconds)) per second, \(short(perTenThousand)) CPU s per 10,000, "
            + "\(failures) failed, peak resident \(peakMebibytes) MiB\n"
    }
}

func processorSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(0), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

func peakMebibytes() -> Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(0), &usage)
    return usage.ru_maxrss / 1_024
}

func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
}

func measured(_ body: () async throws -> Int) async rethrows -> Figures {
    let (start, processor) = (SystemClock.monotonicMicroseconds(), processorSeconds())
    let failures = try await body()
    return Figures(
        seconds: Double(SystemClock.monotonicMicroseconds() - start) / 1e6,
        processorSeconds: processorSeconds() - processor, failures: failures, peakMebibytes: peakMebibytes())
}

func fetches(_ request: FetchRequest, probes: Int, inFlight: Int) async throws -> Figures {
    let loop = try EventLoop(name: "bench")
    let client = try HTTPClient(loop: loop)
    // The trusted certificates are read once in a program's life; not what is measured.
    _ = try? await client.fetch(request)
    let figures = await measured {
        await withTaskGroup(of: Int.self) { group in
            for worker in 0..<inFlight {
                group.addTask(executorPreference: loop) {
                    var failures = 0
                    for _ in stride(from: worker, to: probes, by: inFlight) {
                        let response = try? await client.fetch(request)
                        if response?.status != .ok { failures += 1 }
                    }
                    return failures
                }
            }
            return await group.reduce(0, +)
        }
    }
    await client.close()
    await loop.stop()
    return figures
}

/// libcurl in its own poll loop, with nothing of ours: the floor.
func bareLibcurl(_ url: String, probes: Int, inFlight: Int, caFile: String?, defaultDirectory: Bool) async -> Figures {
    await measured {
        unsafe bareLoop(url, probes: probes, inFlight: inFlight, caFile: caFile, defaultDirectory: defaultDirectory)
    }
}

@unsafe func bareLoop(_ url: String, probes: Int, inFlight: Int, caFile: String?, defaultDirectory: Bool) -> Int {
    let multi = unsafe curl_multi_init()
    var started = 0
    var ended = 0
    var failures = 0
    func start(_ easy: UnsafeMutableRawPointer?) {
        started += 1
        unsafe curl_easy_reset(easy)
        _ = unsafe ccurl_set_text(easy, CURLOPT_URL, url)
        for option in [CURLOPT_NOSIGNAL, CURLOPT_FRESH_CONNECT, CURLOPT_FORBID_REUSE] {
            _ = unsafe ccurl_set_long(easy, option, 1)
        }
        _ = unsafe ccurl_set_long(easy, CURLOPT_SSL_SESSIONID_CACHE, 0)
        _ = unsafe ccurl_set_long(easy, CURLOPT_BUFFERSIZE, 4_096)
        if !defaultDirectory { _ = unsafe ccurl_set_text(easy, CURLOPT_CAPATH, nil) }
        if let caFile { _ = unsafe ccurl_set_text(easy, CURLOPT_CAINFO, caFile) }
        _ = unsafe ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { _, one, count, _ in one * count }
        _ = unsafe curl_multi_add_handle(multi, easy)
    }
    for _ in 0..<min(inFlight, probes) { unsafe start(curl_easy_init()) }
    while ended < probes {
        var running: Int32 = 0
        _ = unsafe curl_multi_perform(multi, &running)
        var code = CURLE_OK
        while let easy = unsafe ccurl_next_ended(multi, &code) {
            ended += 1
            if code != CURLE_OK { failures += 1 }
            _ = unsafe curl_multi_remove_handle(multi, easy)
            if started < probes { unsafe start(easy) } else { unsafe curl_easy_cleanup(easy) }
        }
        if ended < probes { _ = unsafe curl_multi_poll(multi, nil, 0, 1_000, nil) }
    }
    _ = unsafe curl_multi_cleanup(multi)
    return failures
}

let arguments = CommandLine.arguments
guard arguments.count >= 4, let probes = Int(arguments[2]), let inFlight = Int(arguments[3]), probes > 0, inFlight > 0
else {
    write("usage: BenchClient URL PROBES IN-FLIGHT [CA-FILE]\n")
    exit(64)
}
let caFile = arguments.count > 4 ? arguments[4] : nil
var request = FetchRequest(url: try FetchURL(arguments[1]))
request.policy.addresses = .any
request.policy.acceptedEncodings = []
if let caFile {
    let bundle = "/etc/ssl/certs/ca-certificates.crt"
    let descriptor = unsafe open(caFile, O_RDONLY)
    var pem = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(descriptor, &pem, pem.count)
    close(descriptor)
    // The machine's whole bundle and the test's own authority: as much to read as in production.
    request.policy.trust = .systemAnd(pem: Array(pem.prefix(max(0, count))))
    write("trusting \(bundle) and \(caFile)\n")
}
write(
    try await fetches(request, probes: probes, inFlight: inFlight).line("HTTPClient, new connections", probes: probes))
var kept = request
kept.policy.connection = .keepAlive
write(try await fetches(kept, probes: probes, inFlight: inFlight).line("HTTPClient, kept connections", probes: probes))
if request.url.scheme == .http {
    let floor = await bareLibcurl(
        arguments[1], probes: probes, inFlight: inFlight, caFile: nil, defaultDirectory: false)
    write(floor.line("libcurl alone in a poll loop", probes: probes))
} else if let caFile = arguments.count > 5 ? arguments[5] : caFile {
    // The same bundle plus authority in one file, with its cache in the multi handle working.
    let cached = await bareLibcurl(
        arguments[1], probes: probes, inFlight: inFlight, caFile: caFile, defaultDirectory: false)
    write(cached.line("libcurl alone, directory switched off", probes: probes))
    let few = min(probes, 200)
    let trap = await bareLibcurl(arguments[1], probes: few, inFlight: inFlight, caFile: caFile, defaultDirectory: true)
    write(trap.line("libcurl alone, Debian's directory left on", probes: few))
}
