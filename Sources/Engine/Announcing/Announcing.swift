// Announcing: from verdict to word. When a case opens, the policy of each component says what follows: nothing, a draft for people, or the
// agreed "measured" sentence after a time in which anybody can stop it. Also who is called, what is sent to a supplier as evidence, and
// how well each rule of judging does. The decisions are pure (`Deciding/AnnouncingDecision.swift`, start there); `Running` does them
// through Engine/Desk. docs/policy.md tells the rules. May import: Engine and Core.
