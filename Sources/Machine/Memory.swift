internal import CMachine

/// The memory that the program was given by the system.
package enum Memory {
    /// Gives back what was freed, which the allocator keeps otherwise for a next time that may not come before tomorrow,
    /// and lets go of code that only starting needed: the system has it at hand where it is run again.
    package static func giveBack() { cmachine_give_back_memory() }

    /// Gives back what was freed, alone: some milliseconds, and as many again when it is asked for anew.
    package static func trim() { cmachine_trim_memory() }
}
