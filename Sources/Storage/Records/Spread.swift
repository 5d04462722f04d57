import Glibc

/// How numbers are spread: percentiles of any amount of them in bounded memory, each within 1 %.
///
/// Numbers are counted in buckets whose borders grow by 2 % (as DDSketch does), so that two spreads can be added.
public struct Spread: Sendable, Equatable {
    public private(set) var count = 0
    public private(set) var sum = 0.0
    public private(set) var least = Double.infinity
    public private(set) var greatest = -Double.infinity
    /// By the exponent of the border; negative numbers are mirrored.
    private var positive: [Int32: Int] = [:]
    private var negative: [Int32: Int] = [:]
    private var zeros = 0

    private static let growth = 1.02
    /// Smaller ones count as zero.
    private static let magnitudeMin = 1e-9

    public init() {}
    public init(_ values: some Sequence<Double>) { for value in values { add(value) } }

    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        sum += value
        least = min(least, value)
        greatest = max(greatest, value)
        let magnitude = abs(value)
        guard magnitude >= Self.magnitudeMin else {
            zeros += 1
            return
        }
        // The largest Double has the exponent 35,844.
        let bucket = Int32((log(magnitude) / log(Self.growth)).rounded(.up))
        if value > 0 { positive[bucket, default: 0] += 1 } else { negative[bucket, default: 0] += 1 }
    }

    public mutating func add(_ other: Spread) {
        count += other.count
        sum += other.sum
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
        zeros += other.zeros
        positive.merge(other.positive, uniquingKeysWith: +)
        negative.merge(other.negative, uniquingKeysWith: +)
    }

    /// 0 when there are no numbers.
    public var average: Double { count == 0 ? 0 : sum / Double(count) }

    /// The number below which `percent` of all lie; 0 when there are none.
    public func percentile(_ percent: Double) -> Double {
        guard count > 0 else { return 0 }
        let rank = Int((min(max(percent, 0), 100) / 100 * Double(count - 1)).rounded())
        if rank == 0 { return least }
        if rank == count - 1 { return greatest }
        var passed = 0
        for (bucket, amount) in negative.sorted(by: { $0.key > $1.key }) {
            passed += amount
            if passed > rank { return clamped(-Self.value(of: bucket)) }
        }
        passed += zeros
        if passed > rank { return clamped(0) }
        for (bucket, amount) in positive.sorted(by: { $0.key < $1.key }) {
            passed += amount
            if passed > rank { return clamped(Self.value(of: bucket)) }
        }
        return greatest
    }

    private func clamped(_ value: Double) -> Double { min(max(value, least), greatest) }

    /// The middle of a bucket.
    private static func value(of bucket: Int32) -> Double { pow(growth, Double(bucket)) * 2 / (1 + growth) }
}
