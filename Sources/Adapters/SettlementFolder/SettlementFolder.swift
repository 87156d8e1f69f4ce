// SettlementFolder: the provider's settlement files out of a folder, where a transfer puts them.
//
// One type, `FolderSource`. May import: Settlement, Machine.
