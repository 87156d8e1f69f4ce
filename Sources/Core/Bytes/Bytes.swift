// Bytes: pure functions over bytes that a library does better than we would: SHA-256, gzip, brotli; and hexadecimal.
// Values in, values out. Start reading at `SHA256Digest.swift`. May import: COpenSSL, CDeflate, CBrotli.
