// Moving: long work that people start in the console or over the API and then watch: what another status page holds made
// our own, a list of its subscribers, and the status pages written as files.
//
// Start reading at `MovingDesk.swift`, which has one such work done at a time and knows how far it is. What the work is, is
// given to it: it takes a network and a disk. May import: Engine and Core.
