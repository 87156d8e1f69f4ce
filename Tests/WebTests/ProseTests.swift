import Testing
import Vocabulary
import Web
import Markup

@Suite struct ProseTests {
    private func blocks(_ text: String) -> [Prose.Block] { Prose(Told(text)).blocks }

    @Test func `paragraphs are parted by empty lines, and lines by line breaks`() {
        #expect(
            blocks("One\ntwo\r\n\r\nThree") == [
                .paragraph([.words("One"), .lineBreak, .words("two")]), .paragraph([.words("Three")]),
            ])
        #expect(blocks("") == [])
        #expect(blocks(" \n\n\t\n") == [])
    }

    @Test func `lists and headings of Markdown are understood, and its rules left out`() {
        #expect(
            blocks("# Timeline\n1. first\n2) second\n---\n- a\n* b\n\n• c") == [
                .heading([.words("Timeline")]),
                .list(isOrdered: true, items: [[.words("first")], [.words("second")]]),
                .list(isOrdered: false, items: [[.words("a")], [.words("b")], [.words("c")]]),
            ])
    }

    @Test(arguments: ["16. the sixteenth", "2026. was a year", "-5 degrees", "#hash", "* "])
    func `what only looks like Markdown keeps its words`(_ text: String) {
        let words = Prose(Told(text)).text
        for word in text.split(whereSeparator: { !$0.isLetter }) { #expect(words.contains(word)) }
    }

    @Test func `strong words, escapes and emphasised lines lose their marks`() {
        #expect(
            blocks(#"Cards are **not** touched \(yet\)"#) == [
                .paragraph([.words("Cards are "), .strong("not"), .words(" touched (yet)")])
            ])
        #expect(blocks("_English version below_") == [.paragraph([.words("English version below")])])
        #expect(blocks("2 ** 3 and **open") == [.paragraph([.words("2 ** 3 and **open")])])
    }

    @Test func `addresses of the web become links, and no other scheme does`() throws {
        let address = try #require(Address("https://example.com/a?b=c"))
        #expect(
            blocks("See (https://example.com/a?b=c).") == [
                .paragraph([.words("See ("), .link("https://example.com/a?b=c", address), .words(").")])
            ])
        #expect(
            blocks("[here](https://example.com/a?b=c)!") == [
                .paragraph([.link("here", address), .words("!")])
            ])
        for text in ["javascript:alert(1)", "[x](javascript:alert)", "[x](/en/)", "http://", "hxxps://a.example/b"] {
            #expect(blocks(text) == [.paragraph([.words(text)])], "\(text)")
        }
    }

    @Test func `a long text is folded after its beginning, a text of a few lines never`() {
        let paragraph = String(repeating: "word ", count: 60)
        #expect(Prose(Told(Array(repeating: paragraph, count: 8).joined(separator: "\n\n"))).shown == 4)
        #expect(Prose(Told(Array(repeating: paragraph, count: 3).joined(separator: "\n\n"))).shown == nil)
        #expect(Prose(Told(paragraph + "\n\nThe end.")).shown == nil)
    }

    @Test func `a hostile text is bounded and read in one pass`() {
        let marks = String(repeating: "[**\\", count: 30_000)
        #expect(Prose(Told(marks)).text.count <= 40_000)
        #expect(Prose(Told(String(repeating: "https://a.b/", count: 5_000))).text.count <= 40_000)
    }
}

@Suite struct WordDiffTests {
    private func hunks(_ before: String, _ after: String) -> [WordDiff.Hunk] { WordDiff(before, after).hunks }

    @Test func `one changed word is shown between the words around it`() {
        let found = hunks("Impact from 16:13 to end 16:23 on tills", "Impact from 16:13 to end 16:24 on tills")
        #expect(
            found.map { [$0.lead, $0.removed, $0.added, $0.tail] } == [
                ["… from 16:13 to end", "16:23", "16:24", "on tills"]
            ])
    }

    @Test func `words that went and words that came stand apart`() {
        #expect(
            hunks("a b c d e f g h i j", "a c d e f g h i j k").map { [$0.removed, $0.added] } == [
                ["b", ""], ["", "k"],
            ])
    }

    @Test func `spaces alone are no change, and equal texts have none`() {
        #expect(hunks("a  b\nc", "a b c") == [])
        #expect(hunks("", "") == [])
    }

    @Test func `texts that have little in common are shown as replaced, and cut`() {
        let before = (0..<600).map { "old\($0)" }.joined(separator: " ")
        let after = (0..<600).map { "new\($0)" }.joined(separator: " ")
        let diff = WordDiff(before, after)
        #expect(diff.hunks.count == 1)
        #expect(diff.isCut)
        #expect(diff.hunks[0].removed.hasPrefix("old0 ") && diff.hunks[0].removed.hasSuffix(" …"))
    }

    @Test(arguments: 0..<40)
    func `the hunks say every word that differs`(_ seed: Int) {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let before = (0..<12).map { _ in "w\(Int.random(in: 0..<5, using: &numbers))" }
        let after = (0..<12).map { _ in "w\(Int.random(in: 0..<5, using: &numbers))" }
        let diff = WordDiff(before.joined(separator: " "), after.joined(separator: " "))
        guard !diff.isCut else { return }
        // Taking out what went and putting in what came leaves as many words as the later text has.
        let gone = diff.hunks.reduce(0) { $0 + $1.removed.split(separator: " ").count }
        let came = diff.hunks.reduce(0) { $0 + $1.added.split(separator: " ").count }
        #expect(before.count - gone + came == after.count)
        #expect(diff.hunks.isEmpty == (before == after))
    }
}
