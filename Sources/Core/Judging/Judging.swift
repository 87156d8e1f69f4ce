// Judging: from observations to verdicts. What is measured (`Words/Observation.swift`) goes in, what follows from it
// (`Words/Decision.swift`) comes out: whether a target is down, since which sample, by which rule, whose fault it most
// likely is, and who is to be woken. Values only: the time is an argument, and who probes is asked to by decisions.
//
// Start reading at `Judge.swift`, which holds all state; then `Targets/TargetJudge.swift` for one target, `Charts/` for
// the statistics, `Causes/Localiser.swift` for whose fault it is, `Cases/CaseBook.swift` for one page per cause.
// docs/judging.md explains every rule and number.
//
// May import: Vocabulary.
