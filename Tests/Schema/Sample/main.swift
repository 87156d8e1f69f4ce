internal import HTTPServer
