// CLI: commands, their help, completions and the man page; arguments in, a typed command out.
// Start reading here. May import: Engine and Core.
