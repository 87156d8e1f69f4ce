// HTTPFuzz: mutated requests against a live server. Arguments: seconds (60) and a seed (1).
// Exits 1 when something went wrong, 132 or with a report when the server trapped or a sanitizer spoke.
import Glibc
import HTTPTestSupport

let arguments = CommandLine.arguments.dropFirst().map { Double($0) }
let seconds = (arguments.first ?? nil) ?? 60
let seed = UInt64((arguments.dropFirst().first ?? nil) ?? 1)
let report = try await RequestFuzzer(seed: seed, seconds: seconds).run()
print(report)
for fault in report.faults.prefix(20) { print(fault) }
exit(report.faults.isEmpty ? 0 : 1)
