internal import CBrotli
internal import CDeflate

/// Whole-buffer compression for pages and captured bytes. Levels follow measurements of a 30 KB page:
/// libdeflate 6 and brotli 5 are the knee of the curve.
package enum Compression {
    package static func gzip(_ content: [UInt8], level: Int32 = 6) -> [UInt8] {
        guard let compressor = unsafe libdeflate_alloc_compressor(level) else {
            preconditionFailure("libdeflate has no level \(level), or memory is exhausted")
        }
        defer { unsafe libdeflate_free_compressor(compressor) }
        let bound = unsafe libdeflate_gzip_compress_bound(compressor, content.count)
        return unsafe exact(bound) { output, count in
            unsafe content.withUnsafeBufferPointer { input in
                // The bound is the library's own worst case, so the result always fits.
                count = unsafe libdeflate_gzip_compress(
                    compressor, input.baseAddress, input.count, output.baseAddress, bound)
            }
        }
    }

    /// Nil when the bytes are no gzip stream or would unpack to more than `most` bytes.
    package static func gunzip(_ compressed: [UInt8], most: Int) -> [UInt8]? {
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return nil }
        defer { unsafe libdeflate_free_decompressor(decompressor) }
        var capacity = min(max(compressed.count * 4, 4_096), most)
        while true {
            var outcome = LIBDEFLATE_BAD_DATA
            let content = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                unsafe compressed.withUnsafeBufferPointer { input in
                    unsafe outcome = libdeflate_gzip_decompress(
                        decompressor, input.baseAddress, input.count, output.baseAddress, capacity, &count)
                }
                if outcome != LIBDEFLATE_SUCCESS { count = 0 }
            }
            if outcome == LIBDEFLATE_SUCCESS { return content }
            guard outcome == LIBDEFLATE_INSUFFICIENT_SPACE, capacity < most else { return nil }
            capacity = min(capacity * 4, most)
        }
    }

    package static func brotli(_ content: [UInt8], quality: Int32 = 5) -> [UInt8] {
        let bound = max(BrotliEncoderMaxCompressedSize(content.count), 64)
        return unsafe exact(bound) { output, count in
            var written = bound
            let done = unsafe content.withUnsafeBufferPointer { input in
                unsafe BrotliEncoderCompress(
                    quality, window(of: content.count), BROTLI_MODE_TEXT, input.count, input.baseAddress, &written,
                    output.baseAddress)
            }
            precondition(done == BROTLI_TRUE, "brotli always fits its own bound")
            count = written
        }
    }

    /// The smallest window that all of a text fits in: a larger one makes nothing smaller and takes megabytes.
    private static func window(of count: Int) -> Int32 {
        var bits = BROTLI_MIN_WINDOW_BITS
        while bits < BROTLI_DEFAULT_WINDOW, (1 << bits) - 16 < count { bits += 1 }
        return bits
    }

    /// Bytes that are written into room for the worst case, without keeping that room.
    private static func exact(
        _ most: Int, _ write: (inout UnsafeMutableBufferPointer<UInt8>, inout Int) -> Void
    ) -> [UInt8] {
        let roomy = unsafe [UInt8](unsafeUninitializedCapacity: most) { unsafe write(&$0, &$1) }
        return unsafe roomy.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    /// Nil when the bytes are no brotli stream or would unpack to more than `most` bytes.
    package static func unbrotli(_ compressed: [UInt8], most: Int) -> [UInt8]? {
        var outcome = BROTLI_DECODER_RESULT_ERROR
        let content = unsafe [UInt8](unsafeUninitializedCapacity: most) { output, count in
            var written = most
            unsafe compressed.withUnsafeBufferPointer { input in
                unsafe outcome = BrotliDecoderDecompress(
                    input.count, input.baseAddress, &written, output.baseAddress)
            }
            count = outcome == BROTLI_DECODER_RESULT_SUCCESS ? written : 0
        }
        return outcome == BROTLI_DECODER_RESULT_SUCCESS ? content : nil
    }
}
