// Mail: hands messages to an SMTP server, through libcurl.
//
// Start reading at `SMTPClient.swift`. May import: Engine's ports, Core, Machine, libcurl.
