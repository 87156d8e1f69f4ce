internal import CLI
internal import JSON
internal import Machine
internal import Roles
internal import Settings

extension RoleOptions {
    /// Who takes payments, by the file of `--merchants`.
    func merchants() throws(ProgramFailure) -> [Merchant] {
        let page = "docs/payments/gateway.md shows what stands in it"
        let path = try required("merchants", example: "merchants.json")
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes = try Files.read(path, most: MerchantFile.bytesMost)
        } catch {
            throw Self.usage(error.message, page)
        }
        do throws(JSONError) {
            return try MerchantFile.read(bytes) { (reference) throws(JSONError) in
                do throws(SettingsFailure) {
                    return Array(
                        try SettingsFile.surroundings.secret(reference, option: "--merchants").reveal().utf8)
                } catch {
                    throw JSONError(.refusedValue, "expected env:NAME or file:PATH that can be read")
                }
            }
        } catch {
            throw Self.usage("\(path): \(error)", page)
        }
    }
}
