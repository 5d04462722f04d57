/// What a `KeyedHash` is made with; drawn anew for each set of rules, never written down.
struct HashSecret: Sendable {
    let first = UInt64.random(in: .min ... .max)
    let second = UInt64.random(in: .min ... .max)
    let third = UInt64.random(in: .min ... .max)
    let fourth = UInt64.random(in: .min ... .max)
}

/// A hash of 64 bits: two texts have the same one by chance only, and nobody outside can prepare two that do, as every
/// product depends on a secret. Two lanes take 16 bytes each in a step.
struct KeyedHash {
    private let secret: HashSecret
    private var left: UInt64
    private var right: UInt64

    /// Contents of another `kind` are others, whatever their bytes.
    @inline(__always)
    init(_ secret: HashSecret, kind: UInt8) {
        self.secret = secret
        left = secret.first ^ UInt64(kind)
        right = secret.second
    }

    /// Takes in one part; where it ends belongs to it.
    @inline(__always)
    mutating func add(_ part: UnsafeRawBufferPointer) {
        let count = part.count
        var at = 0
        while at &+ 32 <= count {
            left = Self.mix(Self.word(part, at) ^ secret.third, Self.word(part, at &+ 8) ^ left)
            right = Self.mix(Self.word(part, at &+ 16) ^ secret.fourth, Self.word(part, at &+ 24) ^ right)
            at &+= 32
        }
        while at &+ 8 <= count {
            left = Self.mix(Self.word(part, at) ^ secret.third, left ^ secret.second)
            at &+= 8
        }
        var rest: UInt64 = 0
        while at < count {
            rest = rest << 8 | UInt64(part[at])
            at &+= 1
        }
        right = Self.mix(rest ^ secret.fourth, UInt64(truncatingIfNeeded: count) ^ right)
    }

    /// Never zero.
    var value: UInt64 {
        let mixed = Self.mix(Self.mix(left ^ secret.second, right ^ secret.first) ^ secret.third, secret.fourth | 1)
        return mixed == 0 ? 1 : mixed
    }

    @inline(__always)
    private static func word(_ part: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        // SAFETY: the loops ask for words that end within the part; every bit pattern is a UInt64.
        part.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Both halves of the product.
    @inline(__always)
    private static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }
}
