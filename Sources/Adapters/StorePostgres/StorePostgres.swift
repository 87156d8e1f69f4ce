// StorePostgres: the journal in PostgreSQL 15, several nodes at once.
// Start reading here. May import: Engine's ports, Core, Machine, CPostgres.
