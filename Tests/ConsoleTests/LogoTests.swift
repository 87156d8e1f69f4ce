import Access
import Bytes
import Desk
import Foundation
import HTTP
import Incidents
import Journal
import StoreSQLite
import Telling
import Testing
import Vocabulary

@testable import Console

/// A logo is sent by a form, looked at, and only then put on a brand's pages.
@Suite struct LogoTests {
    private static let place = "/en/console/catalogue/brand/north"
    private static let drawing = Array(
        #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>"#.utf8)
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 7, count: 90)

    private func logo(_ room: Watchroom) async throws -> String? {
        try #require(try await room.desk.site().brands.first { $0.id.rawValue == "north" }).face.logo
    }

    @Test(arguments: [("image/svg+xml", drawing), ("image/png", png)])
    func `a picture is shown first, put on the pages, and taken away`(_ type: String, _ bytes: [UInt8]) async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let form = await admin.get(Self.place)
        #expect(form.text.contains("enctype=\"multipart/form-data\""))
        let looked = await admin.send(Self.place + "/logo", file: "picture", bytes)
        #expect(looked.status == .ok, "\(looked.text.prefix(300))")
        #expect(try await logo(room) == nil, "looking changes nothing")
        let name = try #require(looked.hidden("picture", in: Self.place + "/logo/use"))
        #expect(looked.text.contains("src=\"\(Self.place)/picture/\(name)\""))
        #expect(looked.text.contains("alt=\"Logo of North\""))

        let stranger = room.browser()
        #expect(await stranger.get(Self.place + "/picture/" + name).status == .seeOther)
        let picture = await admin.get(Self.place + "/picture/" + name)
        #expect(picture.headers["Content-Type"] == type)
        #expect(picture.headers["Content-Security-Policy"]?.contains("sandbox") == true)

        _ = await admin.send(Self.place + "/logo", file: "picture", bytes)
        let put = await admin.send(Self.place + "/logo/use", [("picture", name)])
        #expect(put.location == Self.place + "?done=logo")
        #expect(try await logo(room) == name)
        let page = await admin.get(Self.place + "?done=logo")
        #expect(page.text.contains("The logo is on its pages.") && page.text.contains("/picture/" + name))
        #expect(await admin.send(Self.place + "/logo/remove", []).location == Self.place + "?done=no-logo")
        #expect(try await logo(room) == nil)
    }

    @Test func `what is no picture, a drawing with a script, and one that is too large are refused beside the field`()
        async throws
    {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let script = Array(
            #"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.utf8)
        let large = Self.png + [UInt8](repeating: 0, count: BrandPicture.bytesMost)
        for (bytes, reason) in [
            (Array("GIF? no".utf8), "PNG, JPEG, GIF or WebP"), (script, "can&#39;t be taken"),
            (large, "at most 256 KiB"), ([], "Choose a picture."),
        ] {
            _ = await admin.get(Self.place)
            let before = try await room.store.head().position
            let answer = await admin.send(Self.place + "/logo", file: "picture", bytes)
            #expect(answer.status == .unprocessableContent, "\(reason)")
            let problem = try #require(answer.text.range(of: "id=\"logo-picture-problem\""))
            #expect(answer.text[problem.upperBound...].prefix(300).contains(reason), "\(reason)")
            #expect(try await room.store.head().position == before)
        }
        _ = await admin.get(Self.place)
        let unknown = await admin.send(
            Self.place + "/logo/use", [("picture", String(repeating: "0", count: 64) + ".png")])
        #expect(unknown.status == .notFound)
        // The archive's other bytes are no pictures, whoever knows their digest.
        let other = try await room.store.keep(Array("{\"secret\": true}".utf8))
        #expect(await admin.get(Self.place + "/picture/" + other.hexadecimal).status == .notFound)
    }

    @Test func `nobody without the right, and no form of another site, brings a picture`() async throws {
        let room = try await Watchroom()
        try await room.furnish()
        let admin = try await room.found()
        let ines = try await room.hire("Ines", [.responder, .communicator, .approver], by: admin)
        _ = await ines.get("/en/console/account")
        #expect(await ines.send(Self.place + "/logo", file: "picture", Self.png).status == .forbidden)
        _ = await admin.get(Self.place)
        #expect(await admin.send(Self.place + "/logo", file: "picture", Self.png, token: "wrong").status == .forbidden)
    }

    @Test func `a body that is no such form is none, whatever its bytes are`() {
        let type = "multipart/form-data; boundary=x"
        func parts(_ text: String, _ type: String = type) -> [Multipart.Part]? {
            Multipart(Array(text.utf8), type: type)?.parts
        }
        let good = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x--\r\n"
        #expect(parts(good) == [Multipart.Part(name: "a", isFile: false, bytes: Array("one".utf8))])
        let file = "--x\r\ncontent-disposition: form-data; name=\"a\"; filename=\"../b\"\r\n\r\n\r\n--y\r\n--x--"
        #expect(parts(file) == [Multipart.Part(name: "a", isFile: true, bytes: Array("\r\n--y".utf8))])
        for bad in [
            "", "--x", "--x\r\n", "x", good.replacing("--x--", with: ""), good.replacing("name=\"a\"", with: ""),
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n", "--x\r\n\r\n\r\n--x--",
        ] { #expect(parts(bad) == nil, "\(bad.debugDescription)") }
        #expect(parts(good, "multipart/form-data") == nil)
        #expect(parts(good, "text/plain; boundary=x") == nil)
        #expect(parts(good, "multipart/form-data; boundary=" + String(repeating: "x", count: 71)) == nil)
        let many = String(repeating: good.replacing("--x--\r\n", with: ""), count: Multipart.partsMost + 1) + "--x--"
        #expect(parts(many) == nil)
    }
}
