import HTTP
import Testing

@testable import Clients

@Suite struct PageTests {
    private func page(_ text: String) throws -> Page {
        Page(address: try FetchURL("https://pay.example/x"), status: 200, body: Array(text.utf8))
    }

    @Test func `forms have their fields and their buttons`() throws {
        let page = try page(
            """
            <!doctype html><p id="simulation">Your code is 012345.</p>
            <form action="/a?b=1&amp;c=2" method="POST"><input type=hidden name="token" value="a&quot;b">
            <input name='code'><button name="do" value="answer">Go &amp; pay</button><button type="submit">x</button></form>
            <input name="outside" value="1">
            <form method="get" action="/b"></form>
            """)
        #expect(page.forms.count == 2)
        let form = try #require(page.form(with: "code", "do"))
        #expect(form.isPost)
        #expect(form.action == "/a?b=1&c=2")
        #expect(form.value("token") == "a\"b")
        #expect(form.fields.map(\.name) == ["token", "code"])
        #expect(form.buttons == [Page.Field(name: "do", value: "answer")])
        #expect(page.text(of: "simulation") == "Your code is 012345.")
        #expect(page.form(with: "outside") == nil)
    }

    @Test(arguments: [
        "", "<", "<form", "<form action=\"", "<form action='/x' <input name=a", "<input name=x value=", "< >< >",
        "<a b=c d",
        "<form><input name", "<!-- <form> -->", "<form =x ==>", "\u{0}<form\u{0}>",
    ])
    func `broken pages end`(text: String) throws {
        #expect(try page(text).forms.count <= 1)
    }

    @Test func `a page without end is cut`() throws {
        let fields = String(repeating: "<input name=a value=b>", count: 5_000)
        let page = try page(String(repeating: "<form>", count: 100) + fields)
        #expect(page.forms.count == 20)
        #expect(page.forms.allSatisfy { $0.fields.count <= 100 })
    }
}
