import Testing

@testable import Following
