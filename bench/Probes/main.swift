// BenchProbes: what probes cost. bench/probes.sh starts what is probed, and this; see there.
//
//     BenchProbes load KIND SECONDS AT-ONCE PORT NAME TRUST ADDRESSES    probes as fast as one loop can
//     BenchProbes bare SECONDS PORT NAME TRUST ADDRESSES                 OpenSSL's own handshakes, in a tight loop
//     BenchProbes watch SECONDS TARGETS PORT                            probed and judged; see Watching.swift
//
// TRUST is a file of certificates. ADDRESSES of 127.0.1.x are probed in turn, so that no local port must be used again at once.
// `load` and `bare` print how many were done, how many failed, the seconds that went by and those of the processor.

internal import Glibc
internal import Network

struct Usage: Error {}

struct Target {
    let port: UInt16
    let name: String
    let trust: [UInt8]
    let addresses: Int

    init(_ arguments: ArraySlice<String>) throws {
        let parts = Array(arguments)
        guard parts.count == 4, let port = UInt16(parts[0]), let addresses = Int(parts[3]),
            (1...200).contains(addresses)
        else { throw Usage() }
        self.port = port
        name = parts[1]
        trust = try readFile(parts[2])
        self.addresses = addresses
    }

    func place(_ number: Int) -> SocketAddress {
        SocketAddress(
            address: NetworkAddress(version4: 0x7f00_0101 + UInt32(number % addresses)), port: port)
    }
}

func readFile(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else { throw Usage() }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
}

/// Of all threads of this process, as /proc/self/stat has them: to the hundredth of a second.
func processorSeconds() -> Double {
    guard let bytes = try? readFile("/proc/self/stat") else { return 0 }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
}

struct Counted {
    var done = 0
    var failed = 0
    var words = ""

    func line(_ seconds: Double, _ processor: Double) -> String {
        "\(done) \(failed) \(seconds) \(processor)" + (words.isEmpty ? "" : " \(words)")
    }
}

do {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "load" where arguments.count == 9:
        guard let kind = Load.Kind(rawValue: arguments[2]), let seconds = Double(arguments[3]),
            let tasks = Int(arguments[4])
        else { throw Usage() }
        print(try await Load(kind, try Target(arguments[5...])).run(seconds: seconds, atOnce: tasks))
    case "bare" where arguments.count == 7:
        guard let seconds = Double(arguments[2]) else { throw Usage() }
        print(try BareHandshakes(try Target(arguments[3...])).run(seconds: seconds))
    case "watch" where arguments.count == 5:
        guard let seconds = Double(arguments[2]), let targets = Int(arguments[3]), (1...200).contains(targets),
            let port = UInt16(arguments[4])
        else { throw Usage() }
        print(try await Watching.run(seconds: seconds, targets: targets, port: port))
    default: throw Usage()
    }
} catch {
    print("BenchProbes: \(error); see bench/Probes/main.swift")
    exit(64)
}
