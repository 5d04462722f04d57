import Foundation

#if canImport(CAllocationCounter)
    import CAllocationCounter

    private func allocationCount() -> UInt64? { culprit_allocation_count() }
#else
    private func allocationCount() -> UInt64? { nil }
#endif

/// What several runs of a scenario came to.
struct Measurement {
    let name: String
    /// Processor time of all threads, in microseconds per event: it hardly depends on what else the machine does.
    var processor: [Double] = []
    /// Time by the clock on the wall, in microseconds per event.
    var elapsed: [Double] = []
    /// Per event, in the run that asked for memory least often.
    var allocations: Double?

    init(name: String) { self.name = name }

    static let heading = "                      CPU µs      spread               wall µs   allocations"

    /// `event/parse             10.31    9.98 … 10.90          10.40       3.0`.
    var line: String {
        let sorted = processor.sorted()
        let spread = "\(digits(sorted.first ?? 0)) … \(digits(sorted.last ?? 0))"
        return name.padding(toLength: 18, withPad: " ", startingAt: 0)
            + String(format: "%10.2f    ", median(of: processor))
            + spread.padding(toLength: 18, withPad: " ", startingAt: 0)
            + String(format: "%10.2f", median(of: elapsed))
            + (allocations.map { String(format: "%14.1f", $0) } ?? "")
    }

    private func median(of values: [Double]) -> Double { values.sorted()[values.count / 2] }
    private func digits(_ value: Double) -> String { String(format: "%.2f", value) }

    /// Runs `body`, which handles `count` events, `runs` times after one run that does not count.
    static func of(
        _ name: String, events count: Int, runs: Int, body: () async throws -> Void
    ) async rethrows -> Measurement {
        var measurement = Measurement(name: name)
        try await body()
        for _ in 0..<runs {
            let before = (allocations: allocationCount(), processor: processorNanoseconds(), clock: ContinuousClock.now)
            try await body()
            let elapsed = (ContinuousClock.now - before.clock).components
            let processor = processorNanoseconds() - before.processor
            let allocations = allocationCount()
            let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
            measurement.elapsed.append(nanoseconds / 1000 / Double(count))
            measurement.processor.append(processor / 1000 / Double(count))
            if let first = before.allocations, let allocations {
                let each = Double(allocations - first) / Double(count)
                measurement.allocations = min(measurement.allocations ?? each, each)
            }
        }
        return measurement
    }

    private static func processorNanoseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}

/// Keeps the optimiser from dropping results that nobody reads.
@inline(never)
func consume(_ value: some Any) { _ = value }
