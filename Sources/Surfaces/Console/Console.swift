// Console: where a team works. Sign-in, declaring, telling, agreeing, resolving, learning; the catalogue, the people.
//
// Start reading at `ConsoleRoute.swift`, the one table of every address and the right it needs, then
// `ConsoleSurface.swift`, which answers a request: who asks, is the form ours, may they, do it, show it. A page is a
// view model of finished text (`ConsolePage`), made in `Pages/`, and one function turns it into HTML. What browsers
// send is read in `Forms/`. Nothing here needs script. May import: Engine, Core and Markup.
