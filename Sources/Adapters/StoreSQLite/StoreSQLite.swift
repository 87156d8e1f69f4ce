// StoreSQLite: the journal in an embedded SQLite file.
// Start reading here. May import: Engine's ports, Core, Machine, CSQLite.
