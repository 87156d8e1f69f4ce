// AgentBuffer: batches of an agent on its disk until the server has them.
//
// Start at `FolderBuffer.swift` (the port's type), then `SegmentFile.swift` (what a file holds). Batches are only ever added at
// the end and let go from the start, so files that are appended to and removed whole are all it takes: no index to repair, no
// room to give back, and what a crash leaves is a torn end that a digest finds. May import: Vantages, Bytes, Machine.
