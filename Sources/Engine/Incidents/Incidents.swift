// Incidents: the kinds of entries about providers and incidents, their projections, and the commands.
// Start reading here. May import: Journal and Core.
