// Web: public pages as pure functions of view models.
// Start reading here. May import: Engine and Core.
