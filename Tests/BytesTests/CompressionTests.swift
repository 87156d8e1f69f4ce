import Bytes
import Testing

@Suite struct CompressionTests {
    @Test(arguments: [0, 1, 599, 40_000])
    func `gzip and brotli give back the same bytes`(count: Int) {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
        #expect(Compression.gunzip(Compression.gzip(content), most: 1 << 20) == content)
        #expect(Compression.unbrotli(Compression.brotli(content), most: 1 << 20) == content)
    }

    @Test func `what unpacks to more than the bound is refused`() {
        let bomb = [UInt8](repeating: 0, count: 1 << 20)
        #expect(Compression.gunzip(Compression.gzip(bomb), most: 1 << 16) == nil)
        #expect(Compression.unbrotli(Compression.brotli(bomb), most: 1 << 16) == nil)
    }

    @Test func `bytes that are no stream are refused`() {
        #expect(Compression.gunzip([1, 2, 3], most: 100) == nil)
        #expect(Compression.unbrotli([255, 255, 255], most: 100) == nil)
    }
}
