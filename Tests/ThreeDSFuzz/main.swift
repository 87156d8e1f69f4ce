// ThreeDSFuzz: changed 3-D Secure messages and random transactions. Arguments: seconds (60) and a seed (1).
// Exits 1 when something went wrong, and traps when the code under test does.
import Glibc
import ThreeDSFuzzing

let arguments = CommandLine.arguments.dropFirst().map { Double($0) }
let seconds = (arguments.first ?? nil) ?? 60
let seed = UInt64((arguments.dropFirst().first ?? nil) ?? 1)
let end = ContinuousClock.now + .seconds(seconds)
var fuzzer = MessageFuzzer(seed: seed)
while ContinuousClock.now < end {
    for _ in 0..<100 { fuzzer.step() }
}
print(fuzzer.report)
for fault in fuzzer.report.faults.prefix(20) { print(fault) }
exit(fuzzer.report.faults.isEmpty ? 0 : 1)
