/// A target's place in the plan: a probe on one path, or a stream of counted outcomes.
package struct TargetNumber: Sendable, Hashable, Comparable {
    package var value: Int
    package init(_ value: Int) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A vantage's place in the plan.
package struct VantageNumber: Sendable, Hashable, Comparable {
    package var value: Int
    package init(_ value: Int) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// The place in the plan of something that can break.
package struct PartNumber: Sendable, Hashable, Comparable {
    package var value: Int
    package init(_ value: Int) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A case, in the order in which they were opened.
package struct CaseNumber: Sendable, Hashable, Comparable {
    package var value: Int
    package init(_ value: Int) { self.value = value }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
