import Synchronization

/// Objects that are costly to make, each lent to one user at a time.
final class Pool<Object: Sendable>: Sendable {
    private let idle = Mutex<[Object]>([])
    private let idleMax: Int
    private let make: @Sendable () -> Object?

    /// Keeps at most `idleMax` objects that nobody uses.
    init(idleMax: Int = 16, make: @escaping @Sendable () -> Object?) {
        (self.idleMax, self.make) = (idleMax, make)
    }

    /// Nil when there is no memory for another object.
    func lend<Result, Failure: Error>(_ body: (Object) throws(Failure) -> Result) throws(Failure) -> Result? {
        guard let object = idle.withLock({ $0.popLast() }) ?? make() else { return nil }
        defer { idle.withLock { if $0.count < idleMax { $0.append(object) } } }
        return try body(object)
    }
}
