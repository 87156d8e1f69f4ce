// Bytes: pure functions over bytes that a library does better than we would: SHA-256, HMAC, CMAC, sealing, Argon2id, gzip,
// brotli; and texts for bytes: hexadecimal, Base32, Base64. Values in, values out. Start reading at
// `SHA256Digest.swift`. May import: COpenSSL, CArgon2, CDeflate, CBrotli.
