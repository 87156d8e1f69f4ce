// JudgingMonth: a month of noise on 300 targets, judged. Arguments: a seed (1) and how many days (30).
// Exits 1 when one page a month or more would be false.
import Glibc
import JudgingSimulation

let arguments = CommandLine.arguments.dropFirst().map { Double($0) }
let seed = UInt64((arguments.first ?? nil) ?? 1)
let days = (arguments.dropFirst().first ?? nil) ?? 30
let size = MonthSize(hours: Int(days * 24))
var simulation = try MonthSimulation(size: size, seed: seed)
let begin = ContinuousClock.now
let report = simulation.run { line in print(line) }
print(report)
print("played in \(ContinuousClock.now - begin)")
exit(Double(report.falsePages.count) < max(days / 30, 1) ? 0 : 1)
