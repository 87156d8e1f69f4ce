import Foundation
import Settings
import Testing

@Suite struct GeneratedFilesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `the page about the configuration is what the schema says`() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/configuration.md"), encoding: .utf8)
        #expect(
            page == ConfigurationPage.markdown(),
            "write it anew: vigie help configuration --markdown > docs/configuration.md")
    }

    @Test func `the example file is what the schema says`() throws {
        let file = try String(contentsOf: Self.root.appending(path: "packaging/vigie.yaml"), encoding: .utf8)
        #expect(
            file == ConfigurationPage.exampleFile(),
            "write it anew: vigie help configuration --example > packaging/vigie.yaml")
    }

    @Test func `every key is documented and its group is known`() {
        let names = SettingsSchema.keys.map(\.name)
        #expect(Set(names).count == names.count)
        for key in SettingsSchema.keys {
            #expect(key.documentation.hasSuffix("."), "\(key.name)")
            #expect(key.groupName == nil || SettingsSchema.groups.contains { $0.name == key.groupName }, "\(key.name)")
            #expect((key.defaultValue == .none) == (key.absence != nil), "\(key.name)")
        }
    }
}
