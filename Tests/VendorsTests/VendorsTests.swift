import Testing

@testable import Vendors
