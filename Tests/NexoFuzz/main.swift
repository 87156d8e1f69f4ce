// NexoFuzz: mutated messages for as long as one likes. Arguments: seconds (60) and a seed (1).
// Exits 1 when something went wrong, 132 or with a report when the codec trapped or a sanitizer spoke.
import Glibc
import NexoTestSupport

let arguments = CommandLine.arguments.dropFirst().map { Double($0) }
let seconds = (arguments.first ?? nil) ?? 60
let seed = UInt64((arguments.dropFirst().first ?? nil) ?? 1)
let end = ContinuousClock.now + .seconds(seconds)
var fuzzer = try NexoFuzzer(seed: seed)
fuzzer.run { ContinuousClock.now < end }
print(fuzzer.report)
for fault in fuzzer.report.faults.prefix(20) { print(fault) }
exit(fuzzer.report.faults.isEmpty ? 0 : 1)
