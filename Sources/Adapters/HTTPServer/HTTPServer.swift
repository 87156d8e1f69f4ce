// HTTPServer: HTTP/1.1 on epoll with OpenSSL.
// Start reading here. May import: Engine's ports, Core, Machine, COpenSSL, CMachine.
