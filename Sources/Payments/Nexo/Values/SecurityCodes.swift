/// What content under protection is (`CnttTp`), as in CMS.
package enum ContentType: String, NexoCode, CaseIterable {
    case data = "DATA"
    case signed = "SIGN"
    case enveloped = "EVLP"
    case digested = "DGST"
    case authenticated = "AUTH"
}

/// How a MAC is made.
package struct MACAlgorithm: ListedCode {
    package static let listed = [
        "MACC", "MCCS", "CMA1", "MCC1", "CMA9", "CMA5", "CMA2", "CM31", "CM32", "CM33", "MCS3", "CCA1", "CCA2", "CCA3",
        "S34C", "S34R",
    ]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    /// CMAC with AES-128 over the SHA-256 of the content: the one that is computed here.
    package static let cmacAES128 = MACAlgorithm(listed: "CMA1")
    /// Retail-CBC-MAC over the SHA-256 of the content.
    package static let retailSHA256 = MACAlgorithm(listed: "MCCS")
}

/// How a key, a PIN block or card data is encrypted; nothing here deciphers.
package struct EncryptionAlgorithm: ListedCode {
    package static let listed = [
        "EA2C", "E3DC", "DKP9", "UKPT", "UKA2", "EA9C", "EA5C", "DA12", "DA19", "DA25", "N108", "EA5R", "EA9R", "EA2R",
        "E3DR", "E36C", "E36R", "SD5C", "UKA1", "UKA3", "SM4C", "SM4R",
    ]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    package static let aes128CBC = EncryptionAlgorithm(listed: "EA2C")
    package static let tripleDESCBC = EncryptionAlgorithm(listed: "E3DC")
    /// Derived unique key per transaction.
    package static let dukpt = EncryptionAlgorithm(listed: "DKP9")
}

package enum EncryptionFormat: String, NexoCode, CaseIterable {
    case tr31 = "TR31"
    case tr34 = "TR34"
    case iso20038 = "I238"
}

package enum BytePadding: String, NexoCode, CaseIterable {
    case length = "LNGT"
    case bit = "NUL8"
    case nullLength = "NULG"
    case null = "NULL"
    case random = "RAND"
}
