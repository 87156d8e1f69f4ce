// ISO8583Fuzz: damaged messages and streams for the card codecs. Arguments: seconds (60) and a seed (1).
// Exits 1 when something went wrong, and with a trap's signal when the codec trapped.
import Glibc
import ISO8583Fuzzing

let arguments = CommandLine.arguments.dropFirst().map { Double($0) }
let seconds = (arguments.first ?? nil) ?? 60
let seed = UInt64((arguments.dropFirst().first ?? nil) ?? 1)
let end = ContinuousClock.now + .seconds(seconds)
var fuzzer = CodecFuzzer(seed: seed)
let report = fuzzer.run { ContinuousClock.now < end }
print("seed \(seed): \(report)")
for fault in report.faults.prefix(20) { print(fault) }
exit(report.faults.isEmpty ? 0 : 1)
