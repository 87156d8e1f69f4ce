// BenchRequests: asks for one page over so many connections, each again as soon as its answer is whole, on one thread.
//
//     BenchRequests PORT PATH CONNECTIONS SECONDS
//
// Of wrk a third is spent on reading answers byte by byte and on asking the kernel anew what to wait for; beside a server that
// does little for an answer its core is full before the server's is, and requests/s are wrk's. This one looks at an answer's status
// and length alone. Prints: answers a second, the 99th percentile in microseconds, and what share of its core was used.
import CMachine
import Glibc
import Machine

struct Failure: Error, CustomStringConvertible {
    let description: String
}

func number(_ place: Int, _ most: Int) -> Int {
    guard CommandLine.arguments.count == 5, let number = Int(CommandLine.arguments[place]), (1...most).contains(number)
    else {
        print("usage: BenchRequests PORT PATH CONNECTIONS SECONDS")
        exit(64)
    }
    return number
}

func processorSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(0), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

do {
    let port = UInt16(number(1, 65_535))
    let seconds = number(4, 3_600)
    let load = try Load(port: port, path: CommandLine.arguments[2], connections: number(3, 20_000))
    let (start, processor) = (SystemClock.monotonicMicroseconds(), processorSeconds())
    try load.run(until: start + Int64(seconds) * 1_000_000)
    let took = Double(SystemClock.monotonicMicroseconds() - start) / 1e6
    let share = (processorSeconds() - processor) / took
    print("\(Int(Double(load.answers) / took)) \(load.percentile(0.99)) \(Int((share * 100).rounded()))")
} catch {
    print("BenchRequests: \(error)")
    exit(1)
}
