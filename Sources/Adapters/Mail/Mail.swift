// Mail: hands messages to an SMTP server, through libcurl.
//
// May import: Engine's ports, Core, Machine, libcurl.
