import Glibc

/// Which file a path leads to.
struct FileIdentity: Equatable {
    private let device: UInt
    private let number: UInt

    /// Nil when it leads to none.
    init?(of path: String) {
        var figures = stat()
        guard stat(path, &figures) == 0 else { return nil }
        (device, number) = (UInt(figures.st_dev), UInt(figures.st_ino))
    }
}
