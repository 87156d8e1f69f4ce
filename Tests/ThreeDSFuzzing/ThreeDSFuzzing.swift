// ThreeDSFuzzing: sample 3-D Secure messages, and random changes of them for the reader and the state machines.
//
// Start reading at `MessageFuzzer.swift`. May import: ThreeDS, Vocabulary, JSON, Bytes.
