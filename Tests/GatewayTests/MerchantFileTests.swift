import Bytes
import HTTP
import Gateway
import JSON
import Roles
import Testing

@Suite struct MerchantFileTests {
    private static let digest = Merchant.digest(ofKey: Bench.key).hexadecimal

    private func read(_ text: String) throws(JSONError) -> [Merchant] {
        try MerchantFile.read(Array(text.utf8)) { (reference) throws(JSONError) in
            guard reference == "env:SECRET" else { throw JSONError(.refusedValue, "there is no \(reference)") }
            return Array("0123456789abcdef".utf8)
        }
    }

    @Test func `merchants are read, and their keys are found by what they are the digest of`() throws {
        let merchants = try read(
            """
            {"merchants":[
              {"id":"shop-1","name":"SHOP ONE","keys":["sha256:\(Self.digest)"],
               "notifications":{"address":"https://shop.example/told","secret":"env:SECRET"}},
              {"id":"shop-2","name":"SHOP TWO","returnOrigins":["https://shop.example/"],
               "keys":["sha256:\(Merchant.digest(ofKey: "other").hexadecimal)"]}]}
            """)
        let book = MerchantBook(merchants)
        #expect(book.merchant(withKey: Bench.key)?.id == "shop-1")
        #expect(book.merchant(withKey: "other")?.id == "shop-2")
        #expect(book.merchant(withKey: Self.digest) == nil)
        #expect(book["shop-1"]?.notifications?.address.text == "https://shop.example/told")
        #expect(merchants.map(\.returnOrigins) == [[], ["https://shop.example"]])
        #expect("\(merchants[0])" == "merchant shop-1")
    }

    @Test func `what is wrong is told with its place, and no secret`() {
        let key = "sha256:\(Self.digest)"
        for (text, place) in [
            ("{}", "/merchants"), (#"{"merchants":[]}"#, "/merchants"),
            (#"{"merchants":[{"id":"Shop","name":"S","keys":[]}]}"#, "/merchants/0/id"),
            (#"{"merchants":[{"id":"s","name":"A name that is too long","keys":[]}]}"#, "/merchants/0/name"),
            (#"{"merchants":[{"id":"s","name":"S","keys":[]}]}"#, "/merchants/0/keys"),
            (
                #"{"merchants":[{"id":"s","name":"S","keys":["\#(key)"],"returnOrigins":["https://shop.example/a"]}]}"#,
                "/merchants/0/returnOrigins/0"
            ),
            (#"{"merchants":[{"id":"s","name":"S","keys":["vgk_plain"]}]}"#, "/merchants/0/keys/0"),
            (#"{"merchants":[{"id":"s","name":"S","keys":["\#(key)","\#(key)"]}]}"#, "/merchants/0/keys"),
            (
                #"{"merchants":[{"id":"s","name":"S","keys":["\#(key)"],"notifications":{"address":"shop","secret":"env:SECRET"}}]}"#,
                "/merchants/0/notifications/address"
            ),
        ] {
            do throws(JSONError) {
                _ = try read(text)
                Issue.record("\(text) was read")
            } catch {
                #expect(error.path.pointer == place, "\(text): \(error)")
                #expect(!error.message.contains("vgk_plain"))
            }
        }
    }
}
