internal import CMachine

/// The memory that the program was given by the system.
package enum Heap {
    /// Gives back what was freed: the allocator keeps it otherwise, for a next time that may not come before tomorrow.
    package static func giveBack() { cmachine_give_back_memory() }
}
