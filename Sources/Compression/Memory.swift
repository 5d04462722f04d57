import CCompression

/// The process's own memory.
enum Memory {
    /// Gives what is free back to the system, where the allocator would keep it.
    static func giveBack() {
        #if canImport(Glibc)
            malloc_trim(0)
        #endif
    }
}
