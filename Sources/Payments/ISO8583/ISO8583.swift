// ISO8583: card messages in the format of ISO 8583, read and written by profiles that are data. Pure, incremental, bounded.
//
// Start reading at `ISO8583Message.swift`, which is a message without any link's encoding. Profiles are in `Profile/`, bytes
// become messages in `Coding/MessageDecoder.swift` and back in `MessageEncoder.swift`, a stream of bytes becomes frames in
// `Framing/FrameDecoder.swift`, chip data is read in `EMV/`, and `Describing/` says what people may see of a message.
// May import: Core, Cards.
